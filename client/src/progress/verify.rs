//! How far a verification is.

use super::bar::new_bar;
use crate::output;
use crate::render::bytes;
use indicatif::ProgressBar;
use interneg_manifest::verify::Progress;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Longest silence while files are read.
const INTERVAL: Duration = Duration::from_secs(3);

/// A bar over the bytes of a folder on a terminal, lines otherwise, nothing when quiet.
pub enum VerifyDisplay {
    /// Nothing.
    Quiet,
    /// A bar.
    Bar(ProgressBar),
    /// Lines; when the last one was written.
    Lines(Instant),
}

impl VerifyDisplay {
    /// What suits standard error.
    pub fn new(quiet: bool) -> Self {
        match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Self::Quiet,
            (false, true) => Self::Bar(new_bar()),
            (false, false) => Self::Lines(Instant::now()),
        }
    }

    /// Shows how far the pass has come.
    pub fn show(&mut self, progress: &Progress<'_>) {
        let text = || {
            let (done, total) = (bytes(progress.bytes_done), bytes(progress.bytes_total));
            format!("{}/{} files, {done} of {total}", progress.files_done, progress.files_total)
        };
        match self {
            Self::Quiet => {}
            Self::Bar(bar) => {
                bar.set_prefix("verifying");
                bar.set_length(progress.bytes_total);
                bar.set_position(progress.bytes_done);
                bar.set_message(text());
            }
            Self::Lines(last) => {
                if last.elapsed() >= INTERVAL {
                    *last = Instant::now();
                    output::note(&format!("verifying: {}", text()));
                }
            }
        }
    }

    /// Takes the bar away; the report follows.
    pub fn finish(&mut self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
