// The look of a picture on a GPU: planes of singles through all steps, into planes that are packed next.
#pragma once

#include "step.h"
#include "tally.h"

namespace interneg {

/// Planes R, G, B of singles, one behind the other; both strides in numbers.
struct Singles {
    float *values;
    unsigned long long stride, plane;
};

/// Where the picture lies in the target: columns beside it are black, because they share a chroma sample with it.
struct Shown {
    unsigned int columns, rows;
    unsigned int left, width;
};

/// A thread a column, or more than one row of it where the grid is lower than the picture. What is no number in the
/// picture, or infinite, is counted before the steps.
template <class Steps>
INTERNEG_DEVICE void look(
    const Singles &source, const Singles &target, const Shown &shown, Counts *found, const Steps steps) {
    const unsigned int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= shown.columns) return;
    const bool is_picture = column >= shown.left && column - shown.left < shown.width;
    Tally tally = {0, 0, 0};
    for (unsigned int row = blockIdx.y * blockDim.y + threadIdx.y; row < shown.rows; row += gridDim.y * blockDim.y) {
        Rgb value = {0.0f, 0.0f, 0.0f};
        if (is_picture) {
            const float *from = source.values + row * source.stride + (column - shown.left);
            const float samples[3] = {from[0], from[source.plane], from[2 * source.plane]};
            for (int channel = 0; channel < 3; channel++) {
                const Bits32 bits = bits_of(samples[channel]) & MAGNITUDE;
                tally.nan += bits > INFINITE ? 1u : 0u;
                tally.infinite += bits == INFINITE ? 1u : 0u;
            }
            value = steps(Rgb{samples[0], samples[1], samples[2]});
        }
        float *to = target.values + row * target.stride + column;
        to[0] = one_nan(value.r);
        to[target.plane] = one_nan(value.g);
        to[2 * target.plane] = one_nan(value.b);
    }
    // Threads beside the picture are gone, and few have anything to add.
    tally.add_alone(found);
}

}  // namespace interneg
