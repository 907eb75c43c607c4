// A scaling as `kernels/src/resample/device.rs` hands it to the loops.
#pragma once

#include "../device/filter.h"
#include <cstddef>

namespace interneg {

/// Target columns from `begin` to `end`, and the source columns that they need.
struct Strip {
    unsigned int begin, end, first_column, columns;
};

/// Taps of every target pixel along one axis.
struct Axis {
    const Taps *taps;
    const float *weights;
};

struct Job {
    Axis vertical, horizontal;
    const Strip *strips;
    std::size_t strip_count;
    /// Numbers from one scratch row to the next: a multiple of 16 that no strip's columns exceed.
    std::size_t scratch_stride;
};

}  // namespace interneg
