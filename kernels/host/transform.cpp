// The cosine transform of blocks side by side; compiled once for each instruction-set level.

#include "../device/transform/dct.h"
#include "level.h"
#include "vector.h"

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

}  // namespace

extern "C" {

void INTERNEG_SYMBOL(cosine_8x8)(float *group) {
    each_block(group, [](Vector *block) { interneg::cosine_8x8(block); });
}

void INTERNEG_SYMBOL(inverse_cosine_8x8)(float *group) {
    each_block(group, [](Vector *block) { interneg::inverse_cosine_8x8(block); });
}

}
