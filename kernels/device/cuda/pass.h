// One pass over a picture on a GPU: a thread reads the samples of two neighbouring pixels, takes them through all steps,
// and writes them. What decides the code (arrangements, words, siting) is in types, which the text of a pass names;
// numbers are in `Source` and `Target`.
#pragma once

#include "../pass.h"
#include "../sample.h"
#include "step.h"

namespace interneg {

INTERNEG_DEVICE const Byte *line_of(const Picture &picture, int plane, unsigned int y) {
    return picture.planes[plane].bytes + y * picture.planes[plane].stride_bytes;
}

INTERNEG_DEVICE Byte *line_of(const Output &output, int plane, unsigned int y) {
    return output.planes[plane].bytes + y * output.planes[plane].stride_bytes;
}

/// R, G, B of a pixel of a source with samples, or words, of R, G, B; `STEP` samples a pixel where they are packed.
template <Arrangement ARRANGEMENT, Word WORD, unsigned int STEP, bool IS_CODED>
struct FromRgb {
    INTERNEG_DEVICE static Rgb at(const Source &source, const Picture &picture, unsigned int x, unsigned int y) {
        float values[3];
        if constexpr (ARRANGEMENT == RGB_DPX10) {
            const Bits32 word = word_at<WORD>(line_of(picture, 0, y), x);
            for (int channel = 0; channel < 3; channel++) {
                values[channel] = static_cast<float>(static_cast<int>((word >> source.shifts[channel]) & 1023u));
            }
        } else {
            for (int channel = 0; channel < 3; channel++) {
                const bool is_packed = ARRANGEMENT == RGB_PACKED;
                const Byte *line = line_of(picture, is_packed ? 0 : channel, y);
                const unsigned long long index = is_packed ? static_cast<unsigned long long>(x) * STEP + channel : x;
                values[channel] = sample_at<WORD>(line, index, source.shift, source.mask);
            }
        }
        if constexpr (IS_CODED) {
            for (int channel = 0; channel < 3; channel++) {
                values[channel] = value_of(values[channel], source.black, source.span);
            }
        }
        return {values[0], values[1], values[2]};
    }
};

/// R, G, B of a pixel of a Y'CbCr source.
template <Arrangement ARRANGEMENT, Word WORD, bool HALVED_X, bool HALVED_Y, bool BETWEEN_X, bool BETWEEN_Y>
struct FromYCbCr {
    /// The code of a chroma sample.
    INTERNEG_DEVICE static float chroma(
        const Source &source, const Picture &picture, int which, unsigned int x, unsigned int y) {
        constexpr bool IS_PLANAR = ARRANGEMENT == YCBCR_PLANAR;
        const Byte *line = line_of(picture, IS_PLANAR ? 1 + which : 1, y);
        const unsigned long long index = IS_PLANAR ? x : 2ull * x + which;
        return sample_at<WORD>(line, index, source.shift, source.mask);
    }

    /// The code between the chroma samples around a pixel. Every step is exact, so their order means nothing.
    INTERNEG_DEVICE static float chroma_at(
        const Source &source, const Picture &picture, int which, unsigned int x, unsigned int y) {
        const auto on_line = [&](unsigned int line) {
            if constexpr (HALVED_X) {
                const Neighbours along = neighbours(x, (source.width + 1) / 2, BETWEEN_X);
                const float nearer = chroma(source, picture, which, along.nearer, line);
                return between(nearer, chroma(source, picture, which, along.farther, line), along.share);
            } else {
                return chroma(source, picture, which, x, line);
            }
        };
        if constexpr (HALVED_Y) {
            const Neighbours lines = neighbours(y, (source.height + 1) / 2, BETWEEN_Y);
            return between(on_line(lines.nearer), on_line(lines.farther), lines.share);
        } else {
            return on_line(y);
        }
    }

