//! Time stamps of manifests: whole seconds of UTC, given by the caller.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// A moment as `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(String);

/// A text that is no time stamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no time stamp: YYYY-MM-DDTHH:MM:SSZ is expected")]
pub struct StampError {
    /// The text.
    pub text: String,
}

impl FromStr for Stamp {
    type Err = StampError;

    fn from_str(text: &str) -> Result<Self, StampError> {
        let shape = b"0000-00-00T00:00:00Z";
        let digit_or_same = |(byte, form): (u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == *form };
        let fits = text.len() == shape.len() && text.bytes().zip(shape).all(digit_or_same);
        let field = |from: usize| text.get(from..from + 2).and_then(|digits| digits.parse::<u32>().ok());
        let within = |from, low, high| field(from).is_some_and(|value| (low..=high).contains(&value));
        // A leap second is a moment too.
        if fits && within(5, 1, 12) && within(8, 1, 31) && within(11, 0, 23) && within(14, 0, 59) && within(17, 0, 60) {
            Ok(Self(text.to_owned()))
        } else {
            Err(StampError { text: text.to_owned() })
        }
    }
}

impl Stamp {
    /// The moment of a file time, cut to the second; before 1970 counts as 1970.
    pub fn from_system(time: SystemTime) -> Self {
        let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |past| past.as_secs());
        // Days from 0000-03-01, so that the leap day is the last of its year; 719468 of them lie before 1970.
        let days = seconds / 86_400 + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        Self(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
    }

    /// `YYYY-MM-DDTHH:MM:SSZ`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in file names: `YYYY-MM-DD_HHMMSS`.
    pub fn for_file_name(&self) -> String {
        let (date, time) = self.0.split_once('T').unwrap_or((&self.0, ""));
        let digits: String = time.chars().filter(char::is_ascii_digit).collect();
        format!("{date}_{digits}")
    }

    /// The form with a numeric offset that ASC MHL tools write: `YYYY-MM-DDTHH:MM:SS+00:00`.
    pub fn with_offset(&self) -> String {
        format!("{}+00:00", self.0.trim_end_matches('Z'))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn known_moments() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_000_000_000, "2001-09-09T01:46:40Z"),
        ] {
            assert_eq!(Stamp::from_system(UNIX_EPOCH + Duration::from_secs(seconds)).as_str(), text);
        }
    }

    #[test]
    fn forms() {
        let stamp: Stamp = "2026-11-21T04:40:41Z".parse().unwrap();
        assert_eq!(stamp.for_file_name(), "2026-11-21_044041");
        assert_eq!(stamp.with_offset(), "2026-11-21T04:40:41+00:00");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T04:40:41",
            "2026-13-21T04:40:41Z",
            "2026-11-21T24:40:41Z",
            "2026-11-2\u{e9}04:40:41Z",
        ] {
            assert!(text.parse::<Stamp>().is_err(), "{text}");
        }
    }
}
