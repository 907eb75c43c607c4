//! The loops of `host/transform.cpp`, as `build.rs` compiled them for each level.
#![expect(unsafe_code, reason = "calls into the compiled loops")]

use super::{Group, Lines};
use crate::level::Level;

type Transform = unsafe extern "C" fn(*mut f32);
type Samples = unsafe extern "C" fn(*const f32, f32, f32, *mut u16);

struct Functions {
    forward: Transform,
    inverse: Transform,
    samples: Samples,
}

macro_rules! functions {
    ($forward:ident, $inverse:ident, $samples:ident) => {{
        unsafe extern "C" {
            fn $forward(group: *mut f32);
            fn $inverse(group: *mut f32);
            fn $samples(group: *const f32, middle: f32, most: f32, lines: *mut u16);
        }
        Functions { forward: $forward, inverse: $inverse, samples: $samples }
    }};
}

/// By `Level::index`.
static LEVELS: &[Functions] = &[
    functions!(interneg_cosine_8x8_baseline, interneg_inverse_cosine_8x8_baseline, interneg_samples_8x8_baseline),
    #[cfg(target_arch = "x86_64")]
    functions!(interneg_cosine_8x8_avx2, interneg_inverse_cosine_8x8_avx2, interneg_samples_8x8_avx2),
    #[cfg(target_arch = "x86_64")]
    functions!(interneg_cosine_8x8_avx512, interneg_inverse_cosine_8x8_avx512, interneg_samples_8x8_avx512),
];

pub(super) fn forward(level: Level, group: &mut Group) {
    // SAFETY: a group is the 64 times 16 numbers that the loops change; a level exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].forward)(group.as_flattened_mut().as_mut_ptr()) }
}

pub(super) fn inverse(level: Level, group: &mut Group) {
    // SAFETY: as above.
    unsafe { (LEVELS[level.index()].inverse)(group.as_flattened_mut().as_mut_ptr()) }
}

pub(super) fn samples(level: Level, group: &Group, middle: f32, most: f32, lines: &mut Lines) {
    // SAFETY: a group is the 64 times 16 numbers that the loops read, and lines are as many words, which they write; a level
    // exists only where the CPU has it.
    unsafe {
        (LEVELS[level.index()].samples)(
            group.as_flattened().as_ptr(),
            middle,
            most,
            lines.as_flattened_mut().as_mut_ptr(),
        );
    }
}
