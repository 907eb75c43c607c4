//! Jobs, tasks and outputs as text.

use super::findings::{Style, findings};
use super::units::{bytes, seconds};
use crate::output::printable;
use crate::view::{EventView, JobView, OutputView, ProgressView, TaskView};
use interneg_spec::Job;

/// Jobs as a table: name, state, frames, title, time.
pub fn jobs(jobs: &[JobView]) -> String {
    if jobs.is_empty() {
        return String::new();
    }
    let mut text = format!("{:<41} {:<10} {:>15}  {:<20} TITLE\n", "JOB", "STATE", "FRAMES", "CREATED");
    for job in jobs {
        let frames = format!("{}/{}", job.progress.frames_done, job.progress.frames_total);
        let created = job.create_time.as_deref().map(whole_seconds).unwrap_or_default();
        let title = job.spec.as_ref().map(Job::title).unwrap_or_default();
        text.push_str(&format!("{:<41} {:<10} {frames:>15}  {created:<20} {title}\n", job.name, job.state));
    }
    printable(&text)
}

/// `2025-03-01T12:00:05Z` of a time that may have fractions.
fn whole_seconds(time: &str) -> String {
    match time.split_once('.') {
        Some((whole, _)) => format!("{whole}Z"),
        None => time.to_owned(),
    }
}

/// One job with its tasks.
pub fn job(job: &JobView, tasks: &[TaskView], style: Style) -> String {
    let mut text = String::new();
    let mut row = |label: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{label:<9} {value}\n"));
        }
    };
    row("job", &job.name);
    row("state", job.state);
    row("title", job.spec.as_ref().map(Job::title).unwrap_or_default());
    row("folder", &job.delivery_folder);
    row("frames", &job.frames.map(|span| format!("{} ({span})", span.len())).unwrap_or_default());
    row("progress", &progress_line(&job.progress));
    row("created", job.create_time.as_deref().unwrap_or_default());
    row("started", job.start_time.as_deref().unwrap_or_default());
    row("ended", job.end_time.as_deref().unwrap_or_default());
    row("identity", &job.plan_identity);
    row("etag", &job.etag);
    if let Some(failure) = &job.failure {
        row("failure", &format!("{} (exit code {}): {}", failure.reason, failure.exit_code, failure.message));
    }
    let mut text = printable(&text);
    if !tasks.is_empty() {
        let [task, state, frames, done, attempt] = ["TASK", "STATE", "FRAMES", "DONE", "ATTEMPT"];
        text.push_str(&format!("{task:>6} {state:<10} {frames:>17} {done:>12} {attempt:>8}  DEVICE\n"));
    }
    for task in tasks {
        text.push_str(&printable(&task_text(task)));
    }
    if !job.findings.is_empty() {
        text.push_str("findings\n");
        text.push_str(&findings(&job.findings, style));
    }
    text
}

/// Warnings of a job's history, one a line.
pub fn warnings(warnings: &[EventView]) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    let line = |event: &EventView| format!("  {}\n", crate::progress::event_text(event));
    format!("warnings\n{}", warnings.iter().map(line).collect::<String>())
}

fn task_text(task: &TaskView) -> String {
    let frames = task.frames.map(|span| span.to_string()).unwrap_or_default();
    let (number, state, done) = (task.number(), task.state, task.frames_done);
    let text = format!("{number:>6} {state:<10} {frames:>17} {done:>12} {:>8}  {}", task.attempt, task.device);
    let mut text = format!("{}\n", text.trim_end());
    if let Some(failure) = &task.failure {
        text.push_str(&format!("       {}: {}\n", failure.reason, failure.message));
    }
    text
}

/// How far a job is, in one line: `120/480 frames, 25 %, 12.4 fps, 0:29 left, 3/8 tasks, 5.9 GB`.
pub fn progress_line(progress: &ProgressView) -> String {
    let percent = (progress.frames_done * 100).checked_div(progress.frames_total);
    let mut parts = vec![format!("{}/{} frames", progress.frames_done, progress.frames_total)];
    parts.extend(percent.map(|percent| format!("{percent} %")));
    if progress.frames_per_second > 0.0 {
        parts.push(format!("{:.1} fps", progress.frames_per_second));
    }
    parts.extend(progress.eta_s.map(|eta| format!("{} left", seconds(eta))));
    parts.push(format!("{}/{} tasks", progress.tasks_done, progress.tasks_total));
    if progress.bytes_done > 0 {
        parts.push(bytes(progress.bytes_done));
    }
    parts.join(", ")
}

/// Files of a delivery, one a line: XXH128, size in bytes, path.
pub fn outputs(outputs: &[OutputView]) -> String {
    let line = |output: &OutputView| format!("{}  {:>12}  {}\n", output.xxh128, output.size_bytes, output.path);
    printable(&outputs.iter().map(line).collect::<String>())
}
