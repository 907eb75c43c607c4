//! Which sound a clip gets.

use super::find::FoundClip;
use interneg_media::SourceInfo;
use interneg_spec::Finding;
use interneg_spec::proxy::{SoundChoice, SoundSource};
use serde::{Deserialize, Serialize};

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
}

impl PlannedSound {
    /// Names of the tracks, in order.
    pub(crate) fn channel_names(&self) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Camera { tracks } => tracks.iter().map(|(_, name)| name.clone()).collect(),
        }
    }
}

impl std::fmt::Display for PlannedSound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("none"),
            Self::Camera { tracks } => write!(f, "camera, {} channels", tracks.len()),
        }
    }
}

/// The camera's own sound of a clip.
pub(super) fn of_camera(found: &FoundClip, choice: &SoundChoice, findings: &mut Vec<Finding>) -> PlannedSound {
    if choice.source == SoundSource::None {
        return PlannedSound::Nothing;
    }
    if !found.clip.sounds.is_empty() {
        let message = format!("{} has its sound in files of its own, which is not carried over", found.clip.path);
        let remedy = "sync production sound, or make proxies of a movie that holds its sound";
        findings.push(Finding::warning("PX-08", format!("sources[{}].path", found.source), message, remedy));
    }
    let channels = |part: &SourceInfo| part.audio.iter().map(|stream| usize::from(stream.channels)).sum::<usize>();
    let count = channels(&found.clip.first);
    if let Some(other) = found.clip.further.iter().find(|part| channels(part) != count) {
        let message = format!("{} has {} channels of sound, the first part has {count}", other.file_name(), channels(other));
        let remedy = "name the parts as sources of their own, or set sound.source to none";
        findings.push(Finding::error("PX-08", format!("sources[{}].path", found.source), message, remedy));
        return PlannedSound::Nothing;
    }
    let all: Vec<usize> = (0..count).collect();
    let wanted: Vec<usize> = match choice.channels.as_slice() {
        [] => all,
        some => some.iter().map(|channel| usize::from(*channel) - 1).filter(|channel| *channel < count).collect(),
    };
    if wanted.is_empty() {
        return PlannedSound::Nothing;
    }
    let tracks = wanted.into_iter().map(|channel| (channel, format!("A{}", channel + 1))).collect();
    PlannedSound::Camera { tracks }
}
