//! Work in order, and marks in it.

use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::memory::{DeviceBuffer, PinnedBuffer};
use super::module::{Arguments, Kernel};
use cudarc::driver::sys::{CUevent, CUstream};
use std::ffi::c_uint;

/// Work that the GPU does in order, beside other streams.
#[derive(Debug)]
pub(super) struct Stream {
    device: CudaDevice,
    stream: CUstream,
}

// SAFETY: a stream is a handle that the driver lets any thread use.
unsafe impl Send for Stream {}

impl Stream {
    pub(super) fn new(device: &CudaDevice) -> Result<Self, CudaError> {
        // It does not wait for the default stream, which other libraries of the process use.
        const NON_BLOCKING: c_uint = 1;
        let driver = device.bind()?;
        let mut stream = std::ptr::null_mut();
        // SAFETY: the context is current; the driver writes one handle.
        driver.check("cuStreamCreate", unsafe { (driver.stream_create)(&mut stream, NON_BLOCKING) })?;
        Ok(Self { device: device.clone(), stream })
    }

    /// Queues a copy to the GPU.
    ///
    /// # Safety
    /// Both buffers stay, and `from` is not written, until the stream has come past the copy.
    pub(super) unsafe fn copy_up(&self, from: &PinnedBuffer, to: &DeviceBuffer, bytes: usize) -> Result<(), CudaError> {
        assert!(bytes <= from.len() && bytes <= to.bytes(), "a copy stays within its buffers");
        if bytes == 0 {
            return Ok(());
        }
        let driver = self.device.bind()?;
        // SAFETY: both have that many bytes, and the caller keeps them.
        let code = unsafe { (driver.copy_up)(to.address(), from.as_ptr().cast(), bytes, self.stream) };
        driver.check("cuMemcpyHtoDAsync", code)
    }

    /// Queues a copy to the host.
    ///
    /// # Safety
    /// Both buffers stay, and `to` is neither read nor written, until the stream has come past the copy.
    pub(super) unsafe fn copy_down(
        &self,
        from: &DeviceBuffer,
        to: &mut PinnedBuffer,
        bytes: usize,
    ) -> Result<(), CudaError> {
        assert!(bytes <= from.bytes() && bytes <= to.len(), "a copy stays within its buffers");
        if bytes == 0 {
            return Ok(());
        }
        let driver = self.device.bind()?;
        // SAFETY: both have that many bytes, and the caller keeps them.
        let code = unsafe { (driver.copy_down)(to.as_mut_ptr().cast(), from.address(), bytes, self.stream) };
        driver.check("cuMemcpyDtoHAsync", code)
    }

    /// Queues a copy within the GPU.
    ///
    /// # Safety
    /// Both buffers stay until the stream has come past the copy, and no other stream uses `to`.
    pub(super) unsafe fn copy_across(
        &self,
        from: &DeviceBuffer,
        to: &DeviceBuffer,
        bytes: usize,
    ) -> Result<(), CudaError> {
        assert!(bytes <= from.bytes() && bytes <= to.bytes(), "a copy stays within its buffers");
        let driver = self.device.bind()?;
        // SAFETY: both have that many bytes, and the caller keeps them.
        let code = unsafe { (driver.copy_across)(to.address(), from.address(), bytes, self.stream) };
        driver.check("cuMemcpyDtoDAsync", code)
    }

    /// Queues zeros.
    ///
    /// # Safety
    /// The buffer stays until the stream has come past, and no other stream uses it.
    pub(super) unsafe fn clear(&self, buffer: &DeviceBuffer, offset: usize, bytes: usize) -> Result<(), CudaError> {
        assert!(offset + bytes <= buffer.bytes(), "a fill stays within its buffer");
        let driver = self.device.bind()?;
        // SAFETY: the buffer has these bytes, and the caller keeps it.
        let code = unsafe { (driver.fill)(buffer.address() + offset as u64, 0, bytes, self.stream) };
        driver.check("cuMemsetD8Async", code)
    }

