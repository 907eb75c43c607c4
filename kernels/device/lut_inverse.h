// Inverses of one-dimensional tables with linear interpolation, exact between two entries.
#pragma once

#include "half.h"

namespace interneg {

/// How many entries lie below a value is found one bit at a time, from the highest: `below` of them are known to, and
/// the entries rise from there on. `step` is the bit.
INTERNEG_DEVICE int next_below(const float *entries, int below, int step, float value) {
    return below + (entries[below + step - 1] < value ? step : 0);
}

/// Entries that nowhere fall; a power of two of them, at least 2, the last one repeated to fill it.
struct Rising {
    const float *entries;
    /// Half the number of entries: the first step.
    int half;

    /// Not beyond the ends. NaN stays.
    INTERNEG_DEVICE float bounded(float value) const {
        const float first = entries[0], last = entries[2 * half - 1];
        const float floored = value < first ? first : value;
        return last < floored ? last : floored;
    }

    /// The entry with which the stretch between two begins where the value is.
    INTERNEG_DEVICE int entry(int below) const {
        return below > 0 ? below - 1 : 0;
    }

    /// The way from that entry to the next one.
    INTERNEG_DEVICE float fraction(int entry, float bounded) const {
        const float low = entries[entry], high = entries[entry + 1];
        const float fraction = (bounded - low) / (high - low);
        return high > low ? fraction : 0.0f;
    }
};

/// Of a table over 0..1.
struct Lut1dInverse {
    struct Parameters {
        /// -1 where the table falls; the entries are negated then.
        float sign;
        /// Place of the first entry in the table, and the distance of two places.
        float first, scale;
    };

    Rising table;
    Parameters is;

    INTERNEG_DEVICE Rising stretch(float) const {
        return table;
    }

    INTERNEG_DEVICE float wanted(float x) const {
        return table.bounded(x * is.sign);
    }

    INTERNEG_DEVICE float found(float, float wanted, int below) const {
        const int entry = table.entry(below);
        return ((static_cast<float>(entry) + is.first) + table.fraction(entry, wanted)) * is.scale;
    }
};

/// Of a table of all halves.
struct Lut1dOfHalvesInverse {
    struct Parameters {
        /// -1 where the table falls. The entries of positive halves are multiplied by it, those of negative ones, which
        /// run the other way, by its opposite.
        float sign;
        /// The entry of zero: values on one side of it have positive halves, values on the other negative ones.
        float middle;
        /// Bits of the first half of each stretch.
        float first_positive, first_negative;
    };

    /// The stretch of the positive halves, and behind it the one of the negative halves.
    Rising table;
    Parameters is;

    INTERNEG_DEVICE bool is_positive(float x) const {
        return (is.sign > 0.0f) == (x >= is.middle);
    }

    INTERNEG_DEVICE Rising stretch(float x) const {
        return {table.entries + (is_positive(x) ? 0 : 2 * table.half), table.half};
    }

    INTERNEG_DEVICE float wanted(float x) const {
        return stretch(x).bounded(x * (is_positive(x) ? is.sign : -is.sign));
    }

    INTERNEG_DEVICE float found(float x, float wanted, int below) const {
        const Rising rising = stretch(x);
        const int entry = rising.entry(below);
        const int first = static_cast<int>(is_positive(x) ? is.first_positive : is.first_negative);
        const auto bits = static_cast<unsigned short>(entry + first);
        const float low = single_of(bits), high = single_of(static_cast<unsigned short>(bits + 1));
        const float fraction = rising.fraction(entry, wanted);
        // Behind the largest half there is none to go to.
        return fraction == 0.0f ? low : low + fraction * (high - low);
    }
};

/// The inverse of one value.
template <class Inverse>
INTERNEG_DEVICE float inverted(const Inverse inverse, float x) {
    const Rising rising = inverse.stretch(x);
    const float wanted = inverse.wanted(x);
    int below = 0;
    for (int step = rising.half; step > 0; step >>= 1) {
        below = next_below(rising.entries, below, step, wanted);
    }
    return inverse.found(x, wanted, below);
}

}  // namespace interneg
