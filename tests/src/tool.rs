//! Programs that are not ours.

use crate::workspace_root;
use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A foreign program that is installed.
#[derive(Debug, Clone)]
pub struct Tool {
    path: PathBuf,
}

/// Skips for want of something that the set-up installs; in CI (`CI=true`) that is a fault.
fn must_run(reason: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "must run in CI: {reason}");
    skip(reason);
}

/// Says on the terminal why a test or a part of it did not run, past the capture of test output.
///
/// # Panics
/// When standard error is closed.
pub fn skip(reason: &str) {
    let thread = std::thread::current();
    let message = format!("skipped {}: {reason}\n", thread.name().unwrap_or("test"));
    std::io::stderr().write_all(message.as_bytes()).expect("standard error takes a line");
}

impl Tool {
    /// Looks in the workspace's `.venv` and in `PATH`; a program that is missing skips the caller with a message.
    ///
    /// # Panics
    /// In CI, where a missing program is a fault of the set-up.
    pub fn find(name: &str) -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(workspace_root().join(".venv/bin")).chain(std::env::split_paths(&path));
        let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
        if found.is_none() {
            must_run(&format!("{name} is not installed; scripts/setup.sh test installs it"));
        }
        found.map(|path| Self { path })
    }

    /// A command that runs the program.
    pub fn command(&self) -> Command {
        Command::new(&self.path)
    }

    /// Runs the program, whatever its exit code.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        self.command().args(arguments).output().expect("an installed program starts")
    }

    /// Runs the program and returns what it printed.
    ///
    /// # Panics
    /// When it fails.
    pub fn bytes<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Vec<u8> {
        let output = self.run(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {}: {complaint}", self.path.display(), output.status);
        output.stdout
    }

    /// As [`Self::bytes`], as text.
    ///
    /// # Panics
    /// When it fails or prints no UTF-8.
    pub fn text<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> String {
        String::from_utf8(self.bytes(arguments)).expect("a program that reports prints UTF-8")
    }
}
