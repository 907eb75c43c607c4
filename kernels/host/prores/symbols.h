// Levels of a component that are not zero, with their places.
#pragma once

#include "../../device/prores/codes.h"
#include "../../device/prores/quantise.h"
#include "../vector.h"
#include "samples.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace {

/// A quantiser: 1 by its scale, and how many places in coding order are coded, the rest as zeros.
struct Quantiser {
    float inverse;
    unsigned int places;
};

/// A level and its place: the place in the upper 16 bits, more by `BIAS` so that what stands before the first is not
/// negative; the level in the lower.
using Symbol = unsigned int;
constexpr unsigned int BIAS = 16;

INTERNEG_HOST unsigned int place_of(Symbol symbol) {
    return symbol >> 16;
}

INTERNEG_HOST int level_of(Symbol symbol) {
    return static_cast<short>(symbol & 0xFFFF);
}

INTERNEG_HOST unsigned int size_of(Symbol symbol) {
    const int level = level_of(symbol);
    return static_cast<unsigned int>(level < 0 ? -level : level);
}

/// The symbols of a component in coding order.
struct Symbols {
    /// Symbols before the first that choose its codes, and room for a vector behind the last.
    static constexpr std::size_t BEFORE = 2;
    Symbol all[BEFORE + 64 * MOST_BLOCKS + 2 * LANES];
    std::size_t count;

    const Symbol *first() const {
        return all + BEFORE;
    }
};

#if defined(__AVX512F__)

/// Stores the lanes of `symbols` that `mask` names one behind the other; returns how many.
INTERNEG_HOST std::size_t store_some(__m512i symbols, unsigned int mask, Symbol *to) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(mask), symbols));
    return static_cast<std::size_t>(__builtin_popcount(mask));
}

INTERNEG_HOST unsigned int symbols_of(Vector coefficients, float inverse, __m512i places, __m512i *symbols) {
    const __m512 scaled = (__m512)(coefficients * inverse);
    const __m512i sign = _mm512_and_si512(_mm512_castps_si512(scaled), _mm512_set1_epi32(static_cast<int>(0x80000000)));
    const __m512i rounding = _mm512_castps_si512(_mm512_set1_ps(interneg::PRORES_AC_ROUNDING));
    const __m512 rounded = scaled + _mm512_castsi512_ps(_mm512_or_si512(rounding, sign));
    const __m512i levels = _mm512_maskz_cvttps_epi32(0xFFFF, rounded);
    *symbols = _mm512_or_si512(places, _mm512_and_si512(levels, _mm512_set1_epi32(0xFFFF)));
    return _mm512_cmp_ps_mask(_mm512_abs_ps(scaled), _mm512_set1_ps(interneg::PRORES_LEAST), _CMP_GE_OQ);
}

using SymbolVector = __m512i;

#elif defined(__AVX2__)

/// For every mask of eight lanes, which of them it names, then any.
struct Compress {
    unsigned long long lanes[256];

    constexpr Compress() : lanes() {
        for (unsigned int mask = 0; mask < 256; mask++) {
            unsigned int count = 0;
            for (unsigned long long lane = 0; lane < 8; lane++) {
                if ((mask >> lane & 1) != 0) {
                    lanes[mask] |= lane << (8 * count++);
                }
            }
        }
    }
};
constexpr Compress COMPRESS;

INTERNEG_HOST std::size_t store_some(__m256i symbols, unsigned int mask, Symbol *to) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(COMPRESS.lanes + mask));
    const __m256i chosen = _mm256_permutevar8x32_epi32(symbols, _mm256_cvtepu8_epi32(bytes));
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(to), chosen);
    return static_cast<std::size_t>(__builtin_popcount(mask));
}

