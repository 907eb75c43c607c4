// Quantisation of coefficients that were divided by their weights already.
#pragma once

#include "../bits.h"

namespace interneg {

/// DC is rounded to nearest. Of the others, small ones are more frequent than large ones, so that the mean of those that
/// become a level lies a little nearer to zero than the middle; and a level of 1 costs about two bits more than a zero, so
/// that what it saves of the distance must be worth them. Measured on grain, zone plates and noise, in all profiles.
constexpr float PRORES_DC_ROUNDING = 0.5f, PRORES_AC_ROUNDING = 0.46f, PRORES_LEAST = 0.67f;

/// The level of a DC coefficient; `inverse` is 1 by the quantiser's scale. Below 2^15 in magnitude.
INTERNEG_DEVICE int prores_dc_level(float coefficient, float inverse) {
    const float scaled = coefficient * inverse;
    return static_cast<int>(scaled + with_sign(PRORES_DC_ROUNDING, scaled));
}

/// The level of any other coefficient.
INTERNEG_DEVICE int prores_level(float coefficient, float inverse) {
    const float scaled = coefficient * inverse;
    const int level = static_cast<int>(scaled + with_sign(PRORES_AC_ROUNDING, scaled));
    return magnitude(scaled) < PRORES_LEAST ? 0 : level;
}

}  // namespace interneg
