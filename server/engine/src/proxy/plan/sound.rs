//! Which sound a clip gets: the camera's own, or production sound that goes with it by timecode.

use super::PlannedClip;
use super::comments::on_one_line;
use super::find::FoundClip;
use super::recordings::{Recordings, camera_clip};
use crate::PlanEnvironment;
use interneg_editorial::sync::{
    ChannelChoice, ChannelMap, ClipSync, PULLED_SOUND_REFUSED, SyncOptions, SyncReport, SyncStatus, synchronise,
};
use interneg_media::SourceInfo;
use interneg_spec::proxy::{SoundChoice, SoundSource};
use interneg_spec::{Finding, Timecode};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The sound of a clip.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum PlannedSound {
    /// None.
    #[default]
    Nothing,
    /// The camera's own.
    Camera {
        /// Channels of the camera that become tracks, from 0, each with its name.
        tracks: Vec<(usize, String)>,
    },
    /// Production sound.
    Production(ProductionSound),
}

/// Files of a recorder under a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductionSound {
    /// Recordings side by side; each is one file, or several that follow each other.
    pub recordings: Vec<Vec<PlacedSoundFile>>,
    /// Channels that become tracks: recording and channel, both from 0, and name.
    pub tracks: Vec<(usize, usize, String)>,
    /// Sound roll.
    pub roll: Option<String>,
    /// The recorder's timecode at the clip's first frame.
    pub timecode: Option<Timecode>,
    /// The take is circled.
    pub circled: bool,
}

/// A file and where the clip lies in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedSoundFile {
    /// The file.
    pub path: PathBuf,
    /// Its modification time, seconds since 1970: another file under its name is another plan.
    pub modified_s: u64,
    /// Sample at which the clip's first frame begins; negative where the file begins later.
    pub clip_start_sample: i64,
}

impl PlannedSound {
    /// Names of the tracks, in order.
    pub(crate) fn channel_names(&self) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Camera { tracks } => tracks.iter().map(|(_, name)| name.clone()).collect(),
            Self::Production(sound) => sound.tracks.iter().map(|(_, _, name)| name.clone()).collect(),
        }
    }
}

impl PlannedSound {
    /// Where each track comes from: the camera's channel, or that of a recorder's file, counted from 1.
    pub(crate) fn channel_sources(&self) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Camera { tracks } => tracks.iter().map(|(channel, _)| format!("camera {}", channel + 1)).collect(),
            Self::Production(sound) => {
                let name = |recording: usize| {
                    let file = sound.recordings.get(recording).and_then(|files| files.first());
                    file.and_then(|file| file.path.file_name()).unwrap_or_default().to_string_lossy()
                };
                let tracks = sound.tracks.iter();
                tracks.map(|(recording, channel, _)| format!("{} {}", name(*recording), channel + 1)).collect()
            }
        }
    }
}

impl std::fmt::Display for PlannedSound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("none"),
            Self::Camera { tracks } => write!(f, "camera, {} channels", tracks.len()),
            Self::Production(sound) => {
                let first = sound.recordings.first().and_then(|files| files.first());
                let name = first.and_then(|file| file.path.file_name()).unwrap_or_default().to_string_lossy();
                let at = first.map_or(0, |file| file.clip_start_sample);
                write!(f, "{name} from sample {at}, {} channels", sound.tracks.len())
            }
        }
    }
}

