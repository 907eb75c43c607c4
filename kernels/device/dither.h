// Noise that hides the steps of integer samples: the same for the same place, channel and frame on every machine.
//
// Two independent uniform numbers subtracted are triangular, which makes the mean and the variance of the rounding
// error independent of the signal. Every number is used twice with opposite signs, by neighbours along a diagonal
// staircase (right, down, right, down ...), so that the noise has no power at low frequencies, where the eye sees it:
// its spectrum is (1 - cos(u) / 2 - cos(v) / 2) / 6 squared steps, isotropic near 0.
#pragma once

#include "bits.h"

namespace interneg {

/// A bijection of 32-bit numbers after which neighbours have nothing in common: the final mixing of MurmurHash3.
INTERNEG_DEVICE Bits32 scrambled(Bits32 bits) {
    bits = (bits ^ bits >> 16) * 0x85EBCA6Bu;
    bits = (bits ^ bits >> 13) * 0xC2B2AE35u;
    return bits ^ bits >> 16;
}

/// One channel of one frame.
struct Dither {
    Bits32 stream;

    /// `seed` is the frame's number.
    static INTERNEG_DEVICE Dither of(unsigned int channel, unsigned int seed) {
        return {scrambled(scrambled(seed) + channel * 0x9E3779B9u)};
    }

    /// Between -1 and 1 steps of a code, both excluded, a multiple of 2^-24; mean 0, variance 1/6.
    INTERNEG_DEVICE float operator()(unsigned int x, unsigned int y) const {
        // Pixels with the same half of x - y lie on one staircase, which x + y counts along.
        const Bits32 key = ((x - y + 0x80000000u) >> 1) * 0x9E3779B1u + (x + y) * STEP;
        return static_cast<float>(uniform(key) - uniform(key + STEP)) * 0x1p-24f;
    }

private:
    static constexpr Bits32 STEP = 0x85EBCA77u;

    /// 0 to 2^24 - 1.
    INTERNEG_DEVICE int uniform(Bits32 key) const {
        return static_cast<int>(scrambled(key ^ stream) >> 8);
    }
};

/// The noise of a pixel, in steps of a code, to be added before rounding to nearest.
INTERNEG_DEVICE float dither(unsigned int x, unsigned int y, unsigned int channel, unsigned int seed) {
    return Dither::of(channel, seed)(x, y);
}

}  // namespace interneg
