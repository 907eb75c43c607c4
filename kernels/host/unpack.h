// A piece of a line as R, G, B.
#pragma once

#include "samples.h"
#include "unpack_ycbcr.h"

namespace {

using namespace interneg;

template <Word WORD>
void dpx10(const Source &source, const Byte *line, Piece &piece) {
    const unsigned int at_r = source.shifts[0], at_g = source.shifts[1], at_b = source.shifts[2];
    float *__restrict r = piece.r;
    float *__restrict g = piece.g;
    float *__restrict b = piece.b;
    const unsigned long first = piece.first, count = piece.count;
    const float black = source.black;
    for (unsigned long i = 0; i < count; i++) {
        const Bits32 word = word_at<WORD>(line, first + i);
        r[i] = static_cast<float>(static_cast<int>((word >> at_r) & 1023u)) - black;
        g[i] = static_cast<float>(static_cast<int>((word >> at_g) & 1023u)) - black;
        b[i] = static_cast<float>(static_cast<int>((word >> at_b) & 1023u)) - black;
    }
}

void scale(float *__restrict values, unsigned long count, const Quotient value_of) {
    for (unsigned long i = 0; i < count; i++) {
        values[i] = value_of(values[i]);
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
            samples(source, line, first, step, source.black, piece.channel(channel), piece.count);
        }
    }
    if (source.is_coded != 0) {
        for (int channel = 0; channel < 3; channel++) {
            scale(piece.channel(channel), piece.count, Quotient(source));
        }
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
