// Resampling on a GPU: one thread a pixel, vertically, then horizontally; the same sums as `host/resample.cpp`.

#include "../filter.h"
#include "step.h"

/// A pixel of the intermediate planes: source columns from `first_column` on, target rows. Strides in numbers; planes
/// of the result lie one behind the other, without gaps.
extern "C" __global__ void interneg_resample_vertical(
    const interneg::Taps *__restrict__ taps, const float *__restrict__ weights, const float *__restrict__ source,
    unsigned long long source_stride, unsigned long long source_plane, unsigned int first_column,
    float *__restrict__ target, unsigned int columns, unsigned int rows, unsigned int planes) {
    const unsigned long long pixel = interneg::thread_index();
    const unsigned long long row = pixel / columns, plane = row / rows;
    if (plane >= planes) {
        return;
    }
    const interneg::Taps own = taps[row - plane * rows];
    const unsigned long long column = first_column + (pixel - row * columns);
    const float *first = source + plane * source_plane + own.first * source_stride + column;
    target[pixel] = interneg::filtered<float>(own, weights, [=](int i) { return first[i * source_stride]; });
}

/// A pixel of the target, from the result of the vertical pass.
extern "C" __global__ void interneg_resample_horizontal(
    const interneg::Taps *__restrict__ taps, const float *__restrict__ weights, const float *__restrict__ source,
    unsigned int first_column, unsigned int source_columns, float *__restrict__ target,
    unsigned long long target_stride, unsigned long long target_plane, unsigned int columns, unsigned int rows,
    unsigned int planes) {
    const unsigned long long pixel = interneg::thread_index();
    const unsigned long long row = pixel / columns, plane = row / rows;
    if (plane >= planes) {
        return;
    }
    const unsigned long long column = pixel - row * columns;
    const interneg::Taps own = taps[column];
    const float *first = source + row * source_columns + (own.first - first_column);
    const float value = interneg::filtered<float>(own, weights, [=](int i) { return first[i]; });
    target[plane * target_plane + (row - plane * rows) * target_stride + column] = value;
}
