//! Resolving one clip: where it lies, what it is, and which of its frames are used.

use super::PlanEnvironment;
use super::overrides::{SourceName, StatedSamples, of_samples};
use crate::RootError;
use interneg_media::{MediaError, ProbeOptions, SourceInfo, SourceKind};
use interneg_spec::{Clip, Finding, Rate, Timecode};
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

/// A clip whose source was found and understood.
pub(super) struct ResolvedClip {
    pub(super) source: SourceInfo,
    pub(super) source_file: String,
    pub(super) source_modified_s: u64,
    pub(super) source_first: u64,
    pub(super) frames: u64,
    pub(super) timecode: Option<Timecode>,
    pub(super) rate: Option<Rate>,
    pub(super) reel: String,
}

impl ResolvedClip {
    /// How findings name it.
    pub(super) fn name(&self, index: usize) -> SourceName {
        SourceName { clip: self.source.file_name(), at: format!("clips[{index}]"), is_one_of_many: false }
    }
}

/// Looks at the source of `clip`; faults become findings and `None`.
pub(super) fn resolve(
    index: usize,
    clip: &Clip,
    environment: &PlanEnvironment,
    findings: &mut Vec<Finding>,
) -> Option<ResolvedClip> {
    let field = |name: &str| format!("clips[{index}].{name}");
    let path = match environment.roots.resolve_source(&clip.path) {
        Ok(path) => path,
        Err(error) => {
            findings.push(root_finding(field("path"), &error));
            return None;
        }
    };
    let options = ProbeOptions { max_dimension: environment.max_dimension, every_frame: true, conform: None };
    let source = match interneg_media::probe(&path, &options) {
        Ok(source) => source,
        Err(error) => {
            findings.push(media_finding(field("path"), &error));
            return None;
        }
    };
    let files = source.files();
    if let Some(error) = files.iter().find_map(|file| environment.roots.check_file(file).err()) {
        findings.push(root_finding(field("path"), &error));
        return None;
    }
    let rate = clip.rate.or(source.rate);
    if let (Some(start), Some(rate)) = (clip.start_timecode, rate)
        && let Err(error) = start.frame_count(rate)
    {
        let remedy = format!("set {} to one that exists", field("start_timecode"));
        findings.push(Finding::error("SRC-TIMECODE", field("start_timecode"), error.to_string(), remedy));
        return None;
    }
    findings.extend(super::remarks::of(index, clip, &source));
    let start = clip.start_timecode.or_else(|| source.start_timecode.filter(|_| counts_at(rate, source.rate)));
    let (source_first, frames) = used_frames(index, clip, &source, start, rate, findings)?;
    let timecode = start.zip(rate).and_then(|(start, rate)| {
        let first = start.frame_count(rate).ok()? + source_first;
        Some(Timecode::from_frame_count(first, rate, start.is_drop_frame()))
    });
    let source_file = match &source.kind {
        SourceKind::Movie { path, .. } => file_name(path),
        SourceKind::Sequence { prefix, suffix, padding, first_number, .. } if *padding > 0 => {
            format!("{prefix}{first_number:0padding$}{suffix}")
        }
        SourceKind::Sequence { prefix, suffix, .. } => format!("{prefix}{suffix}"),
    };
    let resolved = ResolvedClip {
        source_modified_s: newest_modification_s(&files),
        reel: clip.reel.clone().or_else(|| source.reel.clone()).unwrap_or_default(),
        source,
        source_file,
        source_first,
        frames,
        timecode,
        rate,
    };
    let stated = StatedSamples { range: clip.range, matrix: clip.matrix, siting: clip.siting };
    findings.extend(of_samples(&resolved.name(index), stated, &resolved.source));
    Some(resolved)
}

/// Whether the timecode of a source that states `stated` can be counted at `rate`: both have the same frames in a
/// second, or nothing is stated and a header has room for all of them (above 30 fps some count pairs, SMPTE ST 12-1).
fn counts_at(rate: Option<Rate>, stated: Option<Rate>) -> bool {
    match (rate, stated) {
        (Some(rate), Some(stated)) => rate.nominal() == stated.nominal(),
        (Some(rate), None) => rate.nominal() <= 30,
        (None, _) => true,
    }
}