/// The camera's own sound of a clip.
pub(super) fn of_camera(found: &FoundClip, choice: &SoundChoice, findings: &mut Vec<Finding>) -> PlannedSound {
    if choice.source == SoundSource::None {
        return PlannedSound::Nothing;
    }
    let is_asked_for = choice.source == SoundSource::Camera;
    if !found.clip.sounds.is_empty() && !found.clip.further.is_empty() {
        let message = format!("{} is in parts and has its sound in files of its own", found.clip.path);
        let remedy = "name the parts as sources of their own, or set sound.source to none";
        findings.push(Finding::error("PX-08", format!("sources[{}].path", found.source), message, remedy));
        return PlannedSound::Nothing;
    }
    let channels = |part: &SourceInfo| part.audio.iter().map(|stream| usize::from(stream.channels)).sum::<usize>();
    let in_files = found.clip.sounds.iter().flat_map(|sound| &sound.audio);
    let count = channels(&found.clip.first) + in_files.map(|stream| usize::from(stream.channels)).sum::<usize>();
    if let Some(other) = found.clip.further.iter().find(|part| channels(part) != count) {
        let message =
            format!("{} has {} channels of sound, the first part has {count}", other.file_name(), channels(other));
        let remedy = "name the parts as sources of their own, or set sound.source to none";
        findings.push(Finding::error("PX-08", format!("sources[{}].path", found.source), message, remedy));
        return PlannedSound::Nothing;
    }
    // The job's list of channels is of the sound that it asks for, not of what stands in for it.
    let listed = if is_asked_for { choice.channels.as_slice() } else { &[] };
    let wanted: Vec<usize> = match listed {
        [] => (0..count).collect(),
        some => some.iter().map(|channel| usize::from(*channel).saturating_sub(1)).collect(),
    };
    if count > 0
        && let Some(missing) = wanted.iter().find(|channel| **channel >= count)
    {
        let message = format!("channel {} is asked for, {} has {count}", missing + 1, found.clip.path);
        let remedy = "list channels that every clip has, or leave the list out";
        findings.push(Finding::error("PX-08", "sound.channels", message, remedy));
    }
    let tracks: Vec<(usize, String)> = wanted
        .into_iter()
        .filter(|channel| *channel < count)
        .map(|channel| (channel, format!("A{}", channel + 1)))
        .collect();
    if tracks.is_empty() { PlannedSound::Nothing } else { PlannedSound::Camera { tracks } }
}

/// Puts production sound under the clips that it goes with; the others keep the camera's own. Returns what was found
/// out; nothing where no production sound is asked for.
pub(super) fn sync(
    clips: &mut [PlannedClip],
    choice: &SoundChoice,
    environment: &PlanEnvironment,
    findings: &mut Vec<Finding>,
) -> Option<SyncReport> {
    if choice.source != SoundSource::Production {
        return None;
    }
    let recordings = Recordings::read(&choice.files, environment, findings);
    let cameras: Vec<_> = clips.iter().map(camera_clip).collect();
    // A rate of the project counts as most recorders of that rate do: without drop-frame.
    let options = SyncOptions {
        timecode: choice.timecode_rate.map(|rate| (rate, false)),
        allows_pulled_sound: choice.allow_pulled_rates,
    };
    let report = synchronise(&cameras, &recordings.facts, &options);
    for clip_sync in &report.clips {
        let Some(clip) = clips.get_mut(clip_sync.clip) else { continue };
        match place(clip_sync, &recordings, choice) {
            Ok(Some(sound)) => {
                if let Some(metadata) = &clip_sync.metadata {
                    for (name, value) in [("Scene", &metadata.scene), ("Take", &metadata.take)] {
                        if let Some(value) = value {
                            clip.comments.insert(name.to_owned(), on_one_line(value));
                        }
                    }
                }
                clip.sound = PlannedSound::Production(sound);
            }
            Ok(None) => {}
            Err(message) => {
                let remedy = "leave files out of sound.files, or list other channels";
                findings.push(Finding::error("PX-08", "sound.files", format!("{}: {message}", clip.name), remedy));
            }
        }
        tell(clip_sync, clip, findings);
    }
    Some(report)
}

