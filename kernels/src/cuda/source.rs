//! The texts that are compiled for a GPU: our device headers as one, and a kernel that calls them.

use crate::device::DeviceOperation;
use std::fmt::Write;

/// The device headers, each after those that it includes.
const HEADERS: &[(&str, &str)] = &[
    ("bits.h", include_str!("../../device/bits.h")),
    ("math.h", include_str!("../../device/math.h")),
    ("matrix.h", include_str!("../../device/matrix.h")),
    ("range.h", include_str!("../../device/range.h")),
    ("log.h", include_str!("../../device/log.h")),
    ("gamma.h", include_str!("../../device/gamma.h")),
    ("cdl.h", include_str!("../../device/cdl.h")),
    ("lut.h", include_str!("../../device/lut.h")),
    ("operation.h", include_str!("../../device/operation.h")),
    ("cuda/step.h", include_str!("../../device/cuda/step.h")),
];

/// The kernel of a program in its text.
pub(super) const PROGRAM: &str = "interneg_program";

/// Bytes of a launch's parameters that every GPU and driver has room for, less what stands beside the operations.
const MOST_NUMBER_BYTES: usize = 4096 - 64;

/// All headers as one text that includes nothing, for a compiler without files.
pub(super) fn headers() -> String {
    let mut text = String::new();
    for (name, header) in HEADERS {
        let _ = writeln!(text, "#line 1 \"{name}\"");
        for line in header.lines() {
            let is_for_files = line.starts_with("#pragma once") || line.starts_with("#include \"");
            // An empty line in their place keeps the compiler's line numbers right.
            let _ = writeln!(text, "{}", if is_for_files { "" } else { line });
        }
    }
    text
}

/// Whether the operations' numbers fit the launch's parameters, which the GPU reads at no cost; else they lie in its
/// memory.
pub(super) fn numbers_fit(operations: usize) -> bool {
    operations * size_of::<DeviceOperation>() <= MOST_NUMBER_BYTES
}

/// A kernel for planar R, G, B; only the operations' kinds are in it.
pub(super) fn program(operations: &[DeviceOperation]) -> String {
    let mut text = headers();
    let _ = writeln!(text, "#line 1 \"{PROGRAM}\"");
    let (argument, access) = if numbers_fit(operations.len()) { ("Numbers ", ".") } else { ("Numbers *__restrict__ ", "->") };
    // An empty list still has a structure.
    let _ = writeln!(text, "struct Numbers {{ interneg::Operation operations[{}]; }};", operations.len().max(1));
    let _ = write!(
        text,
        "extern \"C\" __global__ void __launch_bounds__({block}) {PROGRAM}(const {argument}numbers, \
         const float *__restrict__ tables, const float *__restrict__ source, float *__restrict__ target, \
         unsigned long long plane, unsigned long long pixels) {{\n\
         const unsigned long long pixel = interneg::thread_index();\n\
         if (pixel >= pixels) return;\n\
         interneg::Rgb value = {{source[pixel], source[plane + pixel], source[2 * plane + pixel]}};\n",
        block = super::stream::BLOCK,
    );
    for (index, operation) in operations.iter().enumerate() {
        let kind = operation.kind;
        let _ = writeln!(
            text,
            "value = interneg::step<interneg::Kind({kind})>(numbers{access}operations[{index}], tables, value);"
        );
    }
    text.push_str(
        "target[pixel] = interneg::one_nan(value.r);\n\
         target[plane + pixel] = interneg::one_nan(value.g);\n\
         target[2 * plane + pixel] = interneg::one_nan(value.b);\n}\n",
    );
    text
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
                let included = included.trim_start_matches("../");
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
        let operation = |parameter| DeviceOperation { kind: 2, length: 0, table: [0; 3], parameters: [[parameter; 8]; 3] };
        assert_eq!(program(&[operation(0.5)]), program(&[operation(0.25)]));
        let other = DeviceOperation { kind: 3, ..operation(0.5) };
        assert_ne!(program(&[operation(0.5)]), program(&[other]));
    }
}
