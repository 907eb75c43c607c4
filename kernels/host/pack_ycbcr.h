// Lines of R'G'B' as planes Y', Cb, Cr: matrix, chroma at its resolution and siting, codes.
#pragma once

#include "../device/pass.h"
#include "../device/sample.h"
#include "piece.h"

namespace {

using namespace interneg;

/// Colour differences of a piece, at full resolution.
struct Differences {
    alignas(64) float cb[MOST];
    alignas(64) float cr[MOST];
};

/// Where samples go: a plane, its line `y`, in memory at `bytes`, from sample `first` on.
struct Place {
    unsigned int plane, y;
    Byte *bytes;
    unsigned long first;
};

template <bool DITHERED>
void store(
    const Target &target, const float *__restrict values, unsigned long count, const Place place, float zero,
    float span, Counts &counts) {
    const Target here = target;
    const Dither dither = Dither::of(place.plane, 0);
    const unsigned int first = static_cast<unsigned int>(place.first);
    Bits32 codes[MOST];
    Bits32 nan = 0, infinite = 0, clipped = 0;
    for (unsigned long i = 0; i < count; i++) {
        const float value = values[i];
        const Bits32 bits = bits_of(value) & MAGNITUDE;
        const float exact = value * span + zero;
        nan += bits > INFINITE ? 1u : 0u;
        infinite += bits == INFINITE ? 1u : 0u;
        clipped += (exact < here.lowest - 0.5f ? 1u : 0u) + (exact >= here.highest + 0.5f ? 1u : 0u);
        const float noise = DITHERED ? dither(first + static_cast<unsigned int>(i), place.y) : 0.0f;
        codes[i] = code_of(here, value, zero, span, noise) << here.shift;
    }
    counts.nan += nan, counts.infinite += infinite, counts.clipped += clipped - infinite;
    if (target.word == U8) {
        for (unsigned long i = 0; i < count; i++) {
            place.bytes[place.first + i] = static_cast<Byte>(codes[i]);
        }
    } else {
        for (unsigned long i = 0; i < count; i++) {
            const unsigned short code = static_cast<unsigned short>(codes[i]);
            __builtin_memcpy(place.bytes + 2 * (place.first + i), &code, sizeof code);
        }
    }
}

void store_luma(
    const Target &target, const float *values, unsigned long count, const Place place, Counts &counts) {
    const auto store_samples = target.is_dithered != 0 ? store<true> : store<false>;
    store_samples(target, values, count, place, target.black, target.span, counts);
}

void store_chroma(
    const Target &target, const float *values, unsigned long count, const Place place, Counts &counts) {
    const auto store_samples = target.is_dithered != 0 ? store<true> : store<false>;
    store_samples(target, values, count, place, target.zero, target.chroma_span, counts);
}

/// Y' in place of R', and the colour differences.
void ycbcr_of_piece(const Target &target, Piece &piece, Differences &differences) {
    const Target here = target;
    float *__restrict r = piece.r;
    const float *__restrict g = piece.g;
    const float *__restrict b = piece.b;
    float *__restrict cb = differences.cb;
    float *__restrict cr = differences.cr;
    for (unsigned long i = 0; i < piece.count; i++) {
        const YCbCr codes = ycbcr_of(here, {r[i], g[i], b[i]});
        r[i] = codes.y, cb[i] = codes.cb, cr[i] = codes.cr;
    }
}

/// Chroma of the pairs of pixels from `first` to `end` of a line of `width`; `at` is the pixel of `full[0]`.
void halve(
    const float *__restrict full, unsigned long at, unsigned long first, unsigned long end, unsigned long width,
    bool is_between, float *__restrict halved) {
    for (unsigned long x = first; x < end; x += 2) {
        const unsigned long before = x > 0 ? x - 1 : 0, after = x + 1 < width ? x + 1 : x;
        halved[(x - first) / 2] = is_between ? between_samples(full[x - at], full[after - at])
                                             : on_sample(full[before - at], full[x - at], full[after - at]);
    }
}

/// Lines from `first_row` on; where chroma has half the lines, `first_row` is even.
template <class RgbOf>
void ycbcr_rows(
    const Pass &pass, unsigned long first_row, unsigned long rows, const Output &output, Counts &counts,
    const RgbOf rgb_of_piece) {
    const Target &target = pass.target;
    const unsigned long width = pass.source.width, height = pass.source.height;
    const unsigned long lines = 1 + target.chroma.halved_y;
    const bool needs_above = target.chroma.halved_y != 0 && target.chroma.between_y == 0;
    const unsigned long margin = target.chroma.halved_x != 0 ? 2 : 0;
    Piece piece;
    Differences differences[3];
    for (unsigned long y = first_row; y < first_row + rows; y += lines) {
        for (unsigned long first = 0; first < width; first += PIECE) {
            const unsigned long end = first + PIECE < width ? first + PIECE : width;
            const unsigned long from = first > margin ? first - margin : 0;
            const unsigned long to = end + margin < width ? end + margin : width;
            const auto differences_of = [&](unsigned long line, Differences &out) {
                piece.first = from, piece.count = to - from;
                rgb_of_piece(line, piece);
                ycbcr_of_piece(target, piece, out);
            };
            const auto luma_of = [&](unsigned long line) {
                Byte *bytes = output.planes[0].bytes + (line - first_row) * output.planes[0].stride_bytes;
                const Place place = {0, static_cast<unsigned int>(line), bytes, first};
                store_luma(target, piece.r + (first - from), end - first, place, counts);
            };
            if (needs_above) {
                differences_of(y > 0 ? y - 1 : 0, differences[0]);
            }
            differences_of(y, differences[1]);
            luma_of(y);
            if (target.chroma.halved_y != 0) {
                const bool has_below = y + 1 < height;
                differences_of(has_below ? y + 1 : y, differences[2]);
                if (has_below) {
                    luma_of(y + 1);
                }
            }
            const unsigned int chroma_y = static_cast<unsigned int>(y / lines);
            for (unsigned int which = 0; which < 2; which++) {
                const auto full = [&](int line) { return which == 0 ? differences[line].cb : differences[line].cr; };
                float *own = full(1);
                if (target.chroma.halved_y != 0) {
                    const float *above = full(0), *below = full(2);
                    for (unsigned long i = 0; i < to - from; i++) {
                        own[i] = needs_above ? on_sample(above[i], own[i], below[i]) : between_samples(own[i], below[i]);
                    }
                }
                const OutPlane &plane = output.planes[1 + which];
                Byte *bytes = plane.bytes + (y - first_row) / lines * plane.stride_bytes;
                if (target.chroma.halved_x == 0) {
                    store_chroma(target, own + (first - from), end - first, {1 + which, chroma_y, bytes, first}, counts);
                    continue;
                }
                float halved[MOST];
                halve(own, from, first, end, width, target.chroma.between_x != 0, halved);
                store_chroma(target, halved, (end - first + 1) / 2, {1 + which, chroma_y, bytes, first / 2}, counts);
            }
        }
    }
}

}  // namespace
