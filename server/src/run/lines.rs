//! Progress of a single job, in the words of whoever started it.
//!
//! What farms parse goes to standard output and is the only thing there besides the result; everything for people goes
//! to standard error. Every line that may hold a file name or a decoder's message begins with words of ours, so that no
//! file can be named to look like a command to a farm.

use crate::progress::JobProgress;
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How to tell of progress.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ProgressStyle {
    /// A bar on a terminal, plain lines otherwise.
    #[default]
    Auto,
    /// A bar on standard error.
    Bar,
    /// One JSON object a line on standard output.
    Json,
    /// `openjd_progress: 42.5` on standard output (Open Job Description, Deadline Cloud).
    Openjd,
    /// `Progress: 42%` on standard output (Thinkbox Deadline).
    Deadline,
    /// `ALF_PROGRESS 42%` on standard output (Tractor).
    Alf,
    /// Nothing but the result.
    None,
}

/// The form in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Bar,
    Plain,
    Json,
    Openjd,
    Deadline,
    Alf,
    Nothing,
}

/// Plain lines come when this many percent have been added.
const STEP_PERCENT: f64 = 5.0;
/// And at least this often, or whatever watches our log takes us for dead.
const LONGEST_SILENCE: Duration = Duration::from_secs(30);
/// Cells of the bar.
const BAR_CELLS: usize = 32;

/// Tells of one job.
pub(super) struct Lines {
    form: Form,
    /// Percent and failed frames of the last line, and when it was written.
    last: Option<(f64, u64, Instant)>,
    bar_is_open: bool,
}

impl Lines {
    pub(super) fn new(style: ProgressStyle) -> Self {
        let form = match style {
            ProgressStyle::Auto if std::io::stderr().is_terminal() => Form::Bar,
            ProgressStyle::Auto => Form::Plain,
            ProgressStyle::Bar => Form::Bar,
            ProgressStyle::Json => Form::Json,
            ProgressStyle::Openjd => Form::Openjd,
            ProgressStyle::Deadline => Form::Deadline,
            ProgressStyle::Alf => Form::Alf,
            ProgressStyle::None => Form::Nothing,
        };
        Self { form, last: None, bar_is_open: false }
    }

    /// Where the job is now.
    pub(super) fn progress(&mut self, progress: &JobProgress, now: Instant) {
        if self.form == Form::Nothing || !self.is_due(progress, now) {
            return;
        }
        self.last = Some((progress.percent(), progress.frames_failed, now));
        if self.form == Form::Bar {
            eprint!("\r{}\u{1b}[K", bar(progress));
            self.bar_is_open = true;
            return;
        }
        let line = line(self.form, progress);
        if self.form == Form::Plain { eprintln!("{line}") } else { print_line(&line) }
    }

    /// Something for people to know.
    pub(super) fn note(&mut self, message: &str) {
        self.close_bar();
        eprintln!("internegd: {}", one_line(message));
    }

    /// The job is delivered, or some of it.
    pub(super) fn delivered(&mut self, folder: &str) {
        self.close_bar();
        match self.form {
            Form::Json => print_line(&json!({"event": "delivered", "folder": folder}).to_string()),
            _ => print_line(&format!("delivered: {}", one_line(folder))),
        }
    }

    /// The job is not delivered.
    pub(super) fn failed(&mut self, message: &str) {
        self.close_bar();
        match self.form {
            Form::Json => print_line(&json!({"event": "failed", "message": message}).to_string()),
            Form::Openjd => print_line(&format!("openjd_fail: {}", one_line(message))),
            _ => {}
        }
        eprintln!("internegd: error: {}", one_line(message));
    }

    fn is_due(&self, progress: &JobProgress, now: Instant) -> bool {
        let Some((last_percent, last_failed, last)) = self.last else { return true };
        let percent = progress.percent();
        if percent >= 100.0 && last_percent < 100.0 || progress.frames_failed != last_failed {
            return true;
        }
        match self.form {
            Form::Plain => percent - last_percent >= STEP_PERCENT || now.duration_since(last) >= LONGEST_SILENCE,
            Form::Bar => true,
            _ => percent > last_percent || now.duration_since(last) >= LONGEST_SILENCE,
        }
    }

    fn close_bar(&mut self) {
        if std::mem::take(&mut self.bar_is_open) {
            eprintln!();
        }
    }
}

