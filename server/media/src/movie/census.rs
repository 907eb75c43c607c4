//! How many frames a movie has, at which rate, and whether they are all in the file.

use super::container::Container;
use super::session::Session;
use super::timing::Timing;
use super::{ffi, mov, mxf};
use crate::Conformed;
use interneg_spec::Rate;
use std::collections::BTreeSet;

/// What counting found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Census {
    pub rate: Rate,
    pub frame_count: u64,
    /// What a user should know of a rate that the header states otherwise.
    pub rate_note: Option<String>,
    /// The rate is not the file's own, which varies.
    pub conformed: Option<Conformed>,
}

/// What is wrong with a file's frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Pictures are missing or lie outside the file.
    Damaged(String),
    /// It has no rate.
    Unsupported(String),
    /// Pictures are not shown at a constant rate.
    Variable(String),
}

/// The container, with what its own structure told.
#[derive(Debug, Clone)]
pub(super) enum Structure {
    Mov(mov::Outline),
    Mxf(mxf::Outline),
}

impl Structure {
    /// Reads it.
    pub fn of(path: &std::path::Path, container: Container) -> Result<Self, crate::MediaError> {
        Ok(match container {
            Container::Mov => Self::Mov(mov::outline(path)?),
            Container::Mxf { run_in_bytes } => Self::Mxf(mxf::outline(path, run_in_bytes)?),
        })
    }
}

/// Rates that a stream's header states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StatedRates {
    /// The rate that all times fit, as FFmpeg works it out.
    pub nominal: Option<Rate>,
    /// Frames by duration.
    pub average: Option<Rate>,
}

/// Counts the frames of a session that was not read from yet, as cheaply as the container allows.
///
/// `duration_ticks` is the stream's length by its header, where it has one.
pub(super) fn take(
    session: &mut Session,
    structure: &Structure,
    rates: StatedRates,
    duration_ticks: Option<u64>,
    file_bytes: u64,
) -> Result<Census, Flaw> {
    match structure {
        Structure::Mov(outline) if !outline.is_fragmented => from_index(session, rates, file_bytes),
        Structure::Mxf(outline) if outline.is_indexed => from_header(session, rates, duration_ticks),
        _ => from_packets(session, rates),
    }
}

/// QuickTime and MP4: the sample table names every sample and where it lies.
fn from_index(session: &mut Session, rates: StatedRates, file_bytes: u64) -> Result<Census, Flaw> {
    let entries = session.index_entries();
    for (sample, entry) in entries.iter().enumerate() {
        let end = u64::try_from(entry.offset_bytes).ok().and_then(|offset| offset.checked_add(entry.size_bytes));
        if end.is_none_or(|end| end > file_bytes) {
            return Err(Flaw::Damaged(format!(
                "picture {sample} of {} lies at byte {}, the file ends at byte {file_bytes}: the file is cut short",
                entries.len(),
                entry.offset_bytes
            )));
        }
        if entry.size_bytes == 0 {
            return Err(Flaw::Damaged(format!("picture {sample} of {} is empty", entries.len())));
        }
    }
    let frame_count = entries.iter().filter(|entry| !entry.is_hidden).count() as u64;
    // Hidden samples leave holes in the decoding times; the reader checks presentation times in any case.
    let times: Vec<i64> = if frame_count == entries.len() as u64 {
        entries.iter().map(|entry| entry.timestamp).collect()
    } else {
        Vec::new()
    };
    conclude(session.clock().0, rates, frame_count, &times)
}

/// MXF with an index table: the header tells the length, and the last picture is looked at.
fn from_header(session: &mut Session, rates: StatedRates, duration_ticks: Option<u64>) -> Result<Census, Flaw> {
    let ((numerator, denominator), start) = session.clock();
    let (Some(ticks), Some(start)) = (duration_ticks, start) else { return from_packets(session, rates) };
    let rate = rates.nominal.or(rates.average).ok_or_else(no_rate)?;
    let timing = Timing { time_base: (numerator, denominator), start, rate };
    let frame_count = i64::try_from(ticks)
        .ok()
        .and_then(|ticks| timing.index_of(start.saturating_add(ticks)))
        .filter(|count| *count > 0)
        .ok_or_else(|| Flaw::Damaged(format!("its length of {ticks} ticks is no number of frames")))?;
    let last = session.seek(timing.pts_of(frame_count - 1)).and_then(|()| last_picture(session));
    match last {
        Ok(Some(pts)) if timing.index_of(pts).is_none_or(|index| index + 1 < frame_count) => {
            Err(Flaw::Damaged(format!("the header tells of {frame_count} pictures, the last one is not there")))
        }
        Ok(None) => {
            Err(Flaw::Damaged(format!("the header tells of {frame_count} pictures, the last one is not there")))
        }
        Ok(Some(_)) => conclude((numerator, denominator), rates, frame_count, &[]),
        Err(reason) => Err(Flaw::Damaged(format!(
            "the last of {frame_count} pictures cannot be read, the file is cut short: {reason}"
        ))),
    }
}

