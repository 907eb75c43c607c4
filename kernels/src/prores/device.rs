//! The loops of `host/prores.cpp`, as `build.rs` compiled them for each level.
#![expect(unsafe_code, reason = "calls into the compiled loops")]

use super::quantiser::DeviceQuantiser;
use super::weights::DeviceWeights;
use super::{Arrangement, MOST_BLOCKS, MOST_BYTES, SamplePlane, Weights};
use crate::level::Level;

/// `struct SamplePlane` of `host/prores/samples.h`.
#[repr(C)]
struct DevicePlane {
    bytes: *const u8,
    stride_bytes: usize,
    columns: u32,
    rows: u32,
    bits: u32,
}

type Transform =
    unsafe extern "C" fn(*const DevicePlane, usize, usize, usize, u32, *const DeviceWeights, *mut f32) -> u32;
type Count = unsafe extern "C" fn(*const f32, usize, *const DeviceQuantiser, usize, *mut u32);
type Write = unsafe extern "C" fn(*const f32, usize, *const DeviceQuantiser, *mut u8) -> usize;

struct Functions {
    transform: Transform,
    count: Count,
    write: Write,
}

macro_rules! functions {
    ($transform:ident, $count:ident, $write:ident) => {{
        unsafe extern "C" {
            fn $transform(
                plane: *const DevicePlane,
                first_column: usize,
                first_row: usize,
                macroblocks: usize,
                arrangement: u32,
                weighting: *const DeviceWeights,
                coefficients: *mut f32,
            ) -> u32;
            fn $count(
                coefficients: *const f32,
                blocks: usize,
                quantisers: *const DeviceQuantiser,
                count: usize,
                bits: *mut u32,
            );
            fn $write(
                coefficients: *const f32,
                blocks: usize,
                quantiser: *const DeviceQuantiser,
                out: *mut u8,
            ) -> usize;
        }
        Functions { transform: $transform, count: $count, write: $write }
    }};
}

/// By `Level::index`.
static LEVELS: &[Functions] = &[
    functions!(interneg_prores_transform_baseline, interneg_prores_count_baseline, interneg_prores_write_baseline),
    #[cfg(target_arch = "x86_64")]
    functions!(interneg_prores_transform_avx2, interneg_prores_count_avx2, interneg_prores_write_avx2),
    #[cfg(target_arch = "x86_64")]
    functions!(interneg_prores_transform_avx512, interneg_prores_count_avx512, interneg_prores_write_avx512),
];

pub(super) fn transform(
    level: Level,
    plane: &SamplePlane<'_>,
    arrangement: Arrangement,
    (column, row): (usize, usize),
    macroblocks: usize,
    weights: &Weights,
    values: &mut [f32; 64 * MOST_BLOCKS],
) -> u16 {
    let device = DevicePlane {
        bytes: plane.bytes().as_ptr(),
        stride_bytes: plane.stride_bytes(),
        // A plane has been checked to have no more than fit.
        columns: plane.columns() as u32,
        rows: plane.rows() as u32,
        bits: u32::from(plane.bits()),
    };
    // SAFETY: a plane's bytes hold its lines, and the caller has checked that the slice begins in it and is at most 8
    // macroblocks wide; the loops read no sample outside of the plane and write 64 numbers for each block, at most as many
    // as `values` has; a level exists only where the CPU has it.
    let used = unsafe {
        (LEVELS[level.index()].transform)(
            &raw const device,
            column,
            row,
            macroblocks,
            arrangement as u32,
            weights.for_device(),
            values.as_mut_ptr(),
        )
    };
    // Samples are words.
    used as u16
}

pub(super) fn count(level: Level, values: &[f32], blocks: usize, quantisers: &[DeviceQuantiser], bits: &mut [u32]) {
    assert!(values.len() == 64 * blocks && blocks <= MOST_BLOCKS, "{} numbers of {blocks} blocks", values.len());
    assert_eq!(quantisers.len(), bits.len(), "a length for each quantiser");
    // SAFETY: lengths were checked above; a quantiser codes at most the 64 places that there are; a level exists only where
    // the CPU has it.
    unsafe {
        (LEVELS[level.index()].count)(
            values.as_ptr(),
            blocks,
            quantisers.as_ptr(),
            quantisers.len(),
            bits.as_mut_ptr(),
        );
    }
}

pub(super) fn write(
    level: Level,
    values: &[f32],
    blocks: usize,
    quantiser: DeviceQuantiser,
    out: &mut [u8; MOST_BYTES],
) -> usize {
    assert!(values.len() == 64 * blocks && blocks <= MOST_BLOCKS, "{} numbers of {blocks} blocks", values.len());
    // SAFETY: as above; run and level of a coefficient take at most 52 bits and a DC difference 33, so that `MOST_BYTES`
    // hold all codes with more than the eight bytes behind them that are stored along.
    unsafe { (LEVELS[level.index()].write)(values.as_ptr(), blocks, &raw const quantiser, out.as_mut_ptr()) }
}
