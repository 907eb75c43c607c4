// A component of a ProRes slice from its coefficients, one symbol after the other: what a thread of a GPU does, and the
// simplest form of what `host/prores` does in vectors.
#pragma once

#include "codes.h"
#include "quantise.h"

namespace interneg {

/// Gives all code words of a component to `put`, in their order. `coefficients` are in coding order, weighted: of each
/// place, one of each block; `inverse` is 1 by the quantiser's scale, and places from `places` on count as zeros.
template <class Put>
INTERNEG_DEVICE void prores_words(
    const float *coefficients, unsigned int blocks, float inverse, unsigned int places, const Put put) {
    int level_before = prores_dc_level(coefficients[0], inverse), before = PRORES_DC_BEFORE;
    put(prores_word(prores_first_dc_code(), prores_folded(level_before)));
    for (unsigned int block = 1; block < blocks; block++) {
        const int level = prores_dc_level(coefficients[block], inverse), difference = level - level_before;
        put(prores_word(prores_dc_code(before), prores_dc_symbol(difference, before)));
        level_before = level;
        before = difference;
    }
    unsigned int run = 0, run_before = PRORES_RUN_BEFORE, size_before = PRORES_LEVEL_BEFORE;
    for (unsigned int i = blocks; i < places * blocks; i++) {
        const int level = prores_level(coefficients[i], inverse);
        if (level == 0) {
            run++;
            continue;
        }
        const unsigned int size = static_cast<unsigned int>(level < 0 ? -level : level) - 1;
        put(prores_word(prores_run_code(run_before), run));
        const ProresWord word = prores_word(prores_level_code(size_before), size);
        put(ProresWord{word.bits << 1 | (level < 0 ? 1u : 0u), word.length + 1});
        run_before = run;
        size_before = size;
        run = 0;
    }
}

/// Appends code words to bytes, the first bit the highest.
struct ProresBytes {
    unsigned char *to;
    unsigned long long pending;
    unsigned int count;

    INTERNEG_DEVICE void put(ProresWord word) {
        pending = pending << word.length | word.bits;
        count += word.length;
        while (count >= 8) {
            count -= 8;
            *to++ = static_cast<unsigned char>(pending >> count);
        }
    }

    /// Fills the last byte with zeros; returns what lies behind it.
    INTERNEG_DEVICE unsigned char *end() {
        if (count > 0) {
            *to++ = static_cast<unsigned char>(pending << (8 - count));
        }
        return to;
    }
};

}  // namespace interneg