/// The latest presentation time from where the session stands to the end.
fn last_picture(session: &mut Session) -> Result<Option<i64>, String> {
    let mut latest = None;
    while let Some(packet) = session.next_packet()? {
        latest = latest.max(packet.pts().or(packet.dts()));
    }
    Ok(latest)
}

/// Anything else: every packet is read.
fn from_packets(session: &mut Session, rates: StatedRates) -> Result<Census, Flaw> {
    let (mut count, mut times) = (0, BTreeSet::new());
    loop {
        match session.next_packet() {
            Ok(Some(packet)) if ffi::is_hidden(&packet) => {}
            Ok(Some(packet)) => {
                count += 1;
                times.extend(packet.pts());
            }
            Ok(None) => break,
            Err(reason) => return Err(Flaw::Damaged(format!("picture {count} cannot be read: {reason}"))),
        }
    }
    // Without a time on each packet the times tell nothing of the rate.
    let times: Vec<i64> = if times.len() as u64 == count { times.into_iter().collect() } else { Vec::new() };
    conclude(session.clock().0, rates, count, &times)
}

/// Chooses the stated rate that `times` lie on.
fn conclude(time_base: (i32, i32), rates: StatedRates, frame_count: u64, times: &[i64]) -> Result<Census, Flaw> {
    if frame_count == 0 {
        return Err(Flaw::Damaged("there is no picture in it".to_owned()));
    }
    let fits = |rate: &Rate| {
        times.first().is_none_or(|start| {
            let timing = Timing { time_base, start: *start, rate: *rate };
            times.iter().zip(0..).all(|(time, index)| timing.index_of(*time) == Some(index))
        })
    };
    let stated: Vec<Rate> = [rates.nominal, rates.average].into_iter().flatten().collect();
    if stated.is_empty() {
        return Err(no_rate());
    }
    // Two near rates may both fit a short movie; the true one is then the one that picture times were rounded from.
    let is_exact = |rate: &Rate| {
        times.first().is_none_or(|start| {
            let timing = Timing { time_base, start: *start, rate: *rate };
            times.iter().zip(0..).all(|(time, index)| timing.pts_of(index).abs_diff(*time) <= 1)
        })
    };
    let exact = stated.iter().find(|rate| is_exact(rate));
    let Some(rate) = exact.or_else(|| stated.iter().find(|rate| fits(rate))).copied() else {
        let rates: Vec<_> = stated.iter().map(ToString::to_string).collect();
        return Err(Flaw::Variable(format!("pictures are not shown at a constant {}", rates.join(" or "))));
    };
    let other = stated.iter().find(|other| **other != rate);
    let rate_note = other.map(|other| format!("{rate} fps taken from picture times, the header also gives {other}"));
    Ok(Census { rate, frame_count, rate_note, conformed: None })
}

fn no_rate() -> Flaw {
    Flaw::Unsupported("a movie without a frame rate".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: (i32, i32) = (1, 24000);

    fn rates(nominal: &str, average: &str) -> StatedRates {
        StatedRates { nominal: nominal.parse().ok(), average: average.parse().ok() }
    }

    #[test]
    fn times_choose_between_two_stated_rates() {
        let times: Vec<i64> = (0..100).map(|frame| frame * 1001).collect();
        let census = conclude(TICK, rates("24", "24000/1001"), 100, &times[..]).unwrap();
        // A drift of a quarter of a frame needs 250 frames; below that both fit, but only one exactly.
        assert_eq!((census.rate, census.rate_note.is_some()), (Rate::FPS_23_976, true));
        let coarse: Vec<i64> = (0..100).map(|frame| frame * 25).collect();
        assert_eq!(conclude((1, 600), rates("24", "24000/1001"), 100, &coarse).unwrap().rate, Rate::FPS_24);
        let times: Vec<i64> = (0..1000).map(|frame| frame * 1001).collect();
        let census = conclude(TICK, rates("24", "24000/1001"), 1000, &times[..]).unwrap();
        assert_eq!((census.rate, census.rate_note.is_some()), (Rate::FPS_23_976, true));
    }

    #[test]
    fn times_that_jump_are_refused() {
        let mut times: Vec<i64> = (0..10).map(|frame| frame * 1001).collect();
        times[7] += 500;
        let flaw = conclude(TICK, rates("24000/1001", "23"), 10, &times).unwrap_err();
        assert!(matches!(&flaw, Flaw::Variable(what) if what.contains("constant 24000/1001 or 23")), "{flaw:?}");
        assert!(matches!(conclude(TICK, rates("", ""), 10, &[]), Err(Flaw::Unsupported(_))));
        assert!(matches!(conclude(TICK, rates("24", ""), 0, &[]), Err(Flaw::Damaged(_))));
    }
}
