//! Texts for a compiler without files: headers, shaders, and a kernel that runs them.

use super::Shader;
use std::fmt::Write;

/// What `device/shader/shader.h` includes, each after what it includes itself.
const HEADERS: &[(&str, &str)] = &[
    ("bits.h", include_str!("../../device/bits.h")),
    ("fused.h", include_str!("../../device/fused.h")),
    ("math.h", include_str!("../../device/math.h")),
    ("shader/vector.h", include_str!("../../device/shader/vector.h")),
    ("shader/intrinsics.h", include_str!("../../device/shader/intrinsics.h")),
    ("shader/table.h", include_str!("../../device/shader/table.h")),
    ("shader/texture.h", include_str!("../../device/shader/texture.h")),
    ("shader/shader.h", include_str!("../../device/shader/shader.h")),
];

/// Headers that a text of other device headers has already.
const SHARED: [&str; 3] = ["bits.h", "fused.h", "math.h"];

/// The kernel of [`cuda_text`].
pub const KERNEL: &str = "interneg_shaders";

/// The headers that [`Shader::cpp_struct`] needs, as one text that includes nothing.
pub fn headers() -> String {
    joined(|_| true)
}

/// As [`headers`], behind a text that has `math.h` and what it includes already.
pub fn headers_behind_math() -> String {
    joined(|name| !SHARED.contains(&name))
}

fn joined(is_wanted: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    for (name, header) in HEADERS.iter().filter(|(name, _)| is_wanted(name)) {
        let _ = writeln!(text, "#line 1 \"{name}\"");
        for line in header.lines() {
            let is_for_files = line.starts_with("#pragma once") || line.starts_with("#include \"");
            // An empty line in their place keeps the compiler's line numbers right.
            let _ = writeln!(text, "{}", if is_for_files { "" } else { line });
        }
    }
    text
}

/// The namespace of the shader at this place of a kernel.
pub fn namespace(place: usize) -> String {
    format!("at_{place}")
}

/// A self-contained CUDA text with the kernel [`KERNEL`]: planar R, G and B from `source` to `target`, whose planes are
/// `plane` values apart, through the shaders in their order.
///
/// Its arguments are the shaders' blocks ([`Shader::block`]) in that order, then `source`, `target`, `plane` and
/// `pixels`; one thread for each pixel.
pub fn cuda_text(shaders: &[&Shader]) -> String {
    let mut text = headers();
    for (place, shader) in shaders.iter().enumerate() {
        text.push_str(&shader.cpp_struct(&namespace(place)));
    }
    let _ = write!(text, "extern \"C\" __global__ void {KERNEL}(");
    for place in 0..shaders.len() {
        let name = namespace(place);
        let _ = write!(text, "const interneg::shader::{name}::Shader {name}, ");
    }
    text.push_str(
        "const float *__restrict__ source, float *__restrict__ target, unsigned long long plane, \
         unsigned long long pixels) {\n\
         const unsigned long long pixel = blockIdx.x * static_cast<unsigned long long>(blockDim.x) + threadIdx.x;\n\
         if (pixel >= pixels) return;\n\
         float r = source[pixel], g = source[plane + pixel], b = source[2 * plane + pixel];\n",
    );
    for place in 0..shaders.len() {
        let _ = writeln!(text, "{}.apply(r, g, b);", namespace(place));
    }
    text.push_str("target[pixel] = r;\ntarget[plane + pixel] = g;\ntarget[2 * plane + pixel] = b;\n}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_header_is_in_the_text_after_what_it_includes() {
        let device = Path::new(env!("CARGO_MANIFEST_DIR")).join("device");
        let place = |name: &str| HEADERS.iter().position(|(header, _)| *header == name);
        for file in std::fs::read_dir(device.join("shader")).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix(&device).unwrap().to_str().unwrap();
            assert!(place(name).is_some(), "{name} is not in HEADERS");
        }
        for (own, (name, text)) in HEADERS.iter().enumerate() {
            for line in text.lines().filter(|line| line.starts_with("#include")) {
                let included = line.split('"').nth(1).unwrap();
                let included = included.strip_prefix("../").map_or_else(
                    || Path::new(name).with_file_name(included).to_str().unwrap().to_owned(),
                    str::to_owned,
                );
                assert!(place(&included).is_some_and(|place| place < own), "{name} stands before {included}");
            }
        }
        assert!(!headers().contains("#include") && !headers().contains("#pragma once"));
        assert!(headers().ends_with(&headers_behind_math()));
    }
}
