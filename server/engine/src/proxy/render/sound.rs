//! The sound of a chunk.

use super::super::chunk::FileProof;
use super::super::describe::SOUND_RATE_HZ;
use super::super::plan::{PlannedClip, PlannedSound, ProductionSound};
use super::proof::ProvenFile;
use crate::EngineError;
use interneg_media::MediaError;
use interneg_media::mux::first_sample;
use interneg_media::sound::{ChosenChannel, PlacedFile, Sound};
use interneg_media::wav::WavInfo;
use interneg_spec::FrameRange;
use std::path::Path;

/// Samples that are read at once.
const BLOCK_SAMPLES: u64 = 48_000;

/// Writes the sound of `frames` of the clip, channels interleaved, 24-bit little-endian; nothing where it has none.
pub(super) fn write(clip: &PlannedClip, frames: FrameRange, path: &Path) -> Result<Option<FileProof>, EngineError> {
    if clip.sound == PlannedSound::Nothing {
        return Ok(None);
    }
    let mut file = ProvenFile::create(path.to_path_buf())?;
    match &clip.sound {
        PlannedSound::Nothing => {}
        PlannedSound::Camera { tracks } => write_camera(clip, tracks, frames, &mut file)?,
        PlannedSound::Production(sound) => {
            let all: Vec<usize> = (0..sound.tracks.len()).collect();
            let mut sound = Some(open(sound)?);
            let at = |frame: u64| first_sample(frame, clip.rate, SOUND_RATE_HZ);
            write_samples(&mut sound, &all, at(frames.first)..at(frames.end), 0, &mut file)?;
        }
    }
    file.finish().map(Some)
}

fn write_camera(
    clip: &PlannedClip,
    tracks: &[(usize, String)],
    frames: FrameRange,
    file: &mut ProvenFile,
) -> Result<(), EngineError> {
    let channels: Vec<usize> = tracks.iter().map(|(channel, _)| *channel).collect();
    let mut begin = 0;
    for part in &clip.parts {
        let of_part = FrameRange::new(begin, begin + part.frame_count).intersection(frames);
        if !of_part.is_empty() {
            let mut sound = Sound::of_camera(part, &clip.sounds)?;
            let at = |frame: u64| first_sample(frame, clip.rate, SOUND_RATE_HZ);
            // Samples of the clip count from its first frame, those of a part from that of the part.
            write_samples(&mut sound, &channels, at(of_part.first)..at(of_part.end), at(begin), file)?;
        }
        begin += part.frame_count;
    }
    Ok(())
}

pub(super) fn open(sound: &ProductionSound) -> Result<Sound, MediaError> {
    let infos = sound
        .recordings
        .iter()
        .map(|files| files.iter().map(|file| WavInfo::read(&file.path)).collect::<Result<Vec<_>, _>>())
        .collect::<Result<Vec<_>, _>>()?;
    let recordings: Vec<Vec<PlacedFile<'_>>> = infos
        .iter()
        .zip(&sound.recordings)
        .map(|(infos, files)| {
            let placed = infos.iter().zip(files);
            placed.map(|(info, file)| PlacedFile { info, clip_start_sample: file.clip_start_sample }).collect()
        })
        .collect();
    let tracks: Vec<ChosenChannel> = sound
        .tracks
        .iter()
        .map(|(recording, channel, name)| ChosenChannel {
            recording: *recording,
            channel: *channel,
            name: name.clone(),
        })
        .collect();
    Sound::of_recorder(&recordings, &tracks)
}

/// Writes samples `range` of the clip, `channels` of the sound's, whose sample 0 is sample `offset` of the clip.
fn write_samples(
    sound: &mut Option<Sound>,
    channels: &[usize],
    range: std::ops::Range<u64>,
    offset: u64,
    file: &mut ProvenFile,
) -> Result<(), EngineError> {
    let mut next = range.start;
    while next < range.end {
        let count = BLOCK_SAMPLES.min(range.end - next);
        write_block(sound, channels, next - offset, count, file)?;
        next += count;
    }
    Ok(())
}

fn write_block(
    sound: &mut Option<Sound>,
    channels: &[usize],
    first: u64,
    count: u64,
    file: &mut ProvenFile,
) -> Result<(), EngineError> {
    let (mut samples, mut stride) = (Vec::new(), 0);
    if let Some(sound) = sound {
        stride = sound.track_names().len();
        samples = vec![0; count as usize * stride];
        sound.read(i64::try_from(first).unwrap_or(i64::MAX), &mut samples)?;
    }
    let mut bytes = Vec::with_capacity(count as usize * channels.len() * 3);
    for sample in 0..count as usize {
        for channel in channels {
            let value = samples.get(sample * stride + channel).copied().unwrap_or(0);
            bytes.extend_from_slice(&value.to_le_bytes()[..3]);
        }
    }
    file.write(&bytes)
}
