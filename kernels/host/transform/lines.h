// Blocks side by side to lines of codes.
#pragma once

#include "../eights.h"

namespace {

/// Numbers of some blocks, from 0 to 65 535, without what is behind the point.
INTERNEG_HOST Narrow narrowed(Vector numbers) {
    const Integers whole = __builtin_convertvector(numbers, Integers);
#if defined(__AVX512F__)
    return (Narrow)_mm512_maskz_cvtepi32_epi16(0xFFFF, (__m512i)whole);
#elif defined(__AVX2__)
    // Words of both halves, each four twice: the first and the third four are wanted.
    const __m256i twice = _mm256_packus_epi32((__m256i)whole, (__m256i)whole);
    return (Narrow)_mm256_castsi256_si128(_mm256_permute4x64_epi64(twice, 0b1000));
#else
    return __builtin_convertvector(whole, Narrow);
#endif
}

/// Rounds to the nearest code, halves up, and holds it between 0 and `most`.
struct Rounding {
    float middle, most;

    INTERNEG_HOST Narrow operator()(Vector samples) const {
        const Vector moved = samples + middle + 0.5f;
        const Vector above = moved > 0.0f ? moved : Vector{};
        return narrowed(above < most ? above : Vector{} + most);
    }
};

/// The rows from `y` on that a vector of words holds, of a unit of blocks, one block's eight words behind the other's.
INTERNEG_HOST void store_rows(const Vector (*parts)[64], std::size_t y, Rounding round, Word *line) {
    Words rows[8];
    for (std::size_t x = 0; x < 8; x++) {
        Narrow pieces[ROWS_AT_ONCE * PARTS];
        for (std::size_t i = 0; i < ROWS_AT_ONCE * PARTS; i++) {
            pieces[i] = round(parts[i % PARTS][8 * (y + i / PARTS) + x]);
        }
        static_assert(sizeof pieces == sizeof rows[x], "a vector of words is full");
        __builtin_memcpy(rows + x, pieces, sizeof pieces);
    }
    transpose_words(rows);
    // Quarters go from block to block, eight blocks apart, then from row to row.
    constexpr std::size_t ACROSS = UNIT / 8;
    for (std::size_t lane = 0; lane < 8; lane++) {
        for (std::size_t quarter = 0; quarter < QUARTERS; quarter++) {
            Word *to = line + quarter / ACROSS * LINE + 8 * (lane + quarter % ACROSS * 8);
            __builtin_memcpy(to, reinterpret_cast<const Word *>(rows + lane) + 8 * quarter, 8 * sizeof(Word));
        }
    }
}

}  // namespace
