//! A pass as `device/pass.h` declares it, and the loops over it that `build.rs` compiled for each level.
#![expect(unsafe_code, reason = "calls into the compiled device functions")]

use crate::device::DeviceOperation;
use crate::level::Level;
use crate::picture::Picture;
use crate::{Lines, PackCounts};

/// `struct Chroma` of `device/source.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct DeviceChroma {
    pub halved_x: u32,
    pub halved_y: u32,
    pub between_x: u32,
    pub between_y: u32,
}

/// `struct Source` of `device/source.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct DeviceSource {
    pub arrangement: u32,
    pub word: u32,
    pub width: u32,
    pub height: u32,
    pub step: u32,
    pub shift: u32,
    pub mask: u32,
    pub shifts: [u32; 3],
    pub is_coded: u32,
    pub black: f32,
    pub span: f32,
    pub reciprocal: f32,
    pub rest: f32,
    pub zero: f32,
    pub r_from_cr: f32,
    pub g_from_cb: f32,
    pub g_from_cr: f32,
    pub b_from_cb: f32,
    pub chroma: DeviceChroma,
}

/// `struct Target` of `device/target.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct DeviceTarget {
    pub packing: u32,
    pub word: u32,
    pub shift: u32,
    pub is_dithered: u32,
    pub black: f32,
    pub span: f32,
    pub zero: f32,
    pub chroma_span: f32,
    pub lowest: f32,
    pub highest: f32,
    pub kr: f32,
    pub kg: f32,
    pub kb: f32,
    pub cb_scale: f32,
    pub cr_scale: f32,
    pub chroma: DeviceChroma,
}

#[repr(C)]
struct DevicePlane {
    bytes: *const u8,
    stride_bytes: u64,
}

#[repr(C)]
struct DeviceOutPlane {
    bytes: *mut u8,
    stride_bytes: u64,
}

#[repr(C)]
struct DevicePass {
    source: DeviceSource,
    target: DeviceTarget,
    operations: *const DeviceOperation,
    operation_count: u64,
    tables: *const f32,
    codes: *const f32,
    code_table: [u32; 3],
    has_codes: u32,
}

type Run = unsafe extern "C" fn(
    *const DevicePass,
    *const [DevicePlane; 3],
    usize,
    usize,
    *const [DeviceOutPlane; 3],
    *mut [u64; 3],
);

macro_rules! level {
    ($pass:ident) => {{
        unsafe extern "C" {
            fn $pass(
                pass: *const DevicePass,
                picture: *const [DevicePlane; 3],
                first_row: usize,
                rows: usize,
                output: *const [DeviceOutPlane; 3],
                counts: *mut [u64; 3],
            );
        }
        $pass
    }};
}

/// By `Level::index`.
static LEVELS: &[Run] = &[
    level!(interneg_pass_baseline),
    #[cfg(target_arch = "x86_64")]
    level!(interneg_pass_avx2),
    #[cfg(target_arch = "x86_64")]
    level!(interneg_pass_avx512),
];

/// The parts of a pass that run on a CPU, checked by `Pass::at_level`.
pub(super) struct Parts<'a> {
    pub(super) source: DeviceSource,
    pub(super) target: DeviceTarget,
    /// Operations whose tables lie in `tables`.
    pub(super) operations: &'a [DeviceOperation],
    pub(super) tables: &'a [f32],
    /// Values of every code that the source's mask can give, beginning at `code_table` for R, G, B.
    pub(super) codes: Option<(&'a [f32], [u32; 3])>,
}

/// Runs a pass over `rows` lines; `Pass::rows` has checked that picture and output hold every line it touches.
pub(super) fn run(
    level: Level,
    parts: &Parts<'_>,
    picture: &Picture<'_>,
    first_row: usize,
    rows: usize,
    out: &mut [Lines<'_>],
) -> PackCounts {
    let pass = DevicePass {
        source: parts.source,
        target: parts.target,
        operations: parts.operations.as_ptr(),
        operation_count: parts.operations.len() as u64,
        tables: parts.tables.as_ptr(),
        codes: parts.codes.map_or(std::ptr::null(), |(codes, _)| codes.as_ptr()),
        code_table: parts.codes.map_or([0; 3], |(_, places)| places),
        has_codes: u32::from(parts.codes.is_some()),
    };
    let planes = picture
        .planes
        .map(|plane| DevicePlane { bytes: plane.bytes.as_ptr(), stride_bytes: plane.stride_bytes as u64 });
    let mut targets = [0; 3].map(|_| DeviceOutPlane { bytes: std::ptr::dangling_mut(), stride_bytes: 0 });
    for (target, lines) in targets.iter_mut().zip(out) {
        *target = DeviceOutPlane { bytes: lines.bytes.as_mut_ptr(), stride_bytes: lines.stride_bytes as u64 };
    }
    let mut counts = [0; 3];
    // SAFETY: every pointer is of a live borrow; the caller has checked that the picture's planes hold all lines of its
    // layout and the output's planes the lines of `rows`; tables hold what operations and codes can ask of them; a level
    // exists only where the CPU has it.
    unsafe { LEVELS[level.index()](&pass, &planes, first_row, rows, &targets, &mut counts) };
    let [nan, infinite, clipped] = counts;
    PackCounts { nan, infinite, clipped }
}
