//! A plan as text.

use super::findings::{Style, findings};
use super::units::bytes;
use crate::output::printable;
use crate::view::{ClipPlanView, PlanView, ProxyClipView};
use interneg_spec::{Level, SampleRange};

/// The whole plan: names, frames, bytes, colour operations, findings, verdict.
pub fn plan(plan: &PlanView, style: Style) -> String {
    let mut rows = Rows::default();
    let files = [plan.first_file.as_str(), plan.last_file.as_str()].map(|name| (!name.is_empty()).then_some(name));
    rows.row("folder", plan.delivery_folder.as_str());
    let mut files: Vec<&str> = files.into_iter().flatten().collect();
    // One file may be all there is.
    files.dedup();
    rows.row("files", files.join("\n          … "));
    if let Some(span) = plan.frames {
        rows.row("frames", format!("{} ({span}), {}", span.len(), count(plan.tasks, "task")));
        if !plan.record_start.is_empty() {
            rows.row("record", format!("{} up to {} (not included)", plan.record_start, plan.record_end));
        }
    }
    rows.row("raster", plan.raster.map(|raster| raster.to_string()).unwrap_or_default());
    rows.row("target", plan.target_space.as_str());
    rows.row("device", plan.device.as_str());
    let (size, memory) = (bytes(plan.bytes_estimate), bytes(plan.memory_bytes));
    let what = if plan.makes_movies() { "of pictures at most" } else { "before compression" };
    rows.row("size", format!("{size} {what}, {memory} of memory a worker"));
    rows.row("identity", plan.identity.as_str());
    let clips = plan.clips.iter().map(clip_text).chain(plan.proxy_clips.iter().map(proxy_clip_text));
    let mut text = printable(&(rows.0 + &clips.collect::<String>()));
    if !plan.findings.is_empty() {
        text.push_str("findings\n");
        text.push_str(&findings(&plan.findings, style));
    }
    text.push_str(&verdict(plan));
    text
}

/// Labelled lines; what is empty is left out.
#[derive(Default)]
struct Rows(String);

impl Rows {
    fn row(&mut self, label: &str, value: impl AsRef<str>) {
        if !value.as_ref().is_empty() {
            self.0.push_str(&format!("{label:<9} {}\n", value.as_ref()));
        }
    }
}

fn clip_text(clip: &ClipPlanView) -> String {
    let mut rows = Rows(format!("clip {}: {}\n", clip.clip, clip.path));
    let raster = clip.raster.map(|raster| raster.to_string()).unwrap_or_default();
    let frames = clip.source_frames.map(|span| format!("frames {span}")).unwrap_or_default();
    let start = labelled("from ", &clip.source_start);
    rows.row("  coding", joined(&[&clip.coding, &raster]));
    rows.row("  source", joined(&[&frames, &start, &labelled("reel ", &clip.reel)]));
    if let Some(span) = clip.record_frames {
        rows.row("  record", joined(&[&format!("frames {span}"), &labelled("from ", &clip.record_start)]));
    }
    rows.row("  colour", joined(&[&clip.colour_space, &code_range(clip.range)]));
    for (number, operation) in clip.colour_operations.iter().enumerate() {
        rows.row("", format!("{}. {operation}", number + 1));
    }
    rows.row("  runs on", &clip.runs_on);
    rows.0
}

fn proxy_clip_text(clip: &ProxyClipView) -> String {
    let mut rows = Rows(format!("clip {}, roll {}: {}\n", clip.name, clip.roll, clip.source));
    let raster = clip.raster.map(|raster| raster.to_string()).unwrap_or_default();
    let frames = clip.frames.map(|span| count(span.len(), "frame")).unwrap_or_default();
    rows.row("  coding", joined(&[&clip.coding, &raster]));
    let at = labelled("at ", &clip.rate);
    rows.row("  known as", joined(&[&labelled("reel ", &clip.reel), &labelled("from ", &clip.start), &frames, &at]));
    rows.row("  colour", joined(&[&clip.colour_space, &code_range(clip.range)]));
    rows.row("  look", &clip.look);
    rows.row("  runs on", &clip.runs_on);
    rows.row("  sound", &clip.sound);
    for rendition in &clip.renditions {
        rows.row(&format!("  {}", rendition.name), rendition.files.join("\n          "));
        for (number, operation) in rendition.operations.iter().enumerate() {
            rows.row("", format!("{}. {operation}", number + 1));
        }
    }
    rows.0
}

fn code_range(range: Option<SampleRange>) -> String {
    range.map(|range| format!("{range} range")).unwrap_or_default()
}

fn labelled(label: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!("{label}{value}") }
}

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn verdict(plan: &PlanView) -> String {
    let (errors, warnings) = (plan.count(Level::Error) as u64, plan.count(Level::Warning) as u64);
    let found = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
    if plan.would_run() { format!("would render: {found}\n") } else { format!("would be refused: {found}\n") }
}

fn count(number: impl Into<u64>, word: &str) -> String {
    let number = number.into();
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
