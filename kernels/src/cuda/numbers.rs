//! Structures of the device headers as bytes.
//!
//! They are `repr(C)`, of members of four bytes, so that they have no padding and C++ lays them out alike.

use crate::device::DeviceOperation;
use crate::pass::{DeviceSource, DeviceTarget};
use crate::resample::Taps;
use bytemuck::NoUninit;

// SAFETY: `repr(C)` of 32-bit integers, floats and arrays of them: no padding, and any value may be copied.
unsafe impl NoUninit for DeviceOperation {}
// SAFETY: as above; its one structure is four 32-bit integers.
unsafe impl NoUninit for DeviceSource {}
// SAFETY: as above.
unsafe impl NoUninit for DeviceTarget {}

// SAFETY: as above.
unsafe impl NoUninit for Taps {}

/// The operations; an empty list as one that nobody reads, because C++ has no empty array.
pub(super) fn operation_bytes(operations: &[DeviceOperation]) -> Vec<u8> {
    match operations {
        [] => vec![0; size_of::<DeviceOperation>()],
        operations => bytemuck::cast_slice(operations).to_vec(),
    }
}
