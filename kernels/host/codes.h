// Codes of integer R, G, B replaced by what the first operations make of them, which is known for every code.
#pragma once

#include "../device/pass.h"
#include "../device/sample.h"
#include "piece.h"
#include "unpack.h"

namespace {

using namespace interneg;

/// Keeps the compiler from gathering with vectors, which is slower than single loads on the processors of today.
unsigned int alone(unsigned int index) {
    asm("" : "+r"(index));
    return index;
}

struct Tables {
    const float *__restrict r;
    const float *__restrict g;
    const float *__restrict b;
};

template <Word WORD>
void look_up_dpx10(const Source &source, const Byte *line, Tables tables, Piece &piece) {
    const unsigned int at_r = source.shifts[0], at_g = source.shifts[1], at_b = source.shifts[2];
    for (unsigned long i = 0; i < piece.count; i++) {
        const Bits32 word = word_at<WORD>(line, piece.first + i);
        piece.r[i] = tables.r[alone((word >> at_r) & 1023u)];
        piece.g[i] = tables.g[alone((word >> at_g) & 1023u)];
        piece.b[i] = tables.b[alone((word >> at_b) & 1023u)];
    }
}

template <Word WORD>
void look_up(const Source &source, const Picture &picture, unsigned long y, Tables tables, Piece &piece) {
    const unsigned int shift = source.shift, mask = source.mask;
    const bool is_packed = source.arrangement == RGB_PACKED;
    for (int channel = 0; channel < 3; channel++) {
        const float *__restrict table = channel == 0 ? tables.r : channel == 1 ? tables.g : tables.b;
        float *__restrict values = piece.channel(channel);
        const Byte *line = line_of(picture, is_packed ? 0 : channel, y);
        const unsigned long step = is_packed ? source.step : 1;
        const unsigned long first = piece.first * step + (is_packed ? channel : 0);
        for (unsigned long i = 0; i < piece.count; i++) {
            values[i] = table[alone((word_at<WORD>(line, first + i * step) >> shift) & mask)];
        }
    }
}

void values_of_codes(const Pass &pass, const Picture &picture, unsigned long y, Piece &piece) {
    const Source &source = pass.source;
    const unsigned int *at = pass.code_table;
    const Tables tables = {pass.codes + at[0], pass.codes + at[1], pass.codes + at[2]};
    switch (source.word) {
        case U8: return look_up<U8>(source, picture, y, tables, piece);
        case U16_LITTLE: return look_up<U16_LITTLE>(source, picture, y, tables, piece);
        case U16_BIG: return look_up<U16_BIG>(source, picture, y, tables, piece);
        case U32_LITTLE: return look_up_dpx10<U32_LITTLE>(source, line_of(picture, 0, y), tables, piece);
        case U32_BIG: return look_up_dpx10<U32_BIG>(source, line_of(picture, 0, y), tables, piece);
        case F16_LITTLE:
        case F32_LITTLE: return;  // floats have no codes
    }
}

}  // namespace
