//! Movies, judged by pictures that tell their own number and by ffmpeg's command line tools.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod bad_input;
mod frames;
mod material;
mod real_files;
mod tags;

use interneg_media::{MediaError, ProbeOptions, SourceInfo};
use std::path::Path;

/// Probes with the limits of these tests.
fn probe(path: &Path) -> Result<SourceInfo, MediaError> {
    interneg_media::probe(path, &ProbeOptions { max_dimension: 8192, every_frame: false, conform: None })
}
