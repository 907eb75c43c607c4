// Pieces of cameras' curves that the common logarithmic form does not hold.
#pragma once

#include "log.h"

namespace interneg {

/// The nearest single-precision number to the square root of a number that is not negative, as IEEE 754 prescribes.
INTERNEG_DEVICE float square_root(float x) {
#ifdef __CUDACC__
    return __fsqrt_rn(x);
#else
    return __builtin_sqrtf(x);
#endif
}

/// A logarithm on both sides of black and a line between them, as Canon's curves have it: from `low` to `high` the line
/// `line_slope * x + line_offset`, outside `slope * log2(lin_slope * |x| + 1)`, negated below, and an offset.
struct TwoSidedLinToLog {
    float lin_slope, slope, above_offset, below_offset, low, high, line_slope, line_offset;

    INTERNEG_DEVICE float operator()(float x) const {
        const float log = log2_of_normal(magnitude(x) * lin_slope + 1.0f) * slope;
        const float line = line_slope * x + line_offset;
        const float above = log + above_offset;
        const float below = below_offset - log;
        return x < low ? below : x > high ? above : line;
    }
};

/// Its inverse: `scale * (exp2((x + above_offset) * log_scale) - 1)` above, the same of `below_offset - x` negated below,
/// and the line `(x + line_offset) * line_scale` from `low` to `high`.
struct TwoSidedLogToLin {
    float log_scale, scale, above_offset, below_offset, low, high, line_offset, line_scale;

    INTERNEG_DEVICE float operator()(float x) const {
        const bool is_below = x < low;
        const float log = is_below ? below_offset - x : x + above_offset;
        const float linear = (exp2(log * log_scale) - 1.0f) * scale;
        const float line = (x + line_offset) * line_scale;
        return is_below ? -linear : x > high ? linear : line;
    }
};

/// `LinToLog` from `cut` on, below it a parabola, as Apple's curve has it: `scale * (x - black)^2`, and 0 below `black`
/// and for NaN.
struct ParabolicLinToLog {
    LinToLog curve;
    float cut, scale, black;

    INTERNEG_DEVICE float operator()(float x) const {
        const float over = at_least(0.0f, x - black);
        const float parabola = over * over * scale;
        const float above = curve(x);
        return x >= cut ? above : parabola;
    }
};

/// Its inverse: `LogToLin` from `cut` on, below it `sqrt(x * scale) + black`, and `black` below 0 and for NaN.
struct ParabolicLogToLin {
    LogToLin curve;
    float cut, scale, black;

    INTERNEG_DEVICE float operator()(float x) const {
        const float root = square_root(at_least(0.0f, x * scale)) + black;
        const float above = curve(x);
        return x >= cut ? above : root;
    }
};

/// What lies above `start` is taken out of a shoulder: with `s = (x - start) / span` it becomes
/// `start + span * (s + quadratic * s^2 + cubic * s^3)`, neither coefficient negative.
struct FromShoulder {
    float start, span, quadratic, cubic;

    INTERNEG_DEVICE float operator()(float x) const {
        const float over = x - start;
        const float s = over / span;
        const float bent = start + over * (1.0f + s * (quadratic + s * cubic));
        return x > start ? bent : x;
    }
};

/// Its inverse, for coefficients up to 1. More than 64 spans above `start` count as 64; +infinity stays.
struct IntoShoulder {
    float start, span, quadratic, cubic;

    INTERNEG_DEVICE float operator()(float x) const {
        const double q = static_cast<double>(quadratic), c = static_cast<double>(cubic);
        const double over = (static_cast<double>(x) - static_cast<double>(start)) / static_cast<double>(span);
        const double wanted = over < 64.0 ? over : 64.0;
        // Newton's steps from above: the polynomial rises and is convex, so that none passes the root. The first ones
        // take a third off at least, the last ones double the digits; fourteen are more than any coefficients need.
        double s = wanted;
        for (int step = 0; step < 14; step++) {
            const double off = s * (1.0 + s * (q + s * c)) - wanted;
            s -= off / (1.0 + s * (2.0 * q + s * (3.0 * c)));
        }
        const float found = static_cast<float>(static_cast<double>(start) + static_cast<double>(span) * s);
        const float bent = bits_of(x) == INFINITE ? x : found;
        return x > start ? bent : x;
    }
};

/// `slope * x + offset` below `cut`, and nothing changed from it on.
struct LineBelow {
    float cut, slope, offset;

    INTERNEG_DEVICE float operator()(float x) const {
        const float line = slope * x + offset;
        return x < cut ? line : x;
    }
};

}  // namespace interneg
