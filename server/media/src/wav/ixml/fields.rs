//! What iXML says, typed. Every element is optional.

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
