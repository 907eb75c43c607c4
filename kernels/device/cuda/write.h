// Two neighbouring pixels of R, G, B in the bytes of a target, as a thread of a GPU writes them. Numbers are in `Target`,
// what decides the code is in types.
#pragma once

#include "step.h"
#include "tally.h"

namespace interneg {

/// As `Line`, to be written.
struct OutLine {
    Byte *plane;
    int first_byte;

    template <class Type>
    INTERNEG_DEVICE void set(int byte, Type value) const {
        *reinterpret_cast<Type *>(plane + (first_byte + byte)) = value;
    }
};

INTERNEG_DEVICE OutLine line_of(const Output &output, int plane, unsigned int y) {
    return {output.planes[plane].bytes, static_cast<int>(y) * static_cast<int>(output.planes[plane].stride_bytes)};
}

/// Two neighbouring words, the first at `x` words, in one store, which is aligned where the width is even; else the second
/// only where it is there.
template <bool IS_EVEN, class Half, class Whole>
INTERNEG_DEVICE void store_pair(const OutLine &line, int x, Half first, Half second, bool is_pair) {
    constexpr int BYTES = sizeof(Half);
    if constexpr (IS_EVEN) {
        line.set(BYTES * x, static_cast<Whole>(static_cast<Whole>(first) | static_cast<Whole>(second) << (8 * BYTES)));
    } else {
        line.set(BYTES * x, first);
        if (is_pair) line.set(BYTES * (x + 1), second);
    }
}

/// Two halves in a word, the first in the lower bits. As `half_of`, which computes them from integers; NVIDIA GPUs have
/// instructions that round as IEEE 754 says.
INTERNEG_DEVICE Bits32 two_halves(float first, float second) {
#if defined(__CUDACC_RTC__) && __CUDA_ARCH__ >= 800
    Bits32 both;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(second), "f"(first));
    return both;
#elif defined(__CUDACC_RTC__)
    unsigned short lower, upper;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(lower) : "f"(first));
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(upper) : "f"(second));
    return lower | static_cast<Bits32>(upper) << 16;
#else
    return half_of(first) | static_cast<Bits32>(half_of(second)) << 16;
#endif
}

/// What a half cannot hold, counted and replaced: rare, so that it stands apart from the way that pixels take.
INTERNEG_DEVICE float settled_and_counted(float sample, Tally &tally) {
    const Bits32 bits = bits_of(sample) & MAGNITUDE;
    tally.nan += bits > INFINITE ? 1u : 0u;
    tally.infinite += bits >= HALF_OVERFLOW && bits <= INFINITE ? 1u : 0u;
    return settled_for_half(sample);
}

/// Whether no sample is NaN or rounds to an infinity.
INTERNEG_DEVICE bool fits_half(const Rgb &pixel) {
    const float overflow = float_of(HALF_OVERFLOW);
    return (absolute(pixel.r) < overflow) & (absolute(pixel.g) < overflow) & (absolute(pixel.b) < overflow);
}

INTERNEG_DEVICE void count_for_codes(float sample, Tally &tally) {
    const Bits32 bits = bits_of(sample) & MAGNITUDE;
    const bool is_infinite = bits == INFINITE;
    tally.nan += bits > INFINITE ? 1u : 0u;
    tally.infinite += is_infinite ? 1u : 0u;
    tally.clipped += !is_infinite && (sample < 0.0f || sample > 1.0f) ? 1u : 0u;
}

/// The codes of a pixel, and what is to be counted where it does not lie between black and white.
INTERNEG_DEVICE void full_codes(const Rgb &pixel, float white, Bits32 (&codes)[3], Tally &tally) {
    const float samples[3] = {pixel.r, pixel.g, pixel.b};
    bool is_inside = true;
    for (int channel = 0; channel < 3; channel++) {
        codes[channel] = full_code(samples[channel], white);
        is_inside = is_inside && samples[channel] >= 0.0f && samples[channel] <= 1.0f;
    }
    if (!is_inside) {
        for (int channel = 0; channel < 3; channel++) count_for_codes(samples[channel], tally);
    }
}

/// Packs the pixels at `x` and `x + 1` of line `y`; of the second nothing beyond an odd width.
template <Packing PACKING, bool IS_EVEN>
struct ToRgb {
    INTERNEG_DEVICE static void pack(
        const Source &source, const Output &output, int x, unsigned int y, const Rgb (&pixels)[2],
        Tally &tally) {
        const bool is_pair = IS_EVEN || x + 1 < static_cast<int>(source.width);
        const int count = is_pair ? 2 : 1;
        if constexpr (PACKING == HALF_BGR) {
            Rgb settled[2] = {pixels[0], pixels[1]};
            if (!(fits_half(pixels[0]) & fits_half(pixels[1]))) {
                for (int index = 0; index < 2; index++) {
                    if (index < count) {
                        settled[index] = {
                            settled_and_counted(pixels[index].r, tally), settled_and_counted(pixels[index].g, tally),
                            settled_and_counted(pixels[index].b, tally)};
                    }
                }
            }
            const Bits32 words[3] = {
                two_halves(settled[0].b, settled[1].b), two_halves(settled[0].g, settled[1].g),
                two_halves(settled[0].r, settled[1].r)};
            for (int plane = 0; plane < 3; plane++) {
                const auto first = static_cast<unsigned short>(words[plane]);
                const auto second = static_cast<unsigned short>(words[plane] >> 16);
                const int place = plane * static_cast<int>(source.width) + x;
                store_pair<IS_EVEN, unsigned short, Bits32>(line_of(output, 0, y), place, first, second, is_pair);
            }
        } else if constexpr (PACKING == DPX10) {
            Bits32 words[2] = {};
            for (int index = 0; index < 2; index++) {
                if (index < count) {
                    Bits32 codes[3];
                    full_codes(pixels[index], 1023.0f, codes, tally);
                    words[index] = swapped(codes[0] << 22 | codes[1] << 12 | codes[2] << 2);
                }
            }
            store_pair<IS_EVEN, Bits32, Bits64>(line_of(output, 0, y), x, words[0], words[1], is_pair);
        } else if constexpr (PACKING == DPX16) {
            unsigned short codes[6] = {};
            for (int index = 0; index < 2; index++) {
                if (index < count) {
                    Bits32 full[3];
                    full_codes(pixels[index], 65535.0f, full, tally);
                    for (int channel = 0; channel < 3; channel++) {
                        codes[3 * index + channel] = swapped(static_cast<unsigned short>(full[channel]));
                    }
                }
            }
            const OutLine line = line_of(output, 0, y);
            for (int pair = 0; pair < 3; pair++) {
                // An odd width has three samples at its end.
                if (2 * pair < 3 * count) {
                    const bool has_both = 2 * pair + 1 < 3 * count;
                    store_pair<IS_EVEN, unsigned short, Bits32>(
                        line, 3 * x + 2 * pair, codes[2 * pair], codes[2 * pair + 1], has_both);
                }
            }
        } else {
            static_assert(PACKING == RGB_F32, "a packing that the device does not know");
            const float values[3][2] = {
                {pixels[0].r, pixels[1].r}, {pixels[0].g, pixels[1].g}, {pixels[0].b, pixels[1].b}};
            for (int plane = 0; plane < 3; plane++) {
                const Bits32 first = bits_of(one_nan(values[plane][0])), second = bits_of(one_nan(values[plane][1]));
                store_pair<IS_EVEN, Bits32, Bits64>(line_of(output, plane, y), x, first, second, is_pair);
            }
        }
    }
};

}  // namespace interneg
