//! Where a stream of sound begins and how long it is, as its container says.

use super::clock::{MAX_TICK_NUMERATOR, SoundClock};
use ffmpeg_next::format::stream::Stream;

/// First sample of a stream, counted from the first picture or else from the begin of the file, and its samples where the
/// container tells its duration. A stream whose clock is none begins at 0 and has no length; it is refused when it is read.
pub(in crate::movie) fn span(
    stream: &Stream<'_>,
    picture: Option<&Stream<'_>>,
    sample_rate_hz: u32,
) -> (i64, Option<u64>) {
    let time_base = ticks(stream);
    let picture_time_base = picture.map_or((1, 1), ticks);
    let is_clock = |base: (i32, i32)| (1..=MAX_TICK_NUMERATOR).contains(&base.0) && base.1 > 0;
    if sample_rate_hz == 0 || !is_clock(time_base) || !is_clock(picture_time_base) {
        return (0, None);
    }
    let picture_start = picture.and_then(start).unwrap_or(0);
    let clock = SoundClock { time_base, picture_time_base, picture_start, sample_rate_hz };
    let begin = start(stream).unwrap_or(0);
    let first = clock.sample_at(begin);
    let duration = Some(stream.duration()).filter(|duration| *duration > 0);
    let end = duration.map(|duration| clock.sample_at(begin.saturating_add(duration)));
    (first, end.map(|end| end.saturating_sub(first).max(0).unsigned_abs()))
}

/// Time of the first packet; `None` where the file does not say.
fn start(stream: &Stream<'_>) -> Option<i64> {
    Some(stream.start_time()).filter(|start| *start != ffmpeg_next::ffi::AV_NOPTS_VALUE)
}

fn ticks(stream: &Stream<'_>) -> (i32, i32) {
    let base = stream.time_base();
    (base.numerator(), base.denominator())
}
