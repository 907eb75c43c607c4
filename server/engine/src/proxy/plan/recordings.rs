//! Files of sound recorders, and clips, as sync wants them.

use super::PlannedClip;
use super::sound::PlacedSoundFile;
use crate::PlanEnvironment;
use crate::plan::{media_finding, newest_modification_s, root_finding};
use interneg_editorial::sync::{CameraClip, SoundChannel, SoundFile};
use interneg_media::wav::WavInfo;
use interneg_spec::{Finding, MediaPath};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Most files and folders of sound that are looked at.
const MOST_ENTRIES: usize = 100_000;
/// Folders below each other that are looked into.
const MOST_LEVELS: usize = 16;

/// Files of recorders and what is known of them.
#[derive(Default)]
pub(super) struct Recordings {
    /// As sync wants them.
    pub(super) facts: Vec<SoundFile>,
    paths: Vec<PathBuf>,
}

impl Recordings {
    /// Reads all WAVE files that paths name, folders with all that is below them; faults become findings.
    pub(super) fn read(paths: &[MediaPath], environment: &PlanEnvironment, findings: &mut Vec<Finding>) -> Self {
        let mut found = BTreeSet::new();
        for (index, path) in paths.iter().enumerate() {
            let field = format!("sound.files[{index}]");
            match environment.roots.resolve_source(path) {
                Ok(path) => match walk(&path) {
                    Ok(files) if files.is_empty() => {
                        let message = format!("no sound lies in {}", path.display());
                        findings.push(Finding::error("SRC-MISSING", field, message, "name a folder of WAVE files"));
                    }
                    Ok(files) => {
                        for file in files {
                            match environment.roots.check_file(&file) {
                                Ok(()) => drop(found.insert(file)),
                                Err(error) => findings.push(root_finding(field.clone(), &error)),
                            }
                        }
                    }
                    Err(message) => {
                        findings.push(Finding::error("SRC-MISSING", field, message, "check the path and the mount"));
                    }
                },
                Err(error) => findings.push(root_finding(field, &error)),
            }
        }
        let mut recordings = Self::default();
        for path in found {
            match WavInfo::read(&path) {
                Ok(info) => {
                    for warning in &info.warnings {
                        let message = format!("{}: {warning}", path.display());
                        findings.push(Finding::warning(
                            "PX-08",
                            "sound.files",
                            message,
                            "listen to it before it is cut",
                        ));
                    }
                    recordings.facts.push(sound_facts(&info));
                    recordings.paths.push(path);
                }
                Err(error) => findings.push(media_finding("sound.files".to_owned(), &error)),
            }
        }
        recordings
    }

    /// A file, by index, and where a clip lies in it.
    pub(super) fn placed(&self, file: usize, clip_start_sample: i64) -> PlacedSoundFile {
        let path = self.paths[file].clone();
        PlacedSoundFile { modified_s: newest_modification_s(std::slice::from_ref(&path)), path, clip_start_sample }
    }
}

/// WAVE files at or below a path, in order; links are not followed.
pub(crate) fn walk(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![(path.to_path_buf(), 0)];
    let mut seen = 0;
    while let Some((folder, level)) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
            seen += 1;
            if seen > MOST_ENTRIES {
                return Err(format!("{} holds more than {MOST_ENTRIES} files", path.display()));
            }
            let kind = entry.file_type().map_err(|error| format!("{}: {error}", folder.display()))?;
            let name = entry.file_name();
            // Recorders and computers leave hidden files that have a sound's name.
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let entry = entry.path();
            if kind.is_dir() && level < MOST_LEVELS {
                folders.push((entry, level + 1));
            } else if kind.is_file() && entry.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("wav"))
            {
                files.push(entry);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A file of a recorder as sync wants it.
pub(crate) fn sound_facts(info: &WavInfo) -> SoundFile {
    let ixml = info.ixml.as_ref();
    let speed = ixml.map(|ixml| &ixml.speed);
    let channel = |(channel, name): (usize, String)| SoundChannel {
        name,
        function: ixml
            .and_then(|ixml| ixml.track_of(channel))
            .and_then(|track| track.function.clone())
            .unwrap_or_default(),
    };
    SoundFile {
        name: info.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        time_reference: info.time_reference,
        timestamp_rate_hz: info.timestamp_rate_hz(),
        samples: info.samples,
        sample_rate_hz: info.format.sample_rate_hz,
        bits: info.format.valid_bits,
        timecode_rate: speed.and_then(|speed| speed.timecode_rate),
        drop_frame: speed.and_then(|speed| speed.drop_frame),
        date: info.bext.as_ref().and_then(|bext| bext.date()),
        tape: info.tape().map(str::to_owned),
        scene: info.scene().map(str::to_owned),
        take: info.take().map(str::to_owned),
        circled: ixml.is_some_and(|ixml| ixml.circled),
        channels: info.channel_names().into_iter().enumerate().map(channel).collect(),
        family: ixml.and_then(|ixml| ixml.file_set.family_uid.clone()),
        family_index: ixml.and_then(|ixml| ixml.file_set.index.clone()),
    }
}

/// A clip as sync wants it. Cameras' dates are written in too many ways to be compared with a recorder's.
pub(super) fn camera_clip(clip: &PlannedClip) -> CameraClip {
    CameraClip {
        name: clip.name.clone(),
        start_frame: clip.start.frame_count(clip.rate).unwrap_or(0),
        frames: clip.frames.len(),
        rate: clip.rate,
        drop_frame: clip.start.is_drop_frame(),
        date: None,
        roll: Some(clip.roll.clone()),
    }
}
