//! The driver's entry points, found in its library, and the meaning of its answers.
//!
//! `cudarc` finds the library and declares its types. Its own functions are not called: they panic where the library
//! or a symbol is missing, and they return an enumeration of Rust, which a newer driver's error code would not be a
//! value of.

use super::error::{CudaError, MemoryPlace};
use cudarc::driver::sys::{
    CUcontext, CUdevice, CUdevice_attribute, CUdeviceptr, CUevent, CUfunction, CUfunction_attribute, CUmodule,
    CUstream, culib, is_culib_present,
};
use std::ffi::{CStr, c_char, c_int, c_uchar, c_uint, c_void};
use std::sync::Arc;

/// An answer of the driver; 0 is success.
pub(super) type Code = c_uint;

/// Declares the table, and where each entry is found.
macro_rules! entry_points {
    ($($entry:ident = $symbol:literal ($($argument:ty),*);)*) => {
        /// The driver's functions. Shared by all threads.
        pub(super) struct Driver {
            $(pub(super) $entry: unsafe extern "C" fn($($argument),*) -> Code,)*
        }

        impl Driver {
            fn resolve() -> Result<Self, CudaError> {
                $(
                    // SAFETY: the library is present, as `load` has asked, and stays loaded for ever; the type is
                    // that of the entry point in NVIDIA's header `cuda.h`.
                    let $entry = *unsafe { culib().get(concat!($symbol, "\0").as_bytes()) }
                        .map_err(|_| CudaError::DriverIncomplete { symbol: $symbol })?;
                )*
                Ok(Self { $($entry),* })
            }
        }
    };
}

entry_points! {
    init = "cuInit"(c_uint);
    driver_version = "cuDriverGetVersion"(*mut c_int);
    error_name = "cuGetErrorName"(Code, *mut *const c_char);
    error_string = "cuGetErrorString"(Code, *mut *const c_char);
    device_count = "cuDeviceGetCount"(*mut c_int);
    device_get = "cuDeviceGet"(*mut CUdevice, c_int);
    device_name = "cuDeviceGetName"(*mut c_char, c_int, CUdevice);
    device_memory = "cuDeviceTotalMem_v2"(*mut usize, CUdevice);
    device_attribute = "cuDeviceGetAttribute"(*mut c_int, CUdevice_attribute, CUdevice);
    device_pci_address = "cuDeviceGetPCIBusId"(*mut c_char, c_int, CUdevice);
    context_retain = "cuDevicePrimaryCtxRetain"(*mut CUcontext, CUdevice);
    context_release = "cuDevicePrimaryCtxRelease_v2"(CUdevice);
    context_set_current = "cuCtxSetCurrent"(CUcontext);
    memory_info = "cuMemGetInfo_v2"(*mut usize, *mut usize);
    memory_alloc = "cuMemAlloc_v2"(*mut CUdeviceptr, usize);
    memory_free = "cuMemFree_v2"(CUdeviceptr);
    host_alloc = "cuMemHostAlloc"(*mut *mut c_void, usize, c_uint);
    host_free = "cuMemFreeHost"(*mut c_void);
    copy_up = "cuMemcpyHtoDAsync_v2"(CUdeviceptr, *const c_void, usize, CUstream);
    copy_down = "cuMemcpyDtoHAsync_v2"(*mut c_void, CUdeviceptr, usize, CUstream);
    copy_across = "cuMemcpyDtoDAsync_v2"(CUdeviceptr, CUdeviceptr, usize, CUstream);
    fill = "cuMemsetD8Async"(CUdeviceptr, c_uchar, usize, CUstream);
    stream_create = "cuStreamCreate"(*mut CUstream, c_uint);
    stream_destroy = "cuStreamDestroy_v2"(CUstream);
    stream_synchronize = "cuStreamSynchronize"(CUstream);
    event_create = "cuEventCreate"(*mut CUevent, c_uint);
    event_destroy = "cuEventDestroy_v2"(CUevent);
    event_record = "cuEventRecord"(CUevent, CUstream);
    event_synchronize = "cuEventSynchronize"(CUevent);
    event_elapsed = "cuEventElapsedTime"(*mut f32, CUevent, CUevent);
    module_load = "cuModuleLoadData"(*mut CUmodule, *const c_void);
    module_unload = "cuModuleUnload"(CUmodule);
    module_function = "cuModuleGetFunction"(*mut CUfunction, CUmodule, *const c_char);
    function_attribute = "cuFuncGetAttribute"(*mut c_int, CUfunction_attribute, CUfunction);
    launch = "cuLaunchKernel"(
        CUfunction, c_uint, c_uint, c_uint, c_uint, c_uint, c_uint, c_uint, CUstream, *mut *mut c_void,
        *mut *mut c_void
    );
}

