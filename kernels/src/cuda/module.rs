//! Compiled kernels on a GPU, and the arguments that they are started with.

use super::device::CudaDevice;
use super::error::{CudaError, MemoryPlace};
use super::nvrtc::Image;
use cudarc::driver::sys::{CUfunction, CUfunction_attribute, CUmodule};
use std::ffi::{CString, c_void};

/// A kernel that is loaded on a GPU; may be started from any thread.
#[derive(Debug)]
pub(super) struct Kernel {
    device: CudaDevice,
    module: CUmodule,
    function: CUfunction,
}

// SAFETY: both are handles that the driver lets any thread use, and they do not change.
unsafe impl Send for Kernel {}
// SAFETY: as above.
unsafe impl Sync for Kernel {}

impl Kernel {
    /// Loads the one kernel of an image.
    pub(super) fn load(device: &CudaDevice, image: &Image, name: &str) -> Result<Self, CudaError> {
        let driver = device.bind()?;
        let mut module = std::ptr::null_mut();
        // SAFETY: the context is current, and an image is machine code with its length inside, or text that ends with
        // a zero (`Image::new`).
        let code = unsafe { (driver.module_load)(&mut module, image.bytes().as_ptr().cast()) };
        driver.check_memory("cuModuleLoadData", code, MemoryPlace::Device, image.bytes().len())?;
        let mut kernel = Self { device: device.clone(), module, function: std::ptr::null_mut() };
        let c_name = CString::new(name)
            .map_err(|_| CudaError::Compile { kernel: name.to_owned(), log: "its name has a zero in it".to_owned() })?;
        // SAFETY: the module is of the current context, the name ends with a zero, the driver writes one handle.
        let code = unsafe { (driver.module_function)(&mut kernel.function, module, c_name.as_ptr()) };
        driver.check("cuModuleGetFunction", code)?;
        Ok(kernel)
    }

    pub(super) fn device(&self) -> &CudaDevice {
        &self.device
    }

    pub(super) fn function(&self) -> CUfunction {
        self.function
    }

    /// Registers a thread, and bytes of local memory a thread (0 where nothing had to leave the registers).
    pub(super) fn registers_and_local_bytes(&self) -> Result<(u32, u32), CudaError> {
        let ask = |attribute| {
            let driver = self.device.bind()?;
            let mut value = 0;
            // SAFETY: the function is of the current context; the driver writes one number.
            let code = unsafe { (driver.function_attribute)(&mut value, attribute, self.function) };
            driver.check("cuFuncGetAttribute", code)?;
            Ok(u32::try_from(value).unwrap_or(0))
        };
        Ok((
            ask(CUfunction_attribute::CU_FUNC_ATTRIBUTE_NUM_REGS)?,
            ask(CUfunction_attribute::CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES)?,
        ))
    }
}

impl Drop for Kernel {
    fn drop(&mut self) {
        if let Ok(driver) = self.device.bind() {
            // SAFETY: it was loaded once, and lanes keep the kernels that they run.
            let _ = unsafe { (driver.module_unload)(self.module) };
        }
    }
}

/// Arguments of a kernel, in order, each aligned to eight bytes.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    words: Vec<u64>,
    starts: Vec<usize>,
}

impl Arguments {
    /// Forgets all, keeps the room.
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.starts.clear();
    }

    /// An address, or a 64-bit integer.
    pub(super) fn push_word(&mut self, word: u64) {
        self.starts.push(self.words.len());
        self.words.push(word);
    }

    /// A structure by value whose members need no more than eight bytes of alignment.
    pub(super) fn push_bytes(&mut self, bytes: &[u8]) {
        self.starts.push(self.words.len());
        self.words.extend(bytes.chunks(8).map(|chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_ne_bytes(word)
        }));
    }

    /// Where each lies, as the driver wants it; good until the arguments change.
    fn addresses(&mut self) -> impl Iterator<Item = *mut c_void> {
        let first = self.words.as_mut_ptr();
        // `wrapping_add` needs no proof; every start is within the words.
        self.starts.iter().map(move |start| first.wrapping_add(*start).cast())
    }

    pub(super) fn pointers(&mut self) -> Vec<*mut c_void> {
        self.addresses().collect()
    }
}
