//! Start timecode of a movie, held against what the file says of its own counting.

use interneg_spec::{Rate, Timecode};
use std::collections::BTreeSet;

/// What a file says of how its timecode counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Counting {
    /// A QuickTime timecode track, where there is one.
    Track(Option<TimecodeTrack>),
    /// Rounded timecode bases of an MXF file.
    Bases(BTreeSet<u16>),
}

/// Sample description of a QuickTime timecode track (QuickTime File Format, "Timecode sample description").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimecodeTrack {
    timescale: u32,
    frame_duration: u32,
    frames_per_second: u8,
}

impl TimecodeTrack {
    /// Reads the description as FFmpeg hands it out, from behind the data reference index: reserved, flags, time
    /// scale and frame duration of 32 bits each, frames per second of 8.
    pub fn parse(description: &[u8]) -> Option<Self> {
        let word = |at: usize| description.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes));
        Some(Self { timescale: word(8)?, frame_duration: word(12)?, frames_per_second: *description.get(16)? })
    }
}

/// A start timecode, or why there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Start {
    pub timecode: Option<Timecode>,
    pub origin: Option<String>,
    /// What a user should know of timecodes that were not taken.
    pub note: Option<String>,
}

/// Takes the first of `candidates` (origin, text), provided that it counts at `rate`.
pub(super) fn start(candidates: &[(&str, String)], rate: Rate, counting: &Counting) -> Start {
    let Some((origin, text)) = candidates.first() else { return Start::default() };
    let refused =
        |why: String| Start { note: Some(format!("{origin} timecode {text} not used: {why}")), ..Start::default() };
    if let Some(why) = counting.differs_from(rate) {
        return refused(why);
    }
    let timecode = match text.parse::<Timecode>() {
        Ok(timecode) => timecode,
        Err(error) => return refused(error.to_string()),
    };
    if let Err(error) = timecode.frame_count(rate) {
        return refused(error.to_string());
    }
    let others: Vec<_> = candidates
        .iter()
        .filter(|(_, other)| other.parse() != Ok(timecode))
        .map(|(origin, other)| format!("{origin} timecode {other} differs and was not used"))
        .collect();
    Start {
        timecode: Some(timecode),
        origin: Some((*origin).to_owned()),
        note: (!others.is_empty()).then(|| others.join("; ")),
    }
}

impl Counting {
    fn differs_from(&self, rate: Rate) -> Option<String> {
        let nominal = rate.nominal();
        match self {
            Self::Track(None) => None,
            Self::Track(Some(track)) => {
                let fps = f64::from(track.timescale) / f64::from(track.frame_duration.max(1));
                // 23.976 material carries tracks of 24000/1001 as well as of 24/1; both count 24.
                let is_near = (fps / rate.as_f64() - 1.0).abs() < 0.002;
                (u32::from(track.frames_per_second) != nominal || !is_near).then(|| {
                    format!(
                        "its track counts {} frames per second of {}/{}, the picture runs at {rate}",
                        track.frames_per_second, track.timescale, track.frame_duration
                    )
                })
            }
            Self::Bases(bases) => bases
                .iter()
                .find(|base| u32::from(**base) != nominal)
                .map(|base| format!("the file counts {base} frames per second, the picture runs at {rate}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(timescale: u32, frame_duration: u32, frames_per_second: u8) -> Counting {
        Counting::Track(Some(TimecodeTrack { timescale, frame_duration, frames_per_second }))
    }

    fn check(text: &str, rate: &str, counting: &Counting, expected: Result<&str, &str>) {
        let found = start(&[("tmcd", text.to_owned())], rate.parse().unwrap(), counting);
        match expected {
            Ok(timecode) => {
                assert_eq!(found.timecode.map(|timecode| timecode.to_string()).as_deref(), Some(timecode), "{found:?}");
                assert_eq!(found.origin.as_deref(), Some("tmcd"));
            }
            Err(part) => {
                assert!(found.timecode.is_none() && found.note.as_deref().unwrap().contains(part), "{found:?}");
            }
        }
    }

    #[test]
    fn only_addresses_that_exist_are_taken() {
        let none = Counting::Track(None);
        check("01:00:00:00", "23.976", &track(24000, 1001, 24), Ok("01:00:00:00"));
        check("01:00:00:00", "23.976", &track(24, 1, 24), Ok("01:00:00:00"));
        check("10:00:00;02", "29.97", &track(30000, 1001, 30), Ok("10:00:00;02"));
        check("19:26:48:04", "29.97", &track(90000, 3003, 29), Err("counts 29 frames"));
        check("01:00:00:00", "59.94", &track(30000, 1001, 30), Err("counts 30 frames"));
        check("01:00:00:24", "24", &none, Err("no frame 24"));
        check("01:01:00;00", "29.97", &none, Err("leaves out"));
        check("01:00:00;00", "25", &none, Err("does not have"));
        check("soon", "25", &none, Err("not a timecode"));
        check("01:00:00:12", "50", &Counting::Bases(BTreeSet::from([25])), Err("counts 25"));
        check("01:00:00:12", "50", &Counting::Bases(BTreeSet::from([50])), Ok("01:00:00:12"));
    }

    #[test]
    fn a_second_timecode_is_reported() {
        let candidates =
            [("mxf source package", "01:00:00:00".to_owned()), ("mxf material package", "00:00:00:00".into())];
        let found = start(&candidates, Rate::FPS_25, &Counting::Bases(BTreeSet::new()));
        assert_eq!(found.timecode, "01:00:00:00".parse().ok());
        assert!(found.note.unwrap().contains("00:00:00:00 differs"));
        assert_eq!(start(&[], Rate::FPS_25, &Counting::Track(None)), Start::default());
    }

    #[test]
    fn description_is_read_at_its_offsets() {
        let mut bytes = vec![0; 18];
        bytes[10..12].copy_from_slice(&[0x5d, 0xc0]);
        bytes[14..16].copy_from_slice(&[0x03, 0xe9]);
        bytes[16] = 24;
        let expected = TimecodeTrack { timescale: 24000, frame_duration: 1001, frames_per_second: 24 };
        assert_eq!(TimecodeTrack::parse(&bytes), Some(expected));
        assert_eq!(TimecodeTrack::parse(&bytes[..16]), None);
    }
}
