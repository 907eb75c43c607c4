// Blocks of samples to coefficients on a GPU, a thread each: the numbers of `host/macroblock/macroblock.cpp`.

#include "../../macroblock/layout.h"
#include "../../transform/dct.h"
#include "../thread.h"

/// Where the coefficient of each place of a block goes in the scan, and its factor.
struct ScanOfPlaces {
    unsigned int positions[64];
    float scales[64];
};

namespace interneg {

/// Samples that are read together.
template <class Sample>
constexpr int TOGETHER = 8 / sizeof(Sample);

/// A block's samples as numbers. Beyond the plane its last samples and lines go on. Returns all bits that samples have.
template <class Sample>
INTERNEG_DEVICE unsigned int read_block(
    const unsigned char *kept, const BlockPlane &plane, const BlockPlace &place, float *block) {
    const unsigned int x = 8 * place.x, y = 8 * place.y;
    Bits64 all = 0;
    if (x + 8 <= plane.width && (plane.first | plane.stride_bytes) % 8 == 0) {
#pragma unroll
        for (int row = 0; row < 8; row++) {
            const unsigned int line = y + row < plane.height ? y + row : plane.height - 1;
            const unsigned char *first = kept + plane.first + static_cast<Bits64>(line) * plane.stride_bytes;
            const Bits64 *words = reinterpret_cast<const Bits64 *>(first + x * sizeof(Sample));
#pragma unroll
            for (int i = 0; i < 8 / TOGETHER<Sample>; i++) {
                const Bits64 word = words[i];
                all |= word;
#pragma unroll
                for (int k = 0; k < TOGETHER<Sample>; k++) {
                    const int sample = static_cast<Sample>(word >> (8 * sizeof(Sample) * k));
                    block[8 * row + TOGETHER<Sample> * i + k] = static_cast<float>(sample);
                }
            }
        }
        all |= all >> 32;
        all |= all >> 16;
        all |= sizeof(Sample) == 1 ? all >> 8 : 0;
        return static_cast<Sample>(all);
    }
#pragma unroll
    for (int row = 0; row < 8; row++) {
        const unsigned int line = y + row < plane.height ? y + row : plane.height - 1;
        const unsigned char *first = kept + plane.first + static_cast<Bits64>(line) * plane.stride_bytes;
#pragma unroll
        for (int column = 0; column < 8; column++) {
            const unsigned int at = x + column < plane.width ? x + column : plane.width - 1;
            const Sample sample = reinterpret_cast<const Sample *>(first)[at];
            all |= sample;
            block[8 * row + column] = static_cast<float>(static_cast<int>(sample));
        }
    }
    return static_cast<Sample>(all);
}

}  // namespace interneg

/// Coefficients position by position of the scan, those of neighbouring blocks side by side. `above` gets the bits of each
/// plane's samples that are above its depth.
extern "C" __global__ void __launch_bounds__(256) interneg_macroblock_transform(
    const unsigned char *__restrict__ kept, const interneg::BlockLayout layout, const ScanOfPlaces *__restrict__ scan,
    float *__restrict__ coefficients, unsigned int *__restrict__ above) {
    const interneg::BlockPlace place = interneg::place_of(layout, interneg::thread_index());
    if (!place.is_inside) {
        return;
    }
    const interneg::BlockPlane plane = interneg::plane_of(layout, place.plane);
    float block[64];
    const unsigned int seen = layout.bits == 8 ? interneg::read_block<unsigned char>(kept, plane, place, block)
                                               : interneg::read_block<unsigned short>(kept, plane, place, block);
    const unsigned int too_high = seen >> layout.bits << layout.bits;
    if (too_high != 0) {
        atomicOr(&above[place.plane], too_high);
    }
    interneg::cosine_8x8(block);
    const unsigned long long blocks = layout.blocks;
#pragma unroll
    for (int i = 0; i < 64; i++) {
        coefficients[scan->positions[i] * blocks + place.index] = block[i] * scan->scales[i];
    }
}
