// The transposition of blocks of 16 by 16 numbers.
#pragma once

#include "vector.h"
#include <utility>

namespace {

/// Edge of a block: a multiple of every level's lanes.
constexpr std::size_t BLOCK = 16;

/// Lanes of two vectors that alternate, by quarters of 128 bits: the first two of each, or the last two.
template <bool LAST>
struct Alternate {
    static constexpr int at(std::size_t i) {
        const std::size_t within = i % 4;
        return static_cast<int>(i - within + (LAST ? 2 : 0) + within / 2 + (within % 2) * LANES);
    }
};

/// The first, or last, two lanes of each quarter of one vector, then those of the other.
template <bool LAST>
struct Pairs {
    static constexpr int at(std::size_t i) {
        const std::size_t within = i % 4;
        return static_cast<int>(i - within + (LAST ? 2 : 0) + within % 2 + (within / 2) * LANES);
    }
};

/// Quarters `A` and `B` of one vector, then the same of the other; of two quarters a vector, only `A` of each.
template <std::size_t A, std::size_t B>
struct Quarters {
    static constexpr int at(std::size_t i) {
        const std::size_t of_each = LANES > 4 ? LANES / 8 : 1, quarter = i / 4;
        const std::size_t chosen = quarter % of_each == 0 ? A : B;
        return static_cast<int>(chosen * 4 + i % 4 + (quarter / of_each) * LANES);
    }
};

template <class Pattern, std::size_t... I>
INTERNEG_HOST Vector shuffled(Vector a, Vector b, std::index_sequence<I...>) {
    return __builtin_shufflevector(a, b, Pattern::at(I)...);
}

template <class Pattern>
INTERNEG_HOST Vector shuffled(Vector a, Vector b) {
    return shuffled<Pattern>(a, b, std::make_index_sequence<LANES>());
}

/// A block of `LANES` by `LANES`: first within quarters of 128 bits, then the quarters.
INTERNEG_HOST void transpose_lanes(
    const float *from, std::size_t from_stride, float *to, std::size_t to_stride) {
    Vector rows[LANES];
    for (std::size_t first = 0; first < LANES; first += 4) {
        const float *line = from + first * from_stride;
        const Vector a = Memory<Vector>::load(line), b = Memory<Vector>::load(line + from_stride);
        const Vector c = Memory<Vector>::load(line + 2 * from_stride), d = Memory<Vector>::load(line + 3 * from_stride);
        const Vector ab = shuffled<Alternate<false>>(a, b), ab_last = shuffled<Alternate<true>>(a, b);
        const Vector cd = shuffled<Alternate<false>>(c, d), cd_last = shuffled<Alternate<true>>(c, d);
        rows[first] = shuffled<Pairs<false>>(ab, cd);
        rows[first + 1] = shuffled<Pairs<true>>(ab, cd);
        rows[first + 2] = shuffled<Pairs<false>>(ab_last, cd_last);
        rows[first + 3] = shuffled<Pairs<true>>(ab_last, cd_last);
    }
    for (std::size_t column = 0; column < 4; column++) {
        float *line = to + column * to_stride;
#if defined(__AVX512F__)
        const Vector a = rows[column], b = rows[column + 4], c = rows[column + 8], d = rows[column + 12];
        const Vector ab = shuffled<Quarters<0, 1>>(a, b), ab_last = shuffled<Quarters<2, 3>>(a, b);
        const Vector cd = shuffled<Quarters<0, 1>>(c, d), cd_last = shuffled<Quarters<2, 3>>(c, d);
        Memory<Vector>::store(line, shuffled<Quarters<0, 2>>(ab, cd));
        Memory<Vector>::store(line + 4 * to_stride, shuffled<Quarters<1, 3>>(ab, cd));
        Memory<Vector>::store(line + 8 * to_stride, shuffled<Quarters<0, 2>>(ab_last, cd_last));
        Memory<Vector>::store(line + 12 * to_stride, shuffled<Quarters<1, 3>>(ab_last, cd_last));
#elif defined(__AVX__)
        Memory<Vector>::store(line, shuffled<Quarters<0, 0>>(rows[column], rows[column + 4]));
        Memory<Vector>::store(line + 4 * to_stride, shuffled<Quarters<1, 1>>(rows[column], rows[column + 4]));
#else
        Memory<Vector>::store(line, rows[column]);
#endif
    }
}

/// A block of `BLOCK` by `BLOCK`; strides in numbers.
inline void transpose(const float *from, std::size_t from_stride, float *to, std::size_t to_stride) {
    for (std::size_t y = 0; y < BLOCK; y += LANES) {
        for (std::size_t x = 0; x < BLOCK; x += LANES) {
            transpose_lanes(from + y * from_stride + x, from_stride, to + x * to_stride + y, to_stride);
        }
    }
}

}  // namespace
