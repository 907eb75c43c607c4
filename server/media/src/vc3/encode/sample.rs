//! A guess at the quantiser from a few blocks of the frame.

use super::rows::RowScratch;
use super::{COARSEST, Setting};
use interneg_kernels::macroblock::{self, SamplePlane};
use interneg_kernels::transform::{GROUP, Group};

/// About how many groups are looked at: few enough to stay in the second-level cache.
const GROUPS: usize = 512;
/// Bits of a mean's word as pictures have them; no quantiser changes them.
const MEAN_BITS: usize = 7;

/// The finest quantiser but one at which the frame seems to fit.
pub(super) fn quantiser(
    setting: &Setting,
    planes: &[SamplePlane<'_>; 3],
    budget: usize,
    scratch: &mut [RowScratch],
) -> u16 {
    let Some(scratch) = scratch.first_mut() else { return 1 };
    let sample = &mut scratch.sample;
    let (columns, rows) = setting.format.macroblocks();
    let blocks = columns * rows * setting.format.blocks();
    // Every block costs its mean and its end; every row is rounded up.
    let fixed = columns * rows * 12 + blocks * (MEAN_BITS + setting.words.end.bits as usize) + rows * 16;
    let budget_bits = (budget * 8).saturating_sub(fixed) as f64;
    let valid = take(setting, planes, sample);
    let mut bits = vec![0; sample.len() * GROUP];
    let mut errors = vec![0.0; sample.len() * GROUP];
    let mut estimate = |quantiser: u16| {
        let (mut total, mut first) = (0.0, 0);
        for (plane, valid) in valid.iter().enumerate() {
            let groups = &sample[first..first + valid.len()];
            first += valid.len();
            let costs = &setting.costs[plane];
            macroblock::measure(setting.level, groups, f32::from(quantiser), costs, &mut bits, &mut errors);
            let blocks = bits.chunks(GROUP).zip(valid).flat_map(|(bits, valid)| &bits[..*valid]);
            let sum: u64 = blocks.map(|bits| u64::from(*bits)).sum();
            let all = 2 * rows * setting.layout.blocks_across(plane);
            total += sum as f64 * all as f64 / valid.iter().sum::<usize>().max(1) as f64;
        }
        total
    };
    search(&mut estimate, budget_bits)
}

/// Copies of groups spread over the frame, and how many of each one's blocks are in the frame, by plane.
fn take(setting: &Setting, planes: &[SamplePlane<'_>; 3], sample: &mut Vec<Group>) -> [Vec<usize>; 3] {
    let (_, rows) = setting.format.macroblocks();
    let step = (rows * setting.layout.group_count()).div_ceil(GROUPS).max(1);
    sample.clear();
    std::array::from_fn(|plane| {
        let across = setting.layout.groups_across(plane);
        let places = (0..2 * rows * across).skip(step / 2).step_by(step);
        // Neighbouring lines look at other columns.
        places
            .map(|place| {
                let (line, column) = (place / across, place % across);
                let mut group = [[0.0; GROUP]; 64];
                let at = (column * macroblock::LINE, 8 * line);
                let groups = std::slice::from_mut(&mut group);
                macroblock::transform(setting.level, &planes[plane], at, &setting.scan, groups);
                sample.push(group);
                (setting.layout.blocks_across(plane) - column * GROUP).min(GROUP)
            })
            .collect()
    })
}

/// The finest quantiser whose estimate is within the budget, less one; estimates fall as quantisers rise, about as a power
/// of them.
fn search(estimate: &mut impl FnMut(u16) -> f64, budget: f64) -> u16 {
    let (mut too_fine, mut fits) = (0u16, COARSEST);
    let mut guess = 4u16;
    while fits - too_fine > 1 {
        let now = estimate(guess);
        if now > budget {
            too_fine = guess
        } else {
            fits = guess
        }
        let power = (now.max(1.0) / budget.max(1.0)).powf(1.2);
        let next = (f64::from(guess) * power).clamp(1.0, f64::from(COARSEST)) as u16;
        guess = next.clamp(too_fine + 1, (fits - 1).max(too_fine + 1));
    }
    fits.saturating_sub(1).max(1)
}
