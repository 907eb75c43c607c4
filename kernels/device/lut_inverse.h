// Inverses of one-dimensional tables with linear interpolation, exact between two entries.
#pragma once

#include "bits.h"

namespace interneg {

/// Entries that nowhere fall; a power of two of them, at least 2, the last one repeated to fill it.
struct Rising {
    const float *entries;
    /// Half the number of entries.
    int half;

    struct Place {
        int entry;
        float fraction;
    };

    /// Where interpolation gives `value`; the ends for values beyond them, NaN between the first two for NaN.
    INTERNEG_DEVICE Place find(float value) const {
        const float first = entries[0], last = entries[2 * half - 1];
        const float floored = value < first ? first : value;
        const float bounded = last < floored ? last : floored;
        // How many entries lie below: one bit of the number each step, without a branch.
        int below = 0;
        for (int step = half; step > 0; step >>= 1) {
            below += entries[below + step - 1] < bounded ? step : 0;
        }
        const int entry = below > 0 ? below - 1 : 0;
        const float low = entries[entry], high = entries[entry + 1];
        const float fraction = (bounded - low) / (high - low);
        return {entry, high > low ? fraction : 0.0f};
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

    INTERNEG_DEVICE float operator()(float x) const {
        const Rising::Place place = table.find(x * is.sign);
        return ((static_cast<float>(place.entry) + is.first) + place.fraction) * is.scale;
    }
};

/// The half float with these bits, a finite one.
INTERNEG_DEVICE float half_of(Bits32 bits) {
    const Bits32 size = bits & 0x7FFFu;
    const float denormal = static_cast<float>(static_cast<int>(size)) * 0x1p-24f;
    const float normal = float_of((size << 13) + 0x38000000u);
    return with_sign(size < 0x400u ? denormal : normal, float_of((bits & 0x8000u) << 16));
}

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
    Rising tables;
    Parameters is;

    INTERNEG_DEVICE float operator()(float x) const {
        const bool is_positive = (is.sign > 0.0f) == (x >= is.middle);
        const Rising table = {tables.entries + (is_positive ? 0 : 2 * tables.half), tables.half};
        const Rising::Place place = table.find(x * (is_positive ? is.sign : -is.sign));
        const int first = static_cast<int>(is_positive ? is.first_positive : is.first_negative);
        const Bits32 bits = static_cast<Bits32>(place.entry + first);
        const float low = half_of(bits);
        return low + place.fraction * (half_of(bits + 1) - low);
    }
};

}  // namespace interneg
