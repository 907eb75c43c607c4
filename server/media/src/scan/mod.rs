//! Folders of media: which files make which clip.
//!
//! A walk groups files and judges nothing: the frames of a sequence, picture and sound files of one OP-Atom clip or of one
//! clip of a P2 card, and the parts that a camera cut one recording into. What cannot be read, or is not there, is told
//! beside the clips and ends nothing.

mod atom;
mod beside;
mod card;
mod clip;
mod kinds;
mod p2;
mod report;
mod sounds;
mod spans;
mod walk;

pub use clip::{Member, MemberRole, ScannedClip};
pub use report::{FolderScan, Problem, ProblemKind, ScanError, SkipReason, Skipped};

use crate::movie::{self, FileKind};
use crate::sequence::{self, series_of};
use crate::{MediaError, ProbeOptions, SoundFile, SourceInfo};
use kinds::NameKind;
use std::collections::BTreeMap;
use std::path::Path;
use walk::{Folder, join};

/// Bounds on a walk.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// Most files and folders that are looked at.
    pub max_entries: usize,
    /// What each probe is held to.
    pub probe: ProbeOptions,
}

impl Default for ScanOptions {
    /// A million entries; pictures up to 16384 pixels a side; the first and last file of sequences.
    fn default() -> Self {
        Self { max_entries: 1_000_000, probe: ProbeOptions { max_dimension: 16384, every_frame: false, conform: None } }
    }
}

/// Walks `root` and describes every clip below it, in order of paths; the same folder gives the same scan.
///
/// Links are not followed: what they point to inside the root is found under its own name, and what lies outside is told
/// as a problem. Hidden files, sidecars and the camera's own proxies are listed as skipped.
///
/// # Errors
/// `Root` where the folder itself cannot be read, `TooLarge` where it holds more than `max_entries`. All else is told in
/// the scan.
pub fn scan(root: &Path, options: &ScanOptions) -> Result<FolderScan, ScanError> {
    let walked = walk::walk(root, options.max_entries)?;
    let scan = FolderScan { problems: walked.problems, skipped: walked.skipped, ..FolderScan::default() };
    let mut found = Found { scan, ..Found::default() };
    for folder in &walked.folders {
        found.read_folder(root, folder, &options.probe);
    }
    found.scan.clips = spans::join(std::mem::take(&mut found.scan.clips), &mut found.scan.problems);
    Ok(found.grouped())
}

/// Describes the one clip that is a file, or a pattern for the files of a sequence. Files of sound that belong to an MXF
/// file by their place on a P2 card, or by their names beside it, are found with it; problems are those of such files.
///
/// # Errors
/// As [`crate::probe`].
pub fn one(path: &Path, options: &ProbeOptions) -> Result<(ScannedClip, Vec<Problem>), MediaError> {
    let source = crate::probe(path, options)?;
    let file_name = source.file_name();
    let clip = ScannedClip::new(file_name.clone(), None, source);
    let Some(beside) = beside::of(path).filter(|_| clip.is_mxf()) else { return Ok((clip, Vec::new())) };
    let mut found = Found::default();
    found.scan.clips.push(ScannedClip { path: beside.path.clone(), ..clip });
    for folder in &beside.folders {
        found.read_folder(&beside.root, folder, options);
    }
    // What has the name of a sound and is a picture is a clip of its own.
    found.scan.clips.truncate(1);
    let mut scan = found.grouped();
    let clip = scan.clips.pop().map(|clip| ScannedClip { path: file_name, ..clip });
    clip.map(|clip| (clip, scan.problems)).ok_or_else(|| MediaError::NotMedia {
        path: path.to_owned(),
        reason: "it went away while it was read".to_owned(),
    })
}

/// Name of the clip that a file's stem stands for: without the track tag of an OP-Atom file (`_v1`, `_a1`) and without the
/// part number that cinema cameras put behind a whole clip name (`A001_C001_0131AB_001`).
pub fn clip_name_of(stem: &str) -> &str {
    let picture = sounds::without_track(stem, 'v');
    let stem = if picture.len() < stem.len() { picture } else { sounds::without_track(stem, 'a') };
    spans::without_part(stem)
}