const OUT_OF_MEMORY: Code = 2;
const NO_DEVICE: Code = 100;

/// Codes after which the context answers nothing else, as `cuda.h` says of each ("the context cannot be used",
/// "the process must be terminated and relaunched"), and those of a GPU that is gone.
const LOST: [Code; 17] = [
    4,   // DEINITIALIZED
    46,  // DEVICE_UNAVAILABLE
    214, // ECC_UNCORRECTABLE
    220, // NVLINK_UNCORRECTABLE
    226, // CONTAINED
    700, // ILLEGAL_ADDRESS
    702, // LAUNCH_TIMEOUT
    709, // CONTEXT_IS_DESTROYED
    710, // ASSERT
    714, // HARDWARE_STACK_ERROR
    715, // ILLEGAL_INSTRUCTION
    716, // MISALIGNED_ADDRESS
    717, // INVALID_ADDRESS_SPACE
    718, // INVALID_PC
    719, // LAUNCH_FAILED
    721, // TENSOR_MEMORY_LEAK
    999, // UNKNOWN
];

impl Driver {
    /// Loads the driver and initialises it.
    ///
    /// # Errors
    /// Says what is missing; never panics.
    pub(super) fn load() -> Result<Arc<Self>, CudaError> {
        // SAFETY: loading the driver's library runs its constructors, which NVIDIA makes for that.
        if !unsafe { is_culib_present() } {
            return Err(CudaError::DriverAbsent);
        }
        let driver = Self::resolve()?;
        // SAFETY: the flags must be 0; it may be called any number of times from any thread.
        match unsafe { (driver.init)(0) } {
            NO_DEVICE => Err(CudaError::NoDevice),
            code => driver.check("cuInit", code).map(|()| Arc::new(driver)),
        }
    }

    /// An answer as a result.
    pub(super) fn check(&self, call: &'static str, code: Code) -> Result<(), CudaError> {
        match code {
            0 => Ok(()),
            OUT_OF_MEMORY => Err(CudaError::OutOfMemory { place: MemoryPlace::Device, needed_bytes: 0 }),
            code if LOST.contains(&code) => Err(CudaError::DeviceLost { code, name: self.name(code), call }),
            code => {
                let (name, description) = (self.name(code), self.text(self.error_string, code));
                Err(CudaError::Driver { code, name, description, call })
            }
        }
    }

    /// As [`Self::check`], for a call that asks for memory.
    pub(super) fn check_memory(
        &self,
        call: &'static str,
        code: Code,
        place: MemoryPlace,
        needed_bytes: usize,
    ) -> Result<(), CudaError> {
        match code {
            OUT_OF_MEMORY => Err(CudaError::OutOfMemory { place, needed_bytes }),
            code => self.check(call, code),
        }
    }

    fn name(&self, code: Code) -> String {
        self.text(self.error_name, code)
    }

    fn text(&self, ask: unsafe extern "C" fn(Code, *mut *const c_char) -> Code, code: Code) -> String {
        let mut text = std::ptr::null();
        // SAFETY: the driver writes a pointer to a text that lives as long as the library.
        let told = unsafe { ask(code, &mut text) };
        if told != 0 || text.is_null() {
            return format!("unknown code {code}");
        }
        // SAFETY: as above, and it ends with a zero.
        unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
    }
}
