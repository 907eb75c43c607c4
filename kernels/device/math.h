// Logarithm, exponential and power of single precision.
//
// Logarithm and power are evaluated in double precision by fixed polynomials and rounded once, so that the result is
// within 0.51 units of the last place everywhere, denormal results included. The exponential, which most pixels of most
// cameras need three times, is evaluated in single precision by fused operations, within 0.9 units: the rounding of its
// argument alone moves the result of a camera's curve by more. All are the same on every processor: only additions,
// multiplications, both as one, and one division are used, whose results IEEE 754 prescribes. Those in double precision
// are not fused, since a processor without the instruction could not do that in any reasonable time.
#pragma once

#include "fused.h"

namespace interneg {

/// log2 of a positive finite number, with a relative error below 2^-43. Anything else gives a meaningless number.
INTERNEG_DEVICE double log2_of_positive(double x) {
    // x = m * 2^k with m from sqrt(1/2) to sqrt(2), so that log2 m has no cancellation against k near 1.
    constexpr Bits64 SQRT_HALF = 0x3FE6A09E667F3BCDull;
    constexpr Bits64 EXPONENT = 0xFFFull << 52;
    constexpr Bits64 BIAS = 1024;
    const Bits64 bits = bits_of(x);
    const Bits64 shifted = bits - SQRT_HALF;
    const double m = double_of(bits - (shifted & EXPONENT));
    // k + BIAS in the lowest bits of 2^52 is a number without a conversion, which not every level has for 64 bits.
    const Bits64 biased = (shifted + (BIAS << 52)) >> 52;
    const double k = double_of(biased | 0x4330000000000000ull) - (0x1p52 + 1024.0);
    // log2 m = 2 / ln 2 * atanh t: a polynomial in t^2 that meets it at the Chebyshev points of its range.
    const double t = (m - 1.0) / (m + 1.0);
    const double u = t * t;
    const double u2 = u * u;
    const double low = 0x1.71547652b8253p+1 + 0x1.ec709dc539e76p-1 * u;
    const double middle = 0x1.2776c295f01cfp-1 + 0x1.a61a2cc1ced3bp-2 * u;
    const double high = 0x1.4795a63079ddfp-2 + 0x1.21ac9c9040d9ep-2 * u;
    return k + t * (low + u2 * (middle + u2 * high));
}

/// 2 to the power of `x` from -1000 to 1000, with a relative error below 2^-33. NaN stays NaN.
INTERNEG_DEVICE double exp2_of_bounded(double x) {
    // Adding 1.5 * 2^52 rounds to an integer, to nearest even, and leaves it in the lowest bits.
    constexpr double INTEGERS = 0x1.8p52;
    const double shifted = x + INTEGERS;
    const double f = x - (shifted - INTEGERS);
    const double scale = double_of((bits_of(shifted) << 52) + (1023ull << 52));
    // 2^f from -1/2 to 1/2: a polynomial that meets it at the Chebyshev points of that range.
    const double f2 = f * f;
    const double f4 = f2 * f2;
    const double a = 0x1.ffffffffa7135p-1 + 0x1.62e42fef9cc69p-1 * f;
    const double b = 0x1.ebfbe0aa03df0p-3 + 0x1.c6b08da70cce3p-5 * f;
    const double c = 0x1.3b29d8bb0b97ep-7 + 0x1.5d877598350dep-10 * f;
    const double d = 0x1.446c79efd4834p-13 + 0x1.00c0e4e15189cp-16 * f;
    return ((a + f2 * b) + f4 * (c + f2 * d)) * scale;
}

/// Logarithm to base 2. Zero of either sign gives -infinity, negative numbers and NaN give NaN.
INTERNEG_DEVICE float log2(float x) {
    const float positive = static_cast<float>(log2_of_positive(static_cast<double>(x)));
    const float finite = x > 0.0f ? positive : float_of(x == 0.0f ? INFINITE | ~MAGNITUDE : QUIET_NAN);
    return bits_of(x) == INFINITE ? x : finite;
}

/// As `log2` for a normal number or +infinity.
INTERNEG_DEVICE float log2_of_normal(float x) {
    const float finite = static_cast<float>(log2_of_positive(static_cast<double>(x)));
    return bits_of(x) == INFINITE ? x : finite;
}

/// Adding it, 1.5 * 2^23, rounds to an integer, to nearest even, and leaves it in the lowest bits; the rest is exact.
constexpr float INTEGERS = 0x1.8p23f;
constexpr Bits32 BITS_OF_INTEGERS = 0x4B400000u;

/// 2 to the power of `f` from -1/2 to 1/2, of one number or of each in a vector.
template <class Number>
INTERNEG_DEVICE Number exp2_of_fraction(Number f) {
    // (2^f - 1) / f: the polynomial of least relative error in 2^f, with coefficients of single precision; it misses by
    // less than 2^-28.
    Number q = fused(f, 0x1.416b5p-13f, 0x1.5f082ep-10f);
    q = fused(q, f, 0x1.3b2dep-7f);
    q = fused(q, f, 0x1.c6af7cp-5f);
    q = fused(q, f, 0x1.ebfbdcp-3f);
    q = fused(q, f, 0x1.62e43p-1f);
    return fused(q, f, 1.0f);
}

/// 2 to the power of `x`, within 0.9 units of the last place. NaN gives NaN; too large results are infinite, small ones
/// denormal or 0.
INTERNEG_DEVICE float exp2(float x) {
    // At 130, single precision cannot tell the result from infinity, at -160 from zero.
    const float low = x < -160.0f ? -160.0f : x;
    const float bounded = low > 130.0f ? 130.0f : low;
    const float shifted = bounded + INTEGERS;
    const float f = bounded - (shifted - INTEGERS);
    // Two factors, so that a denormal result is rounded once and 2^128 needs no exponent of its own.
    const Bits32 biased = bits_of(shifted) - BITS_OF_INTEGERS + 2u * 127u;
    const Bits32 first = biased >> 1, second = biased - first;
    return exp2_of_fraction(f) * float_of(first << 23) * float_of(second << 23);
}

/// `x` to the finite power `y`. 1 where `y` is 0, even for NaN; 0 of either sign counts as +0; a negative `x` and NaN
/// give NaN.
INTERNEG_DEVICE float pow(float x, float y) {
    const double log = static_cast<double>(y) * log2_of_positive(static_cast<double>(x));
    const double low = log < -200.0 ? -200.0 : log;
    const float positive = static_cast<float>(exp2_of_bounded(low > 200.0 ? 200.0 : low));
    // The logarithms of 0 and infinity are infinite, so only the sign of the power matters there.
    const float at_zero = y > 0.0f ? 0.0f : float_of(INFINITE);
    const float at_infinity = y > 0.0f ? float_of(INFINITE) : 0.0f;
    const float below_infinity = x == 0.0f ? at_zero : positive;
    const float not_negative = bits_of(x) == INFINITE ? at_infinity : below_infinity;
    const float defined = x >= 0.0f ? not_negative : float_of(QUIET_NAN);
    return y == 0.0f ? 1.0f : defined;
}

}  // namespace interneg
