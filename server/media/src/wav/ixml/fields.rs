//! What iXML says, typed. Every element is optional.

use super::tree::{self, Element};
use interneg_spec::Rate;
use serde::{Deserialize, Serialize};

/// Metadata of a recorder. Texts are as they stand, blanks around them aside.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ixml {
    /// `IXML_VERSION`.
    pub version: Option<String>,
    /// `PROJECT`.
    pub project: Option<String>,
    /// `SCENE`.
    pub scene: Option<String>,
    /// `TAKE`.
    pub take: Option<String>,
    /// `TAPE`: the sound roll.
    pub tape: Option<String>,
    /// `NOTE`.
    pub note: Option<String>,
    /// `FILE_UID`.
    pub file_uid: Option<String>,
    /// `UBITS`.
    pub ubits: Option<String>,
    /// `CIRCLED`; a file without it is not circled.
    pub circled: bool,
    /// `TAKE_TYPE` in capitals, and what the older `NO_GOOD`, `FALSE_START` and `WILD_TRACK` say.
    pub take_types: Vec<String>,
    /// `SYNC_POINT_LIST`.
    pub sync_points: Vec<SyncPoint>,
    /// `SPEED`.
    pub speed: Speed,
    /// `HISTORY`.
    pub history: History,
    /// `FILE_SET`.
    pub file_set: FileSet,
    /// `TRACK_COUNT` of `TRACK_LIST`.
    pub track_count: Option<u32>,
    /// `TRACK_LIST`, in order of the file.
    pub tracks: Vec<IxmlTrack>,
    /// `BEXT`.
    pub bext: BextCopy,
}

/// A moment of the recording that is marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncPoint {
    /// Counted from midnight (`ABSOLUTE`) rather than from the first sample.
    pub is_absolute: bool,
    /// `SLATE_GENERIC`, `PRE_RECORD_SAMPLECOUNT` …
    pub function: Option<String>,
    /// Free text.
    pub comment: Option<String>,
    /// Where it is, in samples.
    pub sample: u64,
    /// How long it lasts, in samples.
    pub duration_samples: Option<u64>,
}

/// Rates. Those of timecode are in no other part of a sound file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Speed {
    /// `MASTER_SPEED`, as it stands.
    pub master_speed: Option<String>,
    /// `CURRENT_SPEED`, as it stands.
    pub current_speed: Option<String>,
    /// `TIMECODE_RATE`.
    pub timecode_rate: Option<Rate>,
    /// `TIMECODE_FLAG`: drop-frame or not.
    pub drop_frame: Option<bool>,
    /// `FILE_SAMPLE_RATE` in Hz: at which the file is meant to be played.
    pub file_sample_rate_hz: Option<u32>,
    /// `DIGITIZER_SAMPLE_RATE` in Hz: at which it was recorded.
    pub digitizer_sample_rate_hz: Option<u32>,
    /// `TIMESTAMP_SAMPLE_RATE` in Hz: that of the time reference.
    pub timestamp_sample_rate_hz: Option<u32>,
    /// `AUDIO_BIT_DEPTH`.
    pub bit_depth: Option<u32>,
    /// `TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI` and `_LO`.
    pub timestamp_samples: Option<u64>,
}

/// Where the file came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct History {
    /// `ORIGINAL_FILENAME`.
    pub original_filename: Option<String>,
    /// `PARENT_FILENAME`.
    pub parent_filename: Option<String>,
    /// `PARENT_UID`.
    pub parent_uid: Option<String>,
}

/// The files that make up one take, where a recorder writes several.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileSet {
    /// `TOTAL_FILES`.
    pub total_files: Option<u32>,
    /// `FAMILY_UID`, the same in all of them.
    pub family_uid: Option<String>,
    /// `FAMILY_NAME`.
    pub family_name: Option<String>,
    /// `FILE_SET_INDEX`, by which they are ordered.
    pub index: Option<String>,
}

/// One entry of the track list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IxmlTrack {
    /// `CHANNEL_INDEX`: input of the recorder, from 1.
    pub channel_index: Option<u32>,
    /// `INTERLEAVE_INDEX`: channel of this file, from 1.
    pub interleave_index: Option<u32>,
    /// `NAME`.
    pub name: Option<String>,
    /// `FUNCTION`.
    pub function: Option<String>,
}

/// Copies of fields of the `bext` chunk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BextCopy {
    /// `BWF_DESCRIPTION`.
    pub description: Option<String>,
    /// `BWF_ORIGINATOR`.
    pub originator: Option<String>,
    /// `BWF_ORIGINATION_DATE`.
    pub origination_date: Option<String>,
    /// `BWF_ORIGINATION_TIME`.
    pub origination_time: Option<String>,
    /// `BWF_TIME_REFERENCE_LOW` and `_HIGH`.
    pub time_reference: Option<u64>,
    /// `BWF_CODING_HISTORY`.
    pub coding_history: Option<String>,
}

impl Ixml {
    /// Reads the contents of the chunk, and says what is odd about them.
    ///
    /// # Errors
    /// Why nothing of it is used.
    pub(in crate::wav) fn parse(bytes: &[u8], warnings: &mut Vec<String>) -> Result<Self, String> {
        let text = decode(bytes, warnings);
        let root = tree::parse(&text, "BWFXML", warnings)?;
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

    /// Name of a channel of this file, counted from 0.
    pub fn channel_name(&self, channel: usize) -> Option<&str> {
        self.track_of(channel)?.name.as_deref()
    }

    /// The track that is a channel of this file, counted from 0: by `INTERLEAVE_INDEX`, never by order.
    pub fn track_of(&self, channel: usize) -> Option<&IxmlTrack> {
        let index = u32::try_from(channel).ok()?.checked_add(1);
        self.tracks.iter().find(|track| track.interleave_index == index)
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
