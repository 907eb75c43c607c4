//! The loops of `host/macroblock/macroblock.cpp`, as `build.rs` compiled them for each level.
#![expect(unsafe_code, reason = "calls into the compiled loops")]

use super::{Costs, Levels, Quantiser, SamplePlane, Scan};
use crate::level::Level;
use crate::transform::{GROUP, Group};

type Transform = unsafe extern "C" fn(*const SamplePlane<'_>, usize, usize, *const Scan, usize, *mut f32) -> u32;
type Measure = unsafe extern "C" fn(*const f32, usize, f32, *const Costs, *mut u32, *mut f32);
type ToLevels = unsafe extern "C" fn(*const f32, *const f32, *const Quantiser, *mut i16, *mut u32, *mut u32);

struct Functions {
    transform: Transform,
    measure: Measure,
    levels: ToLevels,
}

macro_rules! functions {
    ($transform:ident, $measure:ident, $levels:ident) => {{
        unsafe extern "C" {
            fn $transform(
                plane: *const SamplePlane<'_>,
                y: usize,
                x: usize,
                scan: *const Scan,
                group_count: usize,
                groups: *mut f32,
            ) -> u32;
            fn $measure(
                groups: *const f32,
                group_count: usize,
                quantiser: f32,
                costs: *const Costs,
                bits: *mut u32,
                errors: *mut f32,
            );
            fn $levels(
                group: *const f32,
                quantisers: *const f32,
                quantiser: *const Quantiser,
                levels: *mut i16,
                low: *mut u32,
                high: *mut u32,
            );
        }
        Functions { transform: $transform, measure: $measure, levels: $levels }
    }};
}

/// By `Level::index`.
static LEVELS: &[Functions] = &[
    functions!(
        interneg_macroblock_transform_baseline,
        interneg_macroblock_measure_baseline,
        interneg_macroblock_levels_baseline
    ),
    #[cfg(target_arch = "x86_64")]
    functions!(interneg_macroblock_transform_avx2, interneg_macroblock_measure_avx2, interneg_macroblock_levels_avx2),
    #[cfg(target_arch = "x86_64")]
    functions!(
        interneg_macroblock_transform_avx512,
        interneg_macroblock_measure_avx512,
        interneg_macroblock_levels_avx512
    ),
];

pub(super) fn transform(
    level: Level,
    plane: &SamplePlane<'_>,
    (x, y): (usize, usize),
    scan: &Scan,
    groups: &mut [Group],
) -> u32 {
    let numbers = groups.as_flattened_mut().as_flattened_mut().as_mut_ptr();
    // SAFETY: a plane holds as many samples as it says, at least one, and the loops read no others; a scan's places are
    // inside of a block; the groups are distinct from both. A level exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].transform)(plane, y, x, scan, groups.len(), numbers) }
}

pub(super) fn measure(
    level: Level,
    groups: &[Group],
    quantiser: f32,
    costs: &Costs,
    bits: &mut [u32],
    errors: &mut [f32],
) {
    let blocks = groups.len() * GROUP;
    assert!(bits.len() >= blocks && errors.len() >= blocks, "no room for the numbers of {blocks} blocks");
    assert!(quantiser >= 1.0, "quantiser {quantiser} is below 1");
    let numbers = groups.as_flattened().as_flattened().as_ptr();
    // SAFETY: all are distinct borrows of at least that many numbers; a level exists only where the CPU has it.
    unsafe {
        let measure = LEVELS[level.index()].measure;
        measure(numbers, groups.len(), quantiser, costs, bits.as_mut_ptr(), errors.as_mut_ptr());
    }
}

pub(super) fn levels(level: Level, group: &Group, quantisers: &[f32; GROUP], quantiser: &Quantiser, out: &mut Levels) {
    assert!(quantisers.iter().all(|quantiser| *quantiser >= 1.0), "a quantiser is below 1");
    let numbers = group.as_flattened().as_ptr();
    let found = out.levels.as_flattened_mut().as_mut_ptr();
    // SAFETY: all are distinct borrows of a group's numbers, or one for each of its blocks; a level exists only where the
    // CPU has it.
    unsafe {
        let levels = LEVELS[level.index()].levels;
        levels(numbers, quantisers.as_ptr(), quantiser, found, out.low.as_mut_ptr(), out.high.as_mut_ptr());
    }
}
