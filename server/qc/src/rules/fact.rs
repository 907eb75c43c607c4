//! The facts that rules may compare.

use crate::ClipIdentity;
use serde::{Deserialize, Serialize};

/// A fact of a clip, by its name in the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Reel or tape name in the file.
    Reel,
    /// File name with extension.
    FileName,
    /// The camera's name of the clip.
    Stem,
    /// The clip's name in an editor's bin.
    ClipName,
    /// The column `Source File`.
    SourceFile,
    /// Folder of the camera roll.
    RollFolder,
    /// Identity of the material package.
    MaterialUmid,
    /// Identity of the file source package.
    FileUmid,
    /// Identity of the tape source package.
    TapeUmid,
    /// Frame rate.
    Rate,
    /// Frames.
    FrameCount,
    /// Sound channels.
    Channels,
}

impl Fact {
    /// The fact as text; `None` where the clip does not have it.
    pub fn of(self, clip: &ClipIdentity) -> Option<String> {
        let text = match self {
            Self::Reel => clip.reel.clone()?,
            Self::FileName => clip.file_name.clone(),
            Self::Stem => clip.stem.clone(),
            Self::ClipName => clip.clip_name.clone(),
            Self::SourceFile => clip.source_file.clone()?,
            Self::RollFolder => clip.roll_folder.clone()?,
            Self::MaterialUmid => clip.umids.material.clone()?,
            Self::FileUmid => clip.umids.file.clone()?,
            Self::TapeUmid => clip.umids.tape.clone()?,
            Self::Rate => clip.rate?.to_string(),
            Self::FrameCount => clip.frame_count.to_string(),
            Self::Channels => clip.sound.channels.to_string(),
        };
        Some(text)
    }

    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Reel => "reel name",
            Self::FileName => "file name",
            Self::Stem => "camera clip name",
            Self::ClipName => "clip name",
            Self::SourceFile => "source file",
            Self::RollFolder => "roll folder",
            Self::MaterialUmid => "material package",
            Self::FileUmid => "file package",
            Self::TapeUmid => "tape package",
            Self::Rate => "frame rate",
            Self::FrameCount => "number of frames",
            Self::Channels => "number of sound channels",
        }
    }
}
