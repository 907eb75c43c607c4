// How results are packed; `kernels/src/pass/target.rs` fills it.
#pragma once

#include "chroma.h"
#include "dither.h"
#include "half.h"

namespace interneg {

enum Packing : unsigned int {
    /// Lines of an EXR: all B, all G, all R of a line, half, little-endian.
    HALF_BGR = 0,
    /// ST 268 10-bit RGB, filled method A, big-endian words.
    DPX10 = 1,
    /// ST 268 16-bit RGB, big-endian.
    DPX16 = 2,
    /// Planes Y', Cb, Cr of integers, little-endian.
    YCBCR = 3,
    /// Planes R, G, B of singles, little-endian.
    RGB_F32 = 4,
};

struct Target {
    Packing packing;
    Word word;
    /// Bits that a code is shifted left in its word.
    unsigned int shift;
    /// 1 where less than a code is spread by noise before rounding.
    unsigned int is_dithered;
    /// Luma or RGB: `value * span + black`; chroma: `value * chroma_span + zero`.
    float black, span, zero, chroma_span;
    /// Codes that may be stored.
    float lowest, highest;
    /// Luma of R', G', B', and 1 / (2 (1 - Kb)), 1 / (2 (1 - Kr)).
    float kr, kg, kb, cb_scale, cr_scale;
    Chroma chroma;
};

/// A plane to be written.
struct OutPlane {
    unsigned char *bytes;
    unsigned long long stride_bytes;
};

struct Output {
    OutPlane planes[3];
};

/// Samples that could not be stored as they were.
struct Counts {
    unsigned long long nan, infinite, clipped;
};

/// What is left of a number from 0 to 2^23 without its fraction.
INTERNEG_DEVICE Bits32 truncated(float number) {
#ifdef __CUDACC_RTC__
    // A conversion takes as long as eight sums. This one, rounded towards zero, leaves the integer in the lowest bits.
    return bits_of(__fadd_rz(number, 0x1p23f)) - bits_of(0x1p23f);
#else
    return static_cast<Bits32>(static_cast<int>(number));
#endif
}

/// `floor(clamp(x, 0, 1) * white + 0.5)`; NaN is 0.
INTERNEG_DEVICE Bits32 full_code(float sample, float white) {
    const float clamped = at_most(1.0f, at_least(0.0f, sample));
    return truncated(clamped * white + 0.5f);
}

/// What a half stores: NaN is 0, and what would round to an infinity is the largest half of its sign.
INTERNEG_DEVICE float settled_for_half(float sample) {
    const float number = sample != sample ? 0.0f : sample;
    return at_most(LARGEST_HALF, at_least(-LARGEST_HALF, number));
}

struct YCbCr {
    float y, cb, cr;
};

INTERNEG_DEVICE YCbCr ycbcr_of(const Target &target, RgbOf<float> in) {
    const float y = (target.kr * in.r + target.kg * in.g) + target.kb * in.b;
    return {y, (in.b - y) * target.cb_scale, (in.r - y) * target.cr_scale};
}

/// Noise of the sample at `x`, `y` of a plane, in codes: less than one either way, and none where none is asked for.
INTERNEG_DEVICE float noise_of(const Target &target, unsigned int x, unsigned int y, unsigned int plane) {
    return target.is_dithered != 0 ? dither(x, y, plane, 0) : 0.0f;
}

/// The nearest code of `value * span + zero`, moved by `noise` codes, within the codes that may be stored. NaN is the
/// code of zero.
INTERNEG_DEVICE Bits32 code_of(const Target &target, float value, float zero, float span, float noise) {
    const float number = value != value ? 0.0f : value;
    const float code = number * span + zero + noise;
    // Rounds half up by truncation, which is the same everywhere: all codes are positive.
    return truncated(at_most(target.highest, at_least(target.lowest, code)) + 0.5f);
}

/// Tent over three samples where chroma lies on the middle one, mean of two where it lies between them.
INTERNEG_DEVICE float on_sample(float before, float own, float after) {
    return (before + after) * 0.25f + own * 0.5f;
}

INTERNEG_DEVICE float between_samples(float first, float second) {
    return (first + second) * 0.5f;
}

}  // namespace interneg
