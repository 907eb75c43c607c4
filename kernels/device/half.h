// IEEE 754 half precision in integer arithmetic, equal to what processors' own conversions give.
#pragma once

#include "bits.h"

namespace interneg {

constexpr float LARGEST_HALF = 65504.0f;

/// Bits of the least single whose rounding to half overflows: 65520, half a step above the largest half.
constexpr Bits32 HALF_OVERFLOW = 0x477FF000u;

/// Rounds to half, to nearest even. Not for NaN: packing replaces it first.
INTERNEG_DEVICE unsigned short half_of(float single) {
    const Bits32 bits = bits_of(single);
    const Bits32 magnitude = bits & MAGNITUDE;
    // Normal half: rebias the exponent from 127 to 15, then round off 13 bits of mantissa. A carry out of the mantissa
    // raises the exponent, which is what rounding up to the next binade means.
    const Bits32 rebased = magnitude - ((127u - 15u) << 23);
    const Bits32 normal = (rebased + 0xFFFu + ((rebased >> 13) & 1u)) >> 13;
    // Subnormal half: adding 0.5 lines the mantissa up so that the addition rounds at 2^-24, to nearest even.
    const Bits32 subnormal = bits_of(float_of(magnitude) + 0.5f) - 0x3F000000u;
    const Bits32 finite = magnitude >= 0x38800000u ? normal : subnormal;
    const Bits32 half = magnitude >= HALF_OVERFLOW ? 0x7C00u : finite;
    return static_cast<unsigned short>(((bits >> 16) & 0x8000u) | half);
}

/// Widens a half, exactly; every NaN becomes the same one.
INTERNEG_DEVICE float single_of(unsigned short half) {
    const Bits32 magnitude = half & 0x7FFFu;
    const Bits32 sign = (half & 0x8000u) << 16;
    const float subnormal = static_cast<float>(static_cast<int>(magnitude)) * 0x1p-24f;
    const Bits32 normal = (magnitude << 13) + ((127u - 15u) << 23);
    const Bits32 finite = magnitude < 0x400u ? bits_of(subnormal) : normal;
    const Bits32 special = magnitude > 0x7C00u ? QUIET_NAN : INFINITE | sign;
    return float_of(magnitude < 0x7C00u ? finite | sign : special);
}

}  // namespace interneg
