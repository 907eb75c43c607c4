//! A guess at the quantiser from a few blocks of the frame.

use super::passes::Passes;
use super::{COARSEST, Setting};
use interneg_kernels::macroblock::{self, SamplePlane};
use interneg_kernels::transform::{GROUP, Group};

/// About how many groups are looked at: few enough to stay in the second-level cache.
const GROUPS: usize = 512;
/// Bits of a mean's word as pictures have them; no quantiser changes them.
const MEAN_BITS: usize = 7;

/// The quantiser that is tried first.
pub(super) const FIRST: u16 = 4;

/// The finest quantiser but one at which the frame seems to fit.
pub(super) fn quantiser<P: Passes>(setting: &Setting, passes: &mut P, budget: usize) -> Result<u16, P::Error> {
    let (columns, rows) = setting.format.macroblocks();
    let blocks = columns * rows * setting.format.blocks();
    // Every block costs its mean and its end; every row is rounded up.
    let fixed = columns * rows * 12 + blocks * (MEAN_BITS + setting.words.end.bits as usize) + rows * 16;
    let budget_bits = (budget * 8).saturating_sub(fixed) as f64;
    let looked_at = places(setting).map(|places| places.map(|place| place.blocks).sum::<usize>());
    let mut estimate = |quantiser: u16| {
        let (sums, mut total) = (passes.sample(quantiser)?, 0.0);
        for (plane, (sum, looked_at)) in sums.into_iter().zip(looked_at).enumerate() {
            let all = 2 * rows * setting.layout.blocks_across(plane);
            total += sum as f64 * all as f64 / looked_at.max(1) as f64;
        }
        Ok(total)
    };
    search(&mut estimate, budget_bits)
}

/// Of the groups of each plane, line by line, one in so many is looked at, from the middle of the first ones on. It shares
/// no divisor with the groups of any plane's lines, so that all columns have their share.
pub(super) fn step(setting: &Setting) -> usize {
    let (_, rows) = setting.format.macroblocks();
    let about = (rows * setting.layout.group_count()).div_ceil(GROUPS).max(1);
    let across = [0, 1, 2].map(|plane| setting.layout.groups_across(plane));
    // There is a prime above every number.
    (about..).find(|step| across.iter().all(|across| divisor(*step, *across) == 1)).unwrap_or(about)
}

/// The greatest number that divides both.
fn divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// A group that is looked at.
struct Place {
    /// Line of blocks from the top, and group from the left.
    line: usize,
    column: usize,
    /// Its blocks that are in the frame.
    blocks: usize,
}

/// The groups of each plane that are looked at.
fn places(setting: &Setting) -> [impl Iterator<Item = Place> + use<>; 3] {
    let (_, rows) = setting.format.macroblocks();
    let step = step(setting);
    std::array::from_fn(|plane| {
        let (across, blocks) = (setting.layout.groups_across(plane), setting.layout.blocks_across(plane));
        (0..2 * rows * across).skip(step / 2).step_by(step).map(move |place| {
            let (line, column) = (place / across, place % across);
            Place { line, column, blocks: (blocks - column * GROUP).min(GROUP) }
        })
    })
}

/// Copies of the groups that are looked at.
#[derive(Default)]
pub(super) struct Sample {
    groups: Vec<Group>,
    /// How many of each one's blocks are in the frame, by plane.
    valid: [Vec<usize>; 3],
    bits: Vec<u32>,
    errors: Vec<f32>,
}

impl Sample {
    /// Copies them from a picture.
    pub fn take(&mut self, setting: &Setting, planes: &[SamplePlane<'_>; 3]) {
        let Self { groups, valid, bits, errors } = self;
        groups.clear();
        for (plane, (places, valid)) in places(setting).into_iter().zip(valid).enumerate() {
            valid.clear();
            for Place { line, column, blocks } in places {
                let mut group = [[0.0; GROUP]; 64];
                let at = (column * macroblock::LINE, 8 * line);
                let one = std::slice::from_mut(&mut group);
                macroblock::transform(setting.level, &planes[plane], at, &setting.scan, one);
                groups.push(group);
                valid.push(blocks);
            }
        }
        bits.resize(groups.len() * GROUP, 0);
        errors.resize(groups.len() * GROUP, 0.0);
    }

    /// Bits of their levels at a quantiser, by plane.
    pub fn bits(&mut self, setting: &Setting, quantiser: u16) -> [u64; 3] {
        let Self { groups, valid, bits, errors } = self;
        let mut first = 0;
        std::array::from_fn(|plane| {
            let (valid, costs) = (&valid[plane], &setting.costs[plane]);
            let groups = &groups[first..first + valid.len()];
            first += valid.len();
            macroblock::measure(setting.level, groups, f32::from(quantiser), costs, bits, errors);
            let blocks = bits.chunks(GROUP).zip(valid).flat_map(|(bits, valid)| &bits[..*valid]);
            blocks.map(|bits| u64::from(*bits)).sum()
        })
    }
}

/// The finest quantiser whose estimate is within the budget, less one; estimates fall as quantisers rise, about as a power
/// of them. Every processor rounds square roots alike, and no other function of the library.
fn search<E>(estimate: &mut impl FnMut(u16) -> Result<f64, E>, budget: f64) -> Result<u16, E> {
    let (mut too_fine, mut fits) = (0u16, COARSEST);
    let mut guess = FIRST;
    while fits - too_fine > 1 {
        let now = estimate(guess)?;
        if now > budget {
            too_fine = guess
        } else {
            fits = guess
        }
        let ratio = now.max(1.0) / budget.max(1.0);
        // To the power of 5/4.
        let factor = ratio * ratio.sqrt().sqrt();
        let next = (f64::from(guess) * factor).clamp(1.0, f64::from(COARSEST)) as u16;
        guess = next.clamp(too_fine + 1, (fits - 1).max(too_fine + 1));
    }
    Ok(fits.saturating_sub(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vc3::{Format, Sampling};
    use interneg_kernels::Level;
    use std::collections::BTreeSet;

    #[test]
    fn every_column_has_its_share() {
        let rasters = [(1920, 1080), (2048, 1080), (3840, 2160), (4096, 2160), (5120, 2700), (7680, 4320), (640, 360)];
        for raster in rasters {
            for (id, bits, sampling) in
                [(1274, 8, Sampling::YCbCr422), (1271, 10, Sampling::YCbCr422), (1270, 12, Sampling::YCbCr444)]
            {
                let format = Format::new(id, raster, bits, sampling).unwrap();
                let setting = Setting::new(Level::best(), format, 0).unwrap();
                for (plane, places) in places(&setting).into_iter().enumerate() {
                    let columns: BTreeSet<usize> = places.map(|place| place.column).collect();
                    assert_eq!(columns.len(), setting.layout.groups_across(plane), "{id} {raster:?}, plane {plane}");
                }
            }
        }
    }

    #[test]
    fn a_search_ends_below_the_finest_that_fits() {
        for fits in [1, 2, 3, 40, 1000, COARSEST] {
            let mut asked = 0;
            let found = search::<()>(
                &mut |quantiser| {
                    asked += 1;
                    Ok(1e9 / f64::from(quantiser))
                },
                1e9 / (f64::from(fits) - 0.5),
            );
            assert_eq!(found, Ok((fits - 1).max(1)), "{asked} times asked");
        }
    }
}
