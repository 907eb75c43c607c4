// Coefficients to levels by truncation, and what a level is worth to the one who reads it.
//
// A coefficient comes in units of its own step at quantiser 1: the transform has taken in its weight. Its level at another
// quantiser is what a product with that quantiser's reciprocal leaves before the point: a division costs more, and differs
// only where a coefficient lies within a rounding of a step.
#pragma once

#include "../bits.h"

namespace interneg {

/// Magnitude of a level. `most` is the highest that has a code.
INTERNEG_DEVICE int level_of(float size, float reciprocal, float most) {
    return static_cast<int>(at_most(most, size * reciprocal));
}

/// What the reader's coefficient is off, in the coefficient's unit: it takes a level for `within` of a step more than it
/// says, and none for zero.
INTERNEG_DEVICE float error_of(float size, int level, float quantiser, float within) {
    const float read = level > 0 ? (static_cast<float>(level) + within) * quantiser : 0.0f;
    return size - read;
}

/// A level that is never negative, such as the mean of a block: the nearest.
INTERNEG_DEVICE int nearest_level(float value) {
    return static_cast<int>(value + 0.5f);
}

}  // namespace interneg
