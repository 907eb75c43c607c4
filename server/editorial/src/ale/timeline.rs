//! The clips of a log as a timeline, back to back.

use super::{Ale, AleError};
use crate::counting::{ListTimecode, day_frames, range_across_midnight};
use crate::timeline::{CdlNumbers, Event, Timeline};
use interneg_spec::{Finding, FrameRange, Rate};

/// Makes a timeline of a log: a roll whose clips stand back to back from 0, each whole. `rate` is for logs without FPS.
///
/// # Errors
/// Timecodes that do not exist at the rate, and logs without one.
pub fn timeline(ale: &Ale, rate: Option<Rate>) -> Result<Timeline, AleError> {
    let rate = ale.title("FPS").and_then(rate_of).or(rate).ok_or(AleError::NoRate)?;
    let mut findings = Vec::new();
    let mut events = Vec::new();
    for row in 0..ale.rows.len() {
        match event(ale, row, rate, &mut findings).map_err(|reason| AleError::Row { row: row + 1, reason })? {
            Some(event) => events.push(event),
            None => findings.push(Finding::note(
                "ALE-RANGE",
                format!("row {}", row + 1),
                "the row has no Start, or neither End nor Duration, and was left out",
            )),
        }
    }
    let mut timeline = Timeline::of_clips(ale.title("TAPE").unwrap_or_default(), rate, 0, events);
    findings.into_iter().for_each(|finding| timeline.note(finding));
    Ok(timeline)
}

fn event(ale: &Ale, row: usize, rate: Rate, findings: &mut Vec<Finding>) -> Result<Option<Event>, String> {
    let rate = ale.cell(row, "FPS").and_then(rate_of).unwrap_or(rate);
    let Some(start) = ale.cell(row, "Start") else { return Ok(None) };
    let start = timecode(start, rate)?;
    let drop_frame = start.says_drop_frame(rate);
    let first = frames(&start, rate, drop_frame)?;
    let duration = ale.cell(row, "Duration").map(|text| timecode(text, rate)).transpose()?;
    let duration = duration.map(|duration| frames(&duration, rate, drop_frame)).transpose()?;
    let end = ale.cell(row, "End").map(|text| timecode(text, rate)).transpose()?;
    let range = match (end, duration) {
        (Some(end), _) => {
            let end = frames(&end, rate, drop_frame)?;
            let day = day_frames(rate, drop_frame).unwrap_or(u64::MAX);
            range_across_midnight(first, end, day).ok_or("the clip ends before it begins")?
        }
        (None, Some(duration)) => FrameRange::new(first, first.saturating_add(duration)),
        (None, None) => return Ok(None),
    };
    if let Some(duration) = duration.filter(|duration| *duration != range.len()) {
        let message = format!("Duration says {duration} frames, Start and End say {}: the latter count", range.len());
        findings.push(Finding::warning("ALE-RANGE", format!("row {}", row + 1), message, "correct the log"));
    }
    let text = |columns: &[&str]| ale.first_cell(row, columns).map(str::to_owned);
    Ok(Some(Event {
        id: (row + 1).to_string(),
        source_drop_frame: Some(drop_frame),
        counted_as_drop_frame: drop_frame,
        available: Some(range),
        reel: text(&["Tape", "TapeID", "Reel", "Reel #"]).or_else(|| ale.title("TAPE").map(str::to_owned)),
        clip_name: text(&["Name"]),
        source_file: text(&["Source File", "Filename", "Source File Path", "Source Path", "UNC Path"]),
        umid: text(&["UMID"]),
        cdl: cdl(ale, row, findings),
        comments: ["Comments", "COMMENTS", "DESCRIPT"].iter().filter_map(|column| text(&[column])).collect(),
        ..Event::of_clip(rate, range)
    }))
}

fn cdl(ale: &Ale, row: usize, findings: &mut Vec<Finding>) -> Option<CdlNumbers> {
    let mut complain = |column: &str| {
        let message = format!("{column} is no grade and was left out");
        findings.push(Finding::warning("ALE-CDL", format!("row {}", row + 1), message, "correct the log"));
    };
    let mut numbers = None;
    if let Some(text) = ale.cell(row, "CDL") {
        numbers = CdlNumbers::from_four_groups(text);
        if numbers.is_none() {
            complain("CDL");
        }
    }
    // The columns of their own are the more exact ones.
    if let Some(text) = ale.cell(row, "ASC_SOP") {
        let mut all = numbers.unwrap_or_default();
        match all.set_sop(text) {
            Some(()) => numbers = Some(all),
            None => complain("ASC_SOP"),
        }
    }
    if let Some(text) = ale.cell(row, "ASC_SAT") {
        let mut all = numbers.unwrap_or_default();
        match all.set_saturation(text) {
            Some(()) => numbers = Some(all),
            None => complain("ASC_SAT"),
        }
    }
    numbers
}

/// A rate of the trade, also with zeros after its point such as `24.00`.
fn rate_of(text: &str) -> Option<Rate> {
    let text = text.trim();
    let plain =
        text.split_once('.').filter(|(_, part)| part.bytes().all(|byte| byte == b'0')).map_or(text, |(whole, _)| whole);
    plain.parse().or_else(|_| text.trim_end_matches('0').parse()).ok()
}

fn timecode(text: &str, rate: Rate) -> Result<ListTimecode, String> {
    ListTimecode::from_word(text).ok_or_else(|| format!("{text:?} is no timecode at {rate} fps"))
}

