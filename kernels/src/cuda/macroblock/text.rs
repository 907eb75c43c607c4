//! The texts that the kernels of macroblocks are compiled from.

use super::super::source::write_file;

/// The kernels, each in the text of its file.
pub(super) const TRANSFORM: &str = "interneg_macroblock_transform";
pub(super) const SAMPLE: &str = "interneg_macroblock_sample";
pub(super) const MEASURE: &str = "interneg_macroblock_measure";
pub(super) const MEASURE_TWO: &str = "interneg_macroblock_measure_two";
pub(super) const SUM: &str = "interneg_macroblock_sum";
pub(super) const WRITE: &str = "interneg_macroblock_write";

/// All of them.
pub(super) const KERNELS: [&str; 6] = [TRANSFORM, SAMPLE, MEASURE, MEASURE_TWO, SUM, WRITE];

/// Files that each text has, after those that they include.
const COMMON: [(&str, &str); 3] = [
    ("bits.h", include_str!("../../../device/bits.h")),
    ("cuda/thread.h", include_str!("../../../device/cuda/thread.h")),
    ("macroblock/layout.h", include_str!("../../../device/macroblock/layout.h")),
];
const CODE: [(&str, &str); 2] = [
    ("macroblock/quantise.h", include_str!("../../../device/macroblock/quantise.h")),
    ("macroblock/code.h", include_str!("../../../device/macroblock/code.h")),
];
const DCT: (&str, &str) = ("transform/dct.h", include_str!("../../../device/transform/dct.h"));
const TRANSFORM_FILE: (&str, &str) =
    ("cuda/macroblock/transform.cu", include_str!("../../../device/cuda/macroblock/transform.cu"));
const MEASURE_FILE: (&str, &str) =
    ("cuda/macroblock/measure.cu", include_str!("../../../device/cuda/macroblock/measure.cu"));
const WRITE_FILE: (&str, &str) = ("cuda/macroblock/write.cu", include_str!("../../../device/cuda/macroblock/write.cu"));

/// The text of a kernel of [`KERNELS`].
pub(super) fn text_of(kernel: &str) -> String {
    let files: &[(&str, &str)] = match kernel {
        TRANSFORM => &[DCT, TRANSFORM_FILE],
        WRITE => &[CODE[0], CODE[1], WRITE_FILE],
        _ => &[CODE[0], CODE[1], MEASURE_FILE],
    };
    let mut text = String::new();
    for (name, contents) in COMMON.iter().chain(files) {
        write_file(&mut text, name, contents);
    }
    text
}

/// The kernels' names and the texts that they are compiled from, for tools that look at them.
pub fn macroblock_texts() -> Vec<(&'static str, String)> {
    KERNELS.into_iter().map(|kernel| (kernel, text_of(kernel))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_its_kernel_and_includes_nothing() {
        for (kernel, text) in macroblock_texts() {
            assert!(text.contains(&format!(" {kernel}(")), "{kernel}");
            assert!(!text.contains("#include") && !text.contains("#pragma once"), "{kernel}");
        }
    }
}
