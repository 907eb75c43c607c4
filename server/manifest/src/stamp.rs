//! Time stamps of manifests: whole seconds of UTC, given by the caller.

use interneg_spec::UtcTime;
use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

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
        if UtcTime::parse(text).is_some() {
            Ok(Self(text.to_owned()))
        } else {
            Err(StampError { text: text.to_owned() })
        }
    }
}

impl Stamp {
    /// The moment of a file time, cut to the second; before 1970 counts as 1970.
    pub fn from_system(time: SystemTime) -> Self {
        Self(UtcTime::from_system(time).to_string())
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
    use std::time::{Duration, UNIX_EPOCH};

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
