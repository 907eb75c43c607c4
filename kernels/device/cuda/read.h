// Two neighbouring pixels of a source, as a thread of a GPU reads them. What decides the code (arrangement, word, siting)
// is in types, which the text of a pass names; numbers are in `Source`.
//
// The first of the two lies at an even place, so that two samples of a plane are one aligned load. Beyond an odd width
// that load still lies within its line's stride, and what it brings is not used.
#pragma once

#include "../quotient.h"
#include "../sample.h"
#include "step.h"

namespace interneg {

/// A line of a plane: its first byte within the plane, which is smaller than 2 GiB. A sum of 32 bits is one instruction;
/// with a sign, because what may not overflow may be taken apart, so that neighbouring places share an address.
struct Line {
    const Byte *plane;
    int first_byte;

    template <class Type>
    INTERNEG_DEVICE Type at(int byte) const {
        return stored<Type>(plane + (first_byte + byte));
    }
};

INTERNEG_DEVICE Line line_of(const Picture &picture, int plane, unsigned int y) {
    return {picture.planes[plane].bytes, static_cast<int>(y) * static_cast<int>(picture.planes[plane].stride_bytes)};
}

constexpr int bytes_of(Word word) {
    return word == U8 ? 1 : word == U16_LITTLE || word == U16_BIG || word == F16_LITTLE ? 2 : 4;
}

/// The sample at `x`.
template <Word WORD>
INTERNEG_DEVICE float one_sample(const Line &line, int x, unsigned int shift, unsigned int mask) {
    return sample_at<WORD>(line.plane + (line.first_byte + bytes_of(WORD) * x), 0, shift, mask);
}

/// The samples at `x` and `x + 1`; `x` is even.
template <Word WORD>
INTERNEG_DEVICE void two_samples(
    const Line &line, int x, unsigned int shift, unsigned int mask, float (&samples)[2]) {
    const auto code = [&](Bits32 word) { return static_cast<float>(static_cast<int>(word & mask)); };
    if constexpr (WORD == U8) {
        const Bits32 both = line.at<unsigned short>(x);
        samples[0] = code(both >> shift);
        samples[1] = code(both >> (8 + shift));
    } else if constexpr (WORD == U16_LITTLE || WORD == U16_BIG) {
        const Bits32 word = line.at<Bits32>(2 * x);
        const Bits32 both = WORD == U16_BIG ? __byte_perm(word, 0, 0x2301) : word;
        samples[0] = code(both >> shift);
        samples[1] = code(both >> (16 + shift));
    } else if constexpr (WORD == F16_LITTLE) {
        const Bits32 both = line.at<Bits32>(2 * x);
        samples[0] = single_of(static_cast<unsigned short>(both));
        samples[1] = single_of(static_cast<unsigned short>(both >> 16));
    } else {
        static_assert(WORD == F32_LITTLE, "a word that holds no sample");
        const Bits64 both = line.at<Bits64>(4 * x);
        samples[0] = float_of(static_cast<Bits32>(both));
        samples[1] = float_of(static_cast<Bits32>(both >> 32));
    }
}

/// R, G, B of pixels of a source with samples, or words, of R, G, B; `STEP` samples a pixel where they are packed.
template <Arrangement ARRANGEMENT, Word WORD, unsigned int STEP, bool IS_CODED, bool IS_SHIFTED, bool IS_EVEN>
struct FromRgb {
    /// The pixels at `x`, which is even, and `x + 1`; the second is anything beyond an odd width.
    INTERNEG_DEVICE static void pair(
        const Source &source, const Picture &picture, int x, unsigned int y, Rgb (&pixels)[2]) {
        const bool is_pair = IS_EVEN || x + 1 < static_cast<int>(source.width);
        const unsigned int shift = IS_SHIFTED ? source.shift : 0;
        float values[3][2];
        if constexpr (ARRANGEMENT == RGB_DPX10) {
            const Bits64 both = line_of(picture, 0, y).at<Bits64>(4 * x);
            for (int index = 0; index < 2; index++) {
                const Bits32 stored_word = static_cast<Bits32>(both >> (32 * index));
                const Bits32 word = WORD == U32_BIG ? swapped(stored_word) : stored_word;
                for (int channel = 0; channel < 3; channel++) {
                    const Bits32 code = (word >> source.shifts[channel]) & 1023u;
                    values[channel][index] = static_cast<float>(static_cast<int>(code));
                }
            }
        } else if constexpr (ARRANGEMENT == RGB_PLANAR) {
            for (int channel = 0; channel < 3; channel++) {
                two_samples<WORD>(line_of(picture, channel, y), x, shift, source.mask, values[channel]);
            }
        } else {
            const Line line = line_of(picture, 0, y);
            for (int index = 0; index < 2; index++) {
                // A pixel has more bytes than there may be behind an odd width.
                const int first = (is_pair ? x + index : x) * static_cast<int>(STEP);
                for (int channel = 0; channel < 3; channel++) {
                    values[channel][index] = one_sample<WORD>(line, first + channel, shift, source.mask);
                }
            }
        }
        const Quotient value_of(source);
        for (int index = 0; index < 2; index++) {
            const auto value = [&](int channel) {
                return IS_CODED ? value_of(values[channel][index] - source.black) : values[channel][index];
            };
            pixels[index] = {value(0), value(1), value(2)};
        }
    }
};

/// R, G, B of pixels of a Y'CbCr source.
template <Arrangement ARRANGEMENT, Word WORD, bool HALVED_X, bool HALVED_Y, bool BETWEEN_X, bool BETWEEN_Y,
          bool IS_SHIFTED, bool IS_EVEN>
struct FromYCbCr {
    static constexpr bool IS_PLANAR = ARRANGEMENT == YCBCR_PLANAR;

