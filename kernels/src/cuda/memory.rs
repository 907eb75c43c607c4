//! Memory of the GPU, and of the host where the GPU can reach it.

use super::device::CudaDevice;
use super::error::{CudaError, MemoryPlace};
use cudarc::driver::sys::CUdeviceptr;
use std::ffi::{c_uint, c_void};
use std::ops::{Deref, DerefMut};

/// Memory of the GPU; the driver aligns it to 256 bytes.
///
/// The driver does not promise to wait for work that uses it when it is freed: whoever queues work keeps the buffer
/// until the work is done (the state of a `Lane`).
#[derive(Debug)]
pub(super) struct DeviceBuffer {
    device: CudaDevice,
    address: CUdeviceptr,
    bytes: usize,
}

impl DeviceBuffer {
    pub(super) fn new(device: &CudaDevice, bytes: usize) -> Result<Self, CudaError> {
        let driver = device.bind()?;
        let mut address = 0;
        if bytes > 0 {
            // SAFETY: the context is current; the driver writes one address.
            let code = unsafe { (driver.memory_alloc)(&mut address, bytes) };
            driver.check_memory("cuMemAlloc", code, MemoryPlace::Device, bytes)?;
        }
        Ok(Self { device: device.clone(), address, bytes })
    }

    pub(super) fn address(&self) -> CUdeviceptr {
        self.address
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for DeviceBuffer {
    fn drop(&mut self) {
        if self.bytes > 0
            && let Ok(driver) = self.device.bind()
        {
            // SAFETY: it was allocated in this context, once. On a lost GPU it fails, and nothing is left to free.
            let _ = unsafe { (driver.memory_free)(self.address) };
        }
    }
}

/// Which way a pinned buffer is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// The host writes and the GPU reads: write-combined, which spares the caches and is very slow to read.
    Up,
    /// The GPU writes and the host reads: ordinary caching.
    Down,
}

/// Host memory that stays in place, so that copies run beside kernels.
#[derive(Debug)]
pub(super) struct PinnedBuffer {
    device: CudaDevice,
    start: *mut u8,
    bytes: usize,
}

// SAFETY: it owns its memory as a `Vec` does.
unsafe impl Send for PinnedBuffer {}
// SAFETY: as above; shared references only read.
unsafe impl Sync for PinnedBuffer {}

impl PinnedBuffer {
    pub(super) fn new(device: &CudaDevice, bytes: usize, direction: Direction) -> Result<Self, CudaError> {
        const WRITE_COMBINED: c_uint = 4;
        let flags = if direction == Direction::Up { WRITE_COMBINED } else { 0 };
        let driver = device.bind()?;
        let mut start: *mut c_void = std::ptr::NonNull::<u8>::dangling().as_ptr().cast();
        if bytes > 0 {
            // SAFETY: the context is current; the driver writes one address.
            let code = unsafe { (driver.host_alloc)(&mut start, bytes, flags) };
            driver.check_memory("cuMemHostAlloc", code, MemoryPlace::Pinned, bytes)?;
            // SAFETY: it has that many bytes. The driver does not say that they are set, and slices must be.
            unsafe { start.cast::<u8>().write_bytes(0, bytes) };
        }
        Ok(Self { device: device.clone(), start: start.cast(), bytes })
    }
}

impl Deref for PinnedBuffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: it has that many bytes, all set; the lane waits for the GPU before it lets anybody look.
        unsafe { std::slice::from_raw_parts(self.start, self.bytes) }
    }
}

impl DerefMut for PinnedBuffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `deref`, and this is the only reference.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.bytes) }
    }
}

impl Drop for PinnedBuffer {
    fn drop(&mut self) {
        if self.bytes > 0
            && let Ok(driver) = self.device.bind()
        {
            // SAFETY: it was allocated in this context, once, and its lane has waited for the copies.
            let _ = unsafe { (driver.host_free)(self.start.cast()) };
        }
    }
}
