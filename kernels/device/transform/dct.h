// The cosine transform of 8 by 8 samples, and back, without the factors that a quantiser takes in for nothing.
//
// A row of 8 costs 29 additions and 5 products (Arai, Agui and Nakajima, "A fast DCT-SQ scheme for images", Transactions
// of the IEICE E71, 1988): every coefficient comes out multiplied by a factor of its own, 2 sqrt(2) for the first and
// 4 cos(k pi / 16) for the k-th. `kernels/src/transform/mod.rs` has them; whoever quantises divides by them in the same
// product. The way back is the same graph read backwards, which is its transposed matrix, and so wants coefficients that
// were divided by the same factors: the transposed matrix is the inverse of an orthonormal one.
//
// No product and sum are one operation here: processors without the instruction would pay more for it than the others save.
#pragma once

#include "../bits.h"

namespace interneg {

/// Cosines of multiples of pi / 16: cos 4, cos 6, cos 2 - cos 6 and cos 2 + cos 6.
constexpr float COS_4 = 0.707106781186547524f, COS_6 = 0.382683432365089772f;
constexpr float COS_2_LESS_6 = 0.541196100146196984f, COS_2_PLUS_6 = 1.306562964876376528f;

/// 8 samples, `STEP` numbers apart, to coefficients in place. `Number` is a number or a vector of neighbours.
template <int STEP, class Number>
INTERNEG_DEVICE void cosine_8(Number *x) {
    const Number s0 = x[0] + x[7 * STEP], d0 = x[0] - x[7 * STEP];
    const Number s1 = x[STEP] + x[6 * STEP], d1 = x[STEP] - x[6 * STEP];
    const Number s2 = x[2 * STEP] + x[5 * STEP], d2 = x[2 * STEP] - x[5 * STEP];
    const Number s3 = x[3 * STEP] + x[4 * STEP], d3 = x[3 * STEP] - x[4 * STEP];

    const Number outer = s0 + s3, inner = s1 + s2, outer_less = s0 - s3, inner_less = s1 - s2;
    x[0] = outer + inner;
    x[4 * STEP] = outer - inner;
    const Number turned = COS_4 * (inner_less + outer_less);
    x[2 * STEP] = outer_less + turned;
    x[6 * STEP] = outer_less - turned;

    const Number low = d3 + d2, middle = COS_4 * (d2 + d1), high = d1 + d0;
    const Number both = COS_6 * (low - high);
    const Number low_turned = COS_2_LESS_6 * low + both, high_turned = COS_2_PLUS_6 * high + both;
    const Number plus = d0 + middle, minus = d0 - middle;
    x[5 * STEP] = minus + low_turned;
    x[3 * STEP] = minus - low_turned;
    x[STEP] = plus + high_turned;
    x[7 * STEP] = plus - high_turned;
}

/// The transposed graph: 8 coefficients to samples in place.
template <int STEP, class Number>
INTERNEG_DEVICE void inverse_cosine_8(Number *x) {
    const Number outer = x[0] + x[4 * STEP], inner = x[0] - x[4 * STEP];
    const Number inner_less = COS_4 * (x[2 * STEP] - x[6 * STEP]);
    const Number outer_less = (x[2 * STEP] + x[6 * STEP]) + inner_less;
    const Number s0 = outer + outer_less, s3 = outer - outer_less;
    const Number s1 = inner + inner_less, s2 = inner - inner_less;

    const Number minus = x[5 * STEP] + x[3 * STEP], low_turned = x[5 * STEP] - x[3 * STEP];
    const Number plus = x[STEP] + x[7 * STEP], high_turned = x[STEP] - x[7 * STEP];
    const Number middle = COS_4 * (plus - minus), both = COS_6 * (low_turned + high_turned);
    const Number low = COS_2_LESS_6 * low_turned + both, high = COS_2_PLUS_6 * high_turned - both;
    const Number d0 = (plus + minus) + high, d1 = middle + high, d2 = low + middle, d3 = low;

    x[0] = s0 + d0;
    x[7 * STEP] = s0 - d0;
    x[STEP] = s1 + d1;
    x[6 * STEP] = s1 - d1;
    x[2 * STEP] = s2 + d2;
    x[5 * STEP] = s2 - d2;
    x[3 * STEP] = s3 + d3;
    x[4 * STEP] = s3 - d3;
}

/// A block in raster order, in place: rows, then columns.
template <class Number>
INTERNEG_DEVICE void cosine_8x8(Number *block) {
    for (int row = 0; row < 8; row++) {
        cosine_8<1>(block + 8 * row);
    }
    for (int column = 0; column < 8; column++) {
        cosine_8<8>(block + column);
    }
}

/// Coefficients in raster order to samples, in place: columns, then rows.
template <class Number>
INTERNEG_DEVICE void inverse_cosine_8x8(Number *block) {
    for (int column = 0; column < 8; column++) {
        inverse_cosine_8<8>(block + column);
    }
    for (int row = 0; row < 8; row++) {
        inverse_cosine_8<1>(block + 8 * row);
    }
}

}  // namespace interneg
