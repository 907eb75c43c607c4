// A piece of a line as R, G, B: reading samples, widening chroma, and Y'CbCr to R'G'B'.
#pragma once

#include "../device/chroma.h"
#include "../device/pass.h"
#include "../device/sample.h"
#include "half.h"
#include "piece.h"
#include "quotient.h"

namespace {

using namespace interneg;

const Byte *line_of(const Picture &picture, int plane, unsigned long y) {
    return picture.planes[plane].bytes + y * picture.planes[plane].stride_bytes;
}

/// `count` samples of a line from `first` on, `step` apart. The usual steps become loops of their own.
template <Word WORD>
void read(
    const Source &source, const Byte *line, unsigned long first, unsigned long step, float *__restrict values,
    unsigned long count) {
    const unsigned int shift = source.shift, mask = source.mask;
    // Lines of several planes are read in turns too short for the processor to foresee the next.
    constexpr unsigned long BYTES = WORD == U8 ? 1 : WORD == F32_LITTLE ? 4 : 2;
    expect<false>(line + BYTES * (first + count * step), BYTES * count * step);
    const auto loop = [=](const unsigned long stride) {
        for (unsigned long i = 0; i < count; i++) {
            values[i] = sample_at<WORD>(line, first + i * stride, shift, mask);
        }
    };
    if (WORD == F16_LITTLE && step == 1) {
        return widen(line + 2 * first, values, count);
    }
    switch (step) {
        case 1: return loop(1);
        case 2: return loop(2);
        case 3: return loop(3);
        default: return loop(4);
    }
}

void samples(
    const Source &source, const Byte *line, unsigned long first, unsigned long step, float *values,
    unsigned long count) {
    switch (source.word) {
        case U8: return read<U8>(source, line, first, step, values, count);
        case U16_LITTLE: return read<U16_LITTLE>(source, line, first, step, values, count);
        case U16_BIG: return read<U16_BIG>(source, line, first, step, values, count);
        case F16_LITTLE: return read<F16_LITTLE>(source, line, first, step, values, count);
        case F32_LITTLE: return read<F32_LITTLE>(source, line, first, step, values, count);
        case U32_LITTLE:
        case U32_BIG: return;  // words of RGB_DPX10, which has no single samples
    }
}

template <Word WORD>
void dpx10(const Source &source, const Byte *line, Piece &piece) {
    const unsigned int at_r = source.shifts[0], at_g = source.shifts[1], at_b = source.shifts[2];
    float *__restrict r = piece.r;
    float *__restrict g = piece.g;
    float *__restrict b = piece.b;
    const unsigned long first = piece.first, count = piece.count;
    for (unsigned long i = 0; i < count; i++) {
        const Bits32 word = word_at<WORD>(line, first + i);
        r[i] = static_cast<float>(static_cast<int>((word >> at_r) & 1023u));
        g[i] = static_cast<float>(static_cast<int>((word >> at_g) & 1023u));
        b[i] = static_cast<float>(static_cast<int>((word >> at_b) & 1023u));
    }
}

void scale(float *__restrict values, unsigned long count, const ValueOf value_of_code) {
    for (unsigned long i = 0; i < count; i++) {
        values[i] = value_of_code(values[i]);
    }
}

void rgb(const Source &source, const Picture &picture, unsigned long y, Piece &piece) {
    if (source.arrangement == RGB_DPX10) {
        const Byte *line = line_of(picture, 0, y);
        source.word == U32_BIG ? dpx10<U32_BIG>(source, line, piece) : dpx10<U32_LITTLE>(source, line, piece);
    } else {
        const bool is_packed = source.arrangement == RGB_PACKED;
        for (int channel = 0; channel < 3; channel++) {
            const Byte *line = line_of(picture, is_packed ? 0 : channel, y);
            const unsigned long step = is_packed ? source.step : 1;
            const unsigned long first = is_packed ? piece.first * step + channel : piece.first;
            samples(source, line, first, step, piece.channel(channel), piece.count);
        }
    }
    if (source.is_coded != 0) {
        for (int channel = 0; channel < 3; channel++) {
            scale(piece.channel(channel), piece.count, ValueOf(source.black, source.span));
        }
    }
}

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
    samples(source, line, begin * step + offset, step, known, end - begin);
    if (first_pair == 0) {
        codes[0] = codes[1];
    }
    if (end == width) {
        known[end - begin] = known[end - begin - 1];
    }
}

/// Twice the chroma along a line, from the sample before its first pair on.
template <bool BETWEEN>
void across(const float *__restrict codes, float *__restrict values, unsigned long pairs) {
    for (unsigned long i = 0; i < pairs; i++) {
        // Of a sample that lies on a pixel, the pixel's chroma is the sample.
        values[2 * i] = BETWEEN ? between(codes[i + 1], codes[i], 0.25f) : codes[i + 1];
        values[2 * i + 1] = between(codes[i + 1], codes[i + 2], BETWEEN ? 0.25f : 0.5f);
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
    samples(source, line, piece.first * step + offset, step, values, piece.count);
}

void ycbcr_codes(const Source &source, const Picture &picture, unsigned long y, Piece &piece) {
    const Byte *const luma = line_of(picture, 0, y);
    if (source.chroma.halved_x == 0) {
        samples(source, luma, piece.first, 1, piece.r, piece.count);
        whole_chroma(source, picture, y, 0, piece, piece.g);
        return whole_chroma(source, picture, y, 1, piece, piece.b);
    }
    alignas(64) float cb[CHROMA], cr[CHROMA];
    halved_chroma(source, picture, y, 0, piece, cb);
    halved_chroma(source, picture, y, 1, piece, cr);
    // Luma is read here and not first because the chroma is read again across the bounds of the vectors that it was stored
    // in, which a processor does not do before they have arrived in the cache.
    samples(source, luma, piece.first, 1, piece.r, piece.count);
    const unsigned long pairs = (piece.count + 1) / 2;
    const auto widen = source.chroma.between_x != 0 ? across<true> : across<false>;
    widen(cb, piece.g, pairs);
    widen(cr, piece.b, pairs);
}

void ycbcr(const Source &source, const Picture &picture, unsigned long y, Piece &piece) {
    ycbcr_codes(source, picture, y, piece);
    float *__restrict r = piece.r;
    float *__restrict g = piece.g;
    float *__restrict b = piece.b;
    const Source here = source;
    const ValueOf luma(source.black, source.span), chroma(source.zero, source.chroma_span);
    for (unsigned long i = 0; i < piece.count; i++) {
        const RgbPixel pixel = rgb_of(here, {luma(r[i]), chroma(g[i]), chroma(b[i])});
        r[i] = pixel.r, g[i] = pixel.g, b[i] = pixel.b;
    }
}

void unpack(const Source &source, const Picture &picture, unsigned long y, Piece &piece) {
    if (source.arrangement == YCBCR_PLANAR || source.arrangement == YCBCR_SEMI_PLANAR) {
        ycbcr(source, picture, y, piece);
    } else {
        rgb(source, picture, y, piece);
    }
}

}  // namespace
