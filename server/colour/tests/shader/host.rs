//! Shaders as a program of this machine.
//!
//! All texts that differ are compiled into one program from two files, at the same time; it reads blocks, tables and
//! pixels of every case from standard input and writes pixels to standard output.

use interneg_colour::suite::ShaderCase;
use interneg_kernels::shader::headers;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Arithmetic as it is written, as `kernels/build.rs` compiles the operations.
const OPTIONS: [&str; 6] = ["-std=c++17", "-O1", "-ffp-contract=off", "-fno-fast-math", "-fno-exceptions", "-c"];

/// What the program does with a case: its function, then its tables, then its block, then its pixels.
const MAIN: &str = r#"
#include <cstdio>
#include <cstdlib>
#include <vector>
static unsigned long number() {
    unsigned long value;
    if (fread(&value, sizeof value, 1, stdin) != 1) exit(2);
    return value;
}
static std::vector<float> floats() {
    std::vector<float> values(number());
    if (fread(values.data(), sizeof(float), values.size(), stdin) != values.size()) exit(2);
    return values;
}
int main() {
    for (unsigned long cases = number(); cases > 0; cases--) {
        const unsigned long function = number();
        std::vector<std::vector<float>> tables(number());
        for (auto &table : tables) table = floats();
        // Numbers of eight bytes are aligned as a block needs.
        std::vector<unsigned long> block(number());
        if (fread(block.data(), sizeof(unsigned long), block.size(), stdin) != block.size()) exit(2);
        for (unsigned long i = 0; i < tables.size(); i++) block[i * 3] = (unsigned long)tables[i].data();
        std::vector<float> pixels = floats();
        functions[function](block.data(), pixels.data(), pixels.size() / 3);
        fwrite(pixels.data(), sizeof(float), pixels.size(), stdout);
    }
}
"#;

pub fn compiler() -> Option<&'static str> {
    ["g++", "c++"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok())
}

/// Results of every case: the second input is for views, the first for the others.
pub fn run(compiler: &str, cases: &[ShaderCase], inputs: &[Vec<[f32; 3]>; 2]) -> Vec<Vec<[f32; 3]>> {
    let mut texts: Vec<String> = Vec::new();
    let functions: Vec<usize> = cases
        .iter()
        .map(|case| {
            let text = case.shader.cpp_struct("NAME");
            texts.iter().position(|known| *known == text).unwrap_or_else(|| {
                texts.push(text);
                texts.len() - 1
            })
        })
        .collect();
    println!("{} texts that differ", texts.len());
    let program = build(compiler, &texts);
    let mut running = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut to = running.stdin.take().unwrap();
    let request = request(cases, &functions, inputs);
    let writer = std::thread::spawn(move || to.write_all(&request).unwrap());
    let output = running.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{:?}", output.status);
    let mut values = output.stdout.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
    let mut pixel = || [0; 3].map(|_| values.next().unwrap());
    cases.iter().map(|case| inputs[usize::from(case.is_view)].iter().map(|_| pixel()).collect()).collect()
}

fn build(compiler: &str, texts: &[String]) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shader");
    std::fs::create_dir_all(&folder).unwrap();
    let mut compilations = Vec::new();
    for half in 0..2 {
        let mut source = headers();
        for (index, text) in texts.iter().enumerate().filter(|(index, _)| index % 2 == half) {
            let name = format!("text_{index}");
            source.push_str(&text.replacen("interneg::shader::NAME", &format!("interneg::shader::{name}"), 1));
            let _ = write!(
                source,
                "extern \"C\" void {name}(const void *block, float *pixels, unsigned long count) {{\n\
                 const auto &shader = *static_cast<const interneg::shader::{name}::Shader *>(block);\n\
                 for (unsigned long i = 0; i < count; i++)\n\
                 shader.apply(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);\n}}\n"
            );
        }
        if half == 0 {
            source.push_str("using Function = void (*)(const void *, float *, unsigned long);\n");
            for index in 0..texts.len() {
                let _ = writeln!(source, "extern \"C\" void text_{index}(const void *, float *, unsigned long);");
            }
            let names: Vec<String> = (0..texts.len()).map(|index| format!("text_{index}")).collect();
            let _ = writeln!(source, "static const Function functions[] = {{{}}};{MAIN}", names.join(", "));
        }
        let (file, object) = (folder.join(format!("{half}.cpp")), folder.join(format!("{half}.o")));
        std::fs::write(&file, source).unwrap();
        let compilation = Command::new(compiler).args(OPTIONS).arg(&file).arg("-o").arg(&object).spawn().unwrap();
        compilations.push((compilation, object));
    }
    let program = folder.join("shaders");
    let mut link = Command::new(compiler);
    for (mut compilation, object) in compilations {
        assert!(compilation.wait().unwrap().success(), "the texts in {} do not compile", folder.display());
        link.arg(object);
    }
    assert!(link.arg("-o").arg(&program).status().unwrap().success());
    program
}

fn request(cases: &[ShaderCase], functions: &[usize], inputs: &[Vec<[f32; 3]>; 2]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let number = |bytes: &mut Vec<u8>, value: usize| bytes.extend((value as u64).to_le_bytes());
    number(&mut bytes, cases.len());
    for (case, function) in cases.iter().zip(functions) {
        number(&mut bytes, *function);
        let textures = case.shader.textures();
        number(&mut bytes, textures.len());
        for texture in textures {
            number(&mut bytes, texture.texels.len());
            bytes.extend(texture.texels.iter().flat_map(|value| value.to_le_bytes()));
        }
        let mut block = case.shader.block(&vec![0; textures.len()]).unwrap();
        block.resize(block.len().next_multiple_of(8), 0);
        number(&mut bytes, block.len() / 8);
        bytes.extend(block);
        let pixels = &inputs[usize::from(case.is_view)];
        number(&mut bytes, pixels.len() * 3);
        bytes.extend(pixels.as_flattened().iter().flat_map(|value| value.to_le_bytes()));
    }
    bytes
}
