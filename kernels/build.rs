//! Compiles the device functions for this machine's architecture, once for each instruction-set level.

use std::env;

/// Level and the compiler's words for it. Fused multiply-add, which rounds differently, is used only where a kernel asks for
/// it by name: contraction is off.
const X86_LEVELS: [(&str, &[&str]); 3] = [
    ("baseline", &[]),
    ("avx2", &["-mavx2", "-mf16c", "-mfma"]),
    (
        "avx512",
        &[
            "-mavx2",
            "-mf16c",
            "-mfma",
            "-mavx512f",
            "-mavx512bw",
            "-mavx512dq",
            "-mavx512vl",
            "-mprefer-vector-width=512",
        ],
    ),
];

/// The loops; each is compiled once for each level.
const FILES: [&str; 8] = [
    "host/blend.cpp",
    "host/dither.cpp",
    "host/macroblock/macroblock.cpp",
    "host/pass.cpp",
    "host/program.cpp",
    "host/prores.cpp",
    "host/resample.cpp",
    "host/transform.cpp",
];

fn main() {
    println!("cargo::rerun-if-changed=device");
    println!("cargo::rerun-if-changed=host");
    let is_x86 = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|architecture| architecture == "x86_64");
    let levels = if is_x86 { &X86_LEVELS[..] } else { &X86_LEVELS[..1] };
    for (level, features) in levels {
        let mut build = cc::Build::new();
        build.cpp(true).cpp_link_stdlib(None).std("c++17").opt_level(3).debug(false).warnings(true);
        build.warnings_into_errors(false).extra_warnings(true).files(FILES);
        // Arithmetic as it is written; exceptions that nobody reads do not keep a loop from being vectorised.
        for flag in ["-ffp-contract=off", "-fno-fast-math", "-fno-math-errno", "-fno-trapping-math"] {
            build.flag(flag);
        }
        for flag in ["-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-fvisibility=hidden"] {
            build.flag(flag);
        }
        for feature in *features {
            build.flag(feature);
        }
        build.define("INTERNEG_LEVEL", *level);
        build.compile(&format!("interneg_kernels_{level}"));
    }
}