fn frames(timecode: &ListTimecode, rate: Rate, drop_frame: bool) -> Result<u64, String> {
    timecode.frames(rate, drop_frame || timecode.says_drop_frame(rate)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ale::{AleWriteError, Characters, ClipLog, LogHeading, read, write};
    use interneg_spec::Raster;

    fn roll() -> (LogHeading, Vec<ClipLog>) {
        let heading = LogHeading { rate: Rate::FPS_29_97, raster: Raster { width: 1920, height: 1080 } };
        let mut first = ClipLog::new("A001C001_260131_R1AB", Rate::FPS_29_97, FrameRange::new(107_892, 109_692));
        first.drop_frame = true;
        first.tape = Some("A001R1AB".to_owned());
        first.source_file = Some("A001C001_260131_R1AB.mxf".to_owned());
        first.cdl = Some(CdlNumbers { slope: [1.1, 1.0, 0.9], saturation: 0.5, ..CdlNumbers::default() });
        first.raster = Some(Raster { width: 4608, height: 3164 });
        first.circled = true;
        first.more = vec![("Lens".to_owned(), "32".to_owned())];
        // Across midnight.
        let last =
            ClipLog { drop_frame: true, ..ClipLog::new("B", Rate::FPS_29_97, FrameRange::new(2_589_400, 2_589_420)) };
        (heading, vec![first, last])
    }

    #[test]
    fn what_is_written_is_read_again() {
        let (heading, clips) = roll();
        let bytes = write(&Ale::of_clips(heading, &clips), Characters::Ascii).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(
            lines[..6],
            ["Heading", "FIELD_DELIM\tTABS", "VIDEO_FORMAT\t1080", "AUDIO_FORMAT\t48khz", "FPS\t29.97", ""]
        );
        let columns =
            "Name\tTracks\tStart\tEnd\tDuration\tTape\tSource File\tASC_SOP\tASC_SAT\tFPS\tImage Size\tCircled\tLens";
        assert_eq!(lines[7], columns);
        assert!(lines[10].starts_with("A001C001_260131_R1AB\tV\t01:00:00;00\t01:01:00;02\t00:01:00;02\tA001R1AB\t"));
        let timeline = timeline(&read(&bytes).unwrap(), None).unwrap();
        let events = &timeline.tracks[0].events;
        assert_eq!((events[0].source, events[1].source), (clips[0].frames, clips[1].frames));
        assert_eq!((events[0].cdl, events[0].source_drop_frame), (clips[0].cdl, Some(true)));
        assert_eq!(events[0].reel.as_deref(), Some("A001R1AB"));
        assert_eq!(timeline.findings, []);
    }

    #[test]
    fn cells_that_would_be_read_otherwise_are_refused() {
        let (heading, mut clips) = roll();
        clips[1].scene = Some("12\tA".to_owned());
        let refused = |clips: &[ClipLog]| write(&Ale::of_clips(heading, clips), Characters::Ascii).unwrap_err();
        assert!(matches!(refused(&clips), AleWriteError::Delimiter { place, .. } if place == "row 2, column Scene"));
        clips[1].scene = Some("T\u{f6}ne".to_owned());
        assert!(matches!(refused(&clips), AleWriteError::NotAscii { place, .. } if place == "row 2, column Scene"));
        assert!(write(&Ale::of_clips(heading, &clips), Characters::Utf8).is_ok());
        assert_eq!(write(&Ale::default(), Characters::Ascii), Err(AleWriteError::NoTitle("FIELD_DELIM")));
        let mut wide = Ale::of_clips(heading, &clips[..1]);
        wide.rows[0].resize(50, String::new());
        assert!(matches!(write(&wide, Characters::Ascii), Err(AleWriteError::Cells { row: 1, .. })));
    }

    #[test]
    fn rates_and_formats_are_the_trade_s() {
        let format = |width, height| {
            let ale = Ale::of_clips(LogHeading { rate: Rate::FPS_23_976, raster: Raster { width, height } }, &[]);
            format!("{} {}", ale.title("VIDEO_FORMAT").unwrap(), ale.title("FPS").unwrap())
        };
        assert_eq!(format(1920, 1080), "1080 23.976");
        assert_eq!(format(2048, 1080), "CUSTOM 23.976");
        assert_eq!(format(720, 576), "PAL 23.976");
        assert_eq!(format(3840, 2160), "CUSTOM 23.976");
        for (text, rate) in [("24.00", "24"), ("23.98", "23.976"), ("29.970", "29.97"), ("25", "25")] {
            assert_eq!(rate_of(text), rate.parse().ok(), "{text}");
        }
        assert_eq!(rate_of("fast"), None);
    }

    #[test]
    fn rows_are_judged_one_by_one() {
        let log = |row: &str| {
            let text = format!("Heading\nFPS\t25\nColumn\nName\tStart\tEnd\tDuration\tCDL\nData\n{row}\n");
            timeline(&read(text.as_bytes()).unwrap(), None)
        };
        assert_eq!(
            log("a\t01:00:00:00\t\t00:00:01:00").unwrap().tracks[0].events[0].source,
            FrameRange::new(90_000, 90_025)
        );
        assert_eq!(log("a\t01:00:00:00").unwrap().findings[0].rule, "ALE-RANGE");
        assert_eq!(log("a\t01:00:00:00\t01:00:01:00\t00:00:02:00").unwrap().findings[0].rule, "ALE-RANGE");
        assert_eq!(log("a\t01:00:00:00\t01:00:01:00\t\tx").unwrap().findings[0].rule, "ALE-CDL");
        for row in ["a\tx\t01:00:00:00", "a\t01:00:00:25\t01:00:01:00", "a\t01:00:01:00\t01:00:00:00"] {
            assert!(matches!(log(row), Err(AleError::Row { row: 1, .. })), "{row}");
        }
        assert_eq!(timeline(&Ale::default(), None), Err(AleError::NoRate));
    }
}
