//! The device functions of `device/`, as `build.rs` compiled them for each level.
#![expect(unsafe_code, reason = "calls into the compiled device functions")]

use crate::level::Level;

/// An operation as `device/operation.h` declares it.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DeviceOperation {
    pub kind: u32,
    pub length: u32,
    pub table: [u32; 3],
    pub parameters: [[f32; 8]; 3],
}

type RunProgram = unsafe extern "C" fn(*const DeviceOperation, usize, *const f32, *mut f32, *mut f32, *mut f32, usize);
type Change = unsafe extern "C" fn(*mut f32, usize);
type ChangeBy = unsafe extern "C" fn(*mut f32, usize, f32);

struct Functions {
    program: RunProgram,
    log2: Change,
    exp2: Change,
    pow: ChangeBy,
}

macro_rules! functions {
    ($program:ident, $log2:ident, $exp2:ident, $pow:ident) => {{
        unsafe extern "C" {
            fn $program(
                operations: *const DeviceOperation,
                count: usize,
                tables: *const f32,
                r: *mut f32,
                g: *mut f32,
                b: *mut f32,
                pixels: usize,
            );
            fn $log2(values: *mut f32, count: usize);
            fn $exp2(values: *mut f32, count: usize);
            fn $pow(values: *mut f32, count: usize, power: f32);
        }
        Functions { program: $program, log2: $log2, exp2: $exp2, pow: $pow }
    }};
}

/// By `Level::index`.
static LEVELS: &[Functions] = &[
    functions!(interneg_program_baseline, interneg_log2_baseline, interneg_exp2_baseline, interneg_pow_baseline),
    #[cfg(target_arch = "x86_64")]
    functions!(interneg_program_avx2, interneg_log2_avx2, interneg_exp2_avx2, interneg_pow_avx2),
    #[cfg(target_arch = "x86_64")]
    functions!(interneg_program_avx512, interneg_log2_avx512, interneg_exp2_avx512, interneg_pow_avx512),
];

/// Operations that have been checked against their tables.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    operations: Vec<DeviceOperation>,
    tables: Vec<f32>,
}

impl Checked {
    /// What `program::encode` made: every table that an operation names lies in `tables` with its whole length.
    pub(crate) fn new(operations: Vec<DeviceOperation>, tables: Vec<f32>) -> Self {
        Self { operations, tables }
    }

    /// The operations, in the order they run.
    pub(crate) fn operations(&self) -> &[DeviceOperation] {
        &self.operations
    }

    /// What the operations' tables lie in.
    pub(crate) fn tables(&self) -> &[f32] {
        &self.tables
    }

    /// Runs the first `count` operations over a row, in place.
    pub(crate) fn run(&self, level: Level, count: usize, planes: [&mut [f32]; 3]) {
        let [r, g, b] = planes;
        let pixels = r.len();
        assert!(g.len() == pixels && b.len() == pixels, "planes of one row differ in length");
        let operations = &self.operations[..count];
        // SAFETY: the planes are three distinct borrows of `pixels` values; `new` has operations whose tables lie in
        // `tables`, and the device clamps every index to its table; a level exists only where the CPU has it.
        unsafe {
            (LEVELS[level.index()].program)(
                operations.as_ptr(),
                operations.len(),
                self.tables.as_ptr(),
                r.as_mut_ptr(),
                g.as_mut_ptr(),
                b.as_mut_ptr(),
                pixels,
            );
        }
    }
}

pub(crate) fn log2(level: Level, values: &mut [f32]) {
    // SAFETY: pointer and length are of one slice; a level exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].log2)(values.as_mut_ptr(), values.len()) }
}

pub(crate) fn exp2(level: Level, values: &mut [f32]) {
    // SAFETY: pointer and length are of one slice; a level exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].exp2)(values.as_mut_ptr(), values.len()) }
}

pub(crate) fn pow(level: Level, values: &mut [f32], power: f32) {
    // SAFETY: pointer and length are of one slice; a level exists only where the CPU has it.
    unsafe { (LEVELS[level.index()].pow)(values.as_mut_ptr(), values.len(), power) }
}
