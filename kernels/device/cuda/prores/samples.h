// The 64 samples of a block, as numbers around zero.
#pragma once

#include "layout.h"

namespace interneg {

/// Eight samples of a line that lie in an aligned place, which are one load.
template <class Sample>
struct alignas(8 * sizeof(Sample)) ProresEight {
    Sample samples[8];
};

/// Takes the block at a column and row, which may lie beyond the plane's end: its last column and line are repeated. Codes
/// above `most` count as `most`. Returns all bits that any sample uses.
template <class Sample>
INTERNEG_DEVICE unsigned int prores_samples(
    const ProresPlane &plane, unsigned int column, unsigned int row, unsigned int most, float middle, float *values) {
    unsigned int used = 0;
    const auto take = [&](int i, unsigned int sample) {
        used |= sample;
        values[i] = static_cast<float>(sample < most ? sample : most) - middle;
    };
    const unsigned char *first = plane.bytes + static_cast<unsigned long long>(column) * sizeof(Sample);
    const unsigned long long places = reinterpret_cast<unsigned long long>(first) | plane.stride_bytes;
    const bool is_whole = column + 8 <= plane.columns && places % sizeof(ProresEight<Sample>) == 0;
#pragma unroll
    for (int y = 0; y < 8; y++) {
        const unsigned int line = row + y < plane.rows ? row + y : plane.rows - 1;
        const unsigned long long line_bytes = line * plane.stride_bytes;
        if (is_whole) {
            const auto eight = *reinterpret_cast<const ProresEight<Sample> *>(first + line_bytes);
#pragma unroll
            for (int x = 0; x < 8; x++) {
                take(8 * y + x, eight.samples[x]);
            }
        } else {
            const Sample *samples = reinterpret_cast<const Sample *>(plane.bytes + line_bytes);
#pragma unroll
            for (int x = 0; x < 8; x++) {
                take(8 * y + x, samples[column + x < plane.columns ? column + x : plane.columns - 1]);
            }
        }
    }
    return used;
}

/// Column and row of a block of a component within its slice, in blocks (RDD 36, 7.5): luma row by row of a macroblock,
/// chroma of the full width column by column, of half the width one above the other.
struct ProresPlace {
    unsigned int x, y;
};

INTERNEG_DEVICE ProresPlace prores_place(unsigned int block, bool is_luma, unsigned int chroma_blocks) {
    if (!is_luma && chroma_blocks == 2) {
        return {block / 2, block % 2};
    }
    const unsigned int macroblock = block / 4, first = block % 4 / 2, second = block % 2;
    return is_luma ? ProresPlace{2 * macroblock + second, first} : ProresPlace{2 * macroblock + first, second};
}

}  // namespace interneg
