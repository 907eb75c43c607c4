//! The list itself.

use super::originals::Originals;
use super::{EventRange, FileRange, RangeList, RangeOutcome};
use crate::ClipIdentity;
use crate::identity::base_name;
use crate::passport::Passport;
use interneg_editorial::conform::{ClipFrames, ConformOptions, ConformRecord, Match, Resolution, Why, conform};
use interneg_editorial::timeline::Timeline;
use interneg_spec::{FrameRange, Timecode};
use std::collections::BTreeMap;

/// Says for each event of `timeline` which frames of which original it shows, or why that is not known. A `passport`
/// settles what it knows before any name is compared (rule CF-20).
pub fn list(
    timeline: &Timeline,
    ocf: &[ClipIdentity],
    passport: Option<&Passport>,
    options: &ConformOptions,
) -> RangeList {
    let Originals { index, unlisted, mut findings } = Originals::of(ocf, passport);
    findings.extend(timeline.findings.iter().cloned());
    let by_path: BTreeMap<&str, &ClipIdentity> = ocf.iter().map(|clip| (clip.path.as_str(), clip)).collect();
    let events = conform(timeline, &index, options).into_iter().map(|record| event(record, &by_path)).collect();
    RangeList { events, unlisted, findings }
}

fn event(record: ConformRecord, by_path: &BTreeMap<&str, &ClipIdentity>) -> EventRange {
    let called = [&record.reel, &record.clip_name, &record.source_file];
    let called = called.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
    EventRange {
        outcome: outcome(record.resolution, by_path),
        track: record.track,
        event: record.event,
        lines: record.lines,
        record_in: record.record_in,
        record_out: record.record_out,
        called,
    }
}

fn outcome(resolution: Resolution, by_path: &BTreeMap<&str, &ClipIdentity>) -> RangeOutcome {
    let found = |found: Match, missing: &[ClipFrames]| {
        let clip = by_path.get(found.ocf_path.as_str());
        range_of(found, missing, clip.copied())
    };
    match resolution {
        Resolution::Matched(matched) => found(matched, &[]),
        Resolution::Partial { found: matched, missing } => found(matched, &missing),
        Resolution::Ambiguous { candidates } => RangeOutcome::Ambiguous { candidates },
        Resolution::Missing { why, rejected } => {
            let reason = match why {
                Why::NoCandidate => "no original has this name or reel".to_owned(),
                Why::NoneFits => "originals have the name or reel, and none has the frames".to_owned(),
                Why::NotReadable(why) => why,
            };
            RangeOutcome::Missing { reason, rejected }
        }
        Resolution::Generated => RangeOutcome::Generated,
    }
}

fn range_of(found: Match, missing: &[ClipFrames], clip: Option<&ClipIdentity>) -> RangeOutcome {
    // Only clips of the index are found, and only those with a start and a rate are in it.
    let Some((clip, start, rate)) = clip.and_then(|clip| Some((clip, clip.start?, clip.rate?))) else {
        let reason = format!("{} is not among the originals", found.ocf_path);
        return RangeOutcome::Missing { reason, rejected: Vec::new() };
    };
    let inside = |frames: ClipFrames| {
        let place = |frame: i64| u64::try_from(frame).unwrap_or(0).min(clip.frame_count);
        FrameRange::new(place(frames.first), place(frames.end))
    };
    let (used, fetch) = (inside(found.used), inside(found.fetch));
    let first = start.frame_count(rate).unwrap_or(0).saturating_add(used.first);
    RangeOutcome::Found {
        used,
        source_in: Timecode::from_frame_count(first, rate, start.is_drop_frame()),
        fetch,
        files: files(clip, fetch),
        missing_frames: missing.iter().fold(0, |sum, part| sum.saturating_add(part.len())),
        ocf: found.ocf_path,
        rule: found.rule,
        confidence: found.confidence,
        warnings: found.warnings,
    }
}

/// Frames of a clip in its files.
fn files(clip: &ClipIdentity, frames: FrameRange) -> Vec<FileRange> {
    if clip.parts.is_empty() {
        return vec![FileRange { file_name: base_name(&clip.path).to_owned(), frames }];
    }
    let mut begin: u64 = 0;
    let mut ranges = Vec::new();
    for part in &clip.parts {
        let end = begin.saturating_add(part.frame_count);
        let common = frames.intersection(FrameRange::new(begin, end));
        if !common.is_empty() {
            let frames = FrameRange::new(common.first - begin, common.end - begin);
            ranges.push(FileRange { file_name: part.file_name.clone(), frames });
        }
        begin = end;
    }
    ranges
}
