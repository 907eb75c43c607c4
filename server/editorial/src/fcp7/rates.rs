//! Rates and timecodes of elements.

use super::document::Element;
use super::error::XmemlError;
use crate::counting::ListTimecode;
use interneg_spec::Rate;

/// The rate in an element's `<rate>`: a whole `timebase`, times 1000/1001 where `ntsc` is true.
pub(super) fn rate(element: &Element) -> Result<Option<Rate>, XmemlError> {
    let Some(rate) = element.child("rate") else { return Ok(None) };
    let Some(timebase) = rate.number("timebase")? else { return Ok(None) };
    let wrong = || rate.error(format_args!("a timebase of {timebase} is no frame rate"));
    let timebase = u32::try_from(timebase).map_err(|_| wrong())?;
    let exact = if rate.is_true("ntsc") {
        Rate::new(timebase.checked_mul(1000).ok_or_else(wrong)?, 1001)
    } else {
        Rate::new(timebase, 1)
    };
    exact.map(Some).map_err(|_| wrong())
}

/// A `<timecode>`: the count of its first frame, its rate, and whether it is shown in drop-frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    pub frame: u64,
    pub rate: Rate,
    pub drop_frame: bool,
}

/// Reads the `<timecode>` of an element of `own_rate`: its `frame`, and where there is none its `string`.
pub(super) fn start(element: &Element, own_rate: Rate) -> Result<Option<Start>, XmemlError> {
    let Some(timecode) = element.child("timecode") else { return Ok(None) };
    let rate = rate(timecode)?.unwrap_or(own_rate);
    let shown_as_drop = timecode.text_at(&["displayformat"]).is_some_and(|format| format.eq_ignore_ascii_case("DF"));
    let drop_frame = shown_as_drop && rate.allows_drop_frame();
    if let Some(frame) = timecode.number("frame")? {
        let frame = u64::try_from(frame).map_err(|_| timecode.error("the timecode begins below zero"))?;
        return Ok(Some(Start { frame, rate, drop_frame }));
    }
    let Some(text) = timecode.text_at(&["string"]) else { return Ok(None) };
    let wrong = |reason: String| timecode.error(format_args!("the timecode {text:?} cannot be read: {reason}"));
    let list = ListTimecode::from_word(text).ok_or_else(|| wrong("write HH:MM:SS:FF".to_owned()))?;
    let frame = list.frames(rate, drop_frame).map_err(|error| wrong(error.to_string()))?;
    Ok(Some(Start { frame, rate, drop_frame }))
}

/// Frames of one rate as frames of another, as exact a fraction as 128 bits allow: whole part rounded down, and whether
/// that was exact. Values are within ±1e12 and rates within 1000/1, so that nothing overflows.
pub(super) fn rescale(frames: i64, from: Rate, to: Rate) -> (i64, bool) {
    let numerator = i128::from(frames) * i128::from(to.numerator()) * i128::from(from.denominator());
    let denominator = i128::from(to.denominator()) * i128::from(from.numerator());
    let whole = numerator.div_euclid(denominator);
    (i64::try_from(whole).unwrap_or(i64::MAX), numerator.rem_euclid(denominator) == 0)
}
