//! Events as a list cuts them: a transition begins at the cut and lies wholly after it.

use super::EdlWriteError;
use crate::timeline::{Event, Picture, SourceOrigin, Timeline, TransitionKind};
use interneg_spec::FrameRange;

/// An event whose transitions lie after its beginning and after its end.
#[derive(Debug, Clone)]
pub(super) struct Trimmed<'a> {
    pub event: &'a Event,
    pub record: FrameRange,
    pub source: FrameRange,
    /// Code and record frames of the transition that it begins with.
    pub transition: Option<(String, u64)>,
}

/// Trims an event and tells whether a list can hold it; `name` is what errors call it.
pub(super) fn trim<'a>(event: &'a Event, timeline: &Timeline, name: &str) -> Result<Trimmed<'a>, EdlWriteError> {
    let unsupported = |what: &str| EdlWriteError::Unsupported { event: name.to_owned(), what: what.to_owned() };
    match &event.picture {
        Picture::Nested(_) => return Err(unsupported("a timeline within the timeline")),
        Picture::Unknown(why) => return Err(unsupported(&format!("a clip of which is not known what is used: {why}"))),
        Picture::Clip if event.source_rate != timeline.rate => {
            return Err(EdlWriteError::RateDiffers {
                event: name.to_owned(),
                source_rate: event.source_rate,
                rate: timeline.rate,
            });
        }
        Picture::Clip if event.source_origin == SourceOrigin::MediaStart => {
            return Err(unsupported("a source without timecode"));
        }
        _ => {}
    }
    let transition = match &event.transition_in {
        None => None,
        Some(transition) => {
            let code = match &transition.kind {
                TransitionKind::Dissolve => "D".to_owned(),
                TransitionKind::Wipe(pattern) if *pattern < 1000 => format!("W{pattern:03}"),
                _ => return Err(unsupported("a transition that is neither a dissolve nor a wipe")),
            };
            Some((code, transition.len())).filter(|(_, frames)| *frames > 0)
        }
    };
    if transition.as_ref().is_some_and(|(_, frames)| *frames > 999) {
        return Err(unsupported("a transition of more than 999 frames"));
    }
    let earlier = event.transition_in.as_ref().map_or(0, |transition| transition.before_frames);
    let shorter = event.transition_out.as_ref().map_or(0, |transition| transition.before_frames);
    let (head, tail) =
        if event.freeze { (0, 0) } else { (event.speed.source_frames(earlier), event.speed.source_frames(shorter)) };
    let outside = || unsupported("a transition that begins before its pictures do");
    let record = FrameRange {
        first: event.record.first.checked_sub(earlier).ok_or_else(outside)?,
        end: event.record.end.checked_sub(shorter).ok_or_else(outside)?,
    };
    // Played backwards, what comes in is the end of the source.
    let source = if event.speed.is_reverse() {
        FrameRange { first: event.source.first + tail, end: event.source.end + head }
    } else {
        FrameRange {
            first: event.source.first.checked_sub(head).ok_or_else(outside)?,
            end: event.source.end.checked_sub(tail).ok_or_else(outside)?,
        }
    };
    if record.end < record.first || source.end < source.first {
        return Err(outside());
    }
    Ok(Trimmed { event, record, source, transition })
}
