//! Whether the frames of an event lie inside an original (rules CF-11 and CF-14 to CF-16).

use super::{ClipFrames, ConformOptions, Ocf};
use crate::counting::{day_frames, recount};
use crate::timeline::{Event, SourceOrigin};
use interneg_spec::{Finding, Rate, Timecode};

/// Why an original is none for an event: the rule, and what is the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misfit {
    pub rule: &'static str,
    pub reason: String,
}

/// An original that has frames of the event, perhaps not all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fit {
    pub used: ClipFrames,
    pub fetch: ClipFrames,
    /// Used frames that the original does not have.
    pub missing: Vec<ClipFrames>,
    pub warnings: Vec<Finding>,
    /// Timecode was compared; without it only the names agree.
    pub by_timecode: bool,
}

/// Looks whether `event` lies inside `ocf`.
pub(super) fn fit(event: &Event, ocf: &Ocf, options: &ConformOptions) -> Result<Fit, Misfit> {
    let mut warnings = Vec::new();
    check_rate(event, ocf.rate, options, &mut warnings)?;
    let origin = match event.source_origin {
        SourceOrigin::Unstated => options.unstated_origin,
        stated => stated,
    };
    let by_timecode = origin != SourceOrigin::MediaStart;
    let (before, after) = event.overlap_frames();
    let used = if by_timecode { by_address(event, ocf, (before, after), &mut warnings)? } else { by_count(event)? };
    let required = widened(used, before, after);
    let clip = ClipFrames { first: 0, end: i64::try_from(ocf.frame_count).unwrap_or(i64::MAX) };
    let inside = common(required, clip);
    if inside.is_empty() {
        let place = |frame: u64| Timecode::from_frame_count(frame, ocf.rate, ocf.drop_frame).to_string();
        let (first, end) = (place(ocf.start_frame), place(ocf.start_frame.saturating_add(ocf.frame_count)));
        let reason = match by_timecode {
            true => format!("its timecode goes from {first} to {end}, and the event lies outside"),
            false => format!("it has {} frames, and the event lies behind them", ocf.frame_count),
        };
        return Err(Misfit { rule: "CF-11", reason });
    }
    let head = ClipFrames { first: required.first, end: required.end.min(0) };
    let tail = ClipFrames { first: required.first.max(clip.end), end: required.end };
    let missing: Vec<ClipFrames> = [head, tail].into_iter().filter(|part| !part.is_empty()).collect();
    let with_handles = widened(required, options.handles_frames, options.handles_frames);
    let fetch = common(with_handles, clip);
    if missing.is_empty() && fetch != with_handles {
        let (first, last) = (required.first - fetch.first, fetch.end - required.end);
        let message = format!("the clip has {first} frames of handle before and {last} after");
        warnings.push(Finding::warning("CF-11", &event.id, message, "ask for shorter handles to have them all alike"));
    }
    Ok(Fit { used, fetch, missing, warnings, by_timecode })
}

fn check_rate(event: &Event, ocf: Rate, options: &ConformOptions, warnings: &mut Vec<Finding>) -> Result<(), Misfit> {
    let (id, event) = (&event.id, event.source_rate);
    if event == ocf {
        return Ok(());
    }
    let reason = if event.nominal() == ocf.nominal() {
        if options.allow_ntsc_pairs {
            let message = format!("the list counts at {event} fps and the clip at {ocf}: frame for frame");
            warnings.push(Finding::warning("CF-14", id, message, "look whether sound stays in step"));
            return Ok(());
        }
        format!(
            "it runs at {ocf} fps and the event at {event}; read or export the list at {ocf} fps if it counts so, or allow \
             it to be taken frame for frame (--allow-pulled)"
        )
    } else {
        format!(
            "it runs at {ocf} fps and the event at {event}, whose frames are not its frames; read or export the list at \
             {ocf} fps"
        )
    };
    Err(Misfit { rule: "CF-14", reason })
}

/// By the timecode address: counted as the clip counts, and modulo a day.
fn by_address(
    event: &Event,
    ocf: &Ocf,
    overlap: (u64, u64),
    warnings: &mut Vec<Finding>,
) -> Result<ClipFrames, Misfit> {
    let no_address = |_: ()| Misfit {
        rule: "CF-15",
        reason: "the event's timecode is one that the clip's counting does not have".to_owned(),
    };
    let count = |frame: u64| {
        recount(frame, ocf.rate, event.counted_as_drop_frame, ocf.drop_frame).ok_or(()).map_err(no_address)
    };
    let first = count(event.source.first)?;
    // The end may be an address that is left out; the last frame is not.
    let end = if event.source.is_empty() { first } else { count(event.source.end - 1)?.saturating_add(1) };
    let length = end.saturating_sub(first);
    if event.source_drop_frame.is_some_and(|says| says != ocf.drop_frame) || length != event.source.len() {
        let counting = if ocf.drop_frame { "drop-frame" } else { "non-drop-frame" };
        let message = format!("the event's timecode was read as the clip's {counting} and makes {length} frames");
        warnings.push(Finding::warning("CF-15", &event.id, message, "look at the last frame of the event"));
    }
    let day = day_frames(ocf.rate, ocf.drop_frame).ok_or(()).map_err(no_address)?;
    let ahead = (first % day + day - ocf.start_frame % day) % day;
    let (ahead, length, day) = (whole(ahead), whole(length), whole(day));
    let after_start = ClipFrames { first: ahead, end: ahead.saturating_add(length) };
    // The same address a day earlier: what begins before the clip does.
    let before_start = ClipFrames { first: ahead - day, end: ahead - day + length.min(day) };
    let clip = ClipFrames { first: 0, end: whole(ocf.frame_count) };
    let inside = |frames: ClipFrames| common(widened(frames, overlap.0, overlap.1), clip).len();
    Ok(if inside(before_start) > inside(after_start) { before_start } else { after_start })
}

/// By the count from the first frame.
fn by_count(event: &Event) -> Result<ClipFrames, Misfit> {
    let frame = |frame: u64| {
        let reason = || Misfit { rule: "CF-11", reason: "the event lies beyond any clip".to_owned() };
        i64::try_from(frame).map_err(|_| reason())
    };
    Ok(ClipFrames { first: frame(event.source.first)?, end: frame(event.source.end)? })
}

fn whole(frames: u64) -> i64 {
    i64::try_from(frames).unwrap_or(i64::MAX)
}

fn widened(frames: ClipFrames, before: u64, after: u64) -> ClipFrames {
    ClipFrames { first: frames.first.saturating_sub_unsigned(before), end: frames.end.saturating_add_unsigned(after) }
}

fn common(a: ClipFrames, b: ClipFrames) -> ClipFrames {
    ClipFrames { first: a.first.max(b.first), end: a.end.min(b.end) }
}
