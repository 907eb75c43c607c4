//! The least likeness of a rendition's planes.

use super::{Psnr, plane_name};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The frame of a plane that is least like what was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowestPlane {
    /// Its likeness in decibels; `null` where every sample of every frame is the same.
    pub psnr_db: Psnr,
    /// Frame of the clip, from 0; the first of those that are equal.
    pub frame: u64,
}

/// What was verified of a clip in one rendition: every frame when it was encoded, and again in the finished file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Frames that were verified: all that the clip has.
    pub frames: u64,
    /// The least likeness of Y', Cb and Cr.
    pub lowest: [LowestPlane; 3],
}

impl Verification {
    /// Of one frame.
    pub fn of_frame(frame: u64, planes: [Psnr; 3]) -> Self {
        Self { frames: 1, lowest: planes.map(|psnr_db| LowestPlane { psnr_db, frame }) }
    }

    /// With that of other frames.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let lowest = std::array::from_fn(|plane| self.lowest[plane].min(other.lowest[plane]));
        Self { frames: self.frames + other.frames, lowest }
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} frames verified, lowest", self.frames)?;
        for (plane, LowestPlane { psnr_db, frame }) in self.lowest.iter().enumerate() {
            let comma = if plane == 0 { "" } else { "," };
            write!(f, "{comma} {} {psnr_db} in frame {frame}", plane_name(plane))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_is_the_same_in_any_order() {
        let frame = |frame, y| Verification::of_frame(frame, [Psnr::Hundredths(y), Psnr::Same, Psnr::Hundredths(9999)]);
        let frames = [frame(0, 4100), frame(1, 4000), frame(2, 4000)];
        let one = frames[0].with(&frames[1]).with(&frames[2]);
        assert_eq!(one, frames[2].with(&frames[0]).with(&frames[1]));
        let text =
            "3 frames verified, lowest Y' 40.00 dB in frame 1, Cb the same samples in frame 0, Cr 99.99 dB in frame 0";
        assert_eq!(one.to_string(), text);
    }
}