fn line(form: Form, progress: &JobProgress) -> String {
    // Never 100 before it is true: rounding down.
    let whole_percent = progress.percent().floor();
    match form {
        Form::Openjd => format!("openjd_progress: {:.1}", (progress.percent() * 10.0).floor() / 10.0),
        Form::Deadline => format!("Progress: {whole_percent}%"),
        Form::Alf => format!("ALF_PROGRESS {whole_percent}%"),
        Form::Json => json!({
            "event": "progress",
            "frames_done": progress.frames_done,
            "frames_failed": progress.frames_failed,
            "frames_total": progress.frames_total,
            "frames_per_second": progress.frames_per_second,
            "eta_s": progress.eta.map(|eta| eta.as_secs()),
        })
        .to_string(),
        Form::Plain | Form::Bar | Form::Nothing => format!("progress: {}", figures(progress)),
    }
}

fn figures(progress: &JobProgress) -> String {
    let percent = progress.percent().floor();
    let mut text = format!("{percent}% {}/{} frames", progress.frames_done, progress.frames_total);
    if progress.frames_failed > 0 {
        text += &format!(", {} failed", progress.frames_failed);
    }
    if progress.frames_per_second > 0.0 {
        text += &format!(", {:.1} frames/s", progress.frames_per_second);
    }
    if let Some(eta) = progress.eta.filter(|eta| !eta.is_zero()) {
        text += &format!(", {} s left", eta.as_secs());
    }
    text
}

fn bar(progress: &JobProgress) -> String {
    let cells = BAR_CELLS as u64;
    let filled = progress.frames_done.saturating_mul(cells).checked_div(progress.frames_total).unwrap_or(cells);
    let filled = usize::try_from(filled.min(cells)).unwrap_or(BAR_CELLS);
    format!("[{}{}] {}", "#".repeat(filled), "-".repeat(BAR_CELLS - filled), figures(progress))
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A farm that has stopped reading is no reason to stop rendering.
fn print_line(line: &str) {
    let mut output = std::io::stdout().lock();
    if let Err(error) = writeln!(output, "{line}").and_then(|()| output.flush()) {
        tracing::debug!(%error, "nobody reads standard output");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(frames_done: u64) -> JobProgress {
        JobProgress {
            frames_total: 240,
            frames_done,
            frames_failed: 0,
            tasks_total: 5,
            tasks_done: 0,
            frames_per_second: 4.0,
            eta: Some(Duration::from_secs(30)),
            bytes_done: 0,
        }
    }

    #[test]
    fn farms_read_their_own_words() {
        assert_eq!(line(Form::Openjd, &at(102)), "openjd_progress: 42.5");
        assert_eq!(line(Form::Deadline, &at(102)), "Progress: 42%");
        assert_eq!(line(Form::Alf, &at(239)), "ALF_PROGRESS 99%");
        assert_eq!(line(Form::Openjd, &at(240)), "openjd_progress: 100.0");
        let json: serde_json::Value = serde_json::from_str(&line(Form::Json, &at(102))).unwrap();
        assert_eq!((json["frames_done"].as_u64(), json["eta_s"].as_u64()), (Some(102), Some(30)));
    }

    #[test]
    fn plain_lines_come_in_steps_and_never_fall_silent() {
        let mut lines = Lines { form: Form::Plain, last: None, bar_is_open: false };
        let start = Instant::now();
        assert!(lines.is_due(&at(0), start));
        lines.last = Some((0.0, 0, start));
        assert!(!lines.is_due(&at(11), start));
        assert!(lines.is_due(&at(12), start));
        assert!(lines.is_due(&at(0), start + LONGEST_SILENCE));
        assert!(lines.is_due(&at(240), start));
        assert!(lines.is_due(&JobProgress { frames_failed: 1, ..at(0) }, start));
    }

    #[test]
    fn the_bar_is_full_only_at_the_end() {
        assert_eq!(bar(&at(239)).matches('#').count(), BAR_CELLS - 1);
        assert_eq!(bar(&at(240)).matches('#').count(), BAR_CELLS);
    }

    #[test]
    fn frames_of_what_failed_are_told_apart() {
        let progress = JobProgress { frames_failed: 24, ..at(216) };
        assert!(figures(&progress).starts_with("90% 216/240 frames, 24 failed, "), "{}", figures(&progress));
        let json: serde_json::Value = serde_json::from_str(&line(Form::Json, &progress)).unwrap();
        assert_eq!(json["frames_failed"], 24);
    }

    #[test]
    fn names_cannot_begin_a_line() {
        assert_eq!(one_line("frame 3: a\nopenjd_fail: x"), "frame 3: a openjd_fail: x");
    }
}
