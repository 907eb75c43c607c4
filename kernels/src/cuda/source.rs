//! The texts that are compiled for a GPU: our device headers as one, and a kernel that calls them.

use super::grid::BLOCK;
use super::step::{Segment, shader_bytes, shaders};
use crate::device::DeviceOperation;
use crate::pass::{DeviceChroma, DeviceSource, DeviceTarget, LAST_RGB, YCBCR};
use crate::shader::{self, namespace};
use std::fmt::Write;
use std::ops::Range;

/// The device headers, each after those that it includes.
const HEADERS: &[(&str, &str)] = &[
    ("bits.h", include_str!("../../device/bits.h")),
    ("fused.h", include_str!("../../device/fused.h")),
    ("blend.h", include_str!("../../device/blend.h")),
    ("dither.h", include_str!("../../device/dither.h")),
    ("filter.h", include_str!("../../device/filter.h")),
    ("math.h", include_str!("../../device/math.h")),
    ("matrix.h", include_str!("../../device/matrix.h")),
    ("range.h", include_str!("../../device/range.h")),
    ("log.h", include_str!("../../device/log.h")),
    ("camera.h", include_str!("../../device/camera.h")),
    ("gamma.h", include_str!("../../device/gamma.h")),
    ("cdl.h", include_str!("../../device/cdl.h")),
    ("lut.h", include_str!("../../device/lut.h")),
    ("half.h", include_str!("../../device/half.h")),
    ("lut_inverse.h", include_str!("../../device/lut_inverse.h")),
    ("operation.h", include_str!("../../device/operation.h")),
    ("source.h", include_str!("../../device/source.h")),
    ("quotient.h", include_str!("../../device/quotient.h")),
    ("sample.h", include_str!("../../device/sample.h")),
    ("chroma.h", include_str!("../../device/chroma.h")),
    ("target.h", include_str!("../../device/target.h")),
    ("pass.h", include_str!("../../device/pass.h")),
    ("cuda/thread.h", include_str!("../../device/cuda/thread.h")),
    ("cuda/step.h", include_str!("../../device/cuda/step.h")),
    ("cuda/read.h", include_str!("../../device/cuda/read.h")),
    ("cuda/tally.h", include_str!("../../device/cuda/tally.h")),
    ("cuda/look.h", include_str!("../../device/cuda/look.h")),
    ("cuda/write.h", include_str!("../../device/cuda/write.h")),
    ("cuda/apply.h", include_str!("../../device/cuda/apply.h")),
    ("cuda/write_ycbcr.h", include_str!("../../device/cuda/write_ycbcr.h")),
    ("cuda/pass.h", include_str!("../../device/cuda/pass.h")),
];

/// The kernel of a program in its text.
pub(super) const PROGRAM: &str = "interneg_program";

/// The kernel of a pass in its text.
pub(super) const PASS: &str = "interneg_pass";

/// The kernel of a look in its text.
pub(super) const LOOK: &str = "interneg_look";

/// The kernels of `device/cuda/resample.cu`.
pub(super) const RESAMPLE: [&str; 2] = ["interneg_resample_vertical", "interneg_resample_horizontal"];

/// The kernels of `device/cuda/prores.cu`.
pub(super) const PRORES: [&str; 3] = ["interneg_prores_transform", "interneg_prores_count", "interneg_prores_write"];

/// A pass of so few operations as a master has keeps to registers of which a multiprocessor has enough for this many
/// blocks at a time; left alone, the compiler takes more of them to save very little.
const FEW: usize = 4;
const TOGETHER: &str = ", 6";

/// Bytes of a launch's parameters that every GPU and driver has room for.
const MOST_PARAMETER_BYTES: usize = 4096;

/// Bytes of a program's parameters beside its operations: five words.
pub(super) const PROGRAM_BYTES: usize = 5 * 8;

/// Bytes of a pass's parameters beside its operations and shaders: source and target, each filled up to words, picture
/// and output of three planes, two words.
pub(super) const PASS_BYTES: usize =
    size_of::<DeviceSource>().next_multiple_of(8) + size_of::<DeviceTarget>().next_multiple_of(8) + 2 * 3 * 16 + 2 * 8;

