//! How the simulated driver runs the threads of a block: what functions of warps and blocks give, and that their misuse ends
//! the process. Kernels of the product never get there; these are made for it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Kernels that use the functions, and some that misuse them.
const KERNELS: &str = r#"
extern "C" __global__ void votes(unsigned int *out) {
    const unsigned int lane = threadIdx.x % 32;
    unsigned int *own = out + 8 * (blockIdx.x * blockDim.x + threadIdx.x);
    own[0] = __ballot_sync(0xFFFFFFFFu, lane % 3 == 0);
    own[1] = __any_sync(0xFFFFFFFFu, lane == 31) + 2 * __any_sync(0xFFFFFFFFu, 0);
    own[2] = __all_sync(0xFFFFFFFFu, 1) + 2 * __all_sync(0xFFFFFFFFu, lane != 5);
    own[3] = __shfl_sync(0xFFFFFFFFu, 100 + lane, 7);
    own[4] = __shfl_up_sync(0xFFFFFFFFu, 100 + lane, 2);
    own[5] = __float_as_uint(__shfl_xor_sync(0xFFFFFFFFu, (float)lane, 1));
    // Both halves by themselves, one of them more often.
    if (lane < 16) {
        own[6] = __ballot_sync(0x0000FFFFu, lane % 2 == 0);
        __syncwarp(0x0000FFFFu);
    } else {
        own[6] = __ballot_sync(0xFFFF0000u, lane % 2 == 0);
    }
    own[7] = __popc(own[0]) * 100 + __clz(1 << lane);
}

extern "C" __global__ void block(unsigned int *out) {
    __shared__ unsigned int shared[64];
    const unsigned int before = shared[threadIdx.x];
    __syncthreads();
    shared[63 - threadIdx.x] = 10 * threadIdx.x + blockIdx.x;
    __syncthreads();
    out[64 * blockIdx.x + threadIdx.x] = before == 0xA5A5A5A5u ? shared[threadIdx.x] : 0xBAD;
}

extern "C" __global__ void other_function(unsigned int *) {
    if (threadIdx.x % 2 == 0) __syncwarp();
    else __any_sync(0xFFFFFFFFu, 1);
}

extern "C" __global__ void other_mask(unsigned int *) {
    __syncwarp(threadIdx.x % 2 == 0 ? 0xFFFFFFFFu : 0x7FFFFFFFu);
}

extern "C" __global__ void ended_lane(unsigned int *) {
    if (threadIdx.x == 9) return;
    __syncwarp();
}

extern "C" __global__ void missing_lane(unsigned int *) {
    __syncwarp(0xFFFFFFFFu);
}

extern "C" __global__ void unnamed(unsigned int *) {
    __syncwarp(1u << (threadIdx.x + 1) % 32);
}

extern "C" __global__ void outside(unsigned int *out) {
    if (threadIdx.x < 16) out[threadIdx.x] = __shfl_sync(0x0000FFFFu, 1u, 20);
}

extern "C" __global__ void ended_thread(unsigned int *) {
    if (threadIdx.x < 32) __syncthreads();
}

extern "C" __global__ void warp_and_block(unsigned int *) {
    if (threadIdx.x % 2 == 0) __syncwarp();
    else __syncthreads();
}
"#;

/// Runs one of them with some blocks of threads, and prints what it has written.
const MAIN: &str = r#"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include "threads.h"
namespace {
void violation(const char *what) {
    fprintf(stderr, "violation: %s\n", what);
    exit(1);
}
}
int main(int, char **arguments) {
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (library == nullptr) return 2;
    const void *kernel = dlsym(library, (std::string("simulated_kernel_") + arguments[2]).c_str());
    const unsigned int blocks = (unsigned)atoi(arguments[3]), threads = (unsigned)atoi(arguments[4]);
    std::vector<unsigned int> out(8ul * blocks * threads);
    unsigned int *first = out.data();
    void *argument = &first;
    run_kernel(*static_cast<const ExportedKernel *>(kernel), Size{{blocks, 1, 1}, {threads, 1, 1}}, &argument);
    for (const unsigned int number : out) printf("%u ", number);
    return 0;
}
"#;

