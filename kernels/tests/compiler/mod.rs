//! NVIDIA's real compiler, which needs no GPU; for tests of this crate and of those above it.

use interneg_kernels::cuda::Nvrtc;
use std::fs;
use std::path::{Path, PathBuf};

/// Turing, Ampere, Hopper.
pub const ARCHITECTURES: [u32; 3] = [75, 86, 90];

/// The compiler of the test set-up's wheel, or of the machine; `None`, with a message, where there is none. In CI, whose
/// set-up installs it, that is a failure.
pub fn compiler() -> Option<Nvrtc> {
    match Nvrtc::load(&wheel_folders(), None) {
        Ok(nvrtc) => {
            println!("{nvrtc:?}");
            Some(nvrtc)
        }
        Err(absent) => {
            assert!(std::env::var_os("CI").is_none(), "scripts/setup.sh test installs it: {absent}");
            println!("skipped: {absent}");
            None
        }
    }
}

/// Where pip puts the library: in the environment at the root of the workspace, whichever crate this is compiled into.
fn wheel_folders() -> Vec<PathBuf> {
    let environments = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join(".venv/lib"));
    let pythons = environments.filter_map(|folder| fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    pythons.map(|python| python.path().join("site-packages/nvidia/cuda_nvrtc/lib")).filter(|lib| lib.is_dir()).collect()
}