/// Bytes of a look's parameters beside its operations and shaders: source and target of three words each, four numbers,
/// two words.
pub(super) const LOOK_BYTES: usize = 2 * 3 * 8 + 4 * 4 + 2 * 8;

/// Bytes of parameters that shaders may have: the operations lie in memory if they must.
pub(super) const MOST_SHADER_BYTES: usize = MOST_PARAMETER_BYTES - PASS_BYTES - 8;

/// All headers as one text that includes nothing, for a compiler without files.
pub(super) fn headers() -> String {
    let mut text = String::new();
    for (name, header) in HEADERS {
        write_file(&mut text, name, header);
    }
    text
}

/// A file without what is for files.
pub(super) fn write_file(text: &mut String, name: &str, contents: &str) {
    let _ = writeln!(text, "#line 1 \"{name}\"");
    for line in contents.lines() {
        let is_for_files = line.starts_with("#pragma once") || line.starts_with("#include \"");
        // An empty line in their place keeps the compiler's line numbers right.
        let _ = writeln!(text, "{}", if is_for_files { "" } else { line });
    }
}

/// The kernels that scale.
pub(super) fn resample() -> String {
    let mut text = headers();
    write_file(&mut text, "cuda/resample.cu", include_str!("../../device/cuda/resample.cu"));
    text
}

/// The kernels that blend.
pub(super) fn blend() -> String {
    let mut text = headers();
    write_file(&mut text, "cuda/blend.cu", include_str!("../../device/cuda/blend.cu"));
    text
}

/// The kernels of ProRes, with headers that no other kernel needs.
pub(super) fn prores() -> String {
    let mut text = headers();
    for (name, contents) in [
        ("transform/dct.h", include_str!("../../device/transform/dct.h")),
        ("prores/codes.h", include_str!("../../device/prores/codes.h")),
        ("prores/quantise.h", include_str!("../../device/prores/quantise.h")),
        ("cuda/prores/layout.h", include_str!("../../device/cuda/prores/layout.h")),
        ("cuda/prores/samples.h", include_str!("../../device/cuda/prores/samples.h")),
        ("cuda/prores/words.h", include_str!("../../device/cuda/prores/words.h")),
        ("cuda/prores/writer.h", include_str!("../../device/cuda/prores/writer.h")),
        ("cuda/prores.cu", include_str!("../../device/cuda/prores.cu")),
    ] {
        write_file(&mut text, name, contents);
    }
    text
}

/// Whether the operations' numbers go with the launch's parameters, which the GPU reads at no cost; else they lie in its
/// memory.
pub(super) fn numbers_fit(operations: usize, other_bytes: usize) -> bool {
    let bytes = operations.max(1) * size_of::<DeviceOperation>();
    bytes.next_multiple_of(8) + other_bytes <= MOST_PARAMETER_BYTES
}

/// A kernel for planar R, G, B; only the operations' kinds are in it.
pub(super) fn program(operations: &[DeviceOperation]) -> String {
    let mut text = headers();
    let access = declare_operations(&mut text, PROGRAM, operations.len(), PROGRAM_BYTES);
    let _ = write!(
        text,
        "extern \"C\" __global__ void __launch_bounds__({BLOCK}) {PROGRAM}(\n\
         {argument} operations, const float *__restrict__ tables,\n\
         const float *__restrict__ source, float *__restrict__ target, unsigned long long plane, \
         unsigned long long pixels) {{\n\
         const unsigned long long pixel = interneg::thread_index();\n\
         if (pixel >= pixels) return;\n\
         interneg::Rgb value = {{source[pixel], source[plane + pixel], source[2 * plane + pixel]}};\n",
        argument = access.argument,
    );
    write_operations(&mut text, operations, 0..operations.len(), &access);
    text.push_str(
        "target[pixel] = interneg::one_nan(value.r);\n\
         target[plane + pixel] = interneg::one_nan(value.g);\n\
         target[2 * plane + pixel] = interneg::one_nan(value.b);\n}\n",
    );
    text
}

