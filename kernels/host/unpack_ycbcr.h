// A piece of a line of Y'CbCr as R, G, B: widening chroma, and the matrix.
#pragma once

#include "../device/chroma.h"
#include "../device/quotient.h"
#include "interleave.h"
#include "samples.h"

namespace {

using namespace interneg;

/// Chroma codes that a piece needs: those of its own pairs of pixels, and one on either side.
constexpr unsigned long CHROMA = MOST / 2 + 3;

/// Chroma codes of a chroma line from the one before the piece's first pair on; beyond the line its ends repeat.
void chroma_line(
    const Source &source, const Picture &picture, int which, unsigned long y, unsigned long first_pair,
    unsigned long pairs, float *codes) {
    const bool is_planar = source.arrangement == YCBCR_PLANAR;
    const Byte *line = line_of(picture, is_planar ? 1 + which : 1, y);
    const unsigned long step = is_planar ? 1 : 2, offset = is_planar ? 0 : which;
    const unsigned long width = (source.width + 1) / 2;
    const unsigned long begin = first_pair > 0 ? first_pair - 1 : 0;
    const unsigned long end = first_pair + pairs < width ? first_pair + pairs + 1 : width;
    float *const known = codes + (begin + 1 - first_pair);
    samples(source, line, begin * step + offset, step, source.zero, known, end - begin);
    if (first_pair == 0) {
        codes[0] = codes[1];
    }
    if (end == width) {
        known[end - begin] = known[end - begin - 1];
    }
}

/// Chroma codes `which`, 0 for Cb and 1 for Cr, at the height of line `y`, from the one before the piece's first pair on.
void halved_chroma(
    const Source &source, const Picture &picture, unsigned long y, int which, const Piece &piece, float *own) {
    const unsigned long first_pair = piece.first / 2, pairs = (piece.count + 1) / 2;
    if (source.chroma.halved_y == 0) {
        return chroma_line(source, picture, which, y, first_pair, pairs, own);
    }
    const Neighbours lines = neighbours(y, (source.height + 1) / 2, source.chroma.between_y != 0);
    chroma_line(source, picture, which, lines.nearer, first_pair, pairs, own);
    if (lines.share > 0.0f && lines.farther != lines.nearer) {
        float other[CHROMA];
        chroma_line(source, picture, which, lines.farther, first_pair, pairs, other);
        for (unsigned long i = 0; i < pairs + 2; i++) {
            own[i] = between(own[i], other[i], lines.share);
        }
    }
}

/// Chroma codes `which` of every pixel, where there are as many.
void whole_chroma(
    const Source &source, const Picture &picture, unsigned long y, int which, const Piece &piece, float *values) {
    const bool is_planar = source.arrangement == YCBCR_PLANAR;
    const Byte *line = line_of(picture, is_planar ? 1 + which : 1, y);
    const unsigned long step = is_planar ? 1 : 2, offset = is_planar ? 0 : which;
    samples(source, line, piece.first * step + offset, step, source.zero, values, piece.count);
}

/// Chroma of pairs of pixels in the places of the pairs' first and second, from `codes` that begin one before.
template <bool BETWEEN, class Number>
INTERNEG_HOST Pair<Number> of_pairs(const float *codes) {
    const Number own = Memory<Number>::load(codes + 1), after = Memory<Number>::load(codes + 2);
    if (!BETWEEN) {
        // Of a sample that lies on a pixel, the pixel's chroma is the sample.
        return {own, between(own, after, 0.5f)};
    }
    return {between(own, Memory<Number>::load(codes), 0.25f), between(own, after, 0.25f)};
}

/// The matrix, over a piece that has luma in the place of R.
struct ToRgb {
    const Source source;
    const Quotient luma;
    float *__restrict r, *__restrict g, *__restrict b;

    ToRgb(const Source &source, Piece &piece)
        : source(source), luma(source), r(piece.r), g(piece.g), b(piece.b) {}

    template <class Number>
    INTERNEG_HOST void operator()(unsigned long at, Number cb, Number cr) const {
        const auto pixel = rgb_of(source, luma(Memory<Number>::load(r + at)), cb, cr);
        Memory<Number>::store(r + at, pixel.r);
        Memory<Number>::store(g + at, pixel.g);
        Memory<Number>::store(b + at, pixel.b);
    }
};

/// With chroma from the sample before the first pair on.
template <bool BETWEEN>
void rgb_of_pairs(const Source &source, const float *__restrict cb, const float *__restrict cr, Piece &piece) {
    const ToRgb to_rgb(source, piece);
    const unsigned long pairs = (piece.count + 1) / 2;
    unsigned long i = 0;
#ifdef INTERNEG_VECTORS
    for (; i + LANES <= pairs; i += LANES) {
        const auto blue = interleaved(of_pairs<BETWEEN, Vector>(cb + i));
        const auto red = interleaved(of_pairs<BETWEEN, Vector>(cr + i));
        to_rgb(2 * i, blue.first, red.first);
        to_rgb(2 * i + LANES, blue.second, red.second);
    }
#endif
    for (; i < pairs; i++) {
        const auto blue = of_pairs<BETWEEN, float>(cb + i), red = of_pairs<BETWEEN, float>(cr + i);
        to_rgb(2 * i, blue.first, red.first);
        to_rgb(2 * i + 1, blue.second, red.second);
    }
}

/// With chroma in the places of G and B.
void rgb_of_pixels(const Source &source, Piece &piece) {
    const ToRgb to_rgb(source, piece);
    const unsigned long count = piece.count;
    unsigned long i = 0;
#ifdef INTERNEG_VECTORS
    for (; i + LANES <= count; i += LANES) {
        to_rgb(i, Memory<Vector>::load(to_rgb.g + i), Memory<Vector>::load(to_rgb.b + i));
    }
#endif
    for (; i < count; i++) {
        to_rgb(i, to_rgb.g[i], to_rgb.b[i]);
    }
}

void ycbcr(const Source &source, const Picture &picture, unsigned long y, Piece &piece) {
    const auto read_luma = [&] {
        samples(source, line_of(picture, 0, y), piece.first, 1, source.black, piece.r, piece.count);
    };
    if (source.chroma.halved_x == 0) {
        read_luma();
        whole_chroma(source, picture, y, 0, piece, piece.g);
        whole_chroma(source, picture, y, 1, piece, piece.b);
        return rgb_of_pixels(source, piece);
    }
    alignas(64) float cb[CHROMA], cr[CHROMA];
    halved_chroma(source, picture, y, 0, piece, cb);
    halved_chroma(source, picture, y, 1, piece, cr);
    // Luma is read here and not first because the chroma is read again across the bounds of the vectors that it was stored
    // in, which a processor does not do before they have arrived in the cache.
    read_luma();
    source.chroma.between_x != 0 ? rgb_of_pairs<true>(source, cb, cr, piece)
                                 : rgb_of_pairs<false>(source, cb, cr, piece);
}

}  // namespace
