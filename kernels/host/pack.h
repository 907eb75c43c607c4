// A piece of a line as the bytes of a file.
#pragma once

#include "../device/pass.h"
#include "half.h"
#include "piece.h"

namespace {

using namespace interneg;

/// Counts in 32 bits, which whole vectors can do: a piece is far shorter than that.
void count_clipped(const float *__restrict samples, unsigned long count, Counts &counts) {
    Bits32 nan = 0, infinite = 0, outside = 0;
    for (unsigned long i = 0; i < count; i++) {
        const Bits32 bits = bits_of(samples[i]) & MAGNITUDE;
        nan += bits > INFINITE ? 1u : 0u;
        infinite += bits == INFINITE ? 1u : 0u;
        outside += (samples[i] < 0.0f ? 1u : 0u) + (samples[i] > 1.0f ? 1u : 0u);
    }
    counts.nan += nan, counts.infinite += infinite, counts.clipped += outside - infinite;
}

/// Replaces what a half cannot hold, and counts it.
void settle(float *__restrict samples, unsigned long count, Counts &counts) {
    Bits32 nan = 0, infinite = 0;
    for (unsigned long i = 0; i < count; i++) {
        const Bits32 bits = bits_of(samples[i]) & MAGNITUDE;
        nan += bits > INFINITE ? 1u : 0u;
        infinite += bits >= HALF_OVERFLOW && bits <= INFINITE ? 1u : 0u;
        samples[i] = settled_for_half(samples[i]);
    }
    counts.nan += nan, counts.infinite += infinite;
}

void half_bgr(unsigned long width, const OutPlane &lines, unsigned long row, Piece &piece, Counts &counts) {
    float *const planes[3] = {piece.b, piece.g, piece.r};
    // The piece after the next one, at the end of a line those of the next line.
    const unsigned long after = piece.first + 2 * PIECE;
    const unsigned long ahead = after < width ? 2 * after : lines.stride_bytes + 2 * (after - width);
    for (unsigned long plane = 0; plane < 3; plane++) {
        Byte *const line = lines.bytes + row * lines.stride_bytes + 2 * plane * width;
        Byte *const bytes = line + 2 * piece.first;
        // A burst of stores to lines that no cache holds fills the processor's queue of stores, behind which the next
        // piece's own stores into the cache would wait.
        expect<true>(line + ahead, 2 * PIECE);
        if (narrow(planes[plane], bytes, piece.count) >= HALF_OVERFLOW) {
            settle(planes[plane], piece.count, counts);
            narrow(planes[plane], bytes, piece.count);
        }
    }
}

void dpx10_words(Byte *__restrict line, Piece &piece, Counts &counts) {
    Byte *__restrict bytes = line + 4 * piece.first;
    const float *__restrict r = piece.r;
    const float *__restrict g = piece.g;
    const float *__restrict b = piece.b;
    for (unsigned long i = 0; i < piece.count; i++) {
        const Bits32 codes =
            full_code(r[i], 1023.0f) << 22 | full_code(g[i], 1023.0f) << 12 | full_code(b[i], 1023.0f) << 2;
        const Bits32 word = swapped(codes);
        __builtin_memcpy(bytes + 4 * i, &word, sizeof word);
    }
    for (int channel = 0; channel < 3; channel++) {
        count_clipped(piece.channel(channel), piece.count, counts);
    }
}

void dpx16_samples(Byte *__restrict line, Piece &piece, Counts &counts) {
    Byte *__restrict bytes = line + 6 * piece.first;
    // Codes first, channel by channel, because the interleaving keeps the compiler from using whole vectors.
    unsigned short codes[3][MOST];
    for (int channel = 0; channel < 3; channel++) {
        const float *__restrict samples = piece.channel(channel);
        unsigned short *__restrict out = codes[channel];
        for (unsigned long i = 0; i < piece.count; i++) {
            out[i] = swapped(static_cast<unsigned short>(full_code(samples[i], 65535.0f)));
        }
        count_clipped(samples, piece.count, counts);
    }
    for (unsigned long i = 0; i < piece.count; i++) {
        const unsigned short pixel[3] = {codes[0][i], codes[1][i], codes[2][i]};
        __builtin_memcpy(bytes + 6 * i, pixel, sizeof pixel);
    }
}

}  // namespace
