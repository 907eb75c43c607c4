// ASC CDL 1.2: slope, offset, power, saturation with the luma of Rec. 709; and its inverse.
#pragma once

#include "math.h"

namespace interneg {

/// One channel; for the inverse, slope and power are reciprocals and the offset is negated.
struct CdlChannel {
    float slope, offset, power;
};

struct Rgb {
    float r, g, b;
};

INTERNEG_DEVICE float unit(float x) {
    return at_most(1.0f, at_least(0.0f, x));
}

/// With limits: clamped to 0..1 first. Without: negative values stay, NaN becomes 0.
template <bool LIMITS>
INTERNEG_DEVICE float cdl_power(float x, float power) {
    if (LIMITS) {
        return pow(unit(x), power);
    }
    const float raised = pow(x, power);
    const float number = x < 0.0f ? x : raised;
    return x != x ? 0.0f : number;
}

INTERNEG_DEVICE Rgb saturate(Rgb in, float saturation) {
    const float luma = (in.r * 0.2126f + in.g * 0.7152f) + in.b * 0.0722f;
    return {luma + saturation * (in.r - luma), luma + saturation * (in.g - luma), luma + saturation * (in.b - luma)};
}

template <bool LIMITS>
INTERNEG_DEVICE Rgb limit(Rgb in) {
    return LIMITS ? Rgb{unit(in.r), unit(in.g), unit(in.b)} : in;
}

template <bool LIMITS>
INTERNEG_DEVICE Rgb cdl(Rgb in, CdlChannel r, CdlChannel g, CdlChannel b, float saturation) {
    const Rgb powered = {
        cdl_power<LIMITS>(in.r * r.slope + r.offset, r.power),
        cdl_power<LIMITS>(in.g * g.slope + g.offset, g.power),
        cdl_power<LIMITS>(in.b * b.slope + b.offset, b.power),
    };
    return limit<LIMITS>(saturate(powered, saturation));
}

template <bool LIMITS>
INTERNEG_DEVICE Rgb cdl_inverse(Rgb in, CdlChannel r, CdlChannel g, CdlChannel b, float saturation) {
    const Rgb even = saturate(limit<LIMITS>(in), saturation);
    return limit<LIMITS>({
        (cdl_power<LIMITS>(even.r, r.power) + r.offset) * r.slope,
        (cdl_power<LIMITS>(even.g, g.power) + g.offset) * g.slope,
        (cdl_power<LIMITS>(even.b, b.power) + b.offset) * b.slope,
    });
}

}  // namespace interneg
