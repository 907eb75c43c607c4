// How the samples of a source lie in memory and what they mean; `kernels/src/pass/source.rs` fills it.
#pragma once

namespace interneg {

/// Where the samples of a pixel are.
enum Arrangement : unsigned int {
    /// Planes R, G, B.
    RGB_PLANAR = 0,
    /// One plane, `step` samples a pixel, R G B first.
    RGB_PACKED = 1,
    /// One plane of 32-bit words, one a pixel: ST 268 10-bit RGB.
    RGB_DPX10 = 2,
    /// Planes Y', Cb, Cr.
    YCBCR_PLANAR = 3,
    /// Planes Y' and interleaved Cb Cr.
    YCBCR_SEMI_PLANAR = 4,
};

/// How a sample, or a word of several, is stored.
enum Word : unsigned int {
    U8 = 0,
    U16_LITTLE = 1,
    U16_BIG = 2,
    F16_LITTLE = 3,
    F32_LITTLE = 4,
    U32_LITTLE = 5,
    U32_BIG = 6,
};

/// A plane of a picture; line `y` begins at `y * stride_bytes`.
struct Plane {
    const unsigned char *bytes;
    unsigned long long stride_bytes;
};

/// A picture of a source.
struct Picture {
    Plane planes[3];
};

/// Chroma resolution and siting (ITU-T H.273, 8.7), for each direction.
struct Chroma {
    /// 1 where there is a chroma sample for every two luma samples, else 0.
    unsigned int halved_x, halved_y;
    /// 1 where it lies between the two, 0 where it lies on the first.
    unsigned int between_x, between_y;
};

struct Source {
    Arrangement arrangement;
    Word word;
    unsigned int width, height;
    unsigned int step;
    /// Bits that an integer is shifted left in its word, and its significant bits after that.
    unsigned int shift, mask;
    /// Places of R, G, B in a word of RGB_DPX10.
    unsigned int shifts[3];
    /// 1 for integers: `(code - black) / span`.
    unsigned int is_coded;
    float black, span;
    /// 1 / span, rounded, and what that lacks: see `Quotient`.
    float reciprocal, rest;
    /// Code of no chroma.
    float zero;
    /// What a code of chroma more adds to R', G', B', or takes from G'.
    float r_from_cr, g_from_cb, g_from_cr, b_from_cb;
    Chroma chroma;
};

}  // namespace interneg
