//! What is odd about a source that can be rendered all the same.

use interneg_media::SourceInfo;
use interneg_spec::{Clip, Finding};

/// Notes of the probe, by their key in the metadata: rule, field of the clip.
const NOTES: [(&str, &str, &str); 5] = [
    ("interneg:rate", "SRC-RATE", "rate"),
    ("interneg:timecode", "SRC-TIMECODE", "start_timecode"),
    ("interneg:timecode-gap", "SRC-TIMECODE", "path"),
    ("interneg:siting", "SRC-SITING", "siting"),
    ("interneg:orientation", "SRC-ORIENTATION", "path"),
];

/// Findings that stop nothing.
pub(super) fn of(index: usize, clip: &Clip, source: &SourceInfo) -> Vec<Finding> {
    let field = |name: &str| format!("clips[{index}].{name}");
    let mut findings = Vec::new();
    if let (Some(wanted), Some(stated)) = (clip.rate, source.rate)
        && wanted != stated
    {
        findings.push(Finding::warning(
            "SRC-RATE",
            field("rate"),
            format!("the source says {stated} fps, the job {wanted} fps; its frames are taken one for one"),
            format!(
                "leave out {} unless the file is wrong or the clip is meant to play at another speed",
                field("rate")
            ),
        ));
    }
    if let (Some(wanted), Some(stated)) = (clip.start_timecode, source.start_timecode)
        && wanted != stated
    {
        let message = format!(
            "{} starts at {stated}, the job says {wanted}: in and out count from there, and headers carry it",
            source.file_name()
        );
        let remedy = format!("leave {} out where the file is right", field("start_timecode"));
        findings.push(Finding::warning("SRC-TIMECODE", field("start_timecode"), message, remedy));
    }
    if let (Some(wanted), Some(stated)) = (&clip.reel, source.reel.as_deref().map(str::trim))
        && wanted != stated
        && !stated.is_empty()
    {
        let message = format!("{} says reel {stated}, the job {wanted}: headers carry the job's", source.file_name());
        let remedy = format!("leave {} out where the file is right", field("reel"));
        findings.push(Finding::warning("SRC-REEL", field("reel"), message, remedy));
    }
    if ["yuva", "gbrap", "rgba", "abgr"].iter().any(|form| source.pixel_format.starts_with(form)) {
        findings.push(Finding::warning(
            "SRC-ALPHA",
            field("path"),
            "the source has an alpha channel; its colours are delivered as they are stored, alpha is not",
            "deliver mattes apart where the client needs them",
        ));
    }
    for (key, rule, name) in NOTES {
        let Some(note) = source.metadata.get(key) else { continue };
        let remedy = match key {
            "interneg:orientation" => "turn the picture in online editorial where it was not shot that way".to_owned(),
            "interneg:timecode-gap" => "find out whether frames are missing; in and out count files".to_owned(),
            // A note on a timecode beside the one that was taken is only worth knowing; without one, files lose it.
            "interneg:timecode" if source.start_timecode.is_none() && clip.start_timecode.is_none() => {
                format!("set {}", field(name))
            }
            _ => {
                findings.push(Finding::note(rule, field(name), note));
                continue;
            }
        };
        findings.push(Finding::warning(rule, field(name), note, remedy));
    }
    findings
}