    INTERNEG_DEVICE static Rgb at(const Source &source, const Picture &picture, unsigned int x, unsigned int y) {
        const float luma = sample_at<WORD>(line_of(picture, 0, y), x, source.shift, source.mask);
        const RgbPixel pixel = rgb_of(
            source, {
                        value_of(luma, source.black, source.span),
                        value_of(chroma_at(source, picture, 0, x, y), source.zero, source.chroma_span),
                        value_of(chroma_at(source, picture, 1, x, y), source.zero, source.chroma_span),
                    });
        return {pixel.r, pixel.g, pixel.b};
    }
};

/// What a thread has counted.
struct Tally {
    unsigned int nan, infinite, clipped;

    INTERNEG_DEVICE void add_to(Counts *counts) const {
        if (nan != 0) atomicAdd(&counts->nan, static_cast<unsigned long long>(nan));
        if (infinite != 0) atomicAdd(&counts->infinite, static_cast<unsigned long long>(infinite));
        if (clipped != 0) atomicAdd(&counts->clipped, static_cast<unsigned long long>(clipped));
    }
};

/// Two neighbouring words in one store, where that is aligned; `is_pair` where the second is there at all.
template <class Half, class Whole>
INTERNEG_DEVICE void store_pair(Byte *line, unsigned int x, Half first, Half second, bool is_pair, bool is_aligned) {
    Half *const words = reinterpret_cast<Half *>(line) + x;
    if (is_aligned) {
        *reinterpret_cast<Whole *>(words) =
            static_cast<Whole>(first) | static_cast<Whole>(second) << (8 * static_cast<int>(sizeof(Half)));
        return;
    }
    words[0] = first;
    if (is_pair) words[1] = second;
}

INTERNEG_DEVICE unsigned short half_for_file(float sample, Tally &tally) {
    const Bits32 bits = bits_of(sample) & MAGNITUDE;
    tally.nan += bits > INFINITE ? 1u : 0u;
    tally.infinite += bits >= HALF_OVERFLOW && bits <= INFINITE ? 1u : 0u;
    return half_of(settled_for_half(sample));
}

INTERNEG_DEVICE Bits32 full_code_for_file(float sample, float white, Tally &tally) {
    const Bits32 bits = bits_of(sample) & MAGNITUDE;
    const bool is_infinite = bits == INFINITE;
    tally.nan += bits > INFINITE ? 1u : 0u;
    tally.infinite += is_infinite ? 1u : 0u;
    tally.clipped += !is_infinite && (sample < 0.0f || sample > 1.0f) ? 1u : 0u;
    return full_code(sample, white);
}

/// Packs the pixels at `x` and `x + 1` of line `y`; the second only where `is_pair`. Where the width is even, two
/// neighbours are aligned to their common size.
template <Packing PACKING>
struct ToRgb {
    INTERNEG_DEVICE static void pack(
        const Source &source, const Output &output, unsigned int x, unsigned int y, const Rgb (&pixels)[2], bool is_pair,
        Tally &tally) {
        const bool is_aligned = source.width % 2 == 0;
        const int count = is_pair ? 2 : 1;
        if constexpr (PACKING == HALF_BGR) {
            unsigned short halves[3][2] = {};
            for (int index = 0; index < 2; index++) {
                if (index < count) {
                    halves[0][index] = half_for_file(pixels[index].b, tally);
                    halves[1][index] = half_for_file(pixels[index].g, tally);
                    halves[2][index] = half_for_file(pixels[index].r, tally);
                }
            }
            for (int plane = 0; plane < 3; plane++) {
                Byte *line = line_of(output, 0, y) + 2ull * plane * source.width;
                store_pair<unsigned short, Bits32>(line, x, halves[plane][0], halves[plane][1], is_pair, is_aligned);
            }
        } else if constexpr (PACKING == DPX10) {
            Bits32 words[2] = {};
            for (int index = 0; index < 2; index++) {
                if (index < count) {
                    const Bits32 r = full_code_for_file(pixels[index].r, 1023.0f, tally);
                    const Bits32 g = full_code_for_file(pixels[index].g, 1023.0f, tally);
                    const Bits32 b = full_code_for_file(pixels[index].b, 1023.0f, tally);
                    words[index] = swapped(r << 22 | g << 12 | b << 2);
                }
            }
            store_pair<Bits32, Bits64>(line_of(output, 0, y), x, words[0], words[1], is_pair, is_aligned);
        } else if constexpr (PACKING == DPX16) {
            unsigned short codes[6] = {};
            for (int index = 0; index < 2; index++) {
                if (index < count) {
                    const float values[3] = {pixels[index].r, pixels[index].g, pixels[index].b};
                    for (int channel = 0; channel < 3; channel++) {
                        const Bits32 code = full_code_for_file(values[channel], 65535.0f, tally);
                        codes[3 * index + channel] = swapped(static_cast<unsigned short>(code));
                    }
                }
            }
            Byte *line = line_of(output, 0, y);
            for (int pair = 0; pair < 3; pair++) {
                // An odd width has three samples at its end.
                if (is_aligned || 2 * pair < 3 * count) {
                    const bool has_both = 2 * pair + 1 < 3 * count;
                    store_pair<unsigned short, Bits32>(
                        line, 3 * x + 2 * pair, codes[2 * pair], codes[2 * pair + 1], has_both, is_aligned);
                }
            }
        } else {
            static_assert(PACKING == RGB_F32, "a packing that the device does not know");
            const float values[3][2] = {
                {pixels[0].r, pixels[1].r}, {pixels[0].g, pixels[1].g}, {pixels[0].b, pixels[1].b}};
            for (int plane = 0; plane < 3; plane++) {
                store_pair<Bits32, Bits64>(
                    line_of(output, plane, y), x, bits_of(values[plane][0]), bits_of(values[plane][1]), is_pair,
                    is_aligned);
            }
        }
    }
};

/// Two pixels a thread.
template <class From, class To, class Steps>
INTERNEG_DEVICE void run_rgb(
    const Source &source, const Target &, const Picture &picture, const Output &output, Counts *counts,
    const Steps steps) {
    const unsigned int x = 2 * (blockIdx.x * blockDim.x + threadIdx.x);
    if (x >= source.width) return;
    const bool is_pair = x + 1 < source.width;
    Tally tally = {0, 0, 0};
    // A grid has at most 65535 blocks along y.
    for (unsigned int y = blockIdx.y * blockDim.y + threadIdx.y; y < source.height; y += gridDim.y * blockDim.y) {
        const Rgb pixels[2] = {
            steps(From::at(source, picture, x, y)),
            steps(From::at(source, picture, is_pair ? x + 1 : x, y)),
        };
        To::pack(source, output, x, y, pixels, is_pair, tally);
    }
    tally.add_to(counts);
}

/// A pair of pixels, of one line or of the two that share a chroma line, as Y'CbCr.
template <class From, Word WORD, bool HALVED_X, bool HALVED_Y, bool BETWEEN_X, bool BETWEEN_Y>
struct ToYCbCr {
    /// A column of a block: codes of luma, and colour differences at the chroma line's place.
    struct Column {
        Bits32 luma[2];
        float cb, cr;
    };