fn place(sync: &ClipSync, recordings: &Recordings, choice: &SoundChoice) -> Result<Option<ProductionSound>, String> {
    let Some(first) = sync.sounds.first() else { return Ok(None) };
    if sync.status == SyncStatus::Ambiguous {
        return Err(sync.reasons.join("; "));
    }
    if sync.sounds.iter().any(|sound| sound.files.len() != first.files.len()) {
        return Err("a take goes on in a recording of another number of files".to_owned());
    }
    let facts: Vec<_> = first.files.iter().map(|file| &recordings.facts[*file]).collect();
    let map = match choice.channels.as_slice() {
        [] => ChannelMap::All,
        some => ChannelMap::Listed(some.iter().map(|number| ChannelChoice::Number(usize::from(*number))).collect()),
    };
    let tracks = map.tracks(&facts).map_err(|error| error.to_string())?;
    let side_by_side = (0..first.files.len()).map(|place| {
        let placed = sync.sounds.iter().map(|sound| recordings.placed(sound.files[place], sound.clip_start_sample));
        placed.collect()
    });
    let metadata = sync.metadata.as_ref();
    Ok(Some(ProductionSound {
        recordings: side_by_side.collect(),
        tracks: tracks.into_iter().map(|track| (track.file, track.channel, on_one_line(&track.name))).collect(),
        roll: metadata.and_then(|metadata| metadata.sound_roll.as_deref().map(on_one_line)),
        timecode: metadata.map(|metadata| metadata.sound_timecode),
        circled: metadata.is_some_and(|metadata| metadata.circled),
    }))
}

/// What somebody should know of a clip's sound before it is made.
fn tell(sync: &ClipSync, clip: &PlannedClip, findings: &mut Vec<Finding>) {
    let field = format!("sources[{}].path", clip.source);
    let reasons = if sync.reasons.is_empty() { String::new() } else { format!(": {}", sync.reasons.join("; ")) };
    match sync.status {
        SyncStatus::None => {
            let instead = if clip.sound == PlannedSound::Nothing { "it has none" } else { "the camera's own is kept" };
            let message = format!("no production sound goes with {}, {instead}{reasons}", clip.name);
            let is_pulled = sync.reasons.iter().any(|reason| reason.ends_with(PULLED_SOUND_REFUSED));
            let (field, remedy) = match is_pulled {
                true => (
                    "sound.allow_pulled_rates".to_owned(),
                    "set sound.allow_pulled_rates to true if both rates are meant, or name the sound roll that has the clip's",
                ),
                false => (field, "name the sound roll that was recorded with it"),
            };
            findings.push(Finding::warning("PX-08", field, message, remedy));
        }
        SyncStatus::Partial => {
            let message = format!("sound covers {} % of {}{reasons}", sync.covered_percent(), clip.name);
            findings.push(Finding::warning("PX-08", field, message, "name the sound roll that has the rest"));
        }
        SyncStatus::Full | SyncStatus::Ambiguous => {}
    }
    for warning in &sync.warnings {
        let message = format!("{}: {warning}", clip.name);
        findings.push(Finding::warning("PX-08", "sound.files", message, "check sync at the slate"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proxy::assembly::tests::plan;
    use std::path::Path;

    #[test]
    fn a_remedy_names_what_can_be_done() {
        let clip = plan(Path::new("/out")).clips.remove(0);
        let told = |reason: &str| {
            let sync = ClipSync {
                clip: 0,
                clip_name: clip.name.clone(),
                status: SyncStatus::None,
                sounds: Vec::new(),
                clip_samples: 0,
                covered_samples: 0,
                reasons: vec![format!("a.wav: {reason}")],
                warnings: Vec::new(),
                metadata: None,
            };
            let mut findings = Vec::new();
            tell(&sync, &clip, &mut findings);
            findings.remove(0).to_string()
        };
        let pulled = told(&format!("its timecode counts at 24, the clip runs at 24000/1001; {PULLED_SOUND_REFUSED}"));
        assert!(pulled.starts_with("warning PX-08 sound.allow_pulled_rates: "), "{pulled}");
        assert!(pulled.contains("; set sound.allow_pulled_rates to true if both rates are meant"), "{pulled}");
        let other = told("it was recorded on another day");
        assert!(other.ends_with("; name the sound roll that was recorded with it"), "{other}");
    }
}
