// The variable-length codes of ProRes (SMPTE RDD 36, 7.1): lengths and bits of symbols, and which code comes next.
#pragma once

#include "../bits.h"

namespace interneg {

/// A family of two: `symbol >> rice` zeros, a one and the `rice` low bits for symbols below `turn`, which is a multiple of
/// 2^rice; behind it, `quotients` zeros and an exponential Golomb code of order `exponential` of what exceeds `turn`.
struct ProresCode {
    unsigned char quotients, rice, exponential;

    INTERNEG_DEVICE unsigned int turn() const {
        return static_cast<unsigned int>(quotients) << rice;
    }
};

/// An exponential Golomb code alone: its codes of the shortest length are those of the Rice code of the same order.
INTERNEG_DEVICE constexpr ProresCode prores_golomb(unsigned char order) {
    return {1, order, static_cast<unsigned char>(order + 1)};
}

/// Of the first DC coefficient of a slice.
INTERNEG_DEVICE constexpr ProresCode prores_first_dc_code() {
    return prores_golomb(5);
}

/// Of a DC difference, by the one before; of the first one as behind a 3.
INTERNEG_DEVICE constexpr ProresCode prores_dc_code(int before) {
    const int size = before < 0 ? -before : before;
    return size == 0 ? prores_golomb(0)
         : size == 1 ? prores_golomb(1)
         : size == 2 ? ProresCode{2, 2, 3}
                     : prores_golomb(3);
}
constexpr int PRORES_DC_BEFORE = 3, PRORES_DC_LAST = 3;

/// Of a run of zeros, by the run before; of the first as behind a run of 4. Runs from 15 on choose alike.
INTERNEG_DEVICE constexpr ProresCode prores_run_code(unsigned int before) {
    return before < 2   ? ProresCode{3, 0, 1}
         : before < 4   ? ProresCode{2, 0, 1}
         : before == 4  ? prores_golomb(0)
         : before < 9   ? ProresCode{2, 1, 2}
         : before < 15  ? prores_golomb(1)
                        : prores_golomb(2);
}
constexpr unsigned int PRORES_RUN_LAST = 15, PRORES_RUN_BEFORE = 4;

/// Of a magnitude less one, by the one before; of the first as behind a 1. From 8 on they choose alike.
INTERNEG_DEVICE constexpr ProresCode prores_level_code(unsigned int before) {
    return before == 0 ? ProresCode{3, 0, 2}
         : before == 1 ? ProresCode{2, 0, 1}
         : before == 2 ? ProresCode{3, 0, 1}
         : before == 3 ? prores_golomb(0)
         : before < 8  ? prores_golomb(1)
                       : prores_golomb(2);
}
constexpr unsigned int PRORES_LEVEL_LAST = 8, PRORES_LEVEL_BEFORE = 1;

/// Position of the highest bit of a number that is not zero, counted from 1.
INTERNEG_DEVICE unsigned int bit_length(unsigned int number) {
#ifdef __CUDACC__
    return 32 - static_cast<unsigned int>(__clz(static_cast<int>(number)));
#else
    return 32 - static_cast<unsigned int>(__builtin_clz(number));
#endif
}

/// A code word, right-aligned, and its length in bits: at most 32 for the symbols of ProRes, which have at most 16.
struct ProresWord {
    unsigned int bits, length;
};

INTERNEG_DEVICE ProresWord prores_word(ProresCode code, unsigned int symbol) {
    const unsigned int turn = code.turn();
    if (symbol < turn) {
        const unsigned int low = 1u << code.rice;
        return {low | (symbol & (low - 1)), (symbol >> code.rice) + 1 + code.rice};
    }
    const unsigned int rest = symbol - turn + (1u << code.exponential);
    return {rest, code.quotients + 2 * bit_length(rest) - code.exponential - 1u};
}

/// Signed numbers as symbols: 0, -1, 1, -2, 2 ...
INTERNEG_DEVICE unsigned int prores_folded(int number) {
    return (static_cast<unsigned int>(number) << 1) ^ (number < 0 ? ~0u : 0u);
}

/// What is coded of a DC difference: it counts in the direction of the one before.
INTERNEG_DEVICE unsigned int prores_dc_symbol(int difference, int before) {
    return prores_folded(before < 0 ? -difference : difference);
}

}  // namespace interneg
