//! What the sound says of a clip, for ALE and proxies.

use super::clock::frame_at;
use super::facts::{CameraClip, SoundFile};
use interneg_spec::{Rate, Timecode};
use serde::{Deserialize, Serialize};

/// Roll, scene and take of the sound under a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundMetadata {
    /// Sound roll.
    pub sound_roll: Option<String>,
    /// The recorder's timecode at the clip's first frame.
    pub sound_timecode: Timecode,
    /// The rate that it counts at.
    pub sound_rate: Rate,
    /// Scene.
    pub scene: Option<String>,
    /// Take.
    pub take: Option<String>,
    /// The take is circled.
    pub circled: bool,
    /// Names of all channels of all files, in order; empty where a channel has none.
    pub track_names: Vec<String>,
}

impl SoundMetadata {
    /// The metadata of a recording at a sample of its files.
    pub(super) fn at(
        files: &[&SoundFile],
        clip_start_sample: i64,
        rate: Rate,
        drop_frame: bool,
        clip: &CameraClip,
    ) -> Option<Self> {
        let first = files.first()?;
        let channels = files.iter().flat_map(|file| &file.channels);
        Some(Self {
            sound_roll: first.tape.clone(),
            sound_timecode: timecode_at(first, clip_start_sample, rate, drop_frame)
                .unwrap_or_else(|| Timecode::from_frame_count(clip.start_frame, rate, drop_frame)),
            sound_rate: rate,
            scene: first.scene.clone(),
            take: first.take.clone(),
            circled: first.circled,
            track_names: channels.map(|channel| channel.name.clone()).collect(),
        })
    }

    /// Columns of an ALE and their values, without those that say nothing.
    pub fn columns(&self) -> Vec<(&'static str, String)> {
        let names: Vec<&str> = self.track_names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        [
            ("Soundroll", self.sound_roll.clone()),
            ("Sound TC", Some(self.sound_timecode.to_string())),
            ("Scene", self.scene.clone()),
            ("Take", self.take.clone()),
            ("Circled", Some(if self.circled { "Yes" } else { "No" }.to_owned())),
            ("Sound Tracks", Some(names.join(", "))),
        ]
        .into_iter()
        .filter_map(|(column, value)| Some((column, value.filter(|value| !value.is_empty())?)))
        .collect()
    }
}

/// The recorder's timecode at a sample of the file; `None` before midnight of its day, where it wraps.
///
/// The sample is the nearest to a frame's begin and may lie half a sample before it, which is no frame earlier.
fn timecode_at(sound: &SoundFile, sample: i64, rate: Rate, drop_frame: bool) -> Option<Timecode> {
    if sound.sample_rate_hz != sound.timestamp_rate_hz {
        return None;
    }
    let sample = i128::from(sound.time_reference?) + i128::from(sample);
    let doubled = u64::try_from(2 * sample + 1).ok()?;
    let frame = frame_at(doubled, rate, sound.timestamp_rate_hz.checked_mul(2)?).frame_number;
    Some(Timecode::from_frame_count(frame, rate, drop_frame))
}
