// How far codes of blocks are from others.
#pragma once

#include "../eights.h"

namespace {

/// What coefficients may be off, by place: at a quantiser of 1, and whatever the quantiser.
struct Allowed {
    float by_quantiser[64], fixed[64];
};

/// Of each block; see `kernels/src/transform/errors.rs`.
struct Errors {
    float coefficients[64 * GROUP];
    unsigned long long squared[GROUP];
    float excess[GROUP];
    unsigned int is_clipped[GROUP];
};
static_assert(sizeof(Errors) == GROUP * (64 * 4 + 8 + 4 + 4), "nothing lies between");

/// Differences of a unit of blocks, the sums of their squares, and whether some code is at either end.
INTERNEG_HOST void subtract(
    const Word *found, const Word *wanted, int most, std::size_t first, Vector (*parts)[64], Errors &errors) {
    typedef unsigned long long Sums __attribute__((vector_size(8 * LANES)));
    typedef unsigned int Squares __attribute__((vector_size(4 * LANES)));
    Sums sums[PARTS] = {};
    Integers clipped[PARTS] = {};
    const Word *blocks[2][UNIT];
    for (std::size_t i = 0; i < UNIT; i++) {
        blocks[0][i] = found + 8 * i;
        blocks[1][i] = wanted + 8 * i;
    }
    for (std::size_t y = 0; y < 8; y += ROWS_AT_ONCE) {
        Words rows[2][8];
        for (std::size_t side = 0; side < 2; side++) {
            for (std::size_t lane = 0; lane < 8; lane++) {
                rows[side][lane] = row_of(blocks[side], lane, y * LINE, LINE);
            }
            transpose_words(rows[side]);
        }
        for (std::size_t x = 0; x < 8; x++) {
            for (std::size_t i = 0; i < ROWS_AT_ONCE * PARTS; i++) {
                const std::size_t row = i / PARTS, part = i % PARTS;
                const Vector code = numbers_of(rows[0][x], row, part);
                const Vector off = code - numbers_of(rows[1][x], row, part);
                parts[part][8 * (y + row) + x] = off;
                // Below 2^32, as codes are words.
                const Squares whole = (Squares)__builtin_convertvector(off, Integers);
                sums[part] += __builtin_convertvector(whole * whole, Sums);
                clipped[part] |= (code == 0.0f) | (code == static_cast<float>(most));
            }
        }
    }
    for (std::size_t part = 0; part < PARTS; part++) {
        __builtin_memcpy(errors.squared + first + part * LANES, sums + part, sizeof sums[part]);
        const Integers ones = clipped[part] & 1;
        __builtin_memcpy(errors.is_clipped + first + part * LANES, &ones, sizeof ones);
    }
}

/// Stores the coefficients of errors, and by how much the worst of each block is off more than it may be.
INTERNEG_HOST void judge(
    const Vector *block, const Allowed &allowed, const float *quantisers, std::size_t first, Errors &errors) {
    const Vector quantiser = Memory<Vector>::load(quantisers + first);
    Vector excess = Vector{} - __builtin_inff();
    for (std::size_t place = 0; place < 64; place++) {
        Memory<Vector>::store(errors.coefficients + place * GROUP + first, block[place]);
        const Vector size = block[place] < 0.0f ? -block[place] : block[place];
        const Vector over = size - (quantiser * allowed.by_quantiser[place] + allowed.fixed[place]);
        excess = over > excess ? over : excess;
    }
    Memory<Vector>::store(errors.excess + first, excess);
}

}  // namespace
