//! One event: a piece of a clip at a place of the record.

use super::{CdlNumbers, Speed, Transition};
use interneg_spec::{FrameRange, Rate};
use serde::{Deserialize, Serialize};

/// From where a source range counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceOrigin {
    /// From midnight of the clip's timecode.
    Timecode,
    /// From the first frame of the media, which is 0.
    MediaStart,
    /// The list does not say; conform asks its options.
    Unstated,
}

/// What an event shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    /// A clip that conform has to find.
    Clip,
    /// Black.
    Black,
    /// Colour bars.
    Bars,
    /// A picture that the editing program makes, by its name: a title, a slug, a matte.
    Generator(String),
    /// A timeline within the timeline, by its name. It is not looked into.
    Nested(String),
    /// A clip of which cannot be known what is used, and why: a speed that varies, for instance. Its source is empty.
    Unknown(String),
}

/// A piece of a clip at a place of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Number or id that the list gives, else the place on the track from 1.
    pub id: String,
    /// Record frames, since midnight at the timeline's rate. Empty only for an outgoing picture that is seen in its
    /// transition alone.
    pub record: FrameRange,
    /// Source frames that are used, without those that only a transition needs; as many as the speed asks for.
    pub source: FrameRange,
    /// Rate that source frames count at.
    pub source_rate: Rate,
    /// From where `source` counts.
    pub source_origin: SourceOrigin,
    /// Whether `source` was counted from drop-frame timecode; `None` where the list does not say, in which case
    /// [`Self::counted_as_drop_frame`] has it and conform goes by the clip.
    pub source_drop_frame: Option<bool>,
    /// How `source` was counted.
    pub counted_as_drop_frame: bool,
    /// All frames of the media, counted as `source`, where the list tells them.
    pub available: Option<FrameRange>,
    /// What is shown.
    pub picture: Picture,
    /// Reel or tape, as the list has it.
    pub reel: Option<String>,
    /// Name of the clip.
    pub clip_name: Option<String>,
    /// File name, path or URL of the source, as the list has it.
    pub source_file: Option<String>,
    /// UMID or source mob id of the media, as the list has it.
    pub umid: Option<String>,
    /// Source frames a record frame; 0 for a freeze, negative for reverse.
    pub speed: Speed,
    /// One frame is held for the whole record range.
    pub freeze: bool,
    /// How the picture comes in.
    pub transition_in: Option<Transition>,
    /// How the picture goes out.
    pub transition_out: Option<Transition>,
    /// The ten numbers of a grade that the list carries. A NAM ignores them.
    pub cdl: Option<CdlNumbers>,
    /// Remarks that have no field of their own, in order.
    pub comments: Vec<String>,
    /// Lines of the file that the event was read from, from 1; empty where the format has no lines.
    pub lines: Vec<usize>,
}

impl Event {
    /// An event that shows `source`, counted from midnight of the clip's timecode, at normal speed. The record range
    /// starts at 0.
    pub fn of_clip(source_rate: Rate, source: FrameRange) -> Self {
        Self {
            id: String::new(),
            record: FrameRange::new(0, source.len()),
            source,
            source_rate,
            source_origin: SourceOrigin::Timecode,
            source_drop_frame: Some(false),
            counted_as_drop_frame: false,
            available: None,
            picture: Picture::Clip,
            reel: None,
            clip_name: None,
            source_file: None,
            umid: None,
            speed: Speed::NORMAL,
            freeze: false,
            transition_in: None,
            transition_out: None,
            cdl: None,
            comments: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Source frames that transitions need before and after `source`, in the order of the clip's frames. In reverse,
    /// what comes in late lies before.
    pub fn overlap_frames(&self) -> (u64, u64) {
        if self.freeze {
            return (0, 0);
        }
        let before = self.transition_in.as_ref().map_or(0, |transition| transition.before_frames);
        let after = self.transition_out.as_ref().map_or(0, |transition| transition.after_frames);
        let (head, tail) = (self.speed.source_frames(before), self.speed.source_frames(after));
        if self.speed.is_reverse() { (tail, head) } else { (head, tail) }
    }

    /// Whether the picture comes from a clip.
    pub fn is_clip(&self) -> bool {
        self.picture == Picture::Clip
    }

    /// The last part of `source_file`, whatever slashes it is written with.
    pub fn source_file_name(&self) -> Option<&str> {
        self.source_file.as_deref().and_then(|path| path.rsplit(['/', '\\']).find(|part| !part.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::TransitionKind;

    #[test]
    fn transitions_ask_for_frames_at_the_event_s_speed() {
        let mut event = Event::of_clip(Rate::FPS_24, FrameRange::new(100, 148));
        event.transition_in = Some(Transition::new(TransitionKind::Dissolve, 3, 5));
        event.transition_out = Some(Transition::new(TransitionKind::Dissolve, 7, 9));
        assert_eq!(event.overlap_frames(), (3, 9));
        event.speed = Speed::new(-1, 2).unwrap();
        assert_eq!(event.overlap_frames(), (5, 2), "played backwards, half as many, rounded up");
        event.freeze = true;
        assert_eq!(event.overlap_frames(), (0, 0));
    }

    #[test]
    fn the_file_s_name_is_found_in_any_path() {
        let mut event = Event::of_clip(Rate::FPS_24, FrameRange::new(0, 1));
        for (path, name) in [("S:\\a\\b.exr", "b.exr"), ("file:///a/b.mov", "b.mov"), ("b", "b"), ("a/b/", "b")] {
            event.source_file = Some(path.to_owned());
            assert_eq!(event.source_file_name(), Some(name));
        }
    }
}
