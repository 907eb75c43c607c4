// A 3x3 matrix, in the order of additions of OpenColorIO's vector renderer and of the pass over tables.
#pragma once

#include "bits.h"

namespace interneg {

/// A row: `(m0 r + m1 g) + (m2 b + constant)`, then the offset where there is one.
struct MatrixRow {
    float m0, m1, m2, constant, offset;

    INTERNEG_DEVICE float without_offset(float r, float g, float b) const {
        return (m0 * r + m1 * g) + (m2 * b + constant);
    }

    INTERNEG_DEVICE float with_offset(float r, float g, float b) const {
        return without_offset(r, g, b) + offset;
    }
};

}  // namespace interneg
