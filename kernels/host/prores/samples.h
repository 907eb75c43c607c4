// The samples of one component of a slice, whole macroblocks of them.
#pragma once

#include "../eights.h"

namespace {

/// Macroblocks of a slice, and samples of their sides.
constexpr std::size_t MOST_MACROBLOCKS = 8, MACROBLOCK = 16, MOST_BLOCKS = 4 * MOST_MACROBLOCKS;

/// One plane of a picture or field as `kernels/src/prores/device.rs` hands it over.
struct SamplePlane {
    const unsigned char *bytes;
    std::size_t stride_bytes;
    unsigned int columns, rows, bits;

    std::size_t bytes_per_sample() const {
        return bits == 8 ? 1 : 2;
    }

    /// The code in the middle of the range.
    float middle() const {
        return static_cast<float>(1u << (bits - 1));
    }
};

/// Where the blocks of a macroblock lie, in the order they are coded.
enum Arrangement : unsigned int {
    /// Row by row.
    LUMA,
    /// One above the other: chroma of half the width.
    NARROW,
    /// Column by column: chroma of the full width.
    WIDE,
};

struct Samples {
    static constexpr std::size_t STRIDE = MOST_MACROBLOCKS * MACROBLOCK;
    Word words[MACROBLOCK * STRIDE];

    const Word *block(Arrangement arrangement, std::size_t index) const {
        std::size_t x, y;
        if (arrangement == NARROW) {
            x = index / 2, y = index % 2;
        } else {
            const std::size_t first = index % 4 / 2, second = index % 2;
            x = index / 4 * 2 + (arrangement == LUMA ? second : first);
            y = arrangement == LUMA ? first : second;
        }
        return words + 8 * y * STRIDE + 8 * x;
    }
};

/// Copies samples from a place of the plane on; the last column and row are repeated where the plane ends. Codes that are
/// too high for the depth become the highest, so that no coefficient is larger than its code words allow for. Returns all
/// bits that any sample uses.
unsigned int gather(
    const SamplePlane &plane, std::size_t first_column, std::size_t first_row, std::size_t columns, Samples &out) {
    const std::size_t left = plane.columns - first_column, there = left < columns ? left : columns;
    const Word most = static_cast<Word>((1u << plane.bits) - 1);
    Word used = 0;
    for (std::size_t y = 0; y < MACROBLOCK; y++) {
        Word *line = out.words + y * Samples::STRIDE;
        const std::size_t row = first_row + y;
        if (row >= plane.rows) {
            __builtin_memcpy(line, line - Samples::STRIDE, columns * sizeof(Word));
            continue;
        }
        const unsigned char *from = plane.bytes + row * plane.stride_bytes + first_column * plane.bytes_per_sample();
        if (plane.bytes_per_sample() == 1) {
            for (std::size_t i = 0; i < there; i++) {
                line[i] = from[i];
            }
        } else {
            // Lines need not be aligned.
            __builtin_memcpy(line, from, there * sizeof(Word));
            for (std::size_t i = 0; i < there; i++) {
                used |= line[i];
                line[i] = line[i] < most ? line[i] : most;
            }
        }
        for (std::size_t i = there; i < columns; i++) {
            line[i] = line[there - 1];
        }
    }
    return used;
}

}  // namespace