    /// The code of a value, and what is to be counted.
    INTERNEG_DEVICE static Bits32 code(const Target &target, float value, float zero, float span, Tally &tally) {
        const Bits32 bits = bits_of(value) & MAGNITUDE;
        const float exact = value * span + zero;
        const bool is_infinite = bits == INFINITE;
        const bool is_outside = exact < target.lowest - 0.5f || exact >= target.highest + 0.5f;
        tally.nan += bits > INFINITE ? 1u : 0u;
        tally.infinite += is_infinite ? 1u : 0u;
        tally.clipped += is_outside && !is_infinite ? 1u : 0u;
        return code_of(target, value, zero, span, 0.0f) << target.shift;
    }

    INTERNEG_DEVICE static void store(Byte *line, unsigned int x, Bits32 value) {
        if constexpr (WORD == U8) {
            line[x] = static_cast<Byte>(value);
        } else {
            reinterpret_cast<unsigned short *>(line)[x] = static_cast<unsigned short>(value);
        }
    }

    INTERNEG_DEVICE static void store_two(
        Byte *line, unsigned int x, Bits32 first, Bits32 second, bool is_pair, bool is_aligned) {
        if constexpr (WORD == U8) {
            store_pair<Byte, unsigned short>(
                line, x, static_cast<Byte>(first), static_cast<Byte>(second), is_pair, is_aligned);
        } else {
            store_pair<unsigned short, Bits32>(
                line, x, static_cast<unsigned short>(first), static_cast<unsigned short>(second), is_pair, is_aligned);
        }
    }

