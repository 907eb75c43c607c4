// The cosine transform of blocks side by side; compiled once for each instruction-set level.

#include "../device/transform/dct.h"
#include "level.h"
#include "transform/errors.h"
#include "transform/lines.h"

// Everything but the entry points is local to this level: the linker must never join the levels' copies.
namespace {

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
            store_rows(parts, y, {middle, most}, lines + LINE * y + 8 * first);
        }
    }
}

/// Errors of blocks of codes, as coefficients and in what becomes of them.
void INTERNEG_SYMBOL(errors_8x8)(
    const unsigned short *found, const unsigned short *wanted, unsigned int most, const Allowed *allowed,
    const float *quantisers, Errors *errors) {
    for (std::size_t first = 0; first < GROUP; first += UNIT) {
        Vector parts[PARTS][64];
        subtract(found + 8 * first, wanted + 8 * first, static_cast<int>(most), first, parts, *errors);
        for (std::size_t part = 0; part < PARTS; part++) {
            interneg::cosine_8x8(parts[part]);
            judge(parts[part], *allowed, quantisers, first + part * LANES, *errors);
        }
    }
}

}
