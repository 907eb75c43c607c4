// Coefficients to levels, and what a level is worth to the one who reads it.
#pragma once

#include "../bits.h"

namespace interneg {

/// Steps of a coefficient's magnitude, shifted so that its level is what stands before the point. `reciprocal` is that of
/// the step. `Number` is a number or a vector of them.
template <class Number>
INTERNEG_DEVICE Number steps_of(Number size, Number reciprocal, Number shift) {
    return size * reciprocal + shift;
}

/// Magnitude of a level, at most `most`: 1 from `first` steps on, though they be less than one.
INTERNEG_DEVICE int level_of(float steps, float first, float most) {
    const int level = static_cast<int>(at_most(most, at_least(1.0f, steps)));
    return steps < first ? 0 : level;
}

/// A level that is never negative, such as the mean of a block: the nearest.
INTERNEG_DEVICE int nearest_level(float value) {
    return static_cast<int>(value + 0.5f);
}

}  // namespace interneg