    template <class Steps>
    INTERNEG_DEVICE static YCbCr pixel(
        const Source &source, const Target &target, const Picture &picture, const Steps &steps, unsigned int x,
        unsigned int y) {
        const Rgb value = steps(From::at(source, picture, x, y));
        return ycbcr_of(target, {value.r, value.g, value.b});
    }

    /// Lines first, then columns: the order of the CPU.
    template <class Steps>
    INTERNEG_DEVICE static Column column(
        const Source &source, const Target &target, const Picture &picture, const Steps &steps, unsigned int x,
        unsigned int y, bool has_luma, Tally &tally) {
        const auto luma = [&](const YCbCr &value, bool is_there) {
            return is_there ? code(target, value.y, target.black, target.span, tally) : 0u;
        };
        const YCbCr own = pixel(source, target, picture, steps, x, y);
        Column out = {{luma(own, has_luma), 0u}, own.cb, own.cr};
        if constexpr (HALVED_Y) {
            const bool has_below = y + 1 < source.height;
            const YCbCr below = pixel(source, target, picture, steps, x, has_below ? y + 1 : y);
            out.luma[1] = luma(below, has_luma && has_below);
            if constexpr (BETWEEN_Y) {
                out.cb = between_samples(own.cb, below.cb);
                out.cr = between_samples(own.cr, below.cr);
            } else {
                const YCbCr above = pixel(source, target, picture, steps, x, y > 0 ? y - 1 : 0);
                out.cb = on_sample(above.cb, own.cb, below.cb);
                out.cr = on_sample(above.cr, own.cr, below.cr);
            }
        }
        return out;
    }

    template <class Steps>
    INTERNEG_DEVICE static void run(
        const Source &source, const Target &target, const Picture &picture, const Output &output, Counts *counts,
        const Steps steps) {
        constexpr unsigned int LINES = HALVED_Y ? 2 : 1;
        const unsigned int x = 2 * (blockIdx.x * blockDim.x + threadIdx.x);
        if (x >= source.width) return;
        const bool is_pair = x + 1 < source.width, is_aligned = source.width % 2 == 0;
        const unsigned int chroma_lines = (source.height + LINES - 1) / LINES;
        Tally tally = {0, 0, 0};
        for (unsigned int row = blockIdx.y * blockDim.y + threadIdx.y; row < chroma_lines;
             row += gridDim.y * blockDim.y) {
            const unsigned int y = row * LINES;
            const Column first = column(source, target, picture, steps, x, y, true, tally);
            const Column second = column(source, target, picture, steps, is_pair ? x + 1 : x, y, is_pair, tally);
            for (unsigned int line = 0; line < LINES; line++) {
                if (y + line < source.height) {
                    store_two(
                        line_of(output, 0, y + line), x, first.luma[line], second.luma[line], is_pair, is_aligned);
                }
            }
            const auto chroma = [&](float value) {
                return code(target, value, target.zero, target.chroma_span, tally);
            };
            if constexpr (!HALVED_X) {
                for (int which = 0; which < 2; which++) {
                    const Bits32 left = chroma(which == 0 ? first.cb : first.cr);
                    const Bits32 right = is_pair ? chroma(which == 0 ? second.cb : second.cr) : 0u;
                    store_two(line_of(output, 1 + which, row), x, left, right, is_pair, is_aligned);
                }
            } else {
                float cb, cr;
                if constexpr (BETWEEN_X) {
                    cb = between_samples(first.cb, second.cb);
                    cr = between_samples(first.cr, second.cr);
                } else {
                    const Column before =
                        column(source, target, picture, steps, x > 0 ? x - 1 : 0, y, false, tally);
                    cb = on_sample(before.cb, first.cb, second.cb);
                    cr = on_sample(before.cr, first.cr, second.cr);
                }
                store(line_of(output, 1, row), x / 2, chroma(cb));
                store(line_of(output, 2, row), x / 2, chroma(cr));
            }
        }
        tally.add_to(counts);
    }
};

}  // namespace interneg
