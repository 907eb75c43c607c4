// A piece of a line that all steps pass over before the next one: it stays in the first-level cache.
#pragma once

namespace {

/// Pixels of a piece: 3 KiB of R, G and B.
constexpr unsigned long PIECE = 256;

/// Pixels that there is room for: a piece, neighbours for its chroma, and what a loop over pairs writes behind them.
constexpr unsigned long MOST = PIECE + 8;

/// Asks for the memory at `bytes`, which the next piece will read or write, so that it need not wait.
template <bool WRITES>
void expect(const unsigned char *bytes, unsigned long count) {
    constexpr unsigned long CACHE_LINE = 64;
    for (unsigned long at = 0; at < count; at += CACHE_LINE) {
        __builtin_prefetch(bytes + at, WRITES);
    }
}

/// R, G, B of `count` pixels from pixel `first` of a line on; `first` is even.
struct Piece {
    unsigned long first, count;
    alignas(64) float r[MOST];
    alignas(64) float g[MOST];
    alignas(64) float b[MOST];

    float *channel(int index) {
        return index == 0 ? r : index == 1 ? g : b;
    }
};

}  // namespace
