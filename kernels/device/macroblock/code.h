// A run-level code: words of levels, runs and means, and what the levels of a block cost and lose.
#pragma once

#include "quantise.h"

namespace interneg {

/// Words: `bits << 24 | code`, the code's last bit lowest.
struct CodeWords {
    /// Levels of 1 to 64, with a 0 behind them for the sign: behind another level, behind zeros, and what an index leaves
    /// of higher levels, again behind another level and behind zeros.
    Bits32 levels[4][65];
    /// By the number of zeros; that of none is empty.
    Bits32 runs[63];
    /// By the size class of a difference between means.
    Bits32 differences[33];
    /// The end of a block.
    Bits32 end;
    unsigned int index_bits;
    /// The level that the first mean of a plane's row is told against.
    int first_mean;
    /// Bits of a macroblock's head, which is its quantiser and one bit more, and that bit.
    unsigned int head_bits, head_last;
};

/// Levels above it are written as what an index leaves of them, and the index.
constexpr int HIGHEST_WITHOUT_INDEX = 64;

INTERNEG_DEVICE unsigned int length_of(Bits32 word) {
    return word >> 24;
}

INTERNEG_DEVICE Bits32 code_of(Bits32 word) {
    return word & 0xFFFFFFu;
}

/// The word of a level of at least 1 behind `run` zeros, without its sign and index.
INTERNEG_DEVICE Bits32 level_word(const CodeWords &words, int level, unsigned int run) {
    const unsigned int kind = (level > HIGHEST_WITHOUT_INDEX ? 2u : 0u) + (run > 0 ? 1u : 0u);
    return words.levels[kind][(level - 1) % HIGHEST_WITHOUT_INDEX + 1];
}

/// Bits of a level of at least 1 behind `run` zeros, of which a block has at most 62.
INTERNEG_DEVICE unsigned int level_bits(const CodeWords &words, int level, unsigned int run) {
    const unsigned int index_bits = level > HIGHEST_WITHOUT_INDEX ? words.index_bits : 0;
    return length_of(level_word(words, level, run)) + index_bits + length_of(words.runs[run]);
}

/// Bits of the difference's magnitude, which are its size class.
INTERNEG_DEVICE unsigned int class_of(int difference) {
    unsigned int left = static_cast<unsigned int>(difference < 0 ? -difference : difference), bits = 0;
    for (; left != 0; left >>= 1) {
        bits++;
    }
    return bits;
}

/// How the coefficients of a plane become levels; a scan position's numbers are read at once.
struct alignas(16) ScanPosition {
    /// The step at quantiser 1, and its reciprocal.
    float step, reciprocal;
    /// What a coefficient's steps are shifted by, divided by the quantiser, and what a reader adds before it drops what is
    /// behind the point.
    float shift, added;
};

struct Weighing {
    ScanPosition positions[64];
    /// What all steps are shifted by; from where on a level is 1; the highest level; how far within its step a level is read.
    float shift, first, most, within;
};

/// The magnitude of a coefficient's level; `reciprocal` is that of the quantiser.
INTERNEG_DEVICE int level_at(const Weighing &weighing, const ScanPosition &position, float size, float reciprocal) {
    const float per_step = reciprocal * position.reciprocal, shift = reciprocal * position.shift + weighing.shift;
    return level_of(steps_of(size, per_step, shift), weighing.first, weighing.most);
}

/// What a coefficient's magnitude is more than what is read of its level.
INTERNEG_DEVICE float error_at(const Weighing &weighing, const ScanPosition &position, float size, int level, float scale) {
    if (level == 0) {
        return size;
    }
    const float read = (static_cast<float>(level) + weighing.within) * (scale * position.step) + position.added;
    return size - static_cast<float>(static_cast<int>(read));
}

}  // namespace interneg
