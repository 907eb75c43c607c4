// Bit patterns of numbers, and comparisons that say what they do with NaN.
#pragma once

#ifdef __CUDACC__
#define INTERNEG_DEVICE __device__ __forceinline__
#else
#define INTERNEG_DEVICE inline __attribute__((always_inline))
#endif

namespace interneg {

using Bits32 = unsigned int;
using Bits64 = unsigned long long;

#ifdef __CUDACC__

// NVRTC has no __builtin_memcpy; these are its own words for the same thing.
INTERNEG_DEVICE Bits32 bits_of(float value) {
    return __float_as_uint(value);
}

INTERNEG_DEVICE float float_of(Bits32 bits) {
    return __uint_as_float(bits);
}

INTERNEG_DEVICE Bits64 bits_of(double value) {
    return static_cast<Bits64>(__double_as_longlong(value));
}

INTERNEG_DEVICE double double_of(Bits64 bits) {
    return __longlong_as_double(static_cast<long long>(bits));
}

#else

INTERNEG_DEVICE Bits32 bits_of(float value) {
    Bits32 bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

INTERNEG_DEVICE float float_of(Bits32 bits) {
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

INTERNEG_DEVICE Bits64 bits_of(double value) {
    Bits64 bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

INTERNEG_DEVICE double double_of(Bits64 bits) {
    double value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

#endif

constexpr Bits32 QUIET_NAN = 0x7FC00000u;
constexpr Bits32 INFINITE = 0x7F800000u;
constexpr Bits32 MAGNITUDE = 0x7FFFFFFFu;
constexpr float SMALLEST_NORMAL = 0x1p-126f;

/// The larger value; `low` where `value` is NaN.
INTERNEG_DEVICE float at_least(float low, float value) {
    return low < value ? value : low;
}

/// The smaller value; `high` where `value` is NaN.
INTERNEG_DEVICE float at_most(float high, float value) {
    return value < high ? value : high;
}

/// Without the sign.
INTERNEG_DEVICE float magnitude(float value) {
    return float_of(bits_of(value) & MAGNITUDE);
}

/// `value`, which is not negative, with the sign of `sign`.
INTERNEG_DEVICE float with_sign(float value, float sign) {
    return float_of(bits_of(value) ^ (bits_of(sign) & ~MAGNITUDE));
}

/// Every NaN as the same one: which of two NaN an addition returns is the compiler's choice.
INTERNEG_DEVICE float one_nan(float value) {
    return value != value ? float_of(QUIET_NAN) : value;
}

}  // namespace interneg
