//! From elements to typed fields; what says nothing is a warning.

use super::fields::{BextCopy, FileSet, History, Ixml, IxmlTrack, Speed, SyncPoint};
use crate::xml::{self, Element};
use interneg_spec::Rate;

impl Ixml {
    /// Reads the contents of the chunk, and says what is odd about them.
    ///
    /// # Errors
    /// Why nothing of it is used.
    pub(in crate::wav) fn parse(bytes: &[u8], warnings: &mut Vec<String>) -> Result<Self, String> {
        let text = decode(bytes, warnings);
        let mut faults = Vec::new();
        let root = xml::parse(&text, "BWFXML", &mut faults)?;
        warnings.extend(faults.into_iter().map(|fault| format!("iXML: {fault}")));
        let mut reader = FieldReader { warnings };
        let empty = Element::default();
        let part = |name: &str| root.child(name).unwrap_or(&empty);
        let list = part("TRACK_LIST");
        Ok(Self {
            version: owned(&root, "IXML_VERSION"),
            project: owned(&root, "PROJECT"),
            scene: owned(&root, "SCENE"),
            take: owned(&root, "TAKE"),
            tape: owned(&root, "TAPE"),
            note: owned(&root, "NOTE"),
            file_uid: owned(&root, "FILE_UID"),
            ubits: owned(&root, "UBITS"),
            circled: reader.truth(&root, "CIRCLED").unwrap_or(false),
            take_types: reader.take_types(&root),
            sync_points: part("SYNC_POINT_LIST")
                .all("SYNC_POINT")
                .filter_map(|point| reader.sync_point(point))
                .collect(),
            speed: reader.speed(part("SPEED")),
            history: history(part("HISTORY")),
            file_set: FileSet {
                total_files: reader.number(part("FILE_SET"), "TOTAL_FILES"),
                family_uid: owned(part("FILE_SET"), "FAMILY_UID"),
                family_name: owned(part("FILE_SET"), "FAMILY_NAME"),
                index: owned(part("FILE_SET"), "FILE_SET_INDEX"),
            },
            track_count: reader.number(list, "TRACK_COUNT"),
            tracks: list.all("TRACK").map(|track| reader.track(track)).collect(),
            bext: reader.bext(part("BEXT")),
        })
    }
}

/// Bytes up to the NUL padding as text; a byte order mark and other encodings than UTF-8 are tolerated.
fn decode(bytes: &[u8], warnings: &mut Vec<String>) -> String {
    let utf16 = match bytes {
        [0xff, 0xfe, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xfe, 0xff, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    if let Some((rest, word)) = utf16 {
        warnings.push("iXML is in UTF-16; it should be in UTF-8".to_owned());
        let words = rest.as_chunks::<2>().0.iter().map(|pair| word(*pair)).take_while(|word| *word != 0);
        return char::decode_utf16(words).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            warnings.push("iXML is no UTF-8; it was read as Latin-1".to_owned());
            bytes.iter().map(|byte| char::from(*byte)).collect()
        }
    }
}

fn owned(element: &Element, name: &str) -> Option<String> {
    element.value(name).map(str::to_owned)
}

fn history(element: &Element) -> History {
    History {
        original_filename: owned(element, "ORIGINAL_FILENAME"),
        parent_filename: owned(element, "PARENT_FILENAME"),
        parent_uid: owned(element, "PARENT_UID"),
    }
}

/// Reads values and notes those that are none.
struct FieldReader<'a> {
    warnings: &'a mut Vec<String>,
}

