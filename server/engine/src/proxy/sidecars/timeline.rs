//! An OTIO timeline for a roll: its clips back to back, each with the frames that it has.

use super::super::assembly::ClipRecord;
use super::super::plan::PlannedClip;
use interneg_editorial::otio;
use interneg_editorial::timeline::{Event, Timeline};
use interneg_spec::FrameRange;

/// The timeline of a roll's clips in one rendition.
pub(super) fn write(rendition: usize, roll: &str, made: &[(&PlannedClip, &ClipRecord)]) -> Vec<u8> {
    let Some((first, _)) = made.first() else { return Vec::new() };
    let events = made.iter().map(|(clip, record)| event(rendition, clip, record)).collect();
    let start = first.start.frame_count(first.rate).unwrap_or(0);
    otio::write(&Timeline::of_clips(roll, first.rate, start, events))
}

fn event(rendition: usize, clip: &PlannedClip, record: &ClipRecord) -> Event {
    let first = clip.start.frame_count(clip.rate).unwrap_or(0);
    let frames = FrameRange::new(first, first + clip.frames.len());
    // Beside the timeline, wherever both are copied to.
    let file = record.files.iter().find(|file| file.rendition == rendition);
    let beside = |path: &str| path.split_once('/').map_or(path, |(_, below)| below).to_owned();
    Event {
        available: Some(frames),
        reel: Some(clip.reel.clone()),
        clip_name: Some(clip.name.clone()),
        source_file: file.map(|file| beside(&file.relative_path)),
        source_drop_frame: Some(clip.start.is_drop_frame()),
        counted_as_drop_frame: clip.start.is_drop_frame(),
        ..Event::of_clip(clip.rate, frames)
    }
}
