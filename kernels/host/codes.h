// Codes of integer R, G, B replaced by what the first operations make of them, which is known for every code.
#pragma once

#include "../device/pass.h"
#include "../device/sample.h"
#include "piece.h"
#include "unpack.h"

namespace {

using namespace interneg;

/// Values at `places`, one by one: processors gather with vectors more slowly than they load. Three instructions a value;
/// a loop of its own for each would double that.
void look_up(const Bits32 *__restrict places, const float *__restrict table, float *__restrict values, unsigned long count) {
#pragma GCC unroll 8
    for (unsigned long i = 0; i < count; i++) {
        unsigned long place = places[i];
        asm("" : "+r"(place));  // hides from the compiler that this is a gather
        values[i] = table[place];
    }
}

/// The channel's bits of every word; they are taken out first, which vectors do well.
template <Word WORD>
void channel_of_codes(
    const Byte *__restrict line, unsigned long first, unsigned long step, unsigned int shift, unsigned int mask,
    const float *table, float *values, unsigned long count) {
    Bits32 places[MOST];
    const auto take = [&](const unsigned long stride) {
        for (unsigned long i = 0; i < count; i++) {
            places[i] = (word_at<WORD>(line, first + i * stride) >> shift) & mask;
        }
    };
    switch (step) {
        case 1: take(1); break;
        case 3: take(3); break;
        default: take(4); break;
    }
    look_up(places, table, values, count);
}

template <Word WORD>
void codes_of_words(const Pass &pass, const Picture &picture, unsigned long y, Piece &piece) {
    const Source &source = pass.source;
    const bool is_planar = source.arrangement == RGB_PLANAR, is_packed = source.arrangement == RGB_PACKED;
    const unsigned long step = is_packed ? source.step : 1;
    for (int channel = 0; channel < 3; channel++) {
        const Byte *line = line_of(picture, is_planar ? channel : 0, y);
        const unsigned long first = piece.first * step + (is_packed ? channel : 0);
        const unsigned int shift = source.arrangement == RGB_DPX10 ? source.shifts[channel] : source.shift;
        const float *table = pass.codes + pass.code_table[channel];
        channel_of_codes<WORD>(line, first, step, shift, source.mask, table, piece.channel(channel), piece.count);
    }
}

void values_of_codes(const Pass &pass, const Picture &picture, unsigned long y, Piece &piece) {
    switch (pass.source.word) {
        case U8: return codes_of_words<U8>(pass, picture, y, piece);
        case U16_LITTLE: return codes_of_words<U16_LITTLE>(pass, picture, y, piece);
        case U16_BIG: return codes_of_words<U16_BIG>(pass, picture, y, piece);
        case U32_LITTLE: return codes_of_words<U32_LITTLE>(pass, picture, y, piece);
        case U32_BIG: return codes_of_words<U32_BIG>(pass, picture, y, piece);
        case F16_LITTLE:
        case F32_LITTLE: return;  // floats have no codes
    }
}

}  // namespace
