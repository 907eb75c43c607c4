//! How far a job is, while it runs: a bar on a terminal, lines elsewhere, objects for programs.

mod bar;
mod lines;
mod objects;
mod verify;

pub use verify::VerifyDisplay;

use crate::error::ClientError;
use crate::view::{EventView, WatchView};
use bar::BarDisplay;
use lines::LineDisplay;
use objects::ObjectDisplay;
use std::io::IsTerminal;

/// Shows the messages of a watched job.
pub trait Display {
    /// Shows one message.
    ///
    /// # Errors
    /// Standard output cannot be written.
    fn show(&mut self, view: &WatchView) -> Result<(), ClientError>;

    /// Says something that is no message of the job.
    fn note(&mut self, text: &str);

    /// Leaves the last state on the screen.
    fn finish(&mut self);
}

/// What suits standard error: nothing when `quiet`, a bar on a terminal, lines otherwise.
pub fn on_stderr(quiet: bool) -> Box<dyn Display> {
    if quiet {
        Box::new(QuietDisplay)
    } else if std::io::stderr().is_terminal() {
        Box::new(BarDisplay::new())
    } else {
        Box::new(LineDisplay::new(std::io::stderr()))
    }
}

/// One JSON object a message on standard output.
pub fn as_objects() -> Box<dyn Display> {
    Box::new(ObjectDisplay)
}

/// Shows only what concerns the connection.
struct QuietDisplay;

impl Display for QuietDisplay {
    fn show(&mut self, _: &WatchView) -> Result<(), ClientError> {
        Ok(())
    }

    fn note(&mut self, text: &str) {
        crate::output::note(text);
    }

    fn finish(&mut self) {}
}

/// The line of an event that somebody should see; state changes show in the progress itself.
fn event_line(event: &EventView) -> Option<String> {
    let is_notable = matches!(event.kind, "task_retry" | "attempt_fenced" | "warning");
    is_notable.then(|| event_text(event))
}

/// An event in one line: the task and attempt that it happened to, and what happened.
pub(crate) fn event_text(event: &EventView) -> String {
    let warning = if event.kind == "warning" { "warning: " } else { "" };
    let text = match event.task.rsplit('/').next().filter(|task| !task.is_empty()) {
        Some(task) => format!("task {task}, attempt {}: {warning}{}", event.attempt, event.message),
        None => format!("{warning}{}", event.message),
    };
    crate::output::printable(&text)
}