struct Harness {
    folder: tempfile::TempDir,
}

impl Harness {
    /// `None`, with a message, where there is no g++.
    fn build() -> Option<Self> {
        if Command::new("g++").arg("--version").output().is_err() {
            assert!(std::env::var_os("CI").is_none(), "no g++, which the set-up installs");
            println!("skipped: g++, which builds the simulated driver, is not installed");
            return None;
        }
        let simulator = Path::new(env!("CARGO_MANIFEST_DIR")).join("simulator");
        let folder = tempfile::tempdir().expect("a folder is made");
        let exported = KERNELS.lines().filter_map(|line| line.strip_prefix("extern \"C\" __global__ void "));
        let exported: String =
            exported.map(|line| format!("SIMULATED_KERNEL({})\n", line.split('(').next().expect("a name"))).collect();
        let kernels = format!("#include \"prelude.h\"\n{KERNELS}\n{exported}");
        for (name, text, options) in [
            ("kernels", kernels.as_str(), &["-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-w"][..]),
            ("main", MAIN, &["-O2", "-Wall", "-Wextra", "-Werror", "-ldl"]),
        ] {
            let source = folder.path().join(format!("{name}.cpp"));
            fs::write(&source, text).expect("the text is written");
            let mut command = Command::new("g++");
            command.arg("-std=c++17").arg("-I").arg(&simulator).arg("-o").arg(folder.path().join(name)).arg(source);
            let output = command.args(options).output().expect("g++ starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Some(Self { folder })
    }

    fn run(&self, kernel: &str, blocks: usize, threads: usize) -> Result<Vec<u32>, String> {
        let at = |name: &str| self.folder.path().join(name);
        let (blocks, threads) = (blocks.to_string(), threads.to_string());
        let arguments = [at("kernels").as_os_str().to_owned(), kernel.into(), blocks.into(), threads.into()];
        let Output { status, stdout, stderr } = Command::new(at("main")).args(arguments).output().expect("it starts");
        if !status.success() {
            return Err(String::from_utf8_lossy(&stderr).trim().to_owned());
        }
        Ok(String::from_utf8_lossy(&stdout)
            .split_whitespace()
            .map(|number| number.parse().expect("a number"))
            .collect())
    }
}

#[test]
fn threads_of_a_block_wait_for_each_other() {
    let Some(harness) = Harness::build() else { return };
    let found = harness.run("votes", 3, 64).unwrap();
    for (thread, found) in found.chunks(8).enumerate() {
        let lane = (thread % 32) as u32;
        let thirds = (0..32).filter(|lane| lane % 3 == 0).map(|lane| 1u32 << lane).sum::<u32>();
        let halves = if lane < 16 { 0x5555 } else { 0x5555_0000 };
        let up = if lane < 2 { lane } else { lane - 2 };
        let other = ((lane ^ 1) as f32).to_bits();
        let expected = [thirds, 1, 1, 107, 100 + up, other, halves, 1100 + 31 - lane];
        assert_eq!(found, expected, "thread {thread}");
    }
    let found = harness.run("block", 2, 64).unwrap();
    let expected: Vec<u32> = (0..128).map(|at| 10 * (63 - at % 64) + at / 64).collect();
    assert_eq!(found[..128], expected);

    let told = |kernel, threads| harness.run(kernel, 1, threads).unwrap_err();
    let differ = "violation: lanes of a warp wait at different functions, or for different lanes";
    assert_eq!(told("other_function", 32), differ);
    assert_eq!(told("other_mask", 32), differ);
    assert_eq!(told("warp_and_block", 32), differ);
    assert_eq!(told("ended_lane", 32), "violation: a lane has ended while others wait for it");
    assert_eq!(told("missing_lane", 40), "violation: a mask names a lane that there is not");
    assert_eq!(told("unnamed", 32), "violation: a lane that its own mask does not name");
    assert_eq!(told("outside", 32), "violation: a shuffle from a lane outside of its mask");
    assert_eq!(told("ended_thread", 64), "violation: a thread has ended while others wait for all of its block");
}
