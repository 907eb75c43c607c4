//! The loops of `host/blend.cpp`, as `build.rs` compiled them for each level.
#![expect(unsafe_code, reason = "calls into the compiled loops")]

use crate::level::Level;

type ByAlpha = unsafe extern "C" fn(*mut f32, *const f32, usize);
type Over = unsafe extern "C" fn(*const f32, *const f32, *mut f32, usize);
type Mix = unsafe extern "C" fn(*mut f32, *const f32, f32, usize);

struct Functions {
    premultiply: ByAlpha,
    unpremultiply: ByAlpha,
    over: Over,
    dissolve: Mix,
}

macro_rules! functions {
    ($premultiply:ident, $unpremultiply:ident, $over:ident, $dissolve:ident) => {{
        unsafe extern "C" {
            fn $premultiply(colour: *mut f32, alpha: *const f32, count: usize);
            fn $unpremultiply(colour: *mut f32, alpha: *const f32, count: usize);
            fn $over(front: *const f32, front_alpha: *const f32, back: *mut f32, count: usize);
            fn $dissolve(a: *mut f32, b: *const f32, factor: f32, count: usize);
        }
        Functions { premultiply: $premultiply, unpremultiply: $unpremultiply, over: $over, dissolve: $dissolve }
    }};
}

/// By `Level::index`.
static LEVELS: &[Functions] = &[
    functions!(
        interneg_premultiply_baseline,
        interneg_unpremultiply_baseline,
        interneg_over_baseline,
        interneg_dissolve_baseline
    ),
    #[cfg(target_arch = "x86_64")]
    functions!(interneg_premultiply_avx2, interneg_unpremultiply_avx2, interneg_over_avx2, interneg_dissolve_avx2),
    #[cfg(target_arch = "x86_64")]
    functions!(
        interneg_premultiply_avx512,
        interneg_unpremultiply_avx512,
        interneg_over_avx512,
        interneg_dissolve_avx512
    ),
];

pub(super) fn premultiply(level: Level, colour: &mut [f32], alpha: &[f32]) {
    assert_eq!(colour.len(), alpha.len(), "colour and alpha of one row differ in length");
    // SAFETY: both are distinct borrows of that many values; a level exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].premultiply)(colour.as_mut_ptr(), alpha.as_ptr(), colour.len()) }
}

pub(super) fn unpremultiply(level: Level, colour: &mut [f32], alpha: &[f32]) {
    assert_eq!(colour.len(), alpha.len(), "colour and alpha of one row differ in length");
    // SAFETY: both are distinct borrows of that many values; a level exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].unpremultiply)(colour.as_mut_ptr(), alpha.as_ptr(), colour.len()) }
}

pub(super) fn over(level: Level, front: &[f32], front_alpha: &[f32], back: &mut [f32]) {
    let count = back.len();
    assert!(front.len() == count && front_alpha.len() == count, "planes of one row differ in length");
    // SAFETY: all are borrows of that many values, and the one that is written is distinct from the others; a level
    // exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].over)(front.as_ptr(), front_alpha.as_ptr(), back.as_mut_ptr(), count) }
}

pub(super) fn dissolve(level: Level, a: &mut [f32], b: &[f32], factor: f32) {
    assert_eq!(a.len(), b.len(), "rows that are mixed differ in length");
    // SAFETY: both are distinct borrows of that many values; a level exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].dissolve)(a.as_mut_ptr(), b.as_ptr(), factor, a.len()) }
}
