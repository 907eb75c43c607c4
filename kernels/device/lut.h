// Tables of values: one-dimensional with linear interpolation, three-dimensional with tetrahedral.
#pragma once

#include "bits.h"

namespace interneg {

/// Entries for evenly spaced inputs from 0 to 1; inputs outside get the ends, NaN gets the first.
struct Lut1d {
    const float *entries;
    float last;

    INTERNEG_DEVICE float operator()(float x) const {
        const float at = at_most(last, at_least(0.0f, last * x));
        const int low = static_cast<int>(at);
        const float above = static_cast<float>(low) == at ? 0.0f : 1.0f;
        const float below = entries[low];
        const float next = entries[low + static_cast<int>(above)];
        // Counted from the upper entry, as OpenColorIO does.
        return (below - next) * ((static_cast<float>(low) + above) - at) + next;
    }
};

/// An entry for every half float, by its bits. Between two halves it interpolates; beyond the largest finite one it is
/// that one's entry; NaN gets the entry of the quiet NaN.
struct Lut1dOfHalves {
    const float *entries;

    INTERNEG_DEVICE float operator()(float x) const {
        constexpr Bits32 LARGEST = 0x477FE000u;
        constexpr Bits32 SMALLEST_NORMAL_HALF = 0x38800000u;
        const Bits32 found = bits_of(x) & MAGNITUDE;
        const Bits32 bits = found < LARGEST ? found : LARGEST;
        const bool is_denormal = bits < SMALLEST_NORMAL_HALF;
        // Denormal halves are the multiples of 2^-24.
        const float steps = is_denormal ? float_of(bits) * 0x1p24f : 0.0f;
        const int whole = static_cast<int>(steps);
        const int normal = static_cast<int>((bits - 0x38000000u) >> 13);
        const int index = is_denormal ? whole : normal;
        const float past = static_cast<float>(static_cast<int>(bits & 0x1FFFu)) * 0x1p-13f;
        const float fraction = is_denormal ? steps - static_cast<float>(whole) : past;
        const int sign = static_cast<int>((bits_of(x) >> 16) & 0x8000u);
        const int next = index < 0x7BFF ? index + 1 : index;
        const float nearer = entries[sign | index];
        const float farther = entries[sign | next];
        const float value = (nearer - farther) * (1.0f - fraction) + farther;
        return x != x ? entries[0x7E00] : value;
    }
};

struct Triple {
    float r, g, b;
};

/// A cube of `edge` entries a side, blue fastest. Inputs from 0 to 1 span it; outside they are clamped, NaN counts as
/// 0.
struct Lut3d {
    const float *entries;
    int edge;

    INTERNEG_DEVICE Triple operator()(float r, float g, float b) const {
        const float last = static_cast<float>(edge - 1);
        const float x = at_most(last, at_least(0.0f, r * last));
        const float y = at_most(last, at_least(0.0f, g * last));
        const float z = at_most(last, at_least(0.0f, b * last));
        const int xi = static_cast<int>(x), yi = static_cast<int>(y), zi = static_cast<int>(z);
        const float fx = x - static_cast<float>(xi), fy = y - static_cast<float>(yi), fz = z - static_cast<float>(zi);
        // On the last entry there is no next one, and its weight is 0.
        const int step_x = xi < edge - 1 ? edge * edge * 3 : 0;
        const int step_y = yi < edge - 1 ? edge * 3 : 0;
        const int step_z = zi < edge - 1 ? 3 : 0;
        const float *first = entries + ((xi * edge + yi) * edge + zi) * 3;
        // The path to the opposite corner goes along the axes in the order of falling fractions.
        float most, middle, least;
        int one, two;
        if (fx > fy) {
            if (fy > fz) {
                most = fx, middle = fy, least = fz, one = step_x, two = step_x + step_y;
            } else if (fx > fz) {
                most = fx, middle = fz, least = fy, one = step_x, two = step_x + step_z;
            } else {
                most = fz, middle = fx, least = fy, one = step_z, two = step_x + step_z;
            }
        } else if (fz > fy) {
            most = fz, middle = fy, least = fx, one = step_z, two = step_y + step_z;
        } else if (fz > fx) {
            most = fy, middle = fz, least = fx, one = step_y, two = step_y + step_z;
        } else {
            most = fy, middle = fx, least = fz, one = step_y, two = step_x + step_y;
        }
        const float *second = first + one, *third = first + two, *fourth = first + step_x + step_y + step_z;
        const float w0 = 1.0f - most, w1 = most - middle, w2 = middle - least;
        return {
            ((w0 * first[0] + w1 * second[0]) + w2 * third[0]) + least * fourth[0],
            ((w0 * first[1] + w1 * second[1]) + w2 * third[1]) + least * fourth[1],
            ((w0 * first[2] + w1 * second[2]) + w2 * third[2]) + least * fourth[2],
        };
    }
};

}  // namespace interneg
