// Exponentials and matrices, which lead out of most cameras' spaces, a vector of pixels at a time.
#pragma once

// Before the functions of numbers, whose templates use what it declares for vectors.
#include "exponential.h"

#include "../device/log.h"
#include "../device/matrix.h"
#include "loops.h"

namespace {

using namespace interneg;

template <bool OFFSET>
struct Matrix {
    MatrixRow x, y, z;

    explicit Matrix(const Operation &operation)
        : x(parameters<MatrixRow>(operation.parameters[0])),
          y(parameters<MatrixRow>(operation.parameters[1])),
          z(parameters<MatrixRow>(operation.parameters[2])) {}

    template <class Number>
    INTERNEG_HOST void operator()(Number &r, Number &g, Number &b) const {
        const Number red = r, green = g, blue = b;
        r = OFFSET ? x.with_offset(red, green, blue) : x.without_offset(red, green, blue);
        g = OFFSET ? y.with_offset(red, green, blue) : y.without_offset(red, green, blue);
        b = OFFSET ? z.with_offset(red, green, blue) : z.without_offset(red, green, blue);
    }
};

template <class Curve>
void exponential(const Operation &operation, Planes planes, unsigned long count) {
    for (int channel = 0; channel < 3; channel++) {
        through_vectors(parameters<Curve>(operation.parameters[channel]), planes.channel(channel), count);
    }
}

template <bool OFFSET>
void matrix(const Operation &operation, Planes planes, unsigned long count) {
    each_vector(planes, count, Matrix<OFFSET>(operation));
}

bool is_one_curve(const Operation &operation) {
    const auto &of = operation.parameters;
    return __builtin_memcmp(of[0], of[1], sizeof of[0]) == 0 && __builtin_memcmp(of[0], of[2], sizeof of[0]) == 0;
}

/// One set of the curve's numbers, because registers have no room for three and the matrix.
template <class Curve>
void exponential_and_matrix(const Operation *operations, Planes planes, unsigned long count) {
    const auto curve = parameters<Curve>(operations[0].parameters[0]);
    const Matrix<false> matrix(operations[1]);
    each_vector(planes, count, [=](auto &r, auto &g, auto &b) {
        r = curve(r), g = curve(g), b = curve(b);
        matrix(r, g, b);
    });
}

/// Does the first two of the operations that are left at once, where they are an exponential, the same for all channels,
/// and a matrix: values stay in registers between the two. Tells whether it did.
bool run_two(const Operation *operations, unsigned long left, Planes planes, unsigned long count) {
    // Without vectors of our own it is for the compiler to find them, which it does in shorter loops only.
    if (!HAS_VECTORS || left < 2 || operations[1].kind != MATRIX || !is_one_curve(operations[0])) {
        return false;
    }
    switch (operations[0].kind) {
        case LOG_TO_LIN: exponential_and_matrix<LogToLin>(operations, planes, count); return true;
        case CAMERA_LOG_TO_LIN: exponential_and_matrix<CameraLogToLin>(operations, planes, count); return true;
        default: return false;
    }
}

}  // namespace