impl FieldReader<'_> {
    fn parsed<T>(&mut self, element: &Element, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = element.value(name)?;
        let value = parse(text);
        if value.is_none() {
            self.warnings.push(format!("iXML {name} is {:?}, which says nothing", excerpt(text)));
        }
        value
    }

    fn number(&mut self, element: &Element, name: &str) -> Option<u32> {
        self.parsed(element, name, |text| text.parse().ok())
    }

    fn truth(&mut self, element: &Element, name: &str) -> Option<bool> {
        self.parsed(element, name, |text| match text.to_ascii_uppercase().as_str() {
            "TRUE" => Some(true),
            "FALSE" => Some(false),
            _ => None,
        })
    }

    /// A number in two halves of 32 bits; some writers put all of it in the lower one.
    fn halves(&mut self, element: &Element, high: &str, low: &str) -> Option<u64> {
        let whole = |text: &str| text.parse::<u64>().ok();
        let low = self.parsed(element, low, whole)?;
        let high = self.parsed(element, high, |text| whole(text).filter(|high| *high <= u64::from(u32::MAX)));
        Some(high.unwrap_or(0) << 32 | low)
    }

    fn take_types(&mut self, root: &Element) -> Vec<String> {
        let listed =
            root.value("TAKE_TYPE").unwrap_or_default().split(',').map(|word| word.trim().to_ascii_uppercase());
        let mut types: Vec<String> = listed.filter(|word| !word.is_empty()).collect();
        for name in ["NO_GOOD", "FALSE_START", "WILD_TRACK"] {
            if self.truth(root, name) == Some(true) && !types.iter().any(|known| known == name) {
                types.push(name.to_owned());
            }
        }
        types
    }

    fn sync_point(&mut self, point: &Element) -> Option<SyncPoint> {
        Some(SyncPoint {
            is_absolute: point.value("SYNC_POINT_TYPE").is_some_and(|kind| kind.eq_ignore_ascii_case("ABSOLUTE")),
            function: owned(point, "SYNC_POINT_FUNCTION"),
            comment: owned(point, "SYNC_POINT_COMMENT"),
            sample: self.halves(point, "SYNC_POINT_HIGH", "SYNC_POINT_LOW")?,
            duration_samples: self.parsed(point, "SYNC_POINT_EVENT_DURATION", |text| text.parse().ok()),
        })
    }

    fn speed(&mut self, speed: &Element) -> Speed {
        let timecode_rate = self.parsed(speed, "TIMECODE_RATE", |text| text.parse::<Rate>().ok());
        if let (Some(text), Some(rate)) = (speed.value("TIMECODE_RATE"), timecode_rate)
            && !text.contains('/')
        {
            self.warnings.push(format!(
                "iXML TIMECODE_RATE is {text:?}, no fraction; it was read as {rate}, which loses sync where it is another"
            ));
        }
        Speed {
            master_speed: owned(speed, "MASTER_SPEED"),
            current_speed: owned(speed, "CURRENT_SPEED"),
            timecode_rate,
            drop_frame: self.parsed(speed, "TIMECODE_FLAG", |text| match text.to_ascii_uppercase().as_str() {
                "DF" => Some(true),
                "NDF" => Some(false),
                _ => None,
            }),
            file_sample_rate_hz: self.number(speed, "FILE_SAMPLE_RATE"),
            digitizer_sample_rate_hz: self.number(speed, "DIGITIZER_SAMPLE_RATE"),
            timestamp_sample_rate_hz: self.number(speed, "TIMESTAMP_SAMPLE_RATE"),
            bit_depth: self.number(speed, "AUDIO_BIT_DEPTH"),
            timestamp_samples: self.halves(
                speed,
                "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI",
                "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO",
            ),
        }
    }

    fn track(&mut self, track: &Element) -> IxmlTrack {
        IxmlTrack {
            channel_index: self.number(track, "CHANNEL_INDEX"),
            interleave_index: self.number(track, "INTERLEAVE_INDEX"),
            name: owned(track, "NAME"),
            function: owned(track, "FUNCTION"),
        }
    }

    fn bext(&mut self, bext: &Element) -> BextCopy {
        BextCopy {
            description: owned(bext, "BWF_DESCRIPTION"),
            originator: owned(bext, "BWF_ORIGINATOR"),
            origination_date: owned(bext, "BWF_ORIGINATION_DATE"),
            origination_time: owned(bext, "BWF_ORIGINATION_TIME"),
            time_reference: self.halves(bext, "BWF_TIME_REFERENCE_HIGH", "BWF_TIME_REFERENCE_LOW"),
            coding_history: owned(bext, "BWF_CODING_HISTORY"),
        }
    }
}

/// The beginning of a text that a hostile file may have made long.
fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}
