// A piece of a line as R, G, B: reading samples, widening chroma, and Y'CbCr to R'G'B'.
#pragma once

#include "../device/chroma.h"
#include "../device/pass.h"
#include "../device/sample.h"
#include "half.h"
#include "piece.h"

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

void scale(float *__restrict values, unsigned long count, float zero, float span) {
    for (unsigned long i = 0; i < count; i++) {
        values[i] = value_of(values[i], zero, span);
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
            scale(piece.channel(channel), piece.count, source.black, source.span);
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

/// Twice the chroma along a line.
void across(
    const float *__restrict codes, float *__restrict values, unsigned long pairs, float share_of_left,
    float share_of_right) {
    for (unsigned long i = 0; i < pairs; i++) {
        values[2 * i] = between(codes[i + 1], codes[i], share_of_left);
        values[2 * i + 1] = between(codes[i + 1], codes[i + 2], share_of_right);
    }
}

void chroma(const Source &source, const Picture &picture, unsigned long y, int which, Piece &piece, float *values) {
    if (source.chroma.halved_x == 0) {
        const bool is_planar = source.arrangement == YCBCR_PLANAR;
        const Byte *line = line_of(picture, is_planar ? 1 + which : 1, y);
        const unsigned long step = is_planar ? 1 : 2, offset = is_planar ? 0 : which;
        return samples(source, line, piece.first * step + offset, step, values, piece.count);
    }
    float own[CHROMA], other[CHROMA];
    const unsigned long first_pair = piece.first / 2, pairs = (piece.count + 1) / 2;
    if (source.chroma.halved_y == 0) {
        chroma_line(source, picture, which, y, first_pair, pairs, own);
    } else {
        const Neighbours lines = neighbours(y, (source.height + 1) / 2, source.chroma.between_y != 0);
        chroma_line(source, picture, which, lines.nearer, first_pair, pairs, own);
        if (lines.share > 0.0f && lines.farther != lines.nearer) {
            chroma_line(source, picture, which, lines.farther, first_pair, pairs, other);
            for (unsigned long i = 0; i < pairs + 2; i++) {
                own[i] = between(own[i], other[i], lines.share);
            }
        }
    }
    const bool is_between = source.chroma.between_x != 0;
    across(own, values, pairs, is_between ? 0.25f : 0.0f, is_between ? 0.25f : 0.5f);
}

void ycbcr(const Source &source, const Picture &picture, unsigned long y, Piece &piece) {
    samples(source, line_of(picture, 0, y), piece.first, 1, piece.r, piece.count);
    chroma(source, picture, y, 0, piece, piece.g);
    chroma(source, picture, y, 1, piece, piece.b);
    float *__restrict r = piece.r;
    float *__restrict g = piece.g;
    float *__restrict b = piece.b;
    const Source here = source;
    for (unsigned long i = 0; i < piece.count; i++) {
        const YCbCr codes = {
            value_of(r[i], here.black, here.span),
            value_of(g[i], here.zero, here.chroma_span),
            value_of(b[i], here.zero, here.chroma_span),
        };
        const RgbPixel pixel = rgb_of(here, codes);
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
