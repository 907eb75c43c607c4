//! The loops of `host/transform.cpp`, as `build.rs` compiled them for each level.
#![expect(unsafe_code, reason = "calls into the compiled loops")]

use super::{Allowed, Errors, GROUP, Group, Lines};
use crate::level::Level;

type Transform = unsafe extern "C" fn(*mut f32);
type Samples = unsafe extern "C" fn(*const f32, f32, f32, *mut u16);
type TakeErrors = unsafe extern "C" fn(*const u16, *const u16, u32, *const Allowed, *const f32, *mut Errors);

struct Functions {
    forward: Transform,
    inverse: Transform,
    samples: Samples,
    errors: TakeErrors,
}

macro_rules! functions {
    ($forward:ident, $inverse:ident, $samples:ident, $errors:ident) => {{
        unsafe extern "C" {
            fn $forward(group: *mut f32);
            fn $inverse(group: *mut f32);
            fn $samples(group: *const f32, middle: f32, most: f32, lines: *mut u16);
            fn $errors(
                found: *const u16,
                wanted: *const u16,
                most: u32,
                allowed: *const Allowed,
                quantisers: *const f32,
                errors: *mut Errors,
            );
        }
        Functions { forward: $forward, inverse: $inverse, samples: $samples, errors: $errors }
    }};
}

/// By `Level::index`.
static LEVELS: &[Functions] = &[
    functions!(
        interneg_cosine_8x8_baseline,
        interneg_inverse_cosine_8x8_baseline,
        interneg_samples_8x8_baseline,
        interneg_errors_8x8_baseline
    ),
    #[cfg(target_arch = "x86_64")]
    functions!(
        interneg_cosine_8x8_avx2,
        interneg_inverse_cosine_8x8_avx2,
        interneg_samples_8x8_avx2,
        interneg_errors_8x8_avx2
    ),
    #[cfg(target_arch = "x86_64")]
    functions!(
        interneg_cosine_8x8_avx512,
        interneg_inverse_cosine_8x8_avx512,
        interneg_samples_8x8_avx512,
        interneg_errors_8x8_avx512
    ),
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

pub(super) fn errors(
    level: Level,
    found: &Lines,
    wanted: &Lines,
    most: u16,
    allowed: &Allowed,
    quantisers: &[f32; GROUP],
    errors: &mut Errors,
) {
    // SAFETY: lines are eight times 128 words, of which the loops read all, as they do of what is allowed and of the quantisers,
    // a number for each block; errors are laid out as theirs, who write all of them; a level exists only where the CPU has it.
    unsafe {
        (LEVELS[level.index()].errors)(
            found.as_flattened().as_ptr(),
            wanted.as_flattened().as_ptr(),
            most.into(),
            allowed,
            quantisers.as_ptr(),
            errors,
        );
    }
}
