// Pairs of pixels as Y'CbCr in the planes of a target, as a thread of a GPU writes them. Numbers are in `Target`, what
// decides the code is in types.
#pragma once

#include "apply.h"
#include "write.h"

namespace interneg {

/// A pair of pixels, of one line or of the two that share a chroma line, as Y'CbCr.
template <class From, Word WORD, bool HALVED_X, bool HALVED_Y, bool BETWEEN_X, bool BETWEEN_Y, bool IS_EVEN>
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

    INTERNEG_DEVICE static void store(const OutLine &line, int x, Bits32 value) {
        if constexpr (WORD == U8) {
            line.set(x, static_cast<Byte>(value));
        } else {
            line.set(2 * x, static_cast<unsigned short>(value));
        }
    }

    INTERNEG_DEVICE static void store_two(
        const OutLine &line, int x, Bits32 first, Bits32 second, bool is_pair) {
        if constexpr (WORD == U8) {
            store_pair<IS_EVEN, Byte, unsigned short>(
                line, x, static_cast<Byte>(first), static_cast<Byte>(second), is_pair);
        } else {
            store_pair<IS_EVEN, unsigned short, Bits32>(
                line, x, static_cast<unsigned short>(first), static_cast<unsigned short>(second), is_pair);
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
        const bool is_pair = IS_EVEN || x + 1 < source.width;
        const unsigned int chroma_lines = x < source.width ? (source.height + LINES - 1) / LINES : 0;
        Tally tally = {0, 0, 0};
        for (unsigned int row = blockIdx.y * blockDim.y + threadIdx.y; row < chroma_lines;
             row += gridDim.y * blockDim.y) {
            const unsigned int y = row * LINES;
            Rgb values[WIDE * HIGH] = {};
#pragma unroll
            for (int down = 0; down < HIGH; down++) {
                // Beyond the edges they repeat.
                const int from = down - OWN_Y;
                const unsigned int at_y =
                    from < 0 ? (y > 0 ? y - 1 : 0) : from > 0 && y + 1 < source.height ? y + 1 : y;
                Rgb own[2];
                From::pair(source, picture, x, at_y, own);
                values[OWN_X * HIGH + down] = own[0];
                values[(OWN_X + 1) * HIGH + down] = is_pair ? own[1] : own[0];
                if constexpr (OWN_X > 0) {
                    Rgb before[2];
                    From::pair(source, picture, x > 0 ? x - 2 : 0, at_y, before);
                    values[down] = x > 0 ? before[1] : before[0];
                }
            }
            apply<IS_LONG>(values, steps);
            YCbCr pixels[WIDE * HIGH];
#pragma unroll
            for (int index = 0; index < WIDE * HIGH; index++) {
                pixels[index] = ycbcr_of(target, {values[index].r, values[index].g, values[index].b});
            }
            for (unsigned int line = 0; line < LINES; line++) {
                if (y + line < source.height) {
                    const auto luma = [&](int which) {
                        const YCbCr &pixel = pixels[(OWN_X + which) * HIGH + OWN_Y + static_cast<int>(line)];
                        const float noise = noise_of(target, x + which, y + line, 0);
                        return code(target, pixel.y, target.black, target.span, noise, tally);
                    };
                    const Bits32 left = luma(0), right = is_pair ? luma(1) : 0u;
                    store_two(line_of(output, 0, y + line), x, left, right, is_pair);
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
                    store_two(line_of(output, plane, row), x, left, right, is_pair);
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
