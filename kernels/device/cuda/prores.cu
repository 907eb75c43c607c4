// ProRes on a GPU: coefficients of blocks, exact lengths and bytes of components. A thread does a block, or a component;
// threads beside each other do neighbours. The same numbers and bytes as on a CPU.

#include "../prores/component.h"
#include "../transform/dct.h"
#include "step.h"

/// Every block of components of equal size, which lie one behind the other: `samples` are 64 words of each block in raster
/// order, in the order the blocks are coded. Coefficients come in coding order, `blocks` to a component.
extern "C" __global__ void interneg_prores_transform(
    const unsigned short *__restrict__ samples, float *__restrict__ coefficients, unsigned int blocks,
    unsigned long long components, float middle, const unsigned char *__restrict__ raster,
    const float *__restrict__ factors) {
    const unsigned long long thread = interneg::thread_index();
    if (thread >= components * blocks) {
        return;
    }
    float values[64];
    for (int i = 0; i < 64; i++) {
        values[i] = static_cast<float>(samples[64 * thread + i]) - middle;
    }
    interneg::cosine_8x8(values);
    float *out = coefficients + thread / blocks * blocks * 64 + thread % blocks;
    for (int place = 0; place < 64; place++) {
        out[place * blocks] = values[raster[place]] * factors[place];
    }
}

/// Bytes of every component with every quantiser: a quantiser's lengths of all components, then the next one's.
extern "C" __global__ void interneg_prores_count(
    const float *__restrict__ coefficients, unsigned int blocks, unsigned long long components,
    const float *__restrict__ inverses, const unsigned int *__restrict__ places, unsigned int quantisers,
    unsigned int *__restrict__ bytes) {
    const unsigned long long thread = interneg::thread_index();
    if (thread >= components * quantisers) {
        return;
    }
    const unsigned int quantiser = static_cast<unsigned int>(thread / components);
    const float *own = coefficients + thread % components * blocks * 64;
    unsigned int bits = 0;
    interneg::prores_words(own, blocks, inverses[quantiser], places[quantiser], [&](interneg::ProresWord word) {
        bits += word.length;
    });
    bytes[thread] = (bits + 7) / 8;
}

/// The bytes of every component, from its own offset on, with its own quantiser.
extern "C" __global__ void interneg_prores_write(
    const float *__restrict__ coefficients, unsigned int blocks, unsigned long long components,
    const float *__restrict__ inverses, const unsigned int *__restrict__ places,
    const unsigned long long *__restrict__ offsets, unsigned char *__restrict__ out) {
    const unsigned long long thread = interneg::thread_index();
    if (thread >= components) {
        return;
    }
    interneg::ProresBytes bytes = {out + offsets[thread], 0, 0};
    const float *own = coefficients + thread * blocks * 64;
    interneg::prores_words(own, blocks, inverses[thread], places[thread], [&](interneg::ProresWord word) {
        bytes.put(word);
    });
    bytes.end();
}
