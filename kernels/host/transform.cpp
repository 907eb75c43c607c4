// The cosine transform of blocks side by side; compiled once for each instruction-set level.

#include "../device/transform/dct.h"
#include "eights.h"
#include "level.h"

// Everything but the entry points is local to this level: the linker must never join the levels' copies.
namespace {

/// Blocks side by side: a number of each behind one another, for every place of a block.
constexpr std::size_t GROUP = 16;

template <class Transform>
INTERNEG_HOST void each_block(float *group, const Transform transform) {
    for (std::size_t first = 0; first < GROUP; first += LANES) {
        Vector block[64];
        for (std::size_t i = 0; i < 64; i++) {
            block[i] = Memory<Vector>::load(group + i * GROUP + first);
        }
        transform(block);
        for (std::size_t i = 0; i < 64; i++) {
            Memory<Vector>::store(group + i * GROUP + first, block[i]);
        }
    }
}

/// Numbers of some blocks as whole ones, of which the lowest 16 bits count.
INTERNEG_HOST Narrow narrowed(Vector numbers) {
    const Integers whole = __builtin_convertvector(numbers, Integers);
#if defined(__AVX512F__)
    return (Narrow)_mm512_maskz_cvtepi32_epi16(0xFFFF, (__m512i)whole);
#elif defined(__AVX2__)
    // Words of both halves, each twice: the even quarters are those of the halves.
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
INTERNEG_HOST void store_rows(const Vector (*parts)[64], std::size_t y, Rounding round, Word *line, std::size_t stride) {
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
            Word *to = line + quarter / ACROSS * stride + 8 * (lane + quarter % ACROSS * 8);
            __builtin_memcpy(to, reinterpret_cast<const Word *>(rows + lane) + 8 * quarter, 8 * sizeof(Word));
        }
    }
}

}  // namespace

extern "C" {

void INTERNEG_SYMBOL(cosine_8x8)(float *group) {
    each_block(group, [](Vector *block) { interneg::cosine_8x8(block); });
}

void INTERNEG_SYMBOL(inverse_cosine_8x8)(float *group) {
    each_block(group, [](Vector *block) { interneg::inverse_cosine_8x8(block); });
}

/// Coefficients to eight lines of codes, block behind block.
void INTERNEG_SYMBOL(samples_8x8)(const float *group, float middle, float most, unsigned short *lines) {
    for (std::size_t first = 0; first < GROUP; first += UNIT) {
        Vector parts[PARTS][64];
        for (std::size_t part = 0; part < PARTS; part++) {
            for (std::size_t i = 0; i < 64; i++) {
                parts[part][i] = Memory<Vector>::load(group + i * GROUP + first + part * LANES);
            }
            interneg::inverse_cosine_8x8(parts[part]);
        }
        for (std::size_t y = 0; y < 8; y += ROWS_AT_ONCE) {
            store_rows(parts, y, {middle, most}, lines + 8 * (y * GROUP + first), 8 * GROUP);
        }
    }
}

}
