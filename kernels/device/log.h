// Logarithmic curves of scanners and cameras, in the order of operations of OpenColorIO's renderers.
#pragma once

#include "math.h"

namespace interneg {

/// `slope * log2(max(lin_slope * x + lin_offset, smallest normal)) + offset`; NaN counts as the smallest normal.
struct LinToLog {
    float lin_slope, lin_offset, slope, offset;

    INTERNEG_DEVICE float operator()(float x) const {
        return log2_of_normal(at_least(SMALLEST_NORMAL, x * lin_slope + lin_offset)) * slope + offset;
    }
};

/// `scale * (exp2((x + log_offset) * log_scale) + offset)`.
struct LogToLin {
    float log_offset, log_scale, offset, scale;

    /// What the exponential is taken of.
    template <class Number>
    INTERNEG_DEVICE Number exponent(Number x) const {
        return (x + log_offset) * log_scale;
    }

    /// The result for `x`, from the exponential.
    template <class Number>
    INTERNEG_DEVICE Number of_power(Number, Number power) const {
        return (power + offset) * scale;
    }

    template <class Number>
    INTERNEG_DEVICE Number operator()(Number x) const {
        return of_power(x, exp2(exponent(x)));
    }
};

/// `LinToLog`, and a straight line below `cut`.
struct CameraLinToLog {
    LinToLog curve;
    float cut, line_slope, line_offset;

    INTERNEG_DEVICE float operator()(float x) const {
        const float line = line_slope * x + line_offset;
        const float above = curve(x);
        return x < cut ? line : above;
    }
};

/// `LogToLin`, and a straight line below `cut`.
struct CameraLogToLin {
    LogToLin curve;
    float cut, line_offset, line_scale;

    template <class Number>
    INTERNEG_DEVICE Number exponent(Number x) const {
        return curve.exponent(x);
    }

    template <class Number>
    INTERNEG_DEVICE Number of_power(Number x, Number power) const {
        const Number line = line_scale * (x + line_offset);
        const Number above = curve.of_power(x, power);
        return x < cut ? line : above;
    }

    template <class Number>
    INTERNEG_DEVICE Number operator()(Number x) const {
        return of_power(x, exp2(exponent(x)));
    }
};

}  // namespace interneg