/// First source frame and number of frames between the in and the out point.
fn used_frames(
    index: usize,
    clip: &Clip,
    source: &SourceInfo,
    start: Option<Timecode>,
    rate: Option<Rate>,
    findings: &mut Vec<Finding>,
) -> Option<(u64, u64)> {
    let field = |name: &str| format!("clips[{index}].{name}");
    if clip.in_point.is_none() && clip.out_point.is_none() {
        return Some((0, source.frame_count));
    }
    let (Some(start), Some(rate)) = (start, rate) else {
        let missing = if rate.is_none() { "rate" } else { "start_timecode" };
        findings.push(Finding::error(
            "SRC-TIMECODE",
            field(missing),
            match rate {
                Some(rate) => {
                    format!("in and out are timecodes, but the source says no start that counts at {rate} fps")
                }
                None => "in and out are timecodes, but the source says no rate".to_owned(),
            },
            format!("set {}, or leave in and out away to use the whole clip", field(missing)),
        ));
        return None;
    };
    let mut offset = |name: &str, point: Timecode, modulo_end: bool| {
        let at = field(name);
        if point.is_drop_frame() != start.is_drop_frame() {
            let (is, not) = if start.is_drop_frame() { ("drop-frame", ";") } else { ("non-drop", ":") };
            findings.push(Finding::error(
                "SRC-TIMECODE",
                at,
                format!("{point} counts differently from the source, which starts at {start}"),
                format!("write {name} as {is} timecode, with {not} before the frames"),
            ));
            return None;
        }
        let counts = start.frame_count(rate).and_then(|first| Ok((first, point.frame_count(rate)?)));
        let (first, count) = match counts {
            Ok(counts) => counts,
            Err(error) => {
                findings.push(Finding::error(
                    "SRC-TIMECODE",
                    at,
                    error.to_string(),
                    "write a timecode that exists at the source's rate",
                ));
                return None;
            }
        };
        // A clip may run past midnight, where the count begins again.
        let day = day_length(rate, start.is_drop_frame());
        let distance = (count + day - first % day) % day;
        let within = if modulo_end { distance <= source.frame_count } else { distance < source.frame_count };
        if !within {
            let end = Timecode::from_frame_count(first + source.frame_count, rate, start.is_drop_frame());
            findings.push(Finding::error(
                if modulo_end { "SRC-OUT" } else { "SRC-IN" },
                at,
                format!("{point} lies outside the source, which runs from {start} up to {end} (not included)"),
                format!("choose {name} inside the source"),
            ));
            return None;
        }
        Some(distance)
    };
    let first = clip.in_point.map_or(Some(0), |point| offset("in", point, false));
    let end = clip.out_point.map_or(Some(source.frame_count), |point| offset("out", point, true));
    let (first, end) = (first?, end?);
    if end <= first {
        findings.push(Finding::error(
            "SRC-OUT",
            field("out"),
            "the out point is not behind the in point, so the clip has no frame",
            "out is one past the last frame used",
        ));
        return None;
    }
    Some((first, end - first))
}

fn day_length(rate: Rate, drop_frame: bool) -> u64 {
    // The last address of the day, plus one.
    let last_frame = rate.nominal().saturating_sub(1);
    let text = format!("23:59:59{}{last_frame:02}", if drop_frame { ';' } else { ':' });
    text.parse::<Timecode>().and_then(|timecode| timecode.frame_count(rate)).map_or(1, |count| count + 1)
}

pub(crate) fn newest_modification_s(files: &[PathBuf]) -> u64 {
    let seconds = |file: &PathBuf| {
        let modified = file.metadata().and_then(|metadata| metadata.modified()).ok()?;
        modified.duration_since(UNIX_EPOCH).ok().map(|past| past.as_secs())
    };
    files.iter().filter_map(seconds).max().unwrap_or(0)
}

fn file_name(path: &std::path::Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A root error as a finding on `field`.
pub(crate) fn root_finding(field: String, error: &RootError) -> Finding {
    let (rule, remedy) = match error {
        RootError::Missing { .. } => ("SRC-MISSING", "check the path and the mount"),
        RootError::ReadOnly(_) => ("ROOT-READ-ONLY", "choose a root that is configured writable"),
        RootError::Unknown { .. } | RootError::BadName(_) | RootError::BadRoot { .. } => {
            ("ROOT-UNKNOWN", "use the name of a configured root")
        }
        RootError::Outside { .. } => {
            ("ROOT-OUTSIDE", "move the media below a root, or ask for a root to be configured")
        }
    };
    Finding::error(rule, field, error.to_string(), remedy)
}

pub(crate) fn media_finding(field: String, error: &MediaError) -> Finding {
    let (rule, remedy) = match error {
        MediaError::Open { .. } => ("SRC-MISSING", "check the path, the mount and the permissions"),
        MediaError::NotMedia { .. } => ("SRC-NOT-MEDIA", "name a MOV, MP4, MXF, DPX or EXR source"),
        MediaError::Damaged { .. } => {
            ("SRC-DAMAGED", "copy the source again from the camera card and verify its checksum")
        }
        MediaError::Unsupported { .. } => ("SRC-UNSUPPORTED", "transcode the source with the vendor's tool first"),
        MediaError::VariableRate { .. } => ("SRC-UNSUPPORTED", "transcode the source to a constant rate first"),
        MediaError::MissingFrame { .. } => ("SRC-GAP", "restore the missing frame"),
        MediaError::Mixed { .. } => ("SRC-MIXED", "split the sequence where its properties change"),
        MediaError::Decode { .. } => {
            ("SRC-DAMAGED", "copy the source again from the camera card and verify its checksum")
        }
        MediaError::Unwritable { .. } => ("FORMAT", "choose a raster and a format that can be written"),
    };
    Finding::error(rule, field, error.to_string(), remedy)
}
