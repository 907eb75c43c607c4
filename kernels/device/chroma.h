// Chroma samples between luma samples, and Y'CbCr to R'G'B' and back.
#pragma once

#include "bits.h"
#include "source.h"

namespace interneg {

/// The chroma samples that a luma position lies between along one direction, and the share of the farther one.
struct Neighbours {
    unsigned int nearer, farther;
    float share;
};

/// Linear interpolation; the ends repeat. `count` is the number of chroma samples.
INTERNEG_DEVICE Neighbours neighbours(unsigned int position, unsigned int count, bool is_between) {
    const unsigned int own = position >> 1;
    const bool is_odd = (position & 1u) != 0;
    const unsigned int before = own > 0 ? own - 1 : 0;
    const unsigned int after = own + 1 < count ? own + 1 : own;
    const float odd_share = is_between ? 0.25f : 0.5f;
    const float even_share = is_between ? 0.25f : 0.0f;
    return {own, is_odd ? after : before, is_odd ? odd_share : even_share};
}

/// Exact for codes: they have at most 16 bits, and the shares of both directions together four.
INTERNEG_DEVICE float between(float nearer, float farther, float share) {
    return nearer * (1.0f - share) + farther * share;
}

struct YCbCr {
    float y, cb, cr;
};

struct RgbPixel {
    float r, g, b;
};

/// The equations of ITU-R BT.601, BT.709 and BT.2020 solved for R'G'B'.
INTERNEG_DEVICE RgbPixel rgb_of(const Source &source, YCbCr in) {
    return {
        in.y + source.r_from_cr * in.cr,
        in.y - source.g_from_cb * in.cb - source.g_from_cr * in.cr,
        in.y + source.b_from_cb * in.cb,
    };
}

}  // namespace interneg
