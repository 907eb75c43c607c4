//! What can be said from the job alone.

use super::quicktime;
use crate::{DeliveryFormat, Finding, NamJob, UtcTime};

/// SMPTE ST 12-1 has two bits for the tens of frames and a field bit, which together count to 60 and some: above it the
/// packed digits would run into the drop-frame flag.
const FASTEST_TIMELINE: u32 = 60;

impl NamJob {
    /// Faults that need no source to be seen.
    pub fn check_shape(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.clips.is_empty() {
            findings.push(Finding::error("JOB-CLIPS", "clips", "the job has no clips", "add at least one clip"));
        }
        for (index, clip) in self.clips.iter().enumerate() {
            if clip.colour_space.trim().is_empty() {
                let field = format!("clips[{index}].colour_space");
                let remedy = format!("set {field} to a space of the colour configuration, or to auto");
                findings.push(Finding::error("JOB-COLOUR", field, "the colour space is empty", remedy));
            }
        }
        if self.colour.target.trim().is_empty() {
            let remedy = "set colour.target to ACES2065-1 or to a camera space";
            findings.push(Finding::error("JOB-COLOUR", "colour.target", "the target space is empty", remedy));
        }
        if self.name.title.is_empty() {
            let remedy = "set name.title to the project title";
            findings.push(Finding::error("JOB-TITLE", "name.title", "the title is empty", remedy));
        }
        if self.rate.nominal() > FASTEST_TIMELINE {
            let message = format!(
                "{} fps is more than the {FASTEST_TIMELINE} frames a second that the timecode of a header counts",
                self.rate
            );
            let remedy = "set rate to that of the timeline; for high-speed clips set clips[].rate to it as well";
            findings.push(Finding::error("NAM-23", "rate", message, remedy));
        }
        if let Err(error) = self.record_start.frame_count(self.rate) {
            let remedy = "set record_start to a timecode that exists at rate";
            findings.push(Finding::error("NAM-23", "record_start", error.to_string(), remedy));
        }
        if let DeliveryFormat::Exr { zip_level, .. } = self.format
            && !(1..=9).contains(&zip_level)
        {
            let message = format!("deflate has no level {zip_level}");
            findings.push(Finding::error("NAM-05", "format.zip_level", message, "set format.zip_level to 1..=9"));
        }
        quicktime::check(self, &mut findings);
        if let Some(created) = &self.created
            && UtcTime::parse(created).is_none()
        {
            let message = format!("{created:?} is not a time in UTC");
            findings.push(Finding::error("JOB-CREATED", "created", message, "write YYYY-MM-DDTHH:MM:SSZ"));
        }
        findings
    }
}

/// Whether the Gregorian calendar has the day.
pub(crate) fn is_calendar_day(year: u32, month: u32, day: u32) -> bool {
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}
