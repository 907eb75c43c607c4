//! Folders to verify, and the foreign tools that judge what we write.
#![expect(dead_code, reason = "each test binary uses its part")]
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its folder has to stop")]

use interneg_manifest::asc_mhl::{self, Creator, GenerationRequest, Process};
use interneg_manifest::verify::{Problem, VerifyOptions, VerifyReport, records_of_folder, verify_folder};
use interneg_manifest::{DigestKind, FolderRecords, Stamp, checksum_txt, mhl1};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const CHAIN: &str = "ascmhl/0001_show_2026-11-21_044041Z.mhl";

pub fn stamp() -> Stamp {
    "2026-11-21T04:40:41Z".parse().unwrap()
}

/// A delivery of two segments with a few files, in a folder called `show`.
pub fn delivery() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("show");
    for (path, content) in
        [("r01/a.0086400.exr", "hello"), ("r01/a.0086401.exr", "world"), ("r02/a.0090000.exr", "third")]
    {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), content).unwrap();
    }
    (folder, root)
}

pub fn records(root: &Path, kinds: &[DigestKind]) -> FolderRecords {
    records_of_folder(root, kinds, &VerifyOptions::default(), &mut |_| {}).unwrap()
}

pub fn add_checksum_txt(root: &Path) {
    for (folder, bytes) in checksum_txt::write(&records(root, &[DigestKind::Md5]).files).unwrap() {
        interneg_manifest::atomic::write(&root.join(folder).join(checksum_txt::FILE_NAME), &bytes).unwrap();
    }
}

pub fn add_mhl1(root: &Path) {
    let header = mhl1::Mhl1Header {
        name: None,
        username: None,
        hostname: "host".to_owned(),
        tool: "interneg".to_owned(),
        tool_version: "0.1.0".to_owned(),
        started: stamp(),
        finished: stamp(),
    };
    let records = records(root, &[DigestKind::Xxh64]);
    let bytes = mhl1::write(&header, &records.files, &[DigestKind::Xxh64]).unwrap();
    fs::write(root.join("show.mhl"), bytes).unwrap();
}

pub fn creator() -> Creator {
    Creator {
        hostname: "host".to_owned(),
        tool: "interneg".to_owned(),
        tool_version: "0.1.0".to_owned(),
        ..Creator::default()
    }
}

pub fn generation(root: &Path, started: &str, made: &[DigestKind], written: &[DigestKind]) -> asc_mhl::NewGeneration {
    let history = asc_mhl::History::load(root).unwrap();
    let creator = creator();
    let request = GenerationRequest {
        folder_name: "show",
        started: started.parse().unwrap(),
        creator: &creator,
        process: Process::InPlace,
        kinds: written,
        ignore: &[],
    };
    asc_mhl::create(history.as_ref(), &records(root, made), &request).unwrap()
}

pub fn add_asc_mhl(root: &Path) {
    let kinds = [DigestKind::Xxh128];
    generation(root, stamp().as_str(), &kinds, &kinds).write_into(root).unwrap();
}

pub fn verify(root: &Path) -> VerifyReport {
    verify_folder(root, &VerifyOptions::default(), &mut |_| {})
}

/// The problems in short: kind, path and manifest.
pub fn problems(root: &Path) -> Vec<String> {
    let short = |problem: &Problem| match problem {
        Problem::Missing { path, manifest } => format!("missing {path} ({manifest})"),
        Problem::Extra { path, manifest } => format!("extra {path} ({})", manifest.as_deref().unwrap_or("none")),
        Problem::SizeDiffers { path, manifest, expected_bytes, found_bytes } => {
            format!("size {path} {expected_bytes}->{found_bytes} ({manifest})")
        }
        Problem::DigestDiffers { path, manifest, digest, .. } => format!("digest {path} {digest} ({manifest})"),
        other => other.to_string(),
    };
    verify(root).problems.iter().map(short).collect()
}

/// A foreign tool in the project's virtual environment or on the search path; prints why a test is skipped without it.
pub fn tool(name: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![workspace.join(".venv/bin")];
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: {name} is neither in .venv/bin nor on the search path");
    }
    found
}

/// Runs a tool; returns its exit code and all of its output.
pub fn run(tool: &Path, arguments: &[&str], folder: &Path) -> (i32, String) {
    let Output { status, stdout, stderr } = Command::new(tool).args(arguments).current_dir(folder).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    (status.code().unwrap_or(-1), text)
}

/// The shared samples, where there are any.
pub fn samples() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("INTERNEG_SHARED").map_or_else(beside, PathBuf::from);
    let samples = shared.join("samples/mhl");
    if !samples.is_dir() {
        println!("skipped: no sample manifests at {}", samples.display());
        return None;
    }
    Some(samples)
}

pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}
