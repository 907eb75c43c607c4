// Rows of eight words of blocks side by side, and words of the same place in the lanes of vectors: one to the other.
#pragma once

#include "vector.h"
#include <utility>

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace {

using Word = unsigned short;

/// Parts of 128 bits of a vector; blocks that are transformed at once, and vectors that they fill.
constexpr std::size_t QUARTERS = LANES / 4, UNIT = LANES > 8 ? LANES : 8, PARTS = UNIT / LANES;
/// Rows of the unit's blocks that a vector of words holds.
constexpr std::size_t ROWS_AT_ONCE = QUARTERS * 8 / UNIT;

typedef Word Words __attribute__((vector_size(16 * QUARTERS)));
typedef Word Narrow __attribute__((vector_size(2 * LANES)));
typedef int Integers __attribute__((vector_size(4 * LANES)));

/// Words of the first, or second, half of each quarter of both, in turn.
template <bool SECOND>
struct Interleave {
    static constexpr int at(std::size_t i) {
        const std::size_t within = i % 8;
        return static_cast<int>(i - within + (SECOND ? 4 : 0) + within / 2 + within % 2 * 8 * QUARTERS);
    }
};

template <bool SECOND, std::size_t... I>
INTERNEG_HOST Words interleaved(Words a, Words b, std::index_sequence<I...>) {
    return __builtin_shufflevector(a, b, Interleave<SECOND>::at(I)...);
}

template <bool SECOND>
INTERNEG_HOST Words interleaved(Words a, Words b) {
    return interleaved<SECOND>(a, b, std::make_index_sequence<8 * QUARTERS>());
}

/// Each quarter of the eight holds eight words: transposed, quarter by quarter.
INTERNEG_HOST void transpose_words(Words *rows) {
    for (int step = 0; step < 3; step++) {
        Words next[8];
        for (int i = 0; i < 4; i++) {
            next[2 * i] = interleaved<false>(rows[i], rows[i + 4]);
            next[2 * i + 1] = interleaved<true>(rows[i], rows[i + 4]);
        }
        for (int i = 0; i < 8; i++) {
            rows[i] = next[i];
        }
    }
}

}  // namespace
