// Rows of eight words of blocks side by side, and words of the same place in the lanes of vectors: one to the other.
#pragma once

#include "vector.h"
#include <utility>

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace {

using Word = unsigned short;

/// Blocks of a group, which has a number of each behind one another, for every place of a block; words of a line of theirs.
constexpr std::size_t GROUP = 16, LINE = 8 * GROUP;

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

/// Eight words of a row of block `lane` and, as far as a vector goes, of the eighth block behind it, then of the next row, which
/// is `stride` words behind.
INTERNEG_HOST Words row_of(
    const Word *const *blocks, std::size_t lane, std::size_t offset, [[maybe_unused]] std::size_t stride) {
#if defined(__AVX512F__)
    const auto part = [&](std::size_t block, std::size_t at) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i *>(blocks[block] + at));
    };
    __m512i all = _mm512_castsi128_si512(part(lane, offset));
    all = _mm512_inserti32x4(all, part(lane + 8, offset), 1);
    all = _mm512_inserti32x4(all, part(lane, offset + stride), 2);
    return (Words)_mm512_inserti32x4(all, part(lane + 8, offset + stride), 3);
#elif defined(__AVX2__)
    const auto part = [&](std::size_t at) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i *>(blocks[lane] + at));
    };
    return (Words)_mm256_inserti128_si256(_mm256_castsi128_si256(part(offset)), part(offset + stride), 1);
#else
    Words words;
    __builtin_memcpy(&words, blocks[lane] + offset, sizeof words);
    return words;
#endif
}

/// Vector `part` of row `row` of the rows that `words` holds, as numbers.
INTERNEG_HOST Vector numbers_of(Words words, std::size_t row, [[maybe_unused]] std::size_t part) {
#if defined(__AVX512F__)
    const Narrow half =
        row == 0 ? __builtin_shufflevector(words, words, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
                 : __builtin_shufflevector(
                       words, words, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
    const Integers wide = (Integers)_mm512_maskz_cvtepu16_epi32(0xFFFF, (__m256i)half);
#elif defined(__AVX2__)
    const __m256i all = (__m256i)words;
    const __m128i half = row == 0 ? _mm256_castsi256_si128(all) : _mm256_extracti128_si256(all, 1);
    const Integers wide = (Integers)_mm256_cvtepu16_epi32(half);
#else
    Narrow narrow;
    __builtin_memcpy(&narrow, reinterpret_cast<const char *>(&words) + sizeof narrow * (row * PARTS + part), sizeof narrow);
    const Integers wide = __builtin_convertvector(narrow, Integers);
#endif
    return __builtin_convertvector(wide, Vector);
}

}  // namespace
