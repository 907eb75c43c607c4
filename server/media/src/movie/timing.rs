//! Presentation times and frame numbers.

use interneg_spec::Rate;

/// The constant grid that a stream's presentation times lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timing {
    /// Seconds of one tick, as a fraction.
    pub time_base: (i32, i32),
    /// Presentation time of frame 0, in ticks.
    pub start: i64,
    /// Frames per second.
    pub rate: Rate,
}

impl Timing {
    /// The frame shown at `pts`; `None` before frame 0 or more than a quarter of a frame off the grid.
    ///
    /// Coarse time bases round (1/600 at 23.976 fps by 2 % of a frame, 1/1000 at 120 fps by 6 %), never by a quarter.
    pub fn index_of(self, pts: i64) -> Option<u64> {
        let (ticks_numerator, ticks_denominator) = self.frames_per_tick();
        let position = (i128::from(pts) - i128::from(self.start)) * ticks_numerator;
        let index = (2 * position + ticks_denominator).div_euclid(2 * ticks_denominator);
        let error = (position - index * ticks_denominator).abs();
        if 4 * error > ticks_denominator { None } else { u64::try_from(index).ok() }
    }

    /// The tick nearest to where `index` is shown.
    pub fn pts_of(self, index: u64) -> i64 {
        let (ticks_numerator, ticks_denominator) = self.frames_per_tick();
        let position = i128::from(index) * ticks_denominator;
        let ticks = (2 * position + ticks_numerator).div_euclid(2 * ticks_numerator);
        i64::try_from(i128::from(self.start) + ticks).unwrap_or(i64::MAX)
    }

    fn frames_per_tick(self) -> (i128, i128) {
        let (numerator, denominator) = self.time_base;
        (
            i128::from(numerator.max(1)) * i128::from(self.rate.numerator()),
            i128::from(denominator.max(1)) * i128::from(self.rate.denominator()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_of_a_day_is_found_again() {
        for rate in [Rate::FPS_24, Rate::FPS_23_976, Rate::FPS_25, Rate::FPS_29_97, Rate::FPS_59_94] {
            for denominator in [600, 1000, 24000, 30000, 90000, 15360] {
                let timing = Timing { time_base: (1, denominator), start: -1001, rate };
                for index in (0..100).chain(2_000_000..2_000_100) {
                    assert_eq!(timing.index_of(timing.pts_of(index)), Some(index), "{rate} 1/{denominator}");
                }
            }
        }
    }

    #[test]
    fn times_off_the_grid_are_none() {
        let timing = Timing { time_base: (1, 2400), start: 0, rate: Rate::FPS_24 };
        assert_eq!(timing.index_of(125), Some(1));
        assert_eq!(timing.index_of(126), None);
        assert_eq!(timing.index_of(150), None);
        assert_eq!(timing.index_of(175), Some(2));
        assert_eq!(timing.index_of(-100), None);
        assert_eq!(timing.index_of(i64::MAX).is_some(), timing.index_of(i64::MAX - 1).is_some());
    }
}
