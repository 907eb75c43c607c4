//! The binaries under test, built once for a test process.

use crate::workspace_root;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// `internegd`, of the profile that this test was built with.
pub fn internegd() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| built("internegd"))
}

/// `interneg`, of the profile that this test was built with.
pub fn interneg() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| built("interneg"))
}

/// The folder of a profile, `target/debug`.
pub(crate) fn profile_folder() -> PathBuf {
    let this = std::env::current_exe().expect("a running program has a path");
    // Tests lie in target/debug/deps.
    this.ancestors().nth(2).expect("a test lies in target/PROFILE/deps").to_path_buf()
}

fn built(name: &str) -> PathBuf {
    static BUILD: OnceLock<()> = OnceLock::new();
    BUILD.get_or_init(build);
    let path = profile_folder().join(name);
    assert!(path.is_file(), "cargo built no {}", path.display());
    path
}

/// Cargo builds no binary of another package for a test, so it is asked to; where nothing has changed, it looks and
/// is done.
fn build() {
    let folder = profile_folder();
    let profile = folder.file_name().and_then(|name| name.to_str()).expect("a profile's folder has a name");
    let profile = if profile == "debug" { "dev" } else { profile };
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(workspace_root()).args(["build", "--quiet", "--locked", "--offline", "--profile", profile]);
    cargo.args(["--package", "interneg-server", "--package", "interneg-client", "--bins"]);
    cargo.arg("--target-dir").arg(folder.parent().expect("a profile's folder lies in the target folder"));
    let output = cargo.output().expect("cargo, which runs this test, starts");
    assert!(output.status.success(), "building the binaries failed:\n{}", String::from_utf8_lossy(&output.stderr));
}
