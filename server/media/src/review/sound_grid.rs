//! Which coded units of sound belong to which frames.
//!
//! AAC codes units of 1024 samples, and a unit decodes only behind the one before it. All units of a clip lie on one grid
//! that begins with the clip, so that units from chunks that were coded apart follow each other as if one encoder had
//! made them: each chunk codes some units before its first and leaves them out.

use super::SoundEncoder;
use crate::mux::first_sample;
use crate::sound::SOUND_RATE_HZ;
use interneg_spec::Rate;
use std::ops::Range;

/// Samples of a unit.
pub(super) const UNIT_SAMPLES: u64 = 1024;
/// Units that an encoder codes before the first one that counts, so that it knows the sound by then.
const WARMING_UNITS: u64 = 8;
/// Samples behind the last frame's that an encoder looks at.
const BEHIND_SAMPLES: u64 = 4 * UNIT_SAMPLES;

/// The grid of a clip's sound.
#[derive(Debug, Clone, Copy)]
pub(super) struct SoundGrid {
    rate: Rate,
    priming_samples: u64,
}

impl SoundGrid {
    pub fn new(rate: Rate, encoder: SoundEncoder) -> Self {
        Self { rate, priming_samples: encoder.priming_samples().into() }
    }

    /// Units of `frames`: those whose sound begins in them. The first frame also has those before it, which decoders
    /// need to begin.
    pub fn units(self, frames: &Range<u64>) -> Range<u64> {
        let unit = |frame| match frame {
            0 => 0,
            _ => (first_sample(frame, self.rate, SOUND_RATE_HZ) + self.priming_samples).div_ceil(UNIT_SAMPLES),
        };
        unit(frames.start)..unit(frames.end)
    }

    /// The unit that an encoder begins with so that its units of `frames` are good.
    pub fn first_coded_unit(self, frames: &Range<u64>) -> u64 {
        self.units(frames).start.saturating_sub(WARMING_UNITS)
    }

    /// Samples of the clip that an encoder of `frames` has to be given.
    pub fn samples(self, frames: &Range<u64>) -> Range<u64> {
        let end = first_sample(frames.end, self.rate, SOUND_RATE_HZ);
        self.first_coded_unit(frames) * UNIT_SAMPLES..end + BEHIND_SAMPLES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_share_the_units_of_the_clip() {
        let grid = SoundGrid::new(Rate::FPS_23_976, SoundEncoder::VoAacEnc);
        // Frame 24 begins at sample 48048; unit 48 at 48 * 1024 - 1600 = 47552, unit 49 at 48576.
        assert_eq!((grid.units(&(0..24)), grid.units(&(24..48))), (0..49, 49..96));
        assert_eq!(grid.samples(&(24..48)), 41 * 1024..96096 + 4096);
        assert_eq!(grid.samples(&(0..24)).start, 0);
    }
}
