//! A bar on a terminal.

use super::{Display, event_line};
use crate::error::ClientError;
use crate::output::printable;
use crate::render::progress_line;
use crate::view::WatchView;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar over the frames of a job, on standard error.
pub(super) struct BarDisplay {
    bar: ProgressBar,
}

impl BarDisplay {
    pub(super) fn new() -> Self {
        Self { bar: new_bar() }
    }
}

/// A bar without colour, so that `NO_COLOR` has nothing to forbid.
pub(super) fn new_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    // The template is constant and a test draws it; the library's own bar would do as well.
    if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:30}] {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

impl Display for BarDisplay {
    fn show(&mut self, view: &WatchView) -> Result<(), ClientError> {
        let progress = &view.job.progress;
        for line in view.events.iter().filter_map(event_line) {
            self.bar.println(line);
        }
        self.bar.set_length(progress.frames_total);
        self.bar.set_position(progress.frames_done);
        self.bar.set_prefix(view.job.state);
        self.bar.set_message(progress_line(progress));
        Ok(())
    }

    fn note(&mut self, text: &str) {
        self.bar.suspend(|| crate::output::note(&printable(text)));
    }

    fn finish(&mut self) {
        self.bar.abandon();
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_template_is_one() {
        indicatif::ProgressStyle::with_template("{prefix} [{bar:30}] {msg}").unwrap();
    }
}
