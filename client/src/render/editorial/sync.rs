//! Which sound lies under which clip.

use super::count;
use crate::output::printable;
use crate::view::{ClipSyncView, DriftPointView, PlacedSoundView, SoundDriftView, SoundNotesView, SyncView};

/// Every clip with its sound, sound without clips, overlaps, what could not be looked at, and the sum in the last line.
pub fn sync(report: &SyncView) -> String {
    let mut text: String = report.clips.iter().map(clip_text).collect();
    let mut list = |label: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
            text.push_str(&format!("{label}\n{lines}"));
        }
    };
    let because = |path: &str, reason: Option<&str>| match reason {
        Some(reason) => format!("{path}: {reason}"),
        None => path.to_owned(),
    };
    let unused = report.sounds_without_clips.iter().map(|one| because(&one.path, one.reason.as_deref()));
    list("sound without clips", unused.collect());
    let overlaps = report.overlaps.iter().map(|one| {
        let samples = count(one.samples, "sample");
        format!("{} and {}: {samples}", one.first, one.second)
    });
    list("sound of the same time", overlaps.collect());
    let left_out = report.left_out.iter().map(|one| because(&one.path, Some(&one.reason)));
    list("drift against the cameras", report.drift.iter().flat_map(drift_lines).collect());
    list("not looked at", left_out.collect());
    list("warnings", report.warnings.clone());
    text.push_str(&sum(report));
    printable(&text)
}

fn clip_text(clip: &ClipSyncView) -> String {
    let share = match clip.status {
        "none" => "no sound".to_owned(),
        "partial" | "ambiguous" => format!("{}, {} % of it", clip.status, clip.covered_percent()),
        status => status.to_owned(),
    };
    let mut text = format!("{share:<9} {}\n", clip.path);
    for PlacedSoundView { files, clip_start_sample, .. } in &clip.sounds {
        text.push_str(&format!("  {}, the clip begins at sample {clip_start_sample}\n", files.join(", ")));
    }
    if let Some(notes) = &clip.notes {
        text.push_str(&format!("  {}\n", notes_text(notes)));
    }
    for reason in &clip.reasons {
        text.push_str(&format!("  {reason}\n"));
    }
    for warning in &clip.warnings {
        text.push_str(&format!("  warning: {warning}\n"));
    }
    text
}

fn drift_lines(drift: &SoundDriftView) -> Vec<String> {
    let change = drift.samples_per_hour.map_or_else(String::new, |samples| format!(", {samples} an hour"));
    let first =
        format!("{}: {} at {} Hz{change}", drift.sound, count(drift.spread_samples, "sample"), drift.sample_rate_hz);
    let point = |point: &DriftPointView| {
        format!("  {}: {} late, confidence {} %", point.clip_name, point.shift_samples, point.confidence_percent)
    };
    std::iter::once(first).chain(drift.points.iter().map(point)).collect()
}

fn notes_text(notes: &SoundNotesView) -> String {
    let labelled = |label: &str, value: &Option<String>| value.as_ref().map(|value| format!("{label} {value}"));
    let named: Vec<&str> = notes.track_names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let parts = [
        labelled("scene", &notes.scene),
        labelled("take", &notes.take),
        notes.circled.then(|| "circled".to_owned()),
        labelled("roll", &notes.sound_roll),
        Some(format!("from {} at {}", notes.sound_timecode, notes.sound_rate)),
        (!named.is_empty()).then(|| format!("tracks {}", named.join(", "))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn sum(report: &SyncView) -> String {
    let with = |status: &str| report.clips.iter().filter(|clip| clip.status == status).count();
    format!(
        "{}: {} full, {} partial, {} ambiguous, {} without sound; {} without clips; {} not looked at\n",
        count(report.clips.len() as u64, "clip"),
        with("full"),
        with("partial"),
        with("ambiguous"),
        with("none"),
        count(report.sounds_without_clips.len() as u64, "sound file"),
        count(report.left_out.len() as u64, "file"),
    )
}
