// Premultiplied alpha, one picture over another, and a dissolve.
#pragma once

#include "bits.h"

namespace interneg {

/// A colour times its alpha.
INTERNEG_DEVICE float premultiplied(float colour, float alpha) {
    return one_nan(colour * alpha);
}

/// The inverse. A colour whose alpha is 0 stays as it is: light that covers nothing, like a flame's, is not lost.
INTERNEG_DEVICE float unpremultiplied(float colour, float alpha) {
    const float quotient = colour / alpha;
    return one_nan(alpha == 0.0f ? colour : quotient);
}

/// A premultiplied channel, alpha itself included, in front of another. Where the front's alpha is 1 nothing of the
/// back is seen, not even a NaN.
INTERNEG_DEVICE float over(float front, float front_alpha, float back) {
    const float sum = front + back * (1.0f - front_alpha);
    return one_nan(front_alpha == 1.0f ? front : sum);
}

/// From `a` at 0 to `b` at 1. The ends are the bits of `a` and `b`; between them it counts from the nearer one, so that
/// equal values stay as they are.
struct Dissolve {
    float factor;

    INTERNEG_DEVICE float operator()(float a, float b) const {
        const bool is_first = factor <= 0.5f;
        const float nearer = is_first ? a : b;
        const float farther = is_first ? b : a;
        // Above 1/2 the difference is exact.
        const float share = is_first ? factor : 1.0f - factor;
        const float sum = share * (farther - nearer);
        const float mixed = one_nan(sum == 0.0f ? nearer : nearer + sum);
        const bool is_end = factor == 0.0f || factor == 1.0f;
        return is_end ? nearer : mixed;
    }
};

}  // namespace interneg
