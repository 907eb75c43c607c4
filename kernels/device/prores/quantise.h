// Quantisation of coefficients that were divided by their weights already.
#pragma once

#include "../bits.h"

namespace interneg {

/// What is added to a magnitude before its fraction is cut off. DC is rounded to nearest. Other coefficients are small
/// more often than large, so that the mean of those that become a level lies nearer to zero than the middle; a little less
/// than a half also makes zeros of some that cost more bits than they are worth. Measured best near 0.42.
constexpr float PRORES_DC_ROUNDING = 0.5f, PRORES_AC_ROUNDING = 0.42f;

/// The level of a coefficient; `inverse` is 1 by the quantiser's scale. Below 2^15 in magnitude.
INTERNEG_DEVICE int prores_level(float coefficient, float inverse, float rounding) {
    const float scaled = coefficient * inverse;
    return static_cast<int>(scaled + with_sign(rounding, scaled));
}

}  // namespace interneg
