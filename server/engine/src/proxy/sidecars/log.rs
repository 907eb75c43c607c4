//! An ALE for a roll.

use super::super::assembly::ClipRecord;
use super::super::plan::{PlannedClip, PlannedSound, ProxyPlan};
use crate::EngineError;
use interneg_editorial::ale::{self, Ale, Characters, ClipLog, LogHeading};
use interneg_editorial::timeline::CdlNumbers;
use interneg_media::mux::mxf::Umid;
use interneg_spec::FrameRange;

/// The log of a roll's clips in one rendition.
pub(super) fn write(
    plan: &ProxyPlan,
    rendition: usize,
    roll: &str,
    made: &[(&PlannedClip, &ClipRecord)],
) -> Result<Vec<u8>, EngineError> {
    let raster = plan.job.renditions[rendition].raster;
    let Some((first, _)) = made.first() else { return Ok(Vec::new()) };
    let heading = LogHeading { rate: first.rate, raster };
    let clips: Vec<ClipLog> = made.iter().map(|(clip, record)| clip_log(plan, rendition, clip, record)).collect();
    // Names of files are in whatever letters the camera or the crew wrote them.
    ale::write(&Ale::of_clips(heading, &clips), Characters::Utf8)
        .map_err(|error| EngineError::Sidecar { file: format!("{roll}.ale"), reason: error.to_string() })
}

fn clip_log(plan: &ProxyPlan, rendition: usize, clip: &PlannedClip, record: &ClipRecord) -> ClipLog {
    let first = clip.start.frame_count(clip.rate).unwrap_or(0);
    let comment = |name: &str| clip.comments.get(name).cloned();
    let files: Vec<&str> = record
        .files
        .iter()
        .filter(|file| file.rendition == rendition)
        .map(|file| file.relative_path.as_str())
        .collect();
    let cdl = clip.look.grade.cdl.as_ref().map(|cdl| {
        let three = |first: usize| [cdl.numbers[first], cdl.numbers[first + 1], cdl.numbers[first + 2]];
        CdlNumbers { slope: three(0), offset: three(3), power: three(6), saturation: cdl.numbers[9] }
    });
    let production = match &clip.sound {
        PlannedSound::Production(sound) => Some(sound),
        PlannedSound::Camera { .. } | PlannedSound::Nothing => None,
    };
    let tracks: String =
        (1..=clip.sound.channel_names().len()).map(|channel| format!("A{channel}")).collect::<Vec<_>>().concat();
    let more = clip
        .comments
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "Scene" | "Take" | "Camera"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .chain(files.first().map(|file| ("Filename".to_owned(), base_name(file).to_owned())))
        .chain(sound_tracks(clip).map(|names| ("Sound Tracks".to_owned(), names)))
        .collect();
    ClipLog {
        tracks: format!("V{tracks}"),
        drop_frame: clip.start.is_drop_frame(),
        tape: Some(clip.reel.clone()),
        source_file: Some(clip.source_file()),
        source_file_path: Some(clip.source_path()),
        umid: Some(Umid::of_material(&plan.describe(record.clip, rendition)).to_string()),
        scene: comment("Scene"),
        take: comment("Take"),
        camera: comment("Camera"),
        camroll: Some(clip.roll.clone()),
        soundroll: production.and_then(|sound| sound.roll.clone()),
        sound_timecode: production.and_then(|sound| sound.timecode),
        circled: production.is_some_and(|sound| sound.circled),
        cdl,
        raster: clip.parts.first().map(|part| part.raster),
        frame_count_start: Some(first),
        more,
        ..ClipLog::new(clip.name.clone(), clip.rate, FrameRange::new(first, first + clip.frames.len()))
    }
}

/// Names of the tracks of production sound.
fn sound_tracks(clip: &PlannedClip) -> Option<String> {
    matches!(clip.sound, PlannedSound::Production(_)).then(|| clip.sound.channel_names().join(", "))
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
