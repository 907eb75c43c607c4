//! The two neighbouring quantisers between which a frame begins to fit, by way of the slope of its sizes.

use super::super::Vc3Error;
use super::super::picture::check_depth;
use super::passes::Passes;
use super::rows::Measured;
use super::{COARSEST, Setting};

/// How often the slope between the pair's sizes says where to measure next; whoever is not there by then has sizes that
/// follow no slope, and halves what is left.
const BY_SLOPE: usize = 10;

/// Measures the frame at two quantisers next to each other, of which the coarser fits and the finer does not, if there is
/// one; begins at a guess. Returns the finer.
pub(super) fn measure<P: Passes>(
    setting: &Setting,
    passes: &mut P,
    [fine, coarse]: &mut [Measured; 2],
    guess: u16,
    budget: usize,
) -> Result<u16, P::Error> {
    // The finer one of the pair that is looked for lies from `least` to `most`.
    let (mut least, mut most) = (1, COARSEST - 1);
    let mut finer = guess.clamp(least, most);
    let seen = passes.measure([(finer, &mut *fine), (finer + 1, &mut *coarse)])?;
    for (plane, seen) in seen.into_iter().enumerate() {
        check_depth(&setting.format, plane, seen)?;
    }
    let mut tries = 0;
    loop {
        let [fine_bytes, coarse_bytes] = [&*fine, &*coarse].map(|measured| measured.row_bytes(&setting.layout));
        let steps = |bytes: usize| {
            let steps = bytes / fine_bytes.saturating_sub(coarse_bytes).max(1);
            u16::try_from(steps).unwrap_or(COARSEST).min(COARSEST)
        };
        let likely = if coarse_bytes > budget {
            least = finer + 1;
            if least == COARSEST {
                return Err(Vc3Error::TooDetailed { frame_bytes: setting.format.frame_bytes() }.into());
            }
            if least > most {
                // A coarser quantiser costs more than a finer one did, as happens where both cost about as much.
                most = COARSEST - 1;
            }
            least + steps(coarse_bytes - budget)
        } else if finer > 1 && fine_bytes <= budget {
            most = finer - 1;
            most.saturating_sub(steps(budget - fine_bytes))
        } else {
            return Ok(finer);
        };
        tries += 1;
        let next = if tries <= BY_SLOPE { likely.clamp(least, most) } else { least.midpoint(most) };
        if next == finer + 1 {
            std::mem::swap(fine, coarse);
            passes.measure([(next + 1, &mut *coarse)])?;
        } else if next + 1 == finer {
            std::mem::swap(fine, coarse);
            passes.measure([(next, &mut *fine)])?;
        } else {
            passes.measure([(next, &mut *fine), (next + 1, &mut *coarse)])?;
        }
        finer = next;
    }
}

#[cfg(test)]
mod tests {
    use super::super::choose::Choice;
    use super::*;
    use crate::vc3::{Format, Sampling};
    use interneg_kernels::Level;

    const FORMAT: (u32, (u32, u32), u8) = (1274, (256, 256), 8);

    /// A frame whose macroblocks have so many bits at a quantiser.
    struct Made {
        bits: fn(u16) -> u32,
        macroblocks: usize,
        asked: Vec<u16>,
    }

    impl Passes for Made {
        type Error = Vc3Error;

        fn sample(&mut self, _: u16) -> Result<[u64; 3], Vc3Error> {
            Ok([0; 3])
        }

        fn measure<const N: usize>(&mut self, targets: [(u16, &mut Measured); N]) -> Result<[u32; 3], Vc3Error> {
            for (quantiser, measured) in targets {
                measured.bits = vec![(self.bits)(quantiser); self.macroblocks];
                self.asked.push(quantiser);
            }
            Ok([0; 3])
        }

        fn write(&mut self, _: &Choice, _: [&Measured; 2], _: &mut [u8]) -> Result<(), Vc3Error> {
            Ok(())
        }
    }

    /// What is found from a guess with a budget of so many bits for a macroblock, and how often was measured.
    fn found(bits: fn(u16) -> u32, guess: u16, budget_bits: usize) -> (Result<u16, Vc3Error>, usize) {
        let (id, raster, depth) = FORMAT;
        let setting =
            Setting::new(Level::best(), Format::new(id, raster, depth, Sampling::YCbCr422).unwrap(), 0).unwrap();
        let (columns, rows) = setting.format.macroblocks();
        let mut made = Made { bits, macroblocks: columns * rows, asked: Vec::new() };
        let mut measured = Measured::pair();
        let finer = measure(&setting, &mut made, &mut measured, guess, columns * rows * budget_bits / 8);
        if let Ok(finer) = finer {
            // What is kept is of the pair that was found, whichever was measured last.
            let kept = [&measured[0], &measured[1]].map(|measured| measured.bits[0]);
            assert_eq!(kept, [bits(finer), bits(finer + 1)]);
        }
        (finer, made.asked.len())
    }

    #[test]
    fn the_pair_is_found_from_any_guess() {
        // As sizes of pictures fall, about, and so steeply that nothing is learnt from a slope.
        let curves: [fn(u16) -> u32; 2] = [
            |quantiser| 64 * (1_000_000 / (u32::from(quantiser) + 3)),
            |quantiser| 64 * (3000 - u32::from(quantiser) + 1000 * u32::from(quantiser < 40)),
        ];
        for bits in curves {
            for wanted in [2, 3, 4, 9, 40, 41, 500, 900] {
                for guess in [1, 2, 3, 4, 8, 40, 41, 42, 499, 2000, COARSEST] {
                    let (finer, asked) = found(bits, guess, bits(wanted) as usize);
                    assert_eq!(finer, Ok(wanted - 1), "from {guess}");
                    // Ten pairs by the slope, and eleven by halves.
                    assert!(asked <= 2 * (1 + BY_SLOPE + 11), "{asked} from {guess} to {wanted}");
                }
            }
        }
    }

    #[test]
    fn a_guess_that_is_an_eighth_off_costs_little() {
        let bits = |quantiser: u16| 64 * (1_000_000 / (u32::from(quantiser) + 3));
        for wanted in [10, 45, 300] {
            for guess in [wanted * 7 / 8, wanted * 9 / 8] {
                let (finer, asked) = found(bits, guess, bits(wanted) as usize);
                assert_eq!(finer, Ok(wanted - 1), "from {guess}");
                assert!(asked <= 7, "{asked} from {guess} to {wanted}");
            }
        }
    }

    #[test]
    fn the_finest_is_enough_where_it_fits() {
        for guess in [1, 2, 700] {
            assert_eq!(found(|_| 64, guess, 64).0, Ok(1));
        }
    }

    #[test]
    fn what_fits_nowhere_is_told_after_few_steps() {
        for guess in [1, 40, COARSEST] {
            let (refused, asked) = found(|_| 6400, guess, 64);
            assert!(matches!(refused, Err(Vc3Error::TooDetailed { .. })), "{refused:?}");
            assert!(asked < 50, "{asked}");
        }
    }

    #[test]
    fn sizes_that_rise_and_fall_still_end() {
        let waves = |quantiser: u16| 64 * (3000 - u32::from(quantiser) + 40 * u32::from(quantiser % 7));
        for guess in [1, 30, 100, 2000] {
            for wanted in [20, 100, 1000] {
                let (finer, asked) = found(waves, guess, waves(wanted) as usize);
                let finer = finer.unwrap();
                assert!(waves(finer + 1) <= waves(wanted) && (finer == 1 || waves(finer) > waves(wanted)), "{finer}");
                assert!(asked < 60, "{asked}");
            }
        }
    }
}
