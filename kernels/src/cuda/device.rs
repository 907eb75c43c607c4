//! A GPU that is open for work.

use super::driver::Driver;
use super::error::{CudaError, MemoryPlace};
use super::info::{self, CudaDeviceInfo};
use cudarc::driver::sys::{CUcontext, CUdevice};
use std::fmt;
use std::sync::Arc;

/// An open GPU: its primary context. Clones are the same one; may be shared between threads.
///
/// After [`CudaError::DeviceLost`] every further call on it fails in this process.
#[derive(Clone)]
pub struct CudaDevice(Arc<Context>);

struct Context {
    driver: Arc<Driver>,
    device: CUdevice,
    context: CUcontext,
    info: CudaDeviceInfo,
}

// SAFETY: a context is a handle that the driver lets any thread use; what has to be current, `bind` makes so.
unsafe impl Send for Context {}
// SAFETY: as above; the driver locks for itself.
unsafe impl Sync for Context {}

impl CudaDevice {
    /// Opens a GPU by the driver's number.
    ///
    /// # Errors
    /// Says what is missing on a machine without a driver or GPU, or what the driver refuses.
    pub fn open(ordinal: usize) -> Result<Self, CudaError> {
        let driver = Driver::load()?;
        let device = info::handle(&driver, ordinal)?;
        let info = info::describe(&driver, ordinal, device)?;
        let mut context = std::ptr::null_mut();
        // SAFETY: the driver writes one handle, of a device that it has named itself.
        let code = unsafe { (driver.context_retain)(&mut context, device) };
        driver.check_memory("cuDevicePrimaryCtxRetain", code, MemoryPlace::Device, 0)?;
        Ok(Self(Arc::new(Context { driver, device, context, info })))
    }

    /// What the driver says of it.
    pub fn info(&self) -> &CudaDeviceInfo {
        &self.0.info
    }

    /// Free and total memory of the GPU, in bytes.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn memory_bytes(&self) -> Result<(usize, usize), CudaError> {
        let (mut free, mut total) = (0, 0);
        let driver = self.bind()?;
        // SAFETY: the context is current; the driver writes two numbers.
        driver.check("cuMemGetInfo", unsafe { (driver.memory_info)(&mut free, &mut total) })?;
        Ok((free, total))
    }

    /// Makes the context current on this thread, as every call but the device queries needs it. Threads of a pool may
    /// have another GPU's context current, so it is asked for each time; it costs a fraction of a microsecond.
    pub(super) fn bind(&self) -> Result<&Driver, CudaError> {
        let driver = &*self.0.driver;
        // SAFETY: the context is retained as long as `self` lives.
        driver.check("cuCtxSetCurrent", unsafe { (driver.context_set_current)(self.0.context) })?;
        Ok(driver)
    }

    /// Refuses work that was made for another GPU.
    pub(super) fn same_as(&self, work: &Self) -> Result<(), CudaError> {
        if Arc::ptr_eq(&self.0, &work.0) {
            return Ok(());
        }
        Err(CudaError::OtherDevice { lane: self.info().ordinal, work: work.info().ordinal })
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: it was retained once, and every buffer, stream and module holds a clone, so none is left.
        let _ = unsafe { (self.driver.context_release)(self.device) };
    }
}

impl fmt::Debug for CudaDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CudaDevice({} {})", self.0.info.ordinal, self.0.info.name)
    }
}
