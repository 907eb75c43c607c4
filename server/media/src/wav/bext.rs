//! The `bext` chunk of Broadcast Wave (EBU Tech 3285, versions 0 to 2).

use serde::{Deserialize, Serialize};

/// Bytes in front of the coding history.
pub(super) const FIXED_BYTES: usize = 602;

/// What a recorder writes of a file. Texts are empty where the file has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bext {
    /// Free text; many recorders keep lines such as `sSCENE=12A` in it.
    pub description: String,
    /// The device.
    pub originator: String,
    /// Its own number of the file.
    pub originator_reference: String,
    /// Day on which the recording began, `YYYY-MM-DD`, as it stands.
    pub origination_date: String,
    /// Time of day at which the recording began, `HH:MM:SS`, as it stands.
    pub origination_time: String,
    /// Samples from midnight to the first sample.
    pub time_reference: u64,
    /// Version of the chunk: 0, 1 with a UMID, 2 with loudness.
    pub version: u16,
    /// Unique material identifier (SMPTE ST 330) of 64 bytes in hexadecimal, where there is one.
    pub umid: Option<String>,
    /// Loudness, of version 2.
    pub loudness: Option<Loudness>,
    /// Lines such as `A=PCM,F=48000,W=24,M=stereo`.
    pub coding_history: String,
}

/// Loudness (EBU R 128) in hundredths, as the chunk has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loudness {
    /// Integrated loudness in hundredths of a LUFS.
    pub value_lufs_hundredths: i16,
    /// Loudness range in hundredths of a LU.
    pub range_lu_hundredths: i16,
    /// Highest true peak in hundredths of a dBTP.
    pub max_true_peak_dbtp_hundredths: i16,
    /// Highest momentary loudness in hundredths of a LUFS.
    pub max_momentary_lufs_hundredths: i16,
    /// Highest short-term loudness in hundredths of a LUFS.
    pub max_short_term_lufs_hundredths: i16,
}

impl Bext {
    /// Reads the contents of the chunk; `None` where it is shorter than the standard's 602 bytes.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (fixed, history) = bytes.split_first_chunk::<FIXED_BYTES>()?;
        let part = |at: usize, size: usize| text(&fixed[at..at + size]);
        let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let signed = |at: usize| i16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let version = short(346);
        let umid = &fixed[348..412];
        Some(Self {
            description: part(0, 256),
            originator: part(256, 32),
            originator_reference: part(288, 32),
            origination_date: part(320, 10),
            origination_time: part(330, 8),
            time_reference: fixed[338..346].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
            version,
            umid: (version >= 1 && umid.iter().any(|byte| *byte != 0))
                .then(|| umid.iter().map(|byte| format!("{byte:02x}")).collect()),
            loudness: (version >= 2).then(|| Loudness {
                value_lufs_hundredths: signed(412),
                range_lu_hundredths: signed(414),
                max_true_peak_dbtp_hundredths: signed(416),
                max_momentary_lufs_hundredths: signed(418),
                max_short_term_lufs_hundredths: signed(420),
            }),
            coding_history: text(history),
        })
    }

    /// The day of recording as `YYYY-MM-DD`, whatever separators the recorder writes; `None` where it is no date.
    pub fn date(&self) -> Option<String> {
        let digits: Vec<&str> = self.origination_date.split(|letter: char| !letter.is_ascii_digit()).collect();
        let [year, month, day] = digits.as_slice() else { return None };
        let is_in = |text: &str, range: std::ops::RangeInclusive<u8>| {
            text.len() == 2 && text.parse().is_ok_and(|number| range.contains(&number))
        };
        (year.len() == 4 && *year != "0000" && is_in(month, 1..=12) && is_in(day, 1..=31))
            .then(|| format!("{year}-{month}-{day}"))
    }

    /// The value of a `KEY=value` line of the description, a habit of recorders: `sSCENE=`, `zSCENE=` or `SCENE=`.
    pub fn noted(&self, key: &str) -> Option<&str> {
        self.description.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            let name = name.trim();
            let value = value.trim();
            let has_key = name == key || name.strip_prefix(|first: char| first.is_ascii_lowercase()) == Some(key);
            (has_key && !value.is_empty()).then_some(value)
        })
    }
}

/// ASCII up to the first NUL. Recorders write other letters as well, in UTF-8 or in Latin-1.
fn text(bytes: &[u8]) -> String {
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_lies_at_its_offset() {
        let mut bytes = vec![0; FIXED_BYTES];
        for (at, text) in [
            (0, "sSCENE=12A\r\nsTAKE=3\r\nNOTE=\r\n"),
            (256, "device"),
            (288, "reference"),
            (320, "2022:01-23"),
            (330, "10:11:12"),
        ] {
            bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
        }
        bytes[338..346].copy_from_slice(&0x0102_0304_0506_0708_u64.to_le_bytes());
        bytes[346] = 2;
        bytes[348] = 0x06;
        for (at, value) in [(412, -2300_i16), (414, 500), (416, -100), (418, -1800), (420, -2000)] {
            bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
        }
        bytes.extend_from_slice(b"A=PCM,F=48000\r\n\0\0");
        let bext = Bext::parse(&bytes).unwrap();
        assert_eq!((bext.originator.as_str(), bext.originator_reference.as_str()), ("device", "reference"));
        assert_eq!((bext.date().as_deref(), bext.origination_time.as_str()), (Some("2022-01-23"), "10:11:12"));
        assert_eq!(bext.time_reference, 0x0102_0304_0506_0708);
        assert_eq!(bext.umid.as_ref().map(|umid| (umid.len(), umid.starts_with("0600"))), Some((128, true)));
        let loudness = bext.loudness.unwrap();
        assert_eq!((loudness.value_lufs_hundredths, loudness.max_short_term_lufs_hundredths), (-2300, -2000));
        assert_eq!(bext.coding_history, "A=PCM,F=48000");
        assert_eq!((bext.noted("SCENE"), bext.noted("TAKE"), bext.noted("NOTE")), (Some("12A"), Some("3"), None));
        bytes[346] = 0;
        let bext = Bext::parse(&bytes).unwrap();
        assert_eq!((bext.umid, bext.loudness), (None, None));
        assert_eq!(Bext::parse(&bytes[..601]), None);
    }

    #[test]
    fn only_dates_are_dates() {
        let dated = |date: &str| {
            let mut bytes = vec![0; FIXED_BYTES];
            bytes[320..320 + date.len()].copy_from_slice(date.as_bytes());
            Bext::parse(&bytes).unwrap().date()
        };
        assert_eq!(dated("2018/12/31").as_deref(), Some("2018-12-31"));
        for wrong in ["", "0000-00-00", "2018-13-01", "31-12-2018", "20181231", "2018-12"] {
            assert_eq!(dated(wrong), None, "{wrong}");
        }
    }
}