    /// Queues a kernel.
    ///
    /// # Safety
    /// The arguments are those of the kernel, in order and type; the memory they name is large enough for these
    /// threads and stays until the stream has come past.
    pub(super) unsafe fn launch(
        &self,
        kernel: &Kernel,
        grid: Grid,
        arguments: &mut Arguments,
    ) -> Result<(), CudaError> {
        if grid.is_empty() {
            return Ok(());
        }
        let Grid { blocks, block } = grid;
        let driver = self.device.bind()?;
        let mut pointers = arguments.pointers();
        // SAFETY: the driver copies the arguments before it returns; the caller vouches for the rest.
        let code = unsafe {
            (driver.launch)(
                kernel.function(),
                blocks[0],
                blocks[1],
                1,
                block[0],
                block[1],
                1,
                0,
                self.stream,
                pointers.as_mut_ptr(),
                std::ptr::null_mut(),
            )
        };
        driver.check("cuLaunchKernel", code)
    }

    /// Waits for everything that was queued.
    pub(super) fn synchronize(&self) -> Result<(), CudaError> {
        let driver = self.device.bind()?;
        // SAFETY: the stream is of the current context.
        driver.check("cuStreamSynchronize", unsafe { (driver.stream_synchronize)(self.stream) })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Ok(driver) = self.device.bind() {
            // Whatever is queued ends before the buffers, which are dropped after their stream.
            let _ = self.synchronize();
            // SAFETY: it was created once.
            let _ = unsafe { (driver.stream_destroy)(self.stream) };
        }
    }
}

/// A mark in a stream.
#[derive(Debug)]
pub(super) struct Event {
    device: CudaDevice,
    event: CUevent,
}

// SAFETY: an event is a handle that the driver lets any thread use.
unsafe impl Send for Event {}

/// What an event is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventUse {
    /// A thread waits for it, asleep: encoders need the core meanwhile.
    Wait,
    /// The time between two of them is asked for.
    Time,
}

impl Event {
    pub(super) fn new(device: &CudaDevice, purpose: EventUse) -> Result<Self, CudaError> {
        const BLOCKING_SYNC: c_uint = 1;
        const DISABLE_TIMING: c_uint = 2;
        let flags = if purpose == EventUse::Wait { BLOCKING_SYNC | DISABLE_TIMING } else { 0 };
        let driver = device.bind()?;
        let mut event = std::ptr::null_mut();
        // SAFETY: the context is current; the driver writes one handle.
        driver.check("cuEventCreate", unsafe { (driver.event_create)(&mut event, flags) })?;
        Ok(Self { device: device.clone(), event })
    }

    /// Marks the end of what is queued now.
    pub(super) fn record(&self, stream: &Stream) -> Result<(), CudaError> {
        let driver = self.device.bind()?;
        // SAFETY: both are of the current context.
        driver.check("cuEventRecord", unsafe { (driver.event_record)(self.event, stream.stream) })
    }

    /// Waits for the mark.
    pub(super) fn synchronize(&self) -> Result<(), CudaError> {
        let driver = self.device.bind()?;
        // SAFETY: the event is of the current context.
        driver.check("cuEventSynchronize", unsafe { (driver.event_synchronize)(self.event) })
    }

    /// Seconds from an earlier mark to this one; both have been waited for.
    pub(super) fn seconds_since(&self, earlier: &Self) -> Result<f64, CudaError> {
        let driver = self.device.bind()?;
        let mut milliseconds = 0.0;
        // SAFETY: both are of the current context; the driver writes one number.
        let code = unsafe { (driver.event_elapsed)(&mut milliseconds, earlier.event, self.event) };
        driver.check("cuEventElapsedTime", code)?;
        Ok(f64::from(milliseconds) / 1e3)
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        if let Ok(driver) = self.device.bind() {
            // SAFETY: it was created once.
            let _ = unsafe { (driver.event_destroy)(self.event) };
        }
    }
}
