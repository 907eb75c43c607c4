// A product and a sum in one step.
//
// IEEE 754 defines `a * b + c` rounded once, so that it is the same wherever there is an instruction for it, which all
// servers' processors and all GPUs of the last ten years have. It does the work of two operations in the time of one, and
// saves a rounding. It stands where it is written and nowhere else: whether a compiler made one of a product and a sum by
// itself would be the compiler's affair, and so that is forbidden.
//
// It is used where most of a pass's time goes and no roundings but our own are expected: in the exponential, and from
// Y'CbCr to R'G'B'. Curves and matrices keep the order of roundings of OpenColorIO, with which they have to agree even
// where little is left of a difference, near black; in a matrix, that leaves it one sum.
#pragma once

#include "bits.h"

namespace interneg {

#if defined(__CUDACC__) || defined(__FMA__) || defined(__aarch64__)

/// `a * b + c`, rounded once.
INTERNEG_DEVICE float fused(float a, float b, float c) {
#ifdef __CUDACC__
    return __fmaf_rn(a, b, c);
#else
    return __builtin_fmaf(a, b, c);
#endif
}

#else

/// The same for processors without the instruction, by way of double precision, which holds the product exactly.
///
/// A sum that double precision has to round is rounded to odd: its last bit says that something follows. The second
/// rounding, to single precision, has then all it needs, since double has more than two bits more (Boldo and Melquiond,
/// "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE Transactions on
/// Computers 57, 2008). Numbers of single precision and their products are normal in double precision. What decides are
/// shifts and sums of integers, since vectors of a baseline x86-64 cannot compare those of 64 bits.
INTERNEG_DEVICE float fused(float a, float b, float c) {
    constexpr Bits64 SIGN = 1ull << 63, INFINITE_DOUBLE = 0x7FFull << 52;
    const double product = static_cast<double>(a) * static_cast<double>(b), other = static_cast<double>(c);
    const double sum = product + other;
    // What the sum has lost, exactly (Knuth's two-sum); NaN where the sum is infinite or NaN, which has lost nothing.
    const double second = sum - product;
    const double lost = (product - (sum - second)) + (other - second);
    const Bits64 size = bits_of(lost) & ~SIGN;
    const Bits64 is_not_zero = (size + (SIGN - 1)) >> 63, is_nan = (size + (SIGN - INFINITE_DOUBLE)) >> 63;
    const Bits64 is_rounded = is_not_zero ^ is_nan;
    // Where rounding went away from zero, one step back; then the last bit.
    const Bits64 is_too_large = is_rounded & ((bits_of(lost) ^ bits_of(sum)) >> 63);
    return static_cast<float>(double_of((bits_of(sum) - is_too_large) | is_rounded));
}

#endif

}  // namespace interneg
