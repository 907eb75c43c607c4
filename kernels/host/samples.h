// Samples of a line as numbers.
#pragma once

#include "../device/pass.h"
#include "../device/sample.h"
#include "half.h"
#include "piece.h"
#include "words.h"

namespace {

using namespace interneg;

const Byte *line_of(const Picture &picture, int plane, unsigned long y) {
    return picture.planes[plane].bytes + y * picture.planes[plane].stride_bytes;
}

/// `count` samples of a line from `first` on, `step` apart; of integers what they are above `zero`. The usual steps
/// become loops of their own.
template <Word WORD>
void read(
    const Source &source, const Byte *line, unsigned long first, unsigned long step, float zero,
    float *__restrict values, unsigned long count) {
    const unsigned int shift = source.shift, mask = source.mask;
    // Lines of several planes are read in turns too short for the processor to foresee the next.
    constexpr unsigned long BYTES = WORD == U8 ? 1 : WORD == F32_LITTLE ? 4 : 2;
    expect<false>(line + BYTES * (first + count * step), BYTES * count * step);
    const auto loop = [=](const unsigned long stride) {
        for (unsigned long i = 0; i < count; i++) {
            const float sample = sample_at<WORD>(line, first + i * stride, shift, mask);
            values[i] = WORD == F16_LITTLE || WORD == F32_LITTLE ? sample : sample - zero;
        }
    };
    if (WORD == F16_LITTLE && step == 1) {
        return widen(line + 2 * first, values, count);
    }
#ifdef INTERNEG_VECTORS
    if (WORD == U16_LITTLE && step == 1 && count >= LANES) {
        const auto above = shift == 0 ? above_zero<false> : above_zero<true>;
        return above(line + 2 * first, shift, mask, zero, values, count);
    }
#endif
    switch (step) {
        case 1: return loop(1);
        case 2: return loop(2);
        case 3: return loop(3);
        default: return loop(4);
    }
}

void samples(
    const Source &source, const Byte *line, unsigned long first, unsigned long step, float zero, float *values,
    unsigned long count) {
    switch (source.word) {
        case U8: return read<U8>(source, line, first, step, zero, values, count);
        case U16_LITTLE: return read<U16_LITTLE>(source, line, first, step, zero, values, count);
        case U16_BIG: return read<U16_BIG>(source, line, first, step, zero, values, count);
        case F16_LITTLE: return read<F16_LITTLE>(source, line, first, step, zero, values, count);
        case F32_LITTLE: return read<F32_LITTLE>(source, line, first, step, zero, values, count);
        case U32_LITTLE:
        case U32_BIG: return;  // words of RGB_DPX10, which has no single samples
    }
}

}  // namespace
