//! NVIDIA's run-time compiler, found at run time.

use super::error::CudaError;
use libloading::Library;
use std::ffi::{CString, c_char, c_int, c_void};
use std::fmt;
use std::path::{Path, PathBuf};

type Handle = *mut c_void;
type Create = unsafe extern "C" fn(
    *mut Handle,
    *const c_char,
    *const c_char,
    c_int,
    *const *const c_char,
    *const *const c_char,
) -> c_int;
type Size = unsafe extern "C" fn(Handle, *mut usize) -> c_int;
type Get = unsafe extern "C" fn(Handle, *mut c_char) -> c_int;

/// The library, loaded. May be shared between threads.
pub struct Nvrtc {
    create: Create,
    destroy: unsafe extern "C" fn(*mut Handle) -> c_int,
    compile: unsafe extern "C" fn(Handle, c_int, *const *const c_char) -> c_int,
    log: (Size, Get),
    cubin: (Size, Get),
    ptx: (Size, Get),
    version: (u32, u32),
    architectures: Vec<u32>,
    path: PathBuf,
    /// The functions above are its code.
    library: Library,
}

/// What to compile for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Machine code for exactly this architecture: 86 is `sm_86`.
    Cubin(u32),
    /// Portable text, which the driver compiles for any newer GPU: 86 is `compute_86`.
    Ptx(u32),
}

/// A compiled kernel, as the driver loads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    bytes: Vec<u8>,
}

/// Arithmetic as it is written: no contraction, denormals kept, division and root correctly rounded, so that every GPU
/// gives the bits that every CPU gives.
const OPTIONS: [&str; 6] =
    ["--std=c++17", "--fmad=false", "--ftz=false", "--prec-div=true", "--prec-sqrt=true", "-default-device"];

impl Image {
    /// Machine code carries its length; text ends with a zero for the driver.
    pub(super) fn new(mut bytes: Vec<u8>, target: Target) -> Self {
        if matches!(target, Target::Ptx(_)) && bytes.last() != Some(&0) {
            bytes.push(0);
        }
        Self { bytes }
    }

    /// Machine code, or PTX text with a zero at its end.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Target {
    /// The option, and the name in files.
    pub(super) fn name(self) -> String {
        match self {
            Self::Cubin(architecture) => format!("sm_{architecture}"),
            Self::Ptx(architecture) => format!("compute_{architecture}"),
        }
    }
}

impl Nvrtc {
    /// Looks in `folders`, then where the loader looks, for version 13 and then 12.
    ///
    /// Machine code of a newer major version than the driver's would be refused by it, so such a compiler is not
    /// taken: `driver_version` is that of [`super::CudaDeviceInfo`], or `None` where nothing will be loaded.
    ///
    /// # Errors
    /// Where none is found, or one is found that lacks an entry point.
    pub fn load(folders: &[PathBuf], driver_version: Option<(u32, u32)>) -> Result<Self, CudaError> {
        let newest = driver_version.map_or(u32::MAX, |(major, _)| major);
        let names: Vec<String> =
            [13, 12].into_iter().filter(|major| *major <= newest).map(|major| format!("libnvrtc.so.{major}")).collect();
        let within = folders.iter().flat_map(|folder| names.iter().map(move |name| folder.join(name)));
        let mut absent = CudaError::NvrtcAbsent {
            folders: folders.to_vec(),
            reason: format!("none fits a driver of CUDA {newest}"),
        };
        for candidate in within.chain(names.iter().map(PathBuf::from)) {
            // SAFETY: loading the compiler runs its constructors, which NVIDIA makes for that.
            match unsafe { Library::new(&candidate) } {
                Ok(library) => match Self::resolve(library, candidate) {
                    Ok(found) => return Ok(found),
                    // Another one may be whole; that this one is not says more than that others are missing.
                    Err(incomplete) => absent = incomplete,
                },
                Err(error) => {
                    if let CudaError::NvrtcAbsent { reason, .. } = &mut absent {
                        *reason = error.to_string();
                    }
                }
            }
        }
        Err(absent)
    }

    fn resolve(library: Library, path: PathBuf) -> Result<Self, CudaError> {
        let mut found = Self {
            create: symbol(&library, "nvrtcCreateProgram")?,
            destroy: symbol(&library, "nvrtcDestroyProgram")?,
            compile: symbol(&library, "nvrtcCompileProgram")?,
            log: (symbol(&library, "nvrtcGetProgramLogSize")?, symbol(&library, "nvrtcGetProgramLog")?),
            cubin: (symbol(&library, "nvrtcGetCUBINSize")?, symbol(&library, "nvrtcGetCUBIN")?),
            ptx: (symbol(&library, "nvrtcGetPTXSize")?, symbol(&library, "nvrtcGetPTX")?),
            version: (0, 0),
            architectures: Vec::new(),
            path,
            library,
        };
        let ask_version: unsafe extern "C" fn(*mut c_int, *mut c_int) -> c_int =
            symbol(&found.library, "nvrtcVersion")?;
        let ask_count: unsafe extern "C" fn(*mut c_int) -> c_int = symbol(&found.library, "nvrtcGetNumSupportedArchs")?;
        let ask_architectures: unsafe extern "C" fn(*mut c_int) -> c_int =
            symbol(&found.library, "nvrtcGetSupportedArchs")?;
        let (mut major, mut minor, mut count) = (0, 0, 0);
        // SAFETY: each writes the numbers that it is given places for.
        let told = unsafe { [ask_version(&mut major, &mut minor), ask_count(&mut count)] };
        let mut architectures: Vec<c_int> = vec![0; usize::try_from(count).unwrap_or(0)];
        // SAFETY: it writes as many numbers as it has just counted.
        if told != [0, 0] || unsafe { ask_architectures(architectures.as_mut_ptr()) } != 0 {
            return Err(CudaError::NvrtcIncomplete { symbol: "an answer to nvrtcGetSupportedArchs" });
        }
        let positive = |number: c_int| u32::try_from(number).unwrap_or(0);
        found.version = (positive(major), positive(minor));
        found.architectures = architectures.into_iter().map(positive).collect();
        Ok(found)
    }

