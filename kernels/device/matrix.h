// A 3x3 matrix, in the order of additions of OpenColorIO's vector renderer and of the pass over tables.
#pragma once

#include "fused.h"

namespace interneg {

/// A row: `(m0 r + m1 g) + (m2 b + constant)`, then the offset where there is one.
///
/// Only the sum with the constant, which most matrices do not have, is one operation with its product. The others decide
/// how near to black a channel comes, so that they have to round as OpenColorIO's: a logarithm behind the matrix would
/// show the difference.
struct MatrixRow {
    float m0, m1, m2, constant, offset;

    template <class Number>
    INTERNEG_DEVICE Number without_offset(Number r, Number g, Number b) const {
        return (m0 * r + m1 * g) + fused(b, m2, constant);
    }

    template <class Number>
    INTERNEG_DEVICE Number with_offset(Number r, Number g, Number b) const {
        return without_offset(r, g, b) + offset;
    }
};

}  // namespace interneg