    /// Chroma of two pixels, in codes counted from that of no colour.
    struct Two {
        float first, second;
    };

    INTERNEG_DEVICE static unsigned int shift_of(const Source &source) {
        return IS_SHIFTED ? source.shift : 0;
    }

    /// On one chroma line. A sample of chroma lies on every other pixel, or between two. Every step is exact, as codes have
    /// at most 16 bits.
    INTERNEG_DEVICE static Two on_line(
        const Source &source, const Picture &picture, int which, int x, unsigned int y) {
        const Line line = line_of(picture, IS_PLANAR ? 1 + which : 1, y);
        const float zero = source.zero;
        const auto sample = [&](int place) {
            return one_sample<WORD>(line, IS_PLANAR ? place : 2 * place + which, shift_of(source), source.mask);
        };
        if constexpr (!HALVED_X) {
            if constexpr (IS_PLANAR) {
                float samples[2];
                two_samples<WORD>(line, x, shift_of(source), source.mask, samples);
                return {samples[0] - zero, samples[1] - zero};
            } else {
                return {sample(x) - zero, sample(IS_EVEN || x + 1 < static_cast<int>(source.width) ? x + 1 : x) - zero};
            }
        } else {
            const int count = (static_cast<int>(source.width) + 1) / 2, place = x >> 1;
            const float own = sample(place), after = place + 1 < count ? sample(place + 1) : own;
            if constexpr (BETWEEN_X) {
                const float before = place > 0 ? sample(place - 1) : own;
                return {between(own, before, 0.25f) - zero, between(own, after, 0.25f) - zero};
            } else {
                return {own - zero, fused(own + after, 0.5f, -zero)};
            }
        }
    }

    /// At the height of a luma line; as exact.
    INTERNEG_DEVICE static Two chroma(
        const Source &source, const Picture &picture, int which, int x, unsigned int y) {
        if constexpr (HALVED_Y) {
            const Neighbours lines = neighbours(y, (source.height + 1) / 2, BETWEEN_Y);
            const Two nearer = on_line(source, picture, which, x, lines.nearer);
            const Two farther = on_line(source, picture, which, x, lines.farther);
            return {
                between(nearer.first, farther.first, lines.share), between(nearer.second, farther.second, lines.share)};
        } else {
            return on_line(source, picture, which, x, y);
        }
    }

    /// As `FromRgb::pair`.
    INTERNEG_DEVICE static void pair(
        const Source &source, const Picture &picture, int x, unsigned int y, Rgb (&pixels)[2]) {
        float luma[2];
        two_samples<WORD>(line_of(picture, 0, y), x, shift_of(source), source.mask, luma);
        const Two cb = chroma(source, picture, 0, x, y), cr = chroma(source, picture, 1, x, y);
        const Quotient value_of(source);
        const auto pixel = [&](float code, float blue, float red) {
            const RgbOf<float> rgb = rgb_of(source, value_of(code - source.black), blue, red);
            return Rgb{rgb.r, rgb.g, rgb.b};
        };
        pixels[0] = pixel(luma[0], cb.first, cr.first);
        pixels[1] = pixel(luma[1], cb.second, cr.second);
    }
};

}  // namespace interneg
