//! The sound of a review file: the first one or two tracks of the clip, any samples of it.

use super::super::describe::SOUND_RATE_HZ;
use super::super::plan::{PlannedClip, PlannedSound};
use super::sound;
use crate::EngineError;
use interneg_media::mux::first_sample;
use interneg_media::sound::Sound;
use std::ops::Range;

/// Reads samples of a clip. What is before its first frame and behind its last is silence.
pub(super) struct ReviewSamples<'a> {
    clip: &'a PlannedClip,
    /// Channels of the source that become those of the review file.
    channels: Vec<usize>,
    /// Sound that stands open: of which part, and the sound where it has any.
    open: Option<(usize, Option<Sound>)>,
    read: Vec<i32>,
    samples: Vec<i32>,
}

impl<'a> ReviewSamples<'a> {
    /// The first `channels` tracks of the clip.
    pub(super) fn new(clip: &'a PlannedClip, channels: usize) -> Self {
        let all: Vec<usize> = match &clip.sound {
            PlannedSound::Nothing => Vec::new(),
            PlannedSound::Camera { tracks } => tracks.iter().map(|(channel, _)| *channel).collect(),
            PlannedSound::Production(sound) => (0..sound.tracks.len()).collect(),
        };
        let channels: Vec<usize> = all.into_iter().take(channels).collect();
        Self { clip, channels, open: None, read: Vec::new(), samples: Vec::new() }
    }

    /// Samples `range` of the clip, interleaved.
    pub(super) fn read(&mut self, range: Range<u64>) -> Result<&[i32], EngineError> {
        let channels = self.channels.len();
        self.samples.clear();
        self.samples.resize((range.end - range.start) as usize * channels, 0);
        for (part, of_part) in self.parts() {
            let common = range.start.max(of_part.start)..range.end.min(of_part.end);
            if common.is_empty() {
                continue;
            }
            let count = (common.end - common.start) as usize;
            let place = (common.start - range.start) as usize * channels;
            let sound = Self::sound(&mut self.open, self.clip, part)?;
            let Some(sound) = sound else { continue };
            let tracks = sound.track_names().len();
            self.read.clear();
            self.read.resize(count * tracks, 0);
            sound.read(i64::try_from(common.start - of_part.start).unwrap_or(i64::MAX), &mut self.read)?;
            let target = self.samples[place..][..count * channels].chunks_exact_mut(channels.max(1));
            for (to, from) in target.zip(self.read.chunks_exact(tracks.max(1))) {
                for (sample, channel) in to.iter_mut().zip(&self.channels) {
                    *sample = from.get(*channel).copied().unwrap_or(0);
                }
            }
        }
        Ok(&self.samples)
    }

    /// What is read by itself: the parts of a camera's clip, or the whole clip; each with its samples in the clip.
    fn parts(&self) -> Vec<(usize, Range<u64>)> {
        let at = |frame: u64| first_sample(frame, self.clip.rate, SOUND_RATE_HZ);
        if matches!(self.clip.sound, PlannedSound::Production(_)) {
            return vec![(0, 0..at(self.clip.frames.len()))];
        }
        let mut begin = 0;
        let range = |(index, frames): (usize, u64)| {
            let first = begin;
            begin += frames;
            (index, at(first)..at(begin))
        };
        self.clip.parts.iter().map(|part| part.frame_count).enumerate().map(range).collect()
    }

    fn sound<'s>(
        open: &'s mut Option<(usize, Option<Sound>)>,
        clip: &PlannedClip,
        part: usize,
    ) -> Result<Option<&'s mut Sound>, EngineError> {
        if open.as_ref().is_none_or(|(known, ..)| *known != part) {
            let sound = match &clip.sound {
                PlannedSound::Nothing => None,
                PlannedSound::Camera { .. } => Sound::of_camera(&clip.parts[part], &clip.sounds)?,
                PlannedSound::Production(production) => Some(sound::open(production)?),
            };
            *open = Some((part, sound));
        }
        Ok(open.as_mut().and_then(|(_, sound)| sound.as_mut()))
    }
}
