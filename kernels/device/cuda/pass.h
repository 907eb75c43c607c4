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
        const RgbOf<float> pixel = rgb_of(
            source, value_of(luma, source.black, source.span), chroma_at(source, picture, 0, x, y) - source.zero,
            chroma_at(source, picture, 1, x, y) - source.zero);
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

/// As `half_of`, which computes it from integers; NVIDIA GPUs have an instruction that rounds as IEEE 754 says.
INTERNEG_DEVICE unsigned short half_by_instruction(float sample) {
#ifdef __CUDACC_RTC__
    unsigned short half;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(half) : "f"(sample));
    return half;
#else
    return half_of(sample);
#endif
}

/// What a half cannot hold, counted and replaced: rare, so that it stands apart from the way that pixels take.
INTERNEG_DEVICE float settled_and_counted(float sample, Tally &tally) {
    const Bits32 bits = bits_of(sample) & MAGNITUDE;
    tally.nan += bits > INFINITE ? 1u : 0u;
    tally.infinite += bits >= HALF_OVERFLOW && bits <= INFINITE ? 1u : 0u;
    return settled_for_half(sample);
}

INTERNEG_DEVICE bool fits_half(const Rgb &pixel) {
    const Bits32 r = bits_of(pixel.r) & MAGNITUDE, g = bits_of(pixel.g) & MAGNITUDE, b = bits_of(pixel.b) & MAGNITUDE;
    return r < HALF_OVERFLOW && g < HALF_OVERFLOW && b < HALF_OVERFLOW;
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
                    Rgb pixel = pixels[index];
                    if (!fits_half(pixel)) {
                        pixel.r = settled_and_counted(pixel.r, tally);
                        pixel.g = settled_and_counted(pixel.g, tally);
                        pixel.b = settled_and_counted(pixel.b, tally);
                    }
                    halves[0][index] = half_by_instruction(pixel.b);
                    halves[1][index] = half_by_instruction(pixel.g);
                    halves[2][index] = half_by_instruction(pixel.r);
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
                    Bits32 codes[3];
                    full_codes(pixels[index], 1023.0f, codes, tally);
                    words[index] = swapped(codes[0] << 22 | codes[1] << 12 | codes[2] << 2);
                }
            }
            store_pair<Bits32, Bits64>(line_of(output, 0, y), x, words[0], words[1], is_pair, is_aligned);
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

/// `make(0)` to `make(COUNT - 1)`. Where that is long, as in the views of displays, its code stands there once: several
/// copies of a hundred kilobytes would not fit the GPU's instruction caches. Values then move up from the end, so that
/// every index is a constant and they stay in registers.
template <bool IS_LONG, int COUNT, class Value, class Make>
INTERNEG_DEVICE void fill(Value (&values)[COUNT], const Make &make) {
    if constexpr (IS_LONG) {
#pragma unroll 1
        for (int i = 0; i < COUNT; i++) {
#pragma unroll
            for (int place = 0; place + 1 < COUNT; place++) values[place] = values[place + 1];
            values[COUNT - 1] = make(i);
        }
    } else {
#pragma unroll
        for (int i = 0; i < COUNT; i++) values[i] = make(i);
    }
}

/// Two pixels a thread.
template <class From, class To, bool IS_LONG, class Steps>
INTERNEG_DEVICE void run_rgb(
    const Source &source, const Target &, const Picture &picture, const Output &output, Counts *counts,
    const Steps steps) {
    const unsigned int x = 2 * (blockIdx.x * blockDim.x + threadIdx.x);
    if (x >= source.width) return;
    const bool is_pair = x + 1 < source.width;
    Tally tally = {0, 0, 0};
    // A grid has at most 65535 blocks along y.
    for (unsigned int y = blockIdx.y * blockDim.y + threadIdx.y; y < source.height; y += gridDim.y * blockDim.y) {
        Rgb pixels[2] = {};
        fill<IS_LONG>(pixels, [&](int index) {
            return steps(From::at(source, picture, is_pair ? x + index : x, y));
        });
        To::pack(source, output, x, y, pixels, is_pair, tally);
    }
    tally.add_to(counts);
}

/// A pair of pixels, of one line or of the two that share a chroma line, as Y'CbCr.
template <class From, Word WORD, bool HALVED_X, bool HALVED_Y, bool BETWEEN_X, bool BETWEEN_Y>
struct ToYCbCr {
    /// Pixels that a block of two by `LINES` looks at: on the left where chroma lies on a pixel, above where it lies on a
    /// line; the block's own begin at `OWN_X` and `OWN_Y`.
    static constexpr unsigned int LINES = HALVED_Y ? 2 : 1;
    static constexpr int OWN_X = HALVED_X && !BETWEEN_X ? 1 : 0, WIDE = OWN_X + 2;
    static constexpr int OWN_Y = HALVED_Y && !BETWEEN_Y ? 1 : 0, HIGH = OWN_Y + static_cast<int>(LINES);

