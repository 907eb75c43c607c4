//! Which frames of its file a clip item uses.

use super::clip::Place;
use super::document::Element;
use super::error::XmemlError;
use super::rates::rescale;
use crate::timeline::Speed;
use interneg_spec::{Finding, FrameRange, Rate};

/// Ticks of Premiere in a second.
const TICKS_A_SECOND: i128 = 254_016_000_000;

/// What is needed to know which frames of the file are used, counted from its first one.
pub(super) struct Source<'a> {
    pub item: &'a Element,
    pub item_rate: Rate,
    pub file_rate: Rate,
    pub sequence_rate: Rate,
    pub place: Place,
}

impl Source<'_> {
    /// Record frames of the cut event as frames of the file.
    fn length(&self) -> (i64, bool) {
        rescale(self.place.cut.1 - self.place.cut.0, self.sequence_rate, self.file_rate)
    }

    /// Frames of the file between the beginning of `in` and the cut.
    fn head(&self) -> i64 {
        rescale(self.place.cut.0 - self.place.whole.0, self.sequence_rate, self.file_rate).0
    }

    fn in_point(&self) -> Result<(i64, bool), XmemlError> {
        Ok(rescale(self.item.need_number("in")?, self.item_rate, self.file_rate))
    }

    fn range(&self, first: i64, frames: i64) -> Result<FrameRange, XmemlError> {
        let frame =
            |value: i64| u64::try_from(value).map_err(|_| self.item.error("the clip begins before its file does"));
        Ok(FrameRange::new(frame(first)?, frame(first.saturating_add(frames))?))
    }

    fn warn(&self, rule: &str, message: String, findings: &mut Vec<Finding>) {
        let remedy = "look at the event beside the editor's reference";
        findings.push(Finding::warning(rule, format!("line {}", self.item.line), message, remedy));
    }

    /// Frames of the file at normal speed.
    pub fn plain(&self, findings: &mut Vec<Finding>) -> Result<FrameRange, XmemlError> {
        let (first, first_is_exact) = self.in_point()?;
        let (frames, frames_are_exact) = self.length();
        if !first_is_exact || !frames_are_exact {
            let message =
                format!("the source is not cut at whole frames at {} fps and was rounded down", self.file_rate);
            self.warn("XML-FRACTION", message, findings);
        }
        // `in` and `out` are told for the record with all of its transitions.
        if let Some(out) = self.item.number("out")?.filter(|out| *out >= 0) {
            let told = rescale(out, self.item_rate, self.file_rate).0 - first;
            let needed = rescale(self.place.whole.1 - self.place.whole.0, self.sequence_rate, self.file_rate).0;
            if told.abs_diff(needed) > 1 {
                let message =
                    format!("the source is {told} frames long and the record asks for {needed}: the in point counts");
                self.warn("CF-01", message, findings);
            }
        }
        self.range(first + self.head(), frames)
    }

    /// Whether `in` and `out` of a retimed clip count frames of its file. Final Cut counts frames of the retimed clip, so
    /// that both are as far apart as the record is long; other programs write what is used of the file.
    fn counts_file_frames(&self, speed: Speed, findings: &mut Vec<Finding>) -> Result<bool, XmemlError> {
        let Some(out) = self.item.number("out")?.filter(|out| *out >= 0) else { return Ok(false) };
        let told = rescale(out, self.item_rate, self.file_rate).0 - self.in_point()?.0;
        let record = rescale(self.place.whole.1 - self.place.whole.0, self.sequence_rate, self.file_rate).0;
        let used = scaled(record, speed).saturating_abs();
        if told.abs_diff(record) <= 1 {
            return Ok(false);
        }
        let in_file = told.abs_diff(used) <= 2;
        let message = if in_file {
            "in and out of the retimed clip were taken as frames of its file".to_owned()
        } else {
            format!("in and out are {told} frames apart, the record asks for {record} and its speed for {used}")
        };
        self.warn("CF-01", message, findings);
        Ok(in_file)
    }

    /// Frames of the file that a speed other than reverse uses.
    pub fn retimed(&self, speed: Speed, findings: &mut Vec<Finding>) -> Result<FrameRange, XmemlError> {
        let (from, _) = self.in_point()?;
        if speed == Speed::FREEZE {
            self.warn("CF-01", "the frame at its in point was taken as the one that is held".to_owned(), findings);
            return self.range(from, 1);
        }
        let first = if self.counts_file_frames(speed, findings)? {
            from.saturating_add(scaled(self.head(), speed))
        } else {
            scaled(from.saturating_add(self.head()), speed)
        };
        self.check_ticks(first, findings);
        self.range(first, self.used(speed))
    }

    fn used(&self, speed: Speed) -> i64 {
        i64::try_from(speed.source_frames(u64::try_from(self.length().0).unwrap_or(0))).unwrap_or(i64::MAX)
    }

    /// Premiere tells the first frame in ticks as well.
    fn check_ticks(&self, first: i64, findings: &mut Vec<Finding>) {
        let told = self.item.text_at(&["pproTicksIn"]).and_then(|ticks| ticks.parse::<i64>().ok());
        let Some(ticks) = told.filter(|_| self.place.cut.0 == self.place.whole.0) else { return };
        let denominator = TICKS_A_SECOND * i128::from(self.file_rate.denominator());
        let frame = (i128::from(ticks) * i128::from(self.file_rate.numerator())).div_euclid(denominator);
        if (frame - i128::from(first)).abs() > 1 {
            let message = format!("by its speed the source begins at its frame {first}, by its ticks at {frame}");
            self.warn("XML-TICKS", message, findings);
        }
    }

    /// Backwards, the retimed clip begins with the file's last frame.
    pub fn reversed(&self, speed: Speed, duration: u64, findings: &mut Vec<Finding>) -> Result<FrameRange, XmemlError> {
        let forwards = Speed::new(-speed.numerator(), speed.denominator()).unwrap_or(Speed::NORMAL);
        let (from, _) = self.in_point()?;
        let used = self.used(forwards);
        let (end, read_as) = if self.counts_file_frames(speed, findings)? {
            let out = rescale(self.item.need_number("out")?, self.item_rate, self.file_rate).0;
            (out.saturating_sub(scaled(self.head(), forwards)), "its out point was taken as where it begins")
        } else {
            let skipped = scaled(from.saturating_add(self.head()), forwards);
            let duration = i64::try_from(duration).unwrap_or(i64::MAX);
            (duration.saturating_sub(skipped), "its in point was counted back from the end of its file")
        };
        self.warn("CF-02", format!("the event runs backwards: {read_as}"), findings);
        self.range(end.saturating_sub(used), used)
    }
}

/// Frames of a retimed clip as frames of its file, rounded down.
fn scaled(frames: i64, speed: Speed) -> i64 {
    let product = i128::from(frames) * i128::from(speed.numerator());
    i64::try_from(product.div_euclid(i128::from(speed.denominator()))).unwrap_or(i64::MAX)
}
