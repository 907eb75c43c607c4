// An operation of a program as it is handed to the device; `kernels/src/program/encode.rs` writes it.
#pragma once

namespace interneg {

/// What an operation does; the parameters of each are the members of the type of that name, in order.
enum Kind : unsigned int {
    MATRIX = 0,
    MATRIX_WITH_OFFSET = 1,
    SCALE = 2,
    SCALE_AND_OFFSET = 3,
    FLOOR = 4,
    CEILING = 5,
    CLAMP = 6,
    LIN_TO_LOG = 7,
    LOG_TO_LIN = 8,
    CAMERA_LIN_TO_LOG = 9,
    CAMERA_LOG_TO_LIN = 10,
    POWER = 11,
    POWER_MIRRORED = 12,
    POWER_PASSING = 13,
    MONCURVE_TO_LINEAR = 14,
    MONCURVE_FROM_LINEAR = 15,
    MONCURVE_TO_LINEAR_MIRRORED = 16,
    MONCURVE_FROM_LINEAR_MIRRORED = 17,
    // Slope, offset, power of each channel; the saturation is the fourth of red.
    CDL = 18,
    CDL_WITHOUT_LIMITS = 19,
    CDL_INVERSE = 20,
    CDL_INVERSE_WITHOUT_LIMITS = 21,
    // `table` entries of each channel; `length` of them.
    LUT_1D = 22,
    LUT_1D_OF_HALVES = 23,
    // One table; `length` is the edge.
    LUT_3D = 24,
    SCALE_AND_CLAMP = 25,
    // `table` entries of each channel; `length` is half their number.
    LUT_1D_INVERSE = 26,
    // The same for the positive halves, and behind them for the negative ones.
    LUT_1D_OF_HALVES_INVERSE = 27,
    TWO_SIDED_LIN_TO_LOG = 28,
    TWO_SIDED_LOG_TO_LIN = 29,
    PARABOLIC_LIN_TO_LOG = 30,
    PARABOLIC_LOG_TO_LIN = 31,
    FROM_SHOULDER = 32,
    INTO_SHOULDER = 33,
    LINE_BELOW = 34,
};

struct Operation {
    Kind kind;
    unsigned int length;
    /// First entry of each channel's table in the program's tables.
    unsigned int table[3];
    /// For R, G and B.
    float parameters[3][8];
};

}  // namespace interneg
