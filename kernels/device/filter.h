// Resampling along one axis: a pixel is its nearest source pixel, plus what the others differ from it, weighted.
//
// Products round, so a sum of weights times values does not leave a constant picture as it is, whatever the weights.
// Differences from one of the values, the anchor, do: they are zero. And so the weights add up to exactly one: the
// anchor's own is what the others leave of it, and is never stored.
#pragma once

#include "bits.h"

namespace interneg {

/// The source pixels of one target pixel, along one axis; `kernels/src/resample/axis.rs` makes them.
struct Taps {
    /// Index of the first source pixel.
    unsigned int first;
    /// Source pixels before the anchor, and behind it.
    unsigned int before, after;
    /// Index of the first of `before + after` weights.
    unsigned int weights;
};

/// A step of the sum. `Value` is a number, or a vector of neighbours that are filtered side by side.
template <class Value>
INTERNEG_DEVICE Value add_tap(Value sum, float weight, Value value, Value anchor) {
    return sum + weight * (value - anchor);
}

/// The end of the sum: a zero leaves the anchor's bits, so that -0 stays; every NaN becomes the one.
template <class Value>
INTERNEG_DEVICE Value settle(Value sum, Value anchor) {
    const Value value = sum == 0.0f ? anchor : anchor + sum;
    return value != value ? float_of(QUIET_NAN) : value;
}

/// A target pixel; `load(i)` is source pixel `taps.first + i`. Summed in order of the source pixels.
template <class Value, class Load>
INTERNEG_DEVICE Value filtered(const Taps &taps, const float *weights, const Load load) {
    const float *weight = weights + taps.weights;
    const int before = static_cast<int>(taps.before), after = static_cast<int>(taps.after);
    const Value anchor = load(before);
    Value sum = {};
    for (int i = 0; i < before; i++) {
        sum = add_tap(sum, weight[i], static_cast<Value>(load(i)), anchor);
    }
    for (int i = before; i < before + after; i++) {
        sum = add_tap(sum, weight[i], static_cast<Value>(load(i + 1)), anchor);
    }
    return settle(sum, anchor);
}

}  // namespace interneg