INTERNEG_HOST unsigned int symbols_of(Vector coefficients, float inverse, __m256i places, __m256i *symbols) {
    const __m256 scaled = (__m256)(coefficients * inverse);
    const __m256 sign = _mm256_and_ps(scaled, _mm256_set1_ps(-0.0f));
    const __m256i levels =
        _mm256_cvttps_epi32(scaled + _mm256_or_ps(_mm256_set1_ps(interneg::PRORES_AC_ROUNDING), sign));
    *symbols = _mm256_or_si256(places, _mm256_and_si256(levels, _mm256_set1_epi32(0xFFFF)));
    const __m256 sizes = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), scaled);
    const __m256 is_level = _mm256_cmp_ps(sizes, _mm256_set1_ps(interneg::PRORES_LEAST), _CMP_GE_OQ);
    return static_cast<unsigned int>(_mm256_movemask_ps(is_level));
}

using SymbolVector = __m256i;

#endif

/// Quantises places from the second to `quantiser.places` of `blocks` blocks.
void quantise(const float *coefficients, std::size_t blocks, const Quantiser &quantiser, Symbols &out) {
    const std::size_t begin = blocks, end = quantiser.places * blocks;
    const auto place = [](std::size_t index) { return static_cast<Symbol>(index + BIAS) << 16; };
    // They choose the codes of the first symbol: it follows a run of 4, and a level of 2.
    out.all[1] = place(begin) - (1u << 16) + (interneg::PRORES_LEVEL_BEFORE + 1);
    out.all[0] = out.all[1] - ((interneg::PRORES_RUN_BEFORE + 1) << 16);
    Symbol *to = out.all + Symbols::BEFORE;
#ifdef __AVX2__
    typedef Symbol Lanes __attribute__((vector_size(4 * LANES)));
    Lanes places;
    const std::size_t start = begin / LANES * LANES;
    for (std::size_t lane = 0; lane < LANES; lane++) {
        places[lane] = place(start + lane);
    }
    const auto take = [&](std::size_t at, unsigned int lanes) {
        SymbolVector symbols;
        const unsigned int mask = symbols_of(
            Memory<Vector>::load(coefficients + at), quantiser.inverse, (SymbolVector)places, &symbols);
        to += store_some(symbols, mask & lanes, to);
        places += static_cast<Symbol>(LANES) << 16;
    };
    const unsigned int all = static_cast<unsigned int>((1ull << LANES) - 1);
    std::size_t at = start;
    // Few blocks share a vector with DC coefficients, or with places that are not coded.
    if (at < begin) {
        const unsigned int last = end - at < LANES ? (1u << (end - at)) - 1 : all;
        take(at, (all << (begin - at)) & last);
        at += LANES;
    }
    for (; at + LANES <= end; at += LANES) {
        take(at, all);
    }
    if (at < end) {
        take(at, (1u << (end - at)) - 1);
    }
#else
    short levels[64 * MOST_BLOCKS];
    for (std::size_t at = begin; at < end; at++) {
        levels[at] = static_cast<short>(interneg::prores_level(coefficients[at], quantiser.inverse));
    }
    for (std::size_t at = begin; at < end; at++) {
        *to = place(at) | static_cast<Word>(levels[at]);
        to += levels[at] != 0;
    }
#endif
    out.count = static_cast<std::size_t>(to - out.first());
}

/// DC levels of a component as the differences that are coded.
struct Differences {
    int first;
    std::size_t count;
    /// Differences from the block before; the first is what counts as the difference before the second.
    int all[MOST_BLOCKS + LANES];
};

void quantise_dc(const float *coefficients, std::size_t blocks, float inverse, Differences &out) {
    int before = out.first = interneg::prores_dc_level(coefficients[0], inverse);
    out.all[0] = interneg::PRORES_DC_BEFORE;
    for (std::size_t i = 1; i < blocks; i++) {
        const int level = interneg::prores_dc_level(coefficients[i], inverse);
        out.all[i] = level - before;
        before = level;
    }
    out.count = blocks;
}

}  // namespace
