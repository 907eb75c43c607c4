//! The identity of one clip.

use super::{PackageFacts, SoundFacts, Umids};
use interneg_media::scan::{ScannedClip, clip_name_of};
use interneg_media::{SourceInfo, SourceKind};
use interneg_spec::{Raster, Rate, Timecode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who a clip is. Absent facts are not in the file; nothing is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClipIdentity {
    /// Path of the first file below its root, with `/`; for a sequence the pattern `name.%07d.dpx`. Names the clip in
    /// reports.
    pub path: String,
    /// A movie or a sequence.
    pub kind: ClipKind,
    /// Name of the first file, or of the sequence without its frame number.
    pub file_name: String,
    /// File name without extension, track tag and part number: the camera's name of the clip.
    pub stem: String,
    /// The clip's name in an editor's bin: that of the material package, else the stem.
    pub clip_name: String,
    /// The column `Source File`, where the file has it.
    pub source_file: Option<String>,
    /// Reel or tape name in the file.
    pub reel: Option<String>,
    /// Folder of the camera roll.
    pub roll_folder: Option<String>,
    /// Timecode of the first frame; it says as well whether it counts in drop-frame.
    pub start: Option<Timecode>,
    /// Frame rate.
    pub rate: Option<Rate>,
    /// Frames of all parts together.
    pub frame_count: u64,
    /// Picture size in pixels.
    pub raster: Raster,
    /// The sound.
    pub sound: SoundFacts,
    /// Size of all files in bytes.
    pub size_bytes: u64,
    /// Package identities of an MXF file.
    pub umids: Umids,
    /// Tags of the file, keys as the file has them.
    pub embedded: BTreeMap<String, String>,
    /// Files of a recording that the camera cut into several, in order; empty for all others.
    pub parts: Vec<Part>,
}

/// Movie or sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClipKind {
    /// Files that hold many frames each.
    Movie,
    /// One file per frame.
    Sequence,
}

/// One file of a recording that the camera cut into several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// File name.
    pub file_name: String,
    /// Frames in it.
    pub frame_count: u64,
}

impl ClipIdentity {
    /// The identity of a clip that a scan found.
    pub fn of_clip(clip: &ScannedClip) -> Self {
        let mut identity = Self::of_source(&clip.path, &clip.first);
        identity.roll_folder.clone_from(&clip.roll);
        identity.frame_count = clip.frame_count();
        identity.size_bytes = clip.size_bytes();
        identity.sound = SoundFacts::of_clip(clip);
        if !clip.further.is_empty() {
            identity.parts = clip.parts().map(Part::of).collect();
        }
        identity
    }

    /// The identity of one source that is called `path` in reports.
    pub fn of_source(path: &str, source: &SourceInfo) -> Self {
        let (kind, file_name, stem) = match &source.kind {
            SourceKind::Movie { .. } => {
                // Not of `path`, which may begin with the name of a root.
                let file_name = source.file_name();
                let stem = file_name.rsplit_once('.').map_or(file_name.as_str(), |(stem, _)| stem);
                let stem = clip_name_of(stem).to_owned();
                (ClipKind::Movie, file_name, stem)
            }
            SourceKind::Sequence { prefix, suffix, padding, .. } => sequence_names(prefix, suffix, *padding),
        };
        let identity = Self {
            path: path.to_owned(),
            kind,
            file_name,
            clip_name: stem.clone(),
            stem,
            source_file: None,
            reel: source.reel.as_deref().map(printable),
            roll_folder: None,
            start: source.start_timecode,
            rate: source.rate,
            frame_count: source.frame_count,
            raster: source.raster,
            sound: SoundFacts::of_source(source),
            size_bytes: source.size_bytes,
            umids: Umids::default(),
            embedded: source.metadata.clone(),
            parts: Vec::new(),
        };
        identity.with_packages(PackageFacts::of_tags(&source.metadata))
    }

    /// The same clip with what its MXF packages say.
    pub fn with_packages(mut self, packages: PackageFacts) -> Self {
        if let Some(name) = packages.clip_name {
            self.clip_name = printable(&name);
        }
        self.source_file = packages.source_file.as_deref().map(printable);
        self.umids = packages.umids;
        self
    }
}

impl Part {
    fn of(source: &SourceInfo) -> Self {
        let path = source.files().into_iter().next().unwrap_or_default();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { file_name, frame_count: source.frame_count }
    }
}

/// `A001C001_260131_R1AB.%07d.dpx` is the file `A001C001_260131_R1AB.dpx` and the clip `A001C001_260131_R1AB`.
fn sequence_names(prefix: &str, suffix: &str, padding: usize) -> (ClipKind, String, String) {
    let name = prefix.trim_end_matches(['.', '_', '-']);
    if padding == 0 {
        // A single image: its name is all in the prefix.
        let stem = prefix.rsplit_once('.').map_or(prefix, |(stem, _)| stem);
        return (ClipKind::Sequence, format!("{prefix}{suffix}"), stem.to_owned());
    }
    (ClipKind::Sequence, format!("{name}{suffix}"), name.to_owned())
}

/// A name from inside a file, with a mark for each control character: reports are read on terminals.
fn printable(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter }).collect()
}

/// Last component of a path. What lies in a root itself has the root's name in front, `ocf:A001C001.mov`, as no other
/// component can.
pub(crate) fn base_name(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((_, name)) => name,
        None => path.split_once(':').map_or(path, |(_, name)| name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_files_cannot_write_to_a_terminal() {
        assert_eq!(printable("A001\u{1b}[2J\n"), "A001\u{fffd}[2J\u{fffd}");
    }

    #[test]
    fn the_name_of_a_root_is_no_part_of_a_file_name() {
        for (path, name) in [
            ("A001/A001C001.mov", "A001C001.mov"),
            ("ocf:A001/A001C001.mov", "A001C001.mov"),
            ("ocf:A001C001.mov", "A001C001.mov"),
            ("A001C001.mov", "A001C001.mov"),
            ("ocf:A001/12:30.mov", "12:30.mov"),
        ] {
            assert_eq!(base_name(path), name, "{path}");
        }
    }

    #[test]
    fn names_of_sequences_leave_out_the_number() {
        let names = |prefix, suffix, padding| {
            let (_, file_name, stem) = sequence_names(prefix, suffix, padding);
            format!("{file_name} {stem}")
        };
        assert_eq!(names("A001C001_260131_R1AB.", ".dpx", 7), "A001C001_260131_R1AB.dpx A001C001_260131_R1AB");
        assert_eq!(names("still.exr", "", 0), "still.exr still");
    }
}