/// A kernel of a pass: the kinds of its samples and operations and its shaders are in it, and none of its numbers.
pub(super) fn pass(
    source: &DeviceSource,
    target: &DeviceTarget,
    operations: &[DeviceOperation],
    segments: &[Segment<'_>],
) -> String {
    let mut text = headers();
    let other_bytes = PASS_BYTES + shader_bytes(segments);
    let (access, shaders) = write_steps(&mut text, PASS, operations, segments, other_bytes);
    let listed = |item: &dyn Fn(&str) -> String| shaders.iter().map(|name| item(name)).collect::<String>();
    let _ = write!(
        text,
        "extern \"C\" __global__ void __launch_bounds__({BLOCK}{together}) {PASS}(\n\
         const interneg::Source source, const interneg::Target target,\n\
         {argument} operations, const float *__restrict__ tables,\n\
         const interneg::Picture picture, const interneg::Output output, interneg::Counts *counts{arguments}) {{\n\
         {call}(source, target, picture, output, counts, Steps{{operations, tables{members}}});\n}}\n",
        together = if shaders.is_empty() && operations.len() <= FEW { TOGETHER } else { "" },
        argument = access.argument,
        arguments = listed(&|name| format!(",\nconst interneg::shader::{name}::Shader {name}")),
        call = call(source, target, !shaders.is_empty()),
        members = listed(&|name| format!(", {name}")),
    );
    text
}

/// A kernel of a look: from planes of singles to planes of singles. The kinds of its operations and its shaders are in
/// it, and none of its numbers.
pub(super) fn look(operations: &[DeviceOperation], segments: &[Segment<'_>]) -> String {
    let mut text = headers();
    let other_bytes = LOOK_BYTES + shader_bytes(segments);
    let (access, shaders) = write_steps(&mut text, LOOK, operations, segments, other_bytes);
    let listed = |item: &dyn Fn(&str) -> String| shaders.iter().map(|name| item(name)).collect::<String>();
    let _ = write!(
        text,
        "extern \"C\" __global__ void __launch_bounds__({BLOCK}) {LOOK}(\n\
         const interneg::Singles source, const interneg::Singles target, const interneg::Shown shown,\n\
         {argument} operations, const float *__restrict__ tables, interneg::Counts *found{arguments}) {{\n\
         interneg::look(source, target, shown, found, Steps{{operations, tables{members}}});\n}}\n",
        argument = access.argument,
        arguments = listed(&|name| format!(",\nconst interneg::shader::{name}::Shader {name}")),
        members = listed(&|name| format!(", {name}")),
    );
    text
}

/// Declares `Steps`, which takes a pixel through all segments, for the kernel of this name and so many bytes of other
/// parameters. Returns how it gets at the operations, and the names of the shaders.
fn write_steps(
    text: &mut String,
    kernel: &str,
    operations: &[DeviceOperation],
    segments: &[Segment<'_>],
    other_bytes: usize,
) -> (Access, Vec<String>) {
    let shaders: Vec<_> = shaders(segments).enumerate().map(|(place, shader)| (namespace(place), shader)).collect();
    if !shaders.is_empty() {
        text.push_str(&shader::headers_behind_math());
    }
    for (name, shader) in &shaders {
        text.push_str(&shader.cpp_struct(name));
    }
    let access = declare_operations(text, kernel, operations.len(), other_bytes);
    // A structure rather than a lambda: its call can be forced inline.
    let _ = write!(text, "struct Steps {{\n{}operations;\nconst float *tables;\n", access.reference);
    for (name, _) in &shaders {
        let _ = writeln!(text, "const interneg::shader::{name}::Shader &{name};");
    }
    text.push_str("INTERNEG_DEVICE interneg::Rgb operator()(interneg::Rgb value) const {\n");
    let mut names = shaders.iter().map(|(name, _)| name);
    for segment in segments {
        match segment {
            Segment::Operations(range) => write_operations(text, operations, range.clone(), &access),
            Segment::Shader(_) => {
                let name = names.next().map_or("", String::as_str);
                let _ = writeln!(text, "{name}.apply(value.r, value.g, value.b);");
            }
        }
    }
    text.push_str("return value;\n}\n};\n");
    (access, shaders.into_iter().map(|(name, _)| name).collect())
}

/// How a text gets at the operations: as a kernel's argument, as a member, and from there to one.
struct Access {
    argument: &'static str,
    reference: &'static str,
    list: &'static str,
}

/// Begins the generated part, and declares `Operations` for this many.
fn declare_operations(text: &mut String, name: &str, operations: usize, other_bytes: usize) -> Access {
    // C++ has no empty array.
    let count = operations.max(1);
    let _ = write!(text, "#line 1 \"{name}\"\nstruct Operations {{ interneg::Operation list[{count}]; }};\n");
    if numbers_fit(operations, other_bytes) {
        Access { argument: "const Operations", reference: "const Operations &", list: "operations.list" }
    } else {
        let argument = "const Operations *__restrict__";
        Access { argument, reference: "const Operations *", list: "operations->list" }
    }
}

/// Calls of some of the operations on `value`.
fn write_operations(text: &mut String, operations: &[DeviceOperation], range: Range<usize>, access: &Access) {
    for index in range {
        let (kind, list) = (operations[index].kind, access.list);
        let [r, g, b] = operations[index].parameters.map(|numbers| numbers.map(f32::to_bits));
        let is_one = r == g && g == b;
        let _ =
            writeln!(text, "value = interneg::step<interneg::Kind({kind}), {is_one}>({list}[{index}], tables, value);");
    }
}

/// The function of `device/cuda/pass.h` for these kinds. Shaders are long.
fn call(source: &DeviceSource, target: &DeviceTarget, is_long: bool) -> String {
    let DeviceSource { arrangement, word, step, is_coded, .. } = *source;
    let samples = format!("interneg::Arrangement({arrangement}), interneg::Word({word})");
    let is_shifted = source.shift != 0;
    // Then every pixel has its neighbour.
    let is_even = source.width.is_multiple_of(2);
    let from = if arrangement <= LAST_RGB {
        let is_coded = is_coded != 0;
        format!("interneg::FromRgb<{samples}, {step}, {is_coded}, {is_shifted}, {is_even}>")
    } else {
        let chroma = chroma_flags(&source.chroma);
        format!("interneg::FromYCbCr<{samples}, {chroma}, {is_shifted}, {is_even}>")
    };
    if target.packing == YCBCR {
        let (word, chroma) = (target.word, chroma_flags(&target.chroma));
        return format!("interneg::ToYCbCr<{from}, interneg::Word({word}), {chroma}, {is_even}>::run<{is_long}>");
    }
    format!("interneg::run_rgb<{from}, interneg::ToRgb<interneg::Packing({}), {is_even}>, {is_long}>", target.packing)
}

/// Siting means nothing in a direction that is not halved, and one kernel serves both.
fn chroma_flags(chroma: &DeviceChroma) -> String {
    let DeviceChroma { halved_x, halved_y, between_x, between_y } = *chroma;
    let flags = [halved_x, halved_y, between_x & halved_x, between_y & halved_y];
    flags.map(|flag| (flag != 0).to_string()).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_device_header_is_in_the_text_after_what_it_includes() {
        let device = Path::new(env!("CARGO_MANIFEST_DIR")).join("device");
        let mut files = Vec::new();
        for folder in [device.clone(), device.join("cuda")] {
            files.extend(std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
        }
        for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "h")) {
            let name = file.strip_prefix(&device).unwrap().to_str().unwrap();
            let place = |name: &str| HEADERS.iter().position(|(header, _)| *header == name);
            let own = place(name).unwrap_or_else(|| panic!("{name} is not in HEADERS"));
            for line in HEADERS[own].1.lines().filter(|line| line.starts_with("#include")) {
                let included = line.split('"').nth(1).unwrap_or_else(|| panic!("{name}: {line}"));
                // `cuda/` includes its own by their names alone, and the others from above.
                let beside = Path::new(name).with_file_name(included);
                let included = included.strip_prefix("../").unwrap_or_else(|| beside.to_str().unwrap());
                assert!(place(included).is_some_and(|place| place < own), "{name} stands before {included}");
            }
        }
    }

    #[test]
    fn the_text_includes_nothing() {
        let text = headers();
        assert!(!text.contains("#include") && !text.contains("#pragma once"));
    }

    #[test]
    fn a_text_has_kinds_and_no_numbers() {
        let operation =
            |parameter| DeviceOperation { kind: 2, length: 0, table: [0; 3], parameters: [[parameter; 8]; 3] };
        assert_eq!(program(&[operation(0.5)]), program(&[operation(0.25)]));
        let other = DeviceOperation { kind: 3, ..operation(0.5) };
        assert_ne!(program(&[operation(0.5)]), program(&[other]));
    }
}