    /// The code of a value, and what is to be counted.
    INTERNEG_DEVICE static Bits32 code(
        const Target &target, float value, float zero, float span, float noise, Tally &tally) {
        const Bits32 bits = bits_of(value) & MAGNITUDE;
        const float exact = value * span + zero;
        const bool is_infinite = bits == INFINITE;
        const bool is_outside = exact < target.lowest - 0.5f || exact >= target.highest + 0.5f;
        tally.nan += bits > INFINITE ? 1u : 0u;
        tally.infinite += is_infinite ? 1u : 0u;
        tally.clipped += is_outside && !is_infinite ? 1u : 0u;
        return code_of(target, value, zero, span, noise) << target.shift;
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

    /// Colour differences of a column at the chroma line's place. Lines first, then columns: the order of the CPU.
    INTERNEG_DEVICE static YCbCr column(const YCbCr (&pixels)[WIDE * HIGH], int which) {
        const YCbCr own = pixels[which * HIGH + OWN_Y];
        if constexpr (!HALVED_Y) {
            return own;
        } else {
            const YCbCr below = pixels[which * HIGH + OWN_Y + 1];
            if constexpr (BETWEEN_Y) {
                return {own.y, between_samples(own.cb, below.cb), between_samples(own.cr, below.cr)};
            } else {
                const YCbCr above = pixels[which * HIGH];
                return {own.y, on_sample(above.cb, own.cb, below.cb), on_sample(above.cr, own.cr, below.cr)};
            }
        }
    }

    template <bool IS_LONG, class Steps>
    INTERNEG_DEVICE static void run(
        const Source &source, const Target &target, const Picture &picture, const Output &output, Counts *counts,
        const Steps steps) {
        const unsigned int x = 2 * (blockIdx.x * blockDim.x + threadIdx.x);
        if (x >= source.width) return;
        const bool is_pair = x + 1 < source.width, is_aligned = source.width % 2 == 0;
        const unsigned int chroma_lines = (source.height + LINES - 1) / LINES;
        Tally tally = {0, 0, 0};
        for (unsigned int row = blockIdx.y * blockDim.y + threadIdx.y; row < chroma_lines;
             row += gridDim.y * blockDim.y) {
            const unsigned int y = row * LINES;
            YCbCr pixels[WIDE * HIGH] = {};
            fill<IS_LONG>(pixels, [&](int index) {
                // Beyond the edges they repeat.
                const int right = index / HIGH - OWN_X, down = index % HIGH - OWN_Y;
                const unsigned int at_x = right < 0 ? (x > 0 ? x - 1 : 0) : right > 0 && is_pair ? x + 1 : x;
                const unsigned int at_y =
                    down < 0 ? (y > 0 ? y - 1 : 0) : down > 0 && y + 1 < source.height ? y + 1 : y;
                const Rgb value = steps(From::at(source, picture, at_x, at_y));
                return ycbcr_of(target, {value.r, value.g, value.b});
            });
            for (unsigned int line = 0; line < LINES; line++) {
                if (y + line < source.height) {
                    const auto luma = [&](int which) {
                        const YCbCr &pixel = pixels[(OWN_X + which) * HIGH + OWN_Y + static_cast<int>(line)];
                        const float noise = noise_of(target, x + which, y + line, 0);
                        return code(target, pixel.y, target.black, target.span, noise, tally);
                    };
                    const Bits32 left = luma(0), right = is_pair ? luma(1) : 0u;
                    store_two(line_of(output, 0, y + line), x, left, right, is_pair, is_aligned);
                }
            }
            const auto chroma = [&](float value, unsigned int at_x, unsigned int plane) {
                return code(target, value, target.zero, target.chroma_span, noise_of(target, at_x, row, plane), tally);
            };
            const YCbCr first = column(pixels, OWN_X), second = column(pixels, OWN_X + 1);
            if constexpr (!HALVED_X) {
                for (int plane = 1; plane < 3; plane++) {
                    const Bits32 left = chroma(plane == 1 ? first.cb : first.cr, x, plane);
                    const Bits32 right = is_pair ? chroma(plane == 1 ? second.cb : second.cr, x + 1, plane) : 0u;
                    store_two(line_of(output, plane, row), x, left, right, is_pair, is_aligned);
                }
            } else {
                float cb, cr;
                if constexpr (BETWEEN_X) {
                    cb = between_samples(first.cb, second.cb);
                    cr = between_samples(first.cr, second.cr);
                } else {
                    const YCbCr before = column(pixels, 0);
                    cb = on_sample(before.cb, first.cb, second.cb);
                    cr = on_sample(before.cr, first.cr, second.cr);
                }
                store(line_of(output, 1, row), x / 2, chroma(cb, x / 2, 1));
                store(line_of(output, 2, row), x / 2, chroma(cr, x / 2, 2));
            }
        }
        tally.add_to(counts);
    }
};

}  // namespace interneg
