// Powers, and powers with a straight line near black.
#pragma once

#include "math.h"

namespace interneg {

/// `max(x, 0)` to the power; NaN counts as 0.
struct Power {
    float power;

    INTERNEG_DEVICE float operator()(float x) const {
        return pow(at_least(0.0f, x), power);
    }
};

/// The magnitude to the power, with the sign of `x`.
struct PowerMirrored {
    float power;

    INTERNEG_DEVICE float operator()(float x) const {
        // A power of 0 makes a number of NaN, whose sign is the processor's affair.
        return with_sign(pow(magnitude(x), power), one_nan(x));
    }
};

/// Positive values to the power, others as they are.
struct PowerPassing {
    float power;

    INTERNEG_DEVICE float operator()(float x) const {
        const float raised = pow(x, power);
        return x > 0.0f ? raised : x;
    }
};

/// `(x * scale + offset)` to the power, and a straight line up to `cut`.
struct MoncurveToLinear {
    float power, offset, cut, slope, scale;

    INTERNEG_DEVICE float operator()(float x) const {
        const float raised = pow(x * scale + offset, power);
        return x <= cut ? x * slope : raised;
    }
};

/// `x` to the power, times `scale`, less `offset`, and a straight line up to `cut`.
struct MoncurveFromLinear {
    float power, offset, cut, slope, scale;

    INTERNEG_DEVICE float operator()(float x) const {
        const float raised = pow(x, power) * scale - offset;
        return x <= cut ? x * slope : raised;
    }
};

/// A curve on the magnitude, with the sign of `x`.
template <class Curve>
struct Mirrored {
    Curve curve;

    INTERNEG_DEVICE float operator()(float x) const {
        const float value = curve(magnitude(x));
        return float_of(bits_of(value) ^ (bits_of(one_nan(x)) & ~MAGNITUDE));
    }
};

}  // namespace interneg
