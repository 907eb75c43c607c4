//! Which GPUs there are.

use super::driver::Driver;
use super::error::CudaError;
use cudarc::driver::sys::{CUdevice, CUdevice_attribute};
use std::ffi::{CStr, c_char, c_int};

/// A GPU, as the driver describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CudaDeviceInfo {
    /// The driver's number, from 0; `CUDA_VISIBLE_DEVICES` changes it.
    pub ordinal: usize,
    /// For example `NVIDIA H100 80GB HBM3`.
    pub name: String,
    /// Compute capability, major and minor: (8, 6) is `sm_86`.
    pub capability: (u32, u32),
    /// Memory of the GPU, in bytes.
    pub memory_bytes: usize,
    /// The newest CUDA version that the driver knows, major and minor.
    pub driver_version: (u32, u32),
    /// Domain, bus, device and function: `0000:3B:00.0`. Unlike the ordinal, it names the same card in every process.
    pub pci_address: String,
    /// How many times faster single precision is than double precision: 2 on data-centre cards, 32 or 64 on others.
    /// Logarithms and powers are computed in double precision.
    pub single_to_double_ratio: u32,
    /// Multiprocessors, each of which runs some blocks of threads at a time.
    pub multiprocessors: u32,
}

/// All GPUs of this machine, in the driver's order.
///
/// # Errors
/// [`CudaError::DriverAbsent`] and [`CudaError::NoDevice`] are the ordinary answers of a machine without a GPU.
pub fn devices() -> Result<Vec<CudaDeviceInfo>, CudaError> {
    let driver = Driver::load()?;
    (0..count(&driver)?).map(|ordinal| describe(&driver, ordinal, handle(&driver, ordinal)?)).collect()
}

pub(super) fn count(driver: &Driver) -> Result<usize, CudaError> {
    let mut count: c_int = 0;
    // SAFETY: the driver writes one number.
    driver.check("cuDeviceGetCount", unsafe { (driver.device_count)(&mut count) })?;
    match usize::try_from(count) {
        Ok(0) | Err(_) => Err(CudaError::NoDevice),
        Ok(count) => Ok(count),
    }
}

/// The driver's handle of a GPU that [`count`] has counted.
pub(super) fn handle(driver: &Driver, ordinal: usize) -> Result<CUdevice, CudaError> {
    let found = count(driver)?;
    let number = c_int::try_from(ordinal).ok().filter(|_| ordinal < found);
    let number = number.ok_or(CudaError::NoSuchDevice { ordinal, found })?;
    let mut device: CUdevice = 0;
    // SAFETY: the driver writes one handle.
    driver.check("cuDeviceGet", unsafe { (driver.device_get)(&mut device, number) })?;
    Ok(device)
}

pub(super) fn describe(driver: &Driver, ordinal: usize, device: CUdevice) -> Result<CudaDeviceInfo, CudaError> {
    let attribute = |attribute| {
        let mut value: c_int = 0;
        // SAFETY: the driver writes one number.
        driver.check("cuDeviceGetAttribute", unsafe { (driver.device_attribute)(&mut value, attribute, device) })?;
        Ok::<u32, CudaError>(u32::try_from(value).unwrap_or(0))
    };
    let mut name = [0; 256];
    // SAFETY: the driver writes at most as many bytes as it is told that there are.
    driver.check("cuDeviceGetName", unsafe { (driver.device_name)(name.as_mut_ptr(), 256, device) })?;
    let mut address = [0; 32];
    // SAFETY: as above.
    driver.check("cuDeviceGetPCIBusId", unsafe { (driver.device_pci_address)(address.as_mut_ptr(), 32, device) })?;
    let mut memory_bytes = 0;
    // SAFETY: the driver writes one number.
    driver.check("cuDeviceTotalMem", unsafe { (driver.device_memory)(&mut memory_bytes, device) })?;
    Ok(CudaDeviceInfo {
        ordinal,
        name: text(&name),
        capability: (
            attribute(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?,
            attribute(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?,
        ),
        memory_bytes,
        driver_version: version(driver)?,
        pci_address: text(&address),
        single_to_double_ratio: attribute(
            CUdevice_attribute::CU_DEVICE_ATTRIBUTE_SINGLE_TO_DOUBLE_PRECISION_PERF_RATIO,
        )?,
        multiprocessors: attribute(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)?,
    })
}

fn version(driver: &Driver) -> Result<(u32, u32), CudaError> {
    let mut version: c_int = 0;
    // SAFETY: the driver writes one number.
    driver.check("cuDriverGetVersion", unsafe { (driver.driver_version)(&mut version) })?;
    let version = u32::try_from(version).unwrap_or(0);
    Ok((version / 1000, version % 1000 / 10))
}

fn text(bytes: &[c_char]) -> String {
    let bytes: Vec<u8> = bytes.iter().map(|byte| byte.to_ne_bytes()[0]).collect();
    CStr::from_bytes_until_nul(&bytes).unwrap_or_default().to_string_lossy().into_owned()
}
