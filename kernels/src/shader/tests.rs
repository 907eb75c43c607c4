//! Checks of the parts, and the block against what a C++ compiler lays out.

use super::*;
use std::path::{Path, PathBuf};
use std::process::Command;

const BODY: &str = "INTERNEG_SHADER_FUNCTION float4 OCIOMain(float4 inPixel) const { return inPixel; }";

fn texture(name: &str, dimensions: Dimensions, size: [u32; 3]) -> Texture {
    let texels = (0..size.iter().product::<u32>() * 4).map(|value| value as f32).collect();
    Texture { name: name.to_owned(), dimensions, size, is_linear: true, texels }
}

fn uniform(name: &str, value: UniformValue) -> Uniform {
    Uniform { name: name.to_owned(), value }
}

fn shader(textures: Vec<Texture>, uniforms: Vec<Uniform>) -> Result<Shader, ShaderError> {
    Shader::new(String::new(), BODY.to_owned(), textures, uniforms)
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let good = || texture("a", Dimensions::One, [4, 1, 1]);
    assert_eq!(shader(vec![good(), good()], vec![]), Err(ShaderError::Name("a".to_owned())));
    let spaced = vec![uniform("b c", UniformValue::Int(1))];
    assert_eq!(shader(vec![], spaced), Err(ShaderError::Name("b c".to_owned())));
    let entry = vec![uniform("OCIOMain", UniformValue::Int(1))];
    assert_eq!(shader(vec![], entry), Err(ShaderError::Name("OCIOMain".to_owned())));
    let short = Texture { size: [5, 1, 1], ..good() };
    let refused = ShaderError::TextureSize { name: "a".to_owned(), found: 16, expected: 20 };
    assert_eq!(shader(vec![short], vec![]), Err(refused));
    let huge = Texture { size: [1 << 16, 1 << 16, 1], ..good() };
    let refused = ShaderError::TextureSize { name: "a".to_owned(), found: 16, expected: 0 };
    assert_eq!(shader(vec![huge], vec![]), Err(refused));
    let empty = vec![uniform("k", UniformValue::Floats(vec![]))];
    assert_eq!(shader(vec![], empty), Err(ShaderError::EmptyUniform("k".to_owned())));
    let refused = Shader::new(String::new(), "float4 other(float4 x)".to_owned(), vec![], vec![]);
    assert_eq!(refused, Err(ShaderError::NoEntry));
}

#[test]
fn a_block_holds_textures_then_uniforms() {
    let uniforms = vec![uniform("k", UniformValue::Float(0.5)), uniform("n", UniformValue::Ints(vec![7, -1]))];
    let shader = shader(vec![texture("a", Dimensions::Two, [4, 2, 1])], uniforms).unwrap();
    let block = shader.block(&[0x1122_3344_5566_7788]).unwrap();
    assert_eq!((block.len(), shader.block_bytes(), shader.block_alignment()), (40, 40, 8));
    assert_eq!(block[..8], 0x1122_3344_5566_7788u64.to_ne_bytes());
    let words: Vec<i32> = block[8..].chunks_exact(4).map(|word| i32::from_ne_bytes(word.try_into().unwrap())).collect();
    assert_eq!(words, [4, 2, 1, 1, 0.5f32.to_bits() as i32, 7, -1, 0]);
    assert_eq!(shader.block(&[]), Err(ShaderError::Addresses { found: 0, expected: 1 }));
}

#[test]
fn another_value_needs_no_other_text() {
    let first = shader(vec![], vec![uniform("k", UniformValue::Float3([1.0, 2.0, 3.0]))]).unwrap();
    let second = first.with_uniform("k", UniformValue::Float3([4.0, 5.0, 6.0])).unwrap();
    assert_eq!(first.cpp_struct("a"), second.cpp_struct("a"));
    assert_ne!(first.block(&[]), second.block(&[]));
    assert_eq!(first.with_uniform("k", UniformValue::Float(1.0)), None);
    assert_eq!(first.with_uniform("j", UniformValue::Float3([0.0; 3])), None);
}

/// A folder below the build's own for temporary files.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("interneg-shader-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_compiler_lays_the_block_out_alike_and_finds_every_member() {
    let every = shader(
        vec![
            texture("one", Dimensions::One, [4, 1, 1]),
            texture("two", Dimensions::Two, [4, 2, 1]),
            texture("three", Dimensions::Three, [2, 2, 2]),
        ],
        vec![
            uniform("number", UniformValue::Float(1.0)),
            uniform("three_numbers", UniformValue::Float3([2.0, 3.0, 4.0])),
            uniform("truth", UniformValue::Int(1)),
            uniform("numbers", UniformValue::Floats(vec![5.0, 6.0])),
            uniform("integers", UniformValue::Ints(vec![7, 8, 9])),
        ],
    );
    let every = every.unwrap();
    let nothing = shader(vec![], vec![]).unwrap();
    assert_eq!((nothing.block_bytes(), nothing.block_alignment()), (4, 4));
    let device = Path::new(env!("CARGO_MANIFEST_DIR")).join("device/shader/shader.h");
    // The sizes are asserted by the texts themselves; here every member is read from the bytes.
    let bytes: Vec<String> = every.block(&[0, 0, 0]).unwrap().iter().map(u8::to_string).collect();
    let text = format!(
        "#include \"{}\"\n{}{}\nalignas(8) static const unsigned char block[] = {{{}}};\n\
         int main() {{\n interneg::shader::every::Shader s; __builtin_memcpy(&s, block, sizeof s);\n\
         return s.one.width == 4 && s.two.height == 2 && s.three.depth == 2 && s.three.is_linear == 1 && s.number == 1\n\
         && s.three_numbers.z == 4 && s.truth == 1 && s.numbers[1] == 6 && s.numbers[9] == 6 && s.integers[2] == 9\n\
         && s.integers[-5] == 7 && alignof(interneg::shader::every::Shader) == 8 ? 0 : 1;\n}}\n",
        device.display(),
        every.cpp_struct("every"),
        nothing.cpp_struct("nothing"),
        bytes.join(", "),
    );
    let folder = folder();
    let (source, program) = (folder.join("layout.cpp"), folder.join("layout"));
    std::fs::write(&source, text).unwrap();
    let compiled = Command::new("c++").arg("-std=c++17").args([&source, Path::new("-o"), &program]).output();
    let Ok(compiled) = compiled else {
        println!("skipped: no C++ compiler");
        return;
    };
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    assert!(Command::new(&program).status().unwrap().success());
    std::fs::remove_dir_all(folder).unwrap();
}
