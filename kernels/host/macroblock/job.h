// What `kernels/src/macroblock/device.rs` hands to the loops.
#pragma once

#include <cstddef>

namespace interneg {

/// Blocks side by side.
constexpr std::size_t GROUP = 16;
/// Numbers of a group: a number of each block behind one another, for every place of a block.
constexpr std::size_t GROUP_NUMBERS = 64 * GROUP;

/// A plane of samples, of one byte each or of two, little-endian.
struct Samples {
    const unsigned char *bytes;
    std::size_t stride_bytes, width, height;
    unsigned int bytes_per_sample;
};

/// The place of a coefficient of each scan position in a block, and its factor.
struct Scan {
    unsigned char places[64];
    float scales[64];
};

/// Most changes of a length.
constexpr unsigned int STEPS = 16;
/// The last number whose length is in a table.
constexpr signed char LAST_OF_TABLE = 15;

/// Lengths of numbers as sums: every threshold that a number exceeds adds its change. Thresholds ascend; those that nothing
/// exceeds fill the rest.
struct Steps {
    signed char thresholds[STEPS], changes[STEPS];
    /// The sums for numbers from 0 on.
    signed char table[LAST_OF_TABLE + 1];
};

/// Levels above it are written as what an index leaves of them, and the index.
constexpr int WITHOUT_INDEX = 64;

/// Levels whose codes together stay below 256 bits, whatever they are: each costs at most 36.
constexpr std::size_t FIT = 7;

/// How coefficients become levels.
struct Quantiser {
    /// The step of each scan position at quantiser 1, and its reciprocal.
    float steps[64], reciprocals[64];
    /// What the steps of a coefficient are shifted by: the same for all, and more for a position, which a quantiser divides.
    float shift, shifts[64];
    /// From where on a level is 1, after the shift; the highest level.
    float first, most;
};

/// What it costs to write a block's levels, and to read them back.
struct Costs {
    Quantiser quantiser;
    /// Bits of a level's code with its sign, behind a level and behind zeros.
    Steps next, after_zeros;
    /// The same for what an index leaves of a level, with the index.
    Steps next_with_index, after_zeros_with_index;
    /// Bits of the code of a run of zeros.
    Steps runs;
    /// How far within its step a level is read, in steps, and what is added before the reader drops what is behind the
    /// point.
    float within, added[64];
};

}  // namespace interneg