/// What has been read so far.
#[derive(Default)]
struct Found {
    scan: FolderScan,
    /// Files of sound alone, by their paths below the root.
    sounds: Vec<(String, SoundFile)>,
    /// Lists of clips of P2 cards.
    lists: Vec<p2::ClipList>,
}

impl Found {
    fn read_folder(&mut self, root: &Path, folder: &Folder, options: &ProbeOptions) {
        let (mut images, mut unread) = (Vec::new(), BTreeMap::<_, Vec<String>>::new());
        for name in &folder.files {
            match NameKind::of(name) {
                NameKind::Movie => self.read_movie(root, &folder.path, name, options),
                NameKind::Image => images.push(name.clone()),
                NameKind::Unread(what) => unread.entry(what).or_default().push(name.clone()),
                NameKind::CameraProxy => self.scan.skip(join(&folder.path, name), SkipReason::CameraProxy),
                NameKind::Sidecar => self.take_sidecar(root, join(&folder.path, name)),
            }
        }
        for series in series_of(images) {
            let path = join(&folder.path, &series.pattern());
            match sequence::probe_series(&root.join(&folder.path), &series, options) {
                Ok(source) => self.add(path, source),
                Err(error) => self.refuse(path, &error),
            }
        }
        for (what, names) in unread {
            // One word for all frames of a sequence.
            for series in series_of(names) {
                let reason = format!(
                    "{what} is not read ({}); make a movie, DPX or OpenEXR of it with the maker's tools",
                    series.describe()
                );
                self.scan.problem(ProblemKind::NotRead, join(&folder.path, &series.pattern()), reason);
            }
        }
    }

    fn take_sidecar(&mut self, root: &Path, path: String) {
        if p2::is_list(&path) {
            match p2::ClipList::read(root, &path) {
                Ok(list) => self.lists.push(list),
                Err(reason) => {
                    let reason = format!("the list of a P2 card's clip cannot be read: {reason}");
                    self.scan.problem(ProblemKind::Unreadable, path.clone(), reason);
                }
            }
        }
        self.scan.skip(path, SkipReason::Sidecar);
    }

    /// Gives the sounds to their clips, and looks for what is missing.
    fn grouped(self) -> FolderScan {
        let Self { mut scan, sounds, lists } = self;
        sounds::attach(&mut scan.clips, sounds, &mut scan.problems);
        for list in &lists {
            list.check(&scan.clips, &mut scan.problems);
        }
        scan.sort();
        scan
    }

    fn read_movie(&mut self, root: &Path, folder: &str, name: &str, options: &ProbeOptions) {
        let relative = join(folder, name);
        let path = root.join(&relative);
        let container = match movie::identify(&path) {
            Ok(FileKind::Movie(container)) => container,
            Ok(FileKind::Image) => {
                let reason = "the file is an image that has the name of a movie; name it as what it is".to_owned();
                return self.scan.problem(ProblemKind::Unreadable, relative, reason);
            }
            Err(error) => return self.refuse(relative, &error),
        };
        let unsupported = match movie::probe(&path, container, options) {
            Ok(source) => return self.add(relative, source),
            Err(error @ MediaError::Unsupported { .. }) => error,
            Err(error) => return self.refuse(relative, &error),
        };
        // A file without a picture may be the sound of one that has.
        match movie::describe_sound(&path, container) {
            Ok(Some(sound)) => self.sounds.push((relative, sound)),
            _ => self.refuse(relative, &unsupported),
        }
    }

    fn add(&mut self, relative: String, source: SourceInfo) {
        let roll = card::roll_of(&relative);
        self.scan.clips.push(ScannedClip::new(relative, roll, source));
    }

    fn refuse(&mut self, relative: String, error: &MediaError) {
        let kind = match error {
            MediaError::Unsupported { .. } => ProblemKind::NotRead,
            MediaError::VariableRate { .. } => ProblemKind::VariableRate,
            MediaError::MissingFrame { .. } | MediaError::Mixed { .. } => ProblemKind::BrokenSequence,
            _ => ProblemKind::Unreadable,
        };
        self.scan.problem(kind, relative, error.to_string());
    }
}
