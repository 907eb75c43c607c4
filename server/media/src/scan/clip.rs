//! One clip and the files that make it.

use crate::{AudioStream, SoundFile, SourceInfo, SourceKind};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A clip: a movie, a sequence, or several files that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScannedClip {
    /// Path of its first file below the root, with `/`; for a sequence the pattern `name.%07d.dpx`.
    pub path: String,
    /// Folder of the camera roll: the nearest one above that is not part of a card's own structure.
    pub roll: Option<String>,
    /// The picture, or its first part.
    pub first: SourceInfo,
    /// Further parts of a recording that the camera cut into several files, in order.
    pub further: Vec<SourceInfo>,
    /// Files of sound that belong to the picture, in the order of its channels.
    pub sounds: Vec<SoundFile>,
    /// Paths of these files below the root.
    pub sound_paths: Vec<String>,
}

/// A file of a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The file.
    pub path: PathBuf,
    /// What it is to the clip.
    pub role: MemberRole,
}

/// What a file is to its clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// The picture, with sound or without.
    Picture,
    /// One frame of a sequence.
    Frame,
    /// A part of a recording, counted from 1.
    Part(u32),
    /// Sound of its own.
    Sound,
}

impl ScannedClip {
    pub(super) fn new(path: String, roll: Option<String>, first: SourceInfo) -> Self {
        Self { path, roll, first, further: Vec::new(), sounds: Vec::new(), sound_paths: Vec::new() }
    }

    /// The picture's parts in order; one where the clip is one file or one sequence.
    pub fn parts(&self) -> impl Iterator<Item = &SourceInfo> {
        std::iter::once(&self.first).chain(&self.further)
    }

    /// Frames of all parts together.
    pub fn frame_count(&self) -> u64 {
        self.parts().fold(0, |frames, part| frames.saturating_add(part.frame_count))
    }

    /// Size of all files together in bytes.
    pub fn size_bytes(&self) -> u64 {
        let sounds = self.sounds.iter().map(|sound| sound.size_bytes);
        self.parts().map(|part| part.size_bytes).chain(sounds).fold(0, u64::saturating_add)
    }

    /// Sound streams of the picture's file, then those of the files of sound.
    pub fn audio(&self) -> impl Iterator<Item = &AudioStream> {
        self.first.audio.iter().chain(self.sounds.iter().flat_map(|sound| &sound.audio))
    }

    /// Every file and what it is, in order.
    pub fn members(&self) -> Vec<Member> {
        let mut members = Vec::new();
        for (number, part) in (1..).zip(self.parts()) {
            let role = match (&part.kind, self.further.is_empty()) {
                (SourceKind::Sequence { .. }, _) => MemberRole::Frame,
                (SourceKind::Movie { .. }, true) => MemberRole::Picture,
                (SourceKind::Movie { .. }, false) => MemberRole::Part(number),
            };
            members.extend(part.files().into_iter().map(|path| Member { path, role }));
        }
        members.extend(self.sounds.iter().map(|sound| Member { path: sound.path.clone(), role: MemberRole::Sound }));
        members
    }

    /// Its picture is a movie in MXF.
    pub(super) fn is_mxf(&self) -> bool {
        matches!(&self.first.kind, SourceKind::Movie { container, .. } if container == "mxf")
    }

    /// File name of the first file or of the pattern.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Folder below the root; empty for the root itself.
    pub(super) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// File name without its extension.
    pub(super) fn stem(&self) -> &str {
        stem_of(self.file_name())
    }
}

/// A file name without its extension.
pub(super) fn stem_of(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name)
}
