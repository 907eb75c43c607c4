//! Folders as cameras, editors and enemies leave them, with movies made by ffmpeg's command line.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod cards;
mod groups;
mod hostile;
mod material;
mod p2;
mod samples;

use interneg_media::scan::{FolderScan, ProblemKind, ScanOptions, scan};
use std::path::Path;

/// Scans with the usual bounds.
fn scanned(root: &Path) -> FolderScan {
    let scan = scan(root, &ScanOptions::default()).unwrap();
    for (one, other) in scan.clips.iter().zip(scan.clips.iter().skip(1)) {
        assert!(one.path < other.path, "clips stand in order of paths");
    }
    scan
}

/// Paths of the clips.
fn clips(scan: &FolderScan) -> Vec<&str> {
    scan.clips.iter().map(|clip| clip.path.as_str()).collect()
}

/// Paths and kinds of the problems.
fn problems(scan: &FolderScan) -> Vec<(&str, ProblemKind)> {
    scan.problems.iter().map(|problem| (problem.path.as_str(), problem.kind)).collect()
}
