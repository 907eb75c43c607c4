//! The simulated driver and compiler of `simulator/`, built with g++.
//!
//! They prove the wiring and the text of the arithmetic, not NVIDIA's compiler or hardware.

use std::collections::hash_map::DefaultHasher;
use std::ffi::OsStr;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The libraries, built once for their sources.
pub struct Simulator {
    /// Holds `libcuda.so.1` and `libnvrtc.so.12`.
    pub libraries: PathBuf,
    /// Holds a `libcuda.so.1` without entry points.
    pub hollow: PathBuf,
    /// Holds a `libnvrtc.so.12` without entry points, and the simulated driver.
    pub hollow_compiler: PathBuf,
    /// Kernels that an earlier run has compiled under the same simulator.
    pub kernels: PathBuf,
}

fn sources() -> PathBuf {
    // Of `kernels`, whichever crate this file is compiled into.
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .flat_map(|folder| [folder.join("simulator"), folder.join("kernels/simulator")])
        .find(|folder| folder.join("prelude.h").exists())
        .expect("the simulator's sources are in the repository")
}

impl Simulator {
    /// Builds it, or finds what an earlier run has built; `None` with a message where there is no g++.
    pub fn get() -> Option<&'static Self> {
        static BUILT: OnceLock<Option<Simulator>> = OnceLock::new();
        BUILT.get_or_init(Self::build).as_ref()
    }

    fn build() -> Option<Self> {
        if Command::new("g++").arg("--version").output().is_err() {
            assert!(std::env::var_os("CI").is_none(), "no g++, which the set-up installs");
            println!("skipped: g++, which builds the simulated driver, is not installed");
            return None;
        }
        let sources = sources();
        let mut hash = DefaultHasher::new();
        for file in ["cuda.cpp", "threads.h", "nvrtc.cpp", "prelude.h"] {
            fs::read(sources.join(file)).expect("the simulator's sources are there").hash(&mut hash);
        }
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("simulator-{:016x}", hash.finish()));
        let built = Self {
            libraries: home.join("libraries"),
            hollow: home.join("hollow"),
            hollow_compiler: home.join("hollow-compiler"),
            kernels: home.join("kernels"),
        };
        if !home.exists() {
            // Another test process may be at it too: whoever renames first wins, the other's is the same.
            let staged = home.with_extension(std::process::id().to_string());
            for (folder, driver, compiler) in [
                ("libraries", "cuda.cpp", "nvrtc.cpp"),
                ("hollow", "hollow.cpp", "nvrtc.cpp"),
                ("hollow-compiler", "cuda.cpp", "hollow.cpp"),
            ] {
                let folder = staged.join(folder);
                fs::create_dir_all(&folder).expect("the test folder can be written");
                compile(&sources.join(driver), &folder.join("libcuda.so.1"));
                // The driver's library is also looked for under the name that only development files have.
                fs::copy(folder.join("libcuda.so.1"), folder.join("libcuda.so")).expect("a copy is made");
                compile(&sources.join(compiler), &folder.join("libnvrtc.so.12"));
            }
            fs::create_dir_all(staged.join("kernels")).expect("the test folder can be written");
            if fs::rename(&staged, &home).is_err() {
                fs::remove_dir_all(&staged).expect("the test folder can be written");
            }
        }
        Some(built)
    }

    /// A command that finds the simulated libraries first.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("LD_LIBRARY_PATH", &self.libraries).env("INTERNEG_SIM_PRELUDE", sources().join("prelude.h"));
        command
    }
}

fn compile(source: &Path, library: &Path) {
    let output = Command::new("g++")
        .args(["-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"])
        .args([library, source])
        .arg("-ldl")
        .output()
        .expect("g++ starts");
    assert!(output.status.success(), "{}: {}", source.display(), String::from_utf8_lossy(&output.stderr));
}
