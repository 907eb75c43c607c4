// Samples to coefficients: blocks side by side in the lanes of vectors.
#pragma once

#include "../../device/transform/dct.h"
#include "samples.h"

namespace {

/// Eight words of a row of block `lane` and, as far as a vector goes, of the eighth block behind it, then of the next row.
INTERNEG_HOST Words row_of(const Word *const *blocks, std::size_t lane, std::size_t offset) {
#if defined(__AVX512F__)
    const auto part = [&](std::size_t block, std::size_t at) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i *>(blocks[block] + at));
    };
    __m512i all = _mm512_castsi128_si512(part(lane, offset));
    all = _mm512_inserti32x4(all, part(lane + 8, offset), 1);
    all = _mm512_inserti32x4(all, part(lane, offset + Samples::STRIDE), 2);
    return (Words)_mm512_inserti32x4(all, part(lane + 8, offset + Samples::STRIDE), 3);
#elif defined(__AVX2__)
    const auto part = [&](std::size_t at) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i *>(blocks[lane] + at));
    };
    return (Words)_mm256_inserti128_si256(_mm256_castsi128_si256(part(offset)), part(offset + Samples::STRIDE), 1);
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

/// What becomes of the coefficients of a component: for each place in coding order, its place in a block, and the factor
/// that takes the transform's own, the depth of the samples and the weight into account.
struct Weighting {
    unsigned char raster[64];
    float factors[64];
};

/// `UNIT` blocks to coefficients in coding order, of which the first `count` are stored, `stride` numbers from place to
/// place.
void transform_unit(
    const Word *const *blocks, float middle, const Weighting &weighting, float *out, std::size_t stride,
    std::size_t count) {
    Vector parts[PARTS][64];
    for (std::size_t y = 0; y < 8; y += ROWS_AT_ONCE) {
        Words rows[8];
        for (std::size_t lane = 0; lane < 8; lane++) {
            rows[lane] = row_of(blocks, lane, y * Samples::STRIDE);
        }
        transpose_words(rows);
        for (std::size_t x = 0; x < 8; x++) {
            for (std::size_t row = 0; row < ROWS_AT_ONCE; row++) {
                for (std::size_t part = 0; part < PARTS; part++) {
                    parts[part][8 * (y + row) + x] = numbers_of(rows[x], row, part) - middle;
                }
            }
        }
    }
    for (std::size_t part = 0; part < PARTS; part++) {
        Vector *block = parts[part];
        interneg::cosine_8x8(block);
        const std::size_t first = part * LANES;
        if (first >= count) {
            return;
        }
        const std::size_t stored = count - first < LANES ? count - first : LANES;
        for (std::size_t place = 0; place < 64; place++) {
            const Vector weighted = block[weighting.raster[place]] * weighting.factors[place];
            if (stored == LANES) {
                Memory<Vector>::store(out + place * stride + first, weighted);
            } else {
                __builtin_memcpy(out + place * stride + first, &weighted, stored * sizeof(float));
            }
        }
    }
}

/// All blocks of a component.
void transform_blocks(
    const Samples &samples, Arrangement arrangement, std::size_t count, float middle, const Weighting &weighting,
    float *out) {
    for (std::size_t first = 0; first < count; first += UNIT) {
        const Word *blocks[UNIT];
        for (std::size_t i = 0; i < UNIT; i++) {
            // A short unit is filled with its last block.
            blocks[i] = samples.block(arrangement, first + i < count ? first + i : count - 1);
        }
        const std::size_t left = count - first;
        transform_unit(blocks, middle, weighting, out + first, count, left < UNIT ? left : UNIT);
    }
}

}  // namespace
