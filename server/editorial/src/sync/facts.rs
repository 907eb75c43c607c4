//! What is known of clips and of sound before they are matched.

use interneg_spec::Rate;
use serde::{Deserialize, Serialize};

/// A camera original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameraClip {
    /// Name of the clip.
    pub name: String,
    /// Timecode of the first frame as frames since midnight, numbers that drop-frame counting leaves out not among them.
    pub start_frame: u64,
    /// Length in frames.
    pub frames: u64,
    /// Frame rate.
    pub rate: Rate,
    /// Its timecode counts in drop-frame.
    pub drop_frame: bool,
    /// Day of shooting, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Camera roll.
    pub roll: Option<String>,
}

/// A channel of a sound file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SoundChannel {
    /// Name in the recorder's track list, empty where it has none.
    pub name: String,
    /// Function in the recorder's track list, empty where it has none.
    pub function: String,
}

/// A file of a sound recorder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundFile {
    /// Name of the file.
    pub name: String,
    /// Samples at `timestamp_rate_hz` from midnight to the first sample.
    pub time_reference: Option<u64>,
    /// Rate of `time_reference` in Hz.
    pub timestamp_rate_hz: u32,
    /// Length in samples.
    pub samples: u64,
    /// Samples per second at which the file is played.
    pub sample_rate_hz: u32,
    /// Bits of a sample that carry sound.
    pub bits: u16,
    /// Rate that the recorder's timecode counted at, where the file says so.
    pub timecode_rate: Option<Rate>,
    /// The recorder's timecode counted in drop-frame, where the file says so.
    pub drop_frame: Option<bool>,
    /// Day of recording, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Sound roll.
    pub tape: Option<String>,
    /// Scene.
    pub scene: Option<String>,
    /// Take.
    pub take: Option<String>,
    /// The take is circled.
    pub circled: bool,
    /// The channels, in order of the file.
    pub channels: Vec<SoundChannel>,
    /// What the files of one take have in common, where a recorder writes several.
    pub family: Option<String>,
    /// By which the files of a family are ordered.
    pub family_index: Option<String>,
}

/// What the project says where the files do not, and what it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SyncOptions {
    /// Rate and drop-frame counting of the recorders' timecode, for files that do not tell.
    pub timecode: Option<(Rate, bool)>,
    /// Sound whose timecode counted at 24 may go with clips of 24000/1001, and the like.
    pub allows_pulled_sound: bool,
}

impl SoundFile {
    /// Rate of the recorder's timecode: the file's, else the project's.
    pub(super) fn rate(&self, options: &SyncOptions) -> Option<Rate> {
        self.timecode_rate.or(options.timecode.map(|(rate, _)| rate))
    }

    /// Counting of the recorder's timecode: the file's, else the project's where it is of the same rate, else like the
    /// clip's.
    pub(super) fn counts_drop_frame(&self, options: &SyncOptions, clip: &CameraClip) -> bool {
        let of_project = options.timecode.filter(|(rate, _)| Some(*rate) == self.rate(options)).map(|(_, drop)| drop);
        self.drop_frame.or(of_project).unwrap_or(clip.drop_frame)
    }
}
