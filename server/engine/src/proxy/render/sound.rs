//! The sound of a chunk.

use super::super::chunk::FileProof;
use super::super::describe::SOUND_RATE_HZ;
use super::super::plan::{PlannedClip, PlannedSound};
use super::proof::ProvenFile;
use crate::EngineError;
use interneg_media::mux::first_sample;
use interneg_media::sound::Sound;
use interneg_spec::FrameRange;
use std::path::Path;

/// Samples that are read at once.
const BLOCK_SAMPLES: u64 = 48_000;

/// Writes the sound of `frames` of the clip, channels interleaved, 24-bit little-endian; nothing where it has none.
pub(super) fn write(clip: &PlannedClip, frames: FrameRange, path: &Path) -> Result<Option<FileProof>, EngineError> {
    let tracks = match &clip.sound {
        PlannedSound::Nothing => return Ok(None),
        PlannedSound::Camera { tracks } => tracks,
    };
    let mut file = ProvenFile::create(path.to_path_buf())?;
    let mut begin = 0;
    for part in &clip.parts {
        let of_part = FrameRange::new(begin, begin + part.frame_count).intersection(frames);
        if !of_part.is_empty() {
            let mut sound = Sound::of_camera(part)?;
            let at = |frame: u64| first_sample(frame, clip.rate, SOUND_RATE_HZ);
            // Samples of the clip count from its first frame, those of a part from that of the part.
            let (mut next, end, offset) = (at(of_part.first), at(of_part.end), at(begin));
            while next < end {
                let count = BLOCK_SAMPLES.min(end - next);
                write_block(&mut sound, tracks, next - offset, count, &mut file)?;
                next += count;
            }
        }
        begin += part.frame_count;
    }
    file.finish().map(Some)
}

fn write_block(
    sound: &mut Option<Sound>,
    tracks: &[(usize, String)],
    first: u64,
    count: u64,
    file: &mut ProvenFile,
) -> Result<(), EngineError> {
    let (mut samples, mut channels) = (Vec::new(), 0);
    if let Some(sound) = sound {
        channels = sound.track_names().len();
        samples = vec![0; count as usize * channels];
        sound.read(i64::try_from(first).unwrap_or(i64::MAX), &mut samples)?;
    }
    let mut bytes = Vec::with_capacity(count as usize * tracks.len() * 3);
    for sample in 0..count as usize {
        for (channel, _) in tracks {
            let value = samples.get(sample * channels + channel).copied().unwrap_or(0);
            bytes.extend_from_slice(&value.to_le_bytes()[..3]);
        }
    }
    file.write(&bytes)
}
