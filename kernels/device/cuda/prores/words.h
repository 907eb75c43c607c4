// The code words of a component, 32 coefficients at a time: what `host/prores` does in vectors, by the lanes of a warp.
//
// A symbol's codes depend on the run and the level before it. Which lanes hold levels is one word that all lanes see, so each
// finds the nearest one below itself and asks it; what the last one of these 32 leaves goes on to the next.
#pragma once

#include "../../prores/codes.h"
#include "../../prores/quantise.h"
#include "layout.h"

namespace interneg {

constexpr unsigned int ALL_LANES = 0xFFFFFFFFu, LANES = 32;

/// What a lane puts behind the lanes before it: at most 52 bits, right-aligned; none for a length of 0.
struct ProresBits {
    unsigned long long bits;
    unsigned int length;
};

/// Run and level with its sign, one behind the other.
INTERNEG_DEVICE ProresBits prores_symbol(
    unsigned int run, unsigned int run_before, int level, unsigned int size, unsigned int size_before) {
    const ProresWord run_word = prores_word(prores_run_code(run_before), run);
    const ProresWord level_word = prores_word(prores_level_code(size_before), size);
    const unsigned long long level_bits = level_word.bits << 1 | (level < 0 ? 1u : 0u);
    const unsigned int level_length = level_word.length + 1;
    return {static_cast<unsigned long long>(run_word.bits) << level_length | level_bits, run_word.length + level_length};
}

/// Gives the code words of a component's DC coefficients to `put`, which all lanes call together.
template <class Put>
INTERNEG_DEVICE void prores_dc_words(
    const float *coefficients, unsigned int blocks, float inverse, unsigned int lane, const Put put) {
    const int level = prores_dc_level(lane < blocks ? coefficients[lane] : 0.0f, inverse);
    const int difference = level - __shfl_up_sync(ALL_LANES, level, 1);
    const int lower = __shfl_up_sync(ALL_LANES, difference, 1), before = lane < 2 ? PRORES_DC_BEFORE : lower;
    const ProresWord word = lane == 0 ? prores_word(prores_first_dc_code(), prores_folded(level))
                                      : prores_word(prores_dc_code(before), prores_dc_symbol(difference, before));
    put(ProresBits{word.bits, lane < blocks ? word.length : 0});
}

/// The same of all others, in coding order.
template <class Put>
INTERNEG_DEVICE void prores_ac_words(
    const float *coefficients, unsigned int blocks, ProresQuantiser quantiser, unsigned int lane, const Put put) {
    const unsigned int end = quantiser.places * blocks;
    // Zeros since the last level, and the run and the size less one of that.
    unsigned int zeros = 0, run_before = PRORES_RUN_BEFORE, size_before = PRORES_LEVEL_BEFORE;
    for (unsigned int first = blocks; first < end; first += LANES) {
        const unsigned int at = first + lane;
        const int level = at < end ? prores_level(coefficients[at], quantiser.inverse) : 0;
        const unsigned int levels = __ballot_sync(ALL_LANES, level != 0);
        if (levels == 0) {
            zeros += LANES;
            continue;
        }
        const unsigned int below = levels & ((1u << lane) - 1);
        const bool has_lower = below != 0;
        const int nearest = has_lower ? 31 - __clz(static_cast<int>(below)) : 0;
        const unsigned int run = has_lower ? lane - static_cast<unsigned int>(nearest) - 1 : zeros + lane;
        const unsigned int size = static_cast<unsigned int>(level < 0 ? -level : level) - 1;
        const unsigned int lower_run = __shfl_sync(ALL_LANES, run, nearest);
        const unsigned int lower_size = __shfl_sync(ALL_LANES, size, nearest);
        ProresBits symbol = {0, 0};
        if (level != 0) {
            symbol = prores_symbol(
                run, has_lower ? lower_run : run_before, level, size, has_lower ? lower_size : size_before);
        }
        put(symbol);
        const int last = 31 - __clz(static_cast<int>(levels));
        run_before = __shfl_sync(ALL_LANES, run, last);
        size_before = __shfl_sync(ALL_LANES, size, last);
        zeros = 31 - static_cast<unsigned int>(last);
    }
}

/// The sum of a number of each lane, in all lanes.
INTERNEG_DEVICE unsigned int sum_of_lanes(unsigned int number) {
    for (int distance = 16; distance > 0; distance /= 2) {
        number += __shfl_xor_sync(ALL_LANES, number, distance);
    }
    return number;
}

}  // namespace interneg