    /// Major and minor version.
    pub fn version(&self) -> (u32, u32) {
        self.version
    }

    /// Architectures that it compiles for: 86 is `sm_86`.
    pub fn architectures(&self) -> &[u32] {
        &self.architectures
    }

    /// The file, as it was found.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Machine code for a GPU where this compiler knows it, else text of the newest architecture below: the driver
    /// then compiles for itself, and must be as new as this compiler.
    ///
    /// # Errors
    /// For a GPU older than all that it knows.
    pub fn target(&self, capability: (u32, u32)) -> Result<Target, CudaError> {
        let wanted = capability.0 * 10 + capability.1;
        if self.architectures.contains(&wanted) {
            return Ok(Target::Cubin(wanted));
        }
        let below = self.architectures.iter().filter(|known| **known < wanted).max();
        below.map(|known| Target::Ptx(*known)).ok_or(CudaError::ArchitectureTooOld { capability, nvrtc: self.version })
    }

    /// The options of a compilation, which decide its result beside the text.
    pub(super) fn options(target: Target) -> Vec<String> {
        let architecture = format!("--gpu-architecture={}", target.name());
        std::iter::once(architecture).chain(OPTIONS.map(str::to_owned)).collect()
    }

    /// Compiles a text that includes nothing. `name` is for messages.
    ///
    /// # Errors
    /// [`CudaError::Compile`] with the compiler's own words.
    pub fn compile(&self, name: &str, text: &str, target: Target) -> Result<Image, CudaError> {
        let refused = |log: &str| CudaError::Compile { kernel: name.to_owned(), log: log.to_owned() };
        let c_string = |text: &str| CString::new(text).map_err(|_| refused("a zero in its text"));
        let (text, file) = (c_string(text)?, c_string(&format!("{name}.cu"))?);
        let options = Self::options(target).iter().map(|option| c_string(option)).collect::<Result<Vec<_>, _>>()?;
        let options: Vec<*const c_char> = options.iter().map(|option| option.as_ptr()).collect();
        let mut program = Program { nvrtc: self, handle: std::ptr::null_mut() };
        let none = std::ptr::null();
        // SAFETY: texts end with a zero and live through the call; there are no headers; it writes one handle.
        let code = unsafe { (self.create)(&mut program.handle, text.as_ptr(), file.as_ptr(), 0, none, none) };
        if code != 0 {
            return Err(refused(&format!("nvrtcCreateProgram gives {code}")));
        }
        // SAFETY: the handle is good, and there are as many options as it is told.
        let code = unsafe { (self.compile)(program.handle, options.len() as c_int, options.as_ptr()) };
        if code != 0 {
            let log = program.fetch(self.log).unwrap_or_default();
            let log = String::from_utf8_lossy(&log);
            return Err(refused(&format!("code {code}, {}", log.trim_end_matches(['\0', '\n']))));
        }
        let output = if matches!(target, Target::Cubin(_)) { self.cubin } else { self.ptx };
        let bytes = program.fetch(output).filter(|bytes| !bytes.is_empty());
        Ok(Image::new(bytes.ok_or_else(|| refused("it gives no output"))?, target))
    }
}

fn symbol<F: Copy>(library: &Library, name: &'static str) -> Result<F, CudaError> {
    // SAFETY: the types are those of the entry points in NVIDIA's header `nvrtc.h`; `Nvrtc` keeps the library.
    unsafe { library.get::<F>(name) }.map(|found| *found).map_err(|_| CudaError::NvrtcIncomplete { symbol: name })
}

/// A compilation that is destroyed in any case.
struct Program<'a> {
    nvrtc: &'a Nvrtc,
    handle: Handle,
}

impl Program<'_> {
    fn fetch(&self, (size, get): (Size, Get)) -> Option<Vec<u8>> {
        let mut bytes = 0;
        // SAFETY: the handle is good; it writes one number.
        if unsafe { size(self.handle, &mut bytes) } != 0 {
            return None;
        }
        let mut output = vec![0u8; bytes];
        // SAFETY: it writes as many bytes as it has just said.
        (unsafe { get(self.handle, output.as_mut_ptr().cast()) } == 0).then_some(output)
    }
}

impl Drop for Program<'_> {
    fn drop(&mut self) {
        if !self.handle.is_null() {
            // SAFETY: it was created once.
            let _ = unsafe { (self.nvrtc.destroy)(&mut self.handle) };
        }
    }
}

impl fmt::Debug for Nvrtc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nvrtc({}.{} {})", self.version.0, self.version.1, self.path.display())
    }
}
