//! The kernels of `device/cuda` on this machine: CUDA's words are defined away, and a loop stands for the threads.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the compiler of a GPU knows by itself, and the end that runs `count` threads in blocks of 96.
const PRELUDE: &str = r#"
#include <cstdio>
#include <cstring>
#include <vector>
#define __global__
#define __restrict__ __restrict
struct Index { unsigned int x, y, z; };
static Index blockIdx, blockDim = {96, 1, 1}, threadIdx;
template <class Kernel>
void threads(unsigned long long count, const Kernel kernel) {
    for (blockIdx.x = 0; blockIdx.x * 96ull < count; blockIdx.x++) {
        for (threadIdx.x = 0; threadIdx.x < 96; threadIdx.x++) kernel();
    }
}
unsigned int number() {
    unsigned int value;
    if (fread(&value, 4, 1, stdin) != 1) __builtin_trap();
    return value;
}
template <class Item>
std::vector<Item> items(unsigned long long count) {
    std::vector<Item> out(count);
    if (fread(out.data(), sizeof(Item), count, stdin) != count) __builtin_trap();
    return out;
}
/// Written at the end: who reads them is still writing before.
static struct Answers {
    std::vector<float> values;
    ~Answers() { fwrite(values.data(), 4, values.size(), stdout); }
} answers;
void answer(const std::vector<float> &values) {
    answers.values.insert(answers.values.end(), values.begin(), values.end());
}
"#;

/// Compiles a file of `device/cuda` with a `main` around it, feeds it words and takes its numbers; `None`, with a
/// message, where the machine has no C++ compiler.
pub(crate) fn run(file: &str, main: &str, words: &[u32]) -> Option<Vec<f32>> {
    let device = Path::new(env!("CARGO_MANIFEST_DIR")).join("device/cuda");
    let folder = tempfile::tempdir().unwrap();
    let (source, program) = (folder.path().join("harness.cpp"), folder.path().join("harness"));
    std::fs::write(&source, format!("{PRELUDE}#include \"{file}\"\nint main() {{\n{main}\n}}\n")).unwrap();
    let mut compiler = Command::new("c++");
    compiler.args(["-std=c++17", "-O2", "-ffp-contract=off", "-Wall", "-Werror", "-I"]).arg(device);
    let output = match compiler.arg("-o").arg(&program).arg(&source).output() {
        Ok(output) => output,
        Err(absent) => {
            println!("skipped: no c++: {absent}");
            return None;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut child = Command::new(&program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let input: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&input).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{file}: {}", output.status);
    Some(output.stdout.as_chunks::<4>().0.iter().map(|bytes| f32::from_ne_bytes(*bytes)).collect())
}
