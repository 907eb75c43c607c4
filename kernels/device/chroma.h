// Chroma samples between luma samples, and Y'CbCr to R'G'B' and back.
#pragma once

#include "fused.h"
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

/// Exact for codes, of numbers or vectors: they have at most 16 bits, and the shares of both directions together four.
template <class Number>
INTERNEG_DEVICE Number between(Number nearer, Number farther, float share) {
    return fused(nearer, 1.0f - share, farther * share);
}

template <class Number>
struct RgbOf {
    Number r, g, b;
};

/// The equations of ITU-R BT.601, BT.709 and BT.2020 solved for R'G'B'; chroma in codes, counted from the one of no
/// colour. Where there is no colour, R', G' and B' are luma to the bit.
template <class Number>
INTERNEG_DEVICE RgbOf<Number> rgb_of(const Source &source, Number y, Number cb, Number cr) {
    return {
        fused(cr, source.r_from_cr, y),
        fused(cr, -source.g_from_cr, fused(cb, -source.g_from_cb, y)),
        fused(cb, source.b_from_cb, y),
    };
}

}  // namespace interneg
