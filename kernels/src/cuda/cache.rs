//! Compiled kernels, kept in memory and on disk.

use super::device::CudaDevice;
use super::error::CudaError;
use super::module::Kernel;
use super::nvrtc::{Image, Nvrtc, Target};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Kernels by what they were compiled from. May be shared between threads; one for the process is enough.
///
/// On disk it is only a saving of time: a missing, damaged or unwritable file means that the kernel is compiled again.
#[derive(Debug)]
pub struct KernelCache {
    nvrtc: Nvrtc,
    folder: Option<PathBuf>,
    loaded: Mutex<HashMap<(usize, Key), Arc<Kernel>>>,
    compiled: AtomicU64,
    found: AtomicU64,
}

type Key = [u8; 32];

/// First bytes of a file; another layout gets another number.
const MAGIC: &[u8; 16] = b"interneg-kernel1";

impl KernelCache {
    /// Kernels of this compiler, kept in `folder` where one is given.
    pub fn new(nvrtc: Nvrtc, folder: Option<PathBuf>) -> Self {
        Self { nvrtc, folder, loaded: Mutex::default(), compiled: AtomicU64::new(0), found: AtomicU64::new(0) }
    }

    /// The compiler.
    pub fn nvrtc(&self) -> &Nvrtc {
        &self.nvrtc
    }

    /// Kernels that were compiled, and kernels that were found on disk, since this cache was made.
    pub fn compiled_and_found(&self) -> (u64, u64) {
        (self.compiled.load(Ordering::Relaxed), self.found.load(Ordering::Relaxed))
    }

    /// The kernel `name` of a text, loaded on a GPU.
    pub(super) fn kernel(&self, device: &CudaDevice, name: &str, text: &str) -> Result<Arc<Kernel>, CudaError> {
        let target = self.nvrtc.target(device.info().capability)?;
        let key = self.key(name, text, target);
        let place = (device.info().ordinal, key);
        let find = || {
            // A thread that panicked while it held the lock left a whole map behind.
            let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            loaded.get(&place).filter(|kernel| device.same_as(kernel.device()).is_ok()).cloned()
        };
        if let Some(kernel) = find() {
            return Ok(kernel);
        }
        // Compiled outside of the lock: other kernels need not wait, and the same one twice is only a waste.
        let image = self.image(name, text, target, key)?;
        let kernel = match Kernel::load(device, &image, name) {
            Ok(kernel) => kernel,
            // Another driver than the one that this file was made beside.
            Err(CudaError::Driver { .. }) if self.is_on_disk(key) => {
                Kernel::load(device, &self.compile(name, text, target, key)?, name)?
            }
            Err(error) => return Err(error),
        };
        let kernel = Arc::new(kernel);
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.insert(place, kernel.clone());
        Ok(kernel)
    }

    /// All that decides what the compiler gives.
    fn key(&self, name: &str, text: &str, target: Target) -> Key {
        let (major, minor) = self.nvrtc.version();
        let mut hash = Sha256::new();
        let parts = [name, text, &format!("{major}.{minor}"), &Nvrtc::options(target).join(" ")];
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }

    fn path(&self, key: Key) -> Option<PathBuf> {
        let name: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(self.folder.as_ref()?.join(format!("{name}.kernel")))
    }

    fn is_on_disk(&self, key: Key) -> bool {
        self.path(key).is_some_and(|path| path.exists())
    }

    fn image(&self, name: &str, text: &str, target: Target, key: Key) -> Result<Image, CudaError> {
        if let Some(bytes) = self.path(key).and_then(|path| fs::read(path).ok()).and_then(|file| opened(&file)) {
            self.found.fetch_add(1, Ordering::Relaxed);
            return Ok(Image::new(bytes, target));
        }
        self.compile(name, text, target, key)
    }

    fn compile(&self, name: &str, text: &str, target: Target, key: Key) -> Result<Image, CudaError> {
        let image = self.nvrtc.compile(name, text, target)?;
        self.compiled.fetch_add(1, Ordering::Relaxed);
        if let Some(path) = self.path(key) {
            // A cache that cannot be written is slower at the next start, and nothing else.
            let _ = write(&path, &sealed(image.bytes()));
        }
        Ok(image)
    }
}

/// The file of an image: magic, digest, image.
fn sealed(image: &[u8]) -> Vec<u8> {
    [MAGIC.as_slice(), &Sha256::digest(image), image].concat()
}

/// The image of a file, where it is whole.
fn opened(file: &[u8]) -> Option<Vec<u8>> {
    let (digest, image) = file.strip_prefix(MAGIC)?.split_at_checked(32)?;
    (Sha256::digest(image).as_slice() == digest).then(|| image.to_vec())
}

/// Readers, and writers of the same kernel at the same time, see a whole file or none.
fn write(path: &std::path::Path, file: &[u8]) -> std::io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let staged = path.with_extension(format!("{}-{number}.part", std::process::id()));
    let done = fs::write(&staged, file).and_then(|()| fs::rename(&staged, path));
    if done.is_err() {
        let _ = fs::remove_file(&staged);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_no_image() {
        let file = sealed(b"machine code");
        assert_eq!(opened(&file).as_deref(), Some(b"machine code".as_slice()));
        for length in 0..file.len() {
            assert_eq!(opened(&file[..length]), None, "cut to {length}");
        }
        for at in 0..file.len() {
            let mut file = file.clone();
            file[at] ^= 0x10;
            assert_eq!(opened(&file), None, "byte {at}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_and_leaves_nothing() {
        let folder = std::env::temp_dir().join(format!("interneg-cache-{}", std::process::id()));
        fs::write(&folder, b"a file in the folder's place").unwrap();
        assert!(write(&folder.join("kernel"), b"x").is_err());
        fs::remove_file(&folder).unwrap();
        write(&folder.join("kernel"), b"x").unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}
