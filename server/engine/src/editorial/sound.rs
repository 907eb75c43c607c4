//! Which production sound lies under which clip.

use super::EditorialError;
use super::drift::measure;
use super::search::{Place, search};
use crate::proxy::{sound_facts, wave_files};
use crate::{PlanEnvironment, RootError};
use interneg_editorial::sync::{CameraClip, SoundFile, SyncOptions, SyncReport, synchronise};
use interneg_media::scan::{ScannedClip, clip_name_of};
use interneg_media::wav::WavInfo;
use interneg_spec::MediaPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What came of clips and sound, and how the files are called.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DaySync {
    /// The report; it counts clips and sounds as they stand below.
    pub report: SyncReport,
    /// Paths of the clips, in order.
    pub clips: Vec<String>,
    /// Paths of the sound files, in order.
    pub sounds: Vec<String>,
    /// What could not be looked at, in order of paths.
    pub left_out: Vec<LeftOut>,
}

/// A file that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeftOut {
    /// Path of the file.
    pub path: String,
    /// It is a clip, which so has no sound; else a sound file.
    pub is_clip: bool,
    /// Why.
    pub reason: String,
}

/// Says which of the sound files at or below `sounds` lie under which of the clips at or below `clips`, by timecode alone.
/// Where `measures_drift`, the sound is compared with the cameras' own, which reads both and moves nothing.
///
/// Days of shooting are not compared: cameras write them in too many ways to hold them against a recorder's.
///
/// # Errors
/// Paths that cannot be used. Files that cannot be are in the answer.
pub fn report_sync(
    clips: &[MediaPath],
    sounds: &[MediaPath],
    options: &SyncOptions,
    measures_drift: bool,
    environment: &PlanEnvironment,
) -> Result<DaySync, EditorialError> {
    let mut day = DaySync::default();
    let (mut cameras, mut recordings, mut oddities) = (Vec::new(), Vec::new(), Vec::new());
    let (mut scanned, mut infos) = (Vec::new(), Vec::new());
    let scan = search(clips, "clips", environment)?;
    for problem in scan.problems {
        day.left_out.push(LeftOut { path: problem.path, is_clip: true, reason: problem.reason });
    }
    for clip in &scan.clips {
        match camera_clip(clip) {
            Ok(camera) => {
                cameras.push(camera);
                day.clips.push(clip.path.clone());
                scanned.push(clip);
            }
            Err(reason) => day.left_out.push(LeftOut { path: clip.path.clone(), is_clip: true, reason }),
        }
    }
    for (name, path) in find_sounds(sounds, environment)? {
        match WavInfo::read(&path) {
            Ok(info) => {
                oddities.extend(info.warnings.iter().map(|warning| format!("{name}: {warning}")));
                recordings.push(SoundFile { name: name.clone(), ..sound_facts(&info) });
                day.sounds.push(name);
                infos.push(info);
            }
            Err(error) => day.left_out.push(LeftOut { path: name, is_clip: false, reason: error.to_string() }),
        }
    }
    day.left_out.sort();
    day.report = synchronise(&cameras, &recordings, options);
    if measures_drift {
        measure(&mut day.report, &scanned, &infos, &cameras, &recordings);
    }
    day.report.warnings.extend(oddities);
    Ok(day)
}

/// Every WAVE file and its name, in order of names, each once.
fn find_sounds(
    paths: &[MediaPath],
    environment: &PlanEnvironment,
) -> Result<BTreeMap<String, PathBuf>, EditorialError> {
    let mut found = BTreeMap::new();
    for place in Place::find_all(paths, "sounds", environment)? {
        let missing = |source| place.refused(RootError::Missing { path: place.real.clone(), source });
        place.real.metadata().map_err(missing)?;
        let files = wave_files(&place.real);
        for file in files.map_err(|reason| EditorialError::Sound { field: place.field.clone(), reason })? {
            let name = environment.roots.name_of(&file).map_err(|error| place.refused(error))?;
            found.insert(name, file);
        }
    }
    Ok(found)
}

/// The clip as sync wants it, or which fact is missing.
fn camera_clip(clip: &ScannedClip) -> Result<CameraClip, String> {
    let rate = clip.first.rate.ok_or("it does not say its frame rate")?;
    let start = clip.first.start_timecode.ok_or("it has no timecode")?;
    let start_frame = start.frame_count(rate).map_err(|error| error.to_string())?;
    Ok(CameraClip {
        name: clip_name_of(&clip.first.stem()).to_owned(),
        start_frame,
        frames: clip.frame_count(),
        rate,
        drop_frame: start.is_drop_frame(),
        date: None,
        roll: clip.first.reel.clone().or_else(|| clip.roll.clone()),
    })
}
