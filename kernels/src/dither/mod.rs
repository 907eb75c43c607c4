//! The noise that packing to integers may add (`device/dither.h`), for a look at it and for tests.
#![expect(unsafe_code, reason = "calls into the compiled loops")]

use crate::level::Level;

type Row = unsafe extern "C" fn(*mut f32, usize, u32, u32, u32);

macro_rules! function {
    ($dither:ident) => {{
        unsafe extern "C" {
            fn $dither(noise: *mut f32, count: usize, y: u32, channel: u32, seed: u32);
        }
        $dither
    }};
}

/// By `Level::index`.
static LEVELS: &[Row] = &[
    function!(interneg_dither_baseline),
    #[cfg(target_arch = "x86_64")]
    function!(interneg_dither_avx2),
    #[cfg(target_arch = "x86_64")]
    function!(interneg_dither_avx512),
];

/// The noise of row `y` of a channel, from pixel 0 on, in steps of one code; `seed` is the number of the frame.
///
/// Between -1 and 1, both excluded, triangular, mean 0, variance 1/6; without power at the lowest frequencies. The same
/// for the same arguments on every machine.
pub fn row(level: Level, noise: &mut [f32], y: u32, channel: u32, seed: u32) {
    // SAFETY: pointer and length are of one slice; a level exists only where the CPU has it.
    unsafe { LEVELS[level.index()](noise.as_mut_ptr(), noise.len(), y, channel, seed) }
}

#[cfg(test)]
mod tests;
