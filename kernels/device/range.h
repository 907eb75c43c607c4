// Scales and limits.
#pragma once

#include "bits.h"

namespace interneg {

/// `x * scale`.
struct Scale {
    float scale;

    INTERNEG_DEVICE float operator()(float x) const {
        return x * scale;
    }
};

/// `x * scale + offset`.
struct ScaleAndOffset {
    float scale, offset;

    INTERNEG_DEVICE float operator()(float x) const {
        return x * scale + offset;
    }
};

/// `x * scale + offset`, then from `low` to `high`; NaN becomes `low`.
struct ScaleAndClamp {
    float scale, offset, low, high;

    INTERNEG_DEVICE float operator()(float x) const {
        return at_most(high, at_least(low, x * scale + offset));
    }
};

/// Not below `low`; NaN becomes `low`.
struct Floor {
    float low;

    INTERNEG_DEVICE float operator()(float x) const {
        return at_least(low, x);
    }
};

/// Not above `high`; NaN becomes `high`.
struct Ceiling {
    float high;

    INTERNEG_DEVICE float operator()(float x) const {
        return at_most(high, x);
    }
};

/// From `low` to `high`; NaN becomes `low`.
struct Clamp {
    float low, high;

    INTERNEG_DEVICE float operator()(float x) const {
        return at_most(high, at_least(low, x));
    }
};

}  // namespace interneg
