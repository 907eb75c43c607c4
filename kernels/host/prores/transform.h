// Samples to coefficients: blocks side by side in the lanes of vectors.
#pragma once

#include "../../device/transform/dct.h"
#include "samples.h"

namespace {

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
            rows[lane] = row_of(blocks, lane, y * Samples::STRIDE, Samples::STRIDE);
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
