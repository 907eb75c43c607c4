// The operations of a program on one pixel; the text that is generated for a program calls them one after the other.
#pragma once

#include "../camera.h"
#include "../cdl.h"
#include "../gamma.h"
#include "../log.h"
#include "../lut.h"
#include "../lut_inverse.h"
#include "../matrix.h"
#include "../operation.h"
#include "../range.h"
#include "thread.h"

namespace interneg {

/// An operation's numbers as its type. They lie in the launch's parameters, where every thread reads them at no cost.
template <class Parameters>
INTERNEG_DEVICE Parameters parameters(const float (&values)[8]) {
    static_assert(sizeof(Parameters) <= 8 * sizeof(float), "more parameters than an operation holds");
    Parameters out;
    memcpy(&out, values, sizeof out);
    return out;
}

/// A curve for each channel; `IS_ONE` where it is the same one, whose numbers then are read once.
template <class Curve, bool IS_ONE>
struct Curves {
    Curve r, g, b;

    INTERNEG_DEVICE explicit Curves(const Operation &operation)
        : r(parameters<Curve>(operation.parameters[0])),
          g(parameters<Curve>(operation.parameters[IS_ONE ? 0 : 1])),
          b(parameters<Curve>(operation.parameters[IS_ONE ? 0 : 2])) {}
};

template <class Curve, bool IS_ONE>
INTERNEG_DEVICE Rgb curve(const Operation &operation, Rgb in) {
    const Curves<Curve, IS_ONE> curves(operation);
    return {curves.r(in.r), curves.g(in.g), curves.b(in.b)};
}

/// For comparisons alone: NVIDIA's compiler makes it a part of them, and gives a NaN any bits.
INTERNEG_DEVICE float absolute(float value) {
#ifdef __CUDACC_RTC__
    return fabsf(value);
#else
    return magnitude(value);
#endif
}

/// Whether `exp2` gives a normal number, as it does for all pictures but damaged ones.
INTERNEG_DEVICE bool has_normal_power(float x) {
    return absolute(x) <= 125.0f;
}

/// `exp2` for these, in half of the instructions. Vectors of processors have it in `host/exponential.h`.
INTERNEG_DEVICE float normal_exp2(float x) {
    const float shifted = x + INTEGERS;
    const float f = x - (shifted - INTEGERS);
    // The lowest nine bits of INTEGERS are 0, so that only the rounded number arrives in the exponent.
    return float_of(bits_of(exp2_of_fraction(f)) + (bits_of(shifted) << 23));
}

/// A curve that is an exponential and little more. The three of a pixel are decided on together, so that their long chains
/// of operations run side by side.
template <class Curve, bool IS_ONE>
INTERNEG_DEVICE Rgb exponential_curve(const Operation &operation, Rgb in) {
    const Curves<Curve, IS_ONE> curves(operation);
    const Rgb x = {curves.r.exponent(in.r), curves.g.exponent(in.g), curves.b.exponent(in.b)};
    Rgb power;
    if (has_normal_power(x.r) & has_normal_power(x.g) & has_normal_power(x.b)) {
        power = {normal_exp2(x.r), normal_exp2(x.g), normal_exp2(x.b)};
    } else {
        power = {exp2(x.r), exp2(x.g), exp2(x.b)};
    }
    return {curves.r.of_power(in.r, power.r), curves.g.of_power(in.g, power.g), curves.b.of_power(in.b, power.b)};
}

template <bool OFFSET>
INTERNEG_DEVICE Rgb matrix(const Operation &operation, Rgb in) {
    const auto x = parameters<MatrixRow>(operation.parameters[0]);
    const auto y = parameters<MatrixRow>(operation.parameters[1]);
    const auto z = parameters<MatrixRow>(operation.parameters[2]);
    if constexpr (OFFSET) {
        return {x.with_offset(in.r, in.g, in.b), y.with_offset(in.r, in.g, in.b), z.with_offset(in.r, in.g, in.b)};
    } else {
        return {
            x.without_offset(in.r, in.g, in.b),
            y.without_offset(in.r, in.g, in.b),
            z.without_offset(in.r, in.g, in.b),
        };
    }
}

template <bool INVERSE, bool LIMITS>
INTERNEG_DEVICE Rgb cdl_step(const Operation &operation, Rgb in) {
    const auto x = parameters<CdlChannel>(operation.parameters[0]);
    const auto y = parameters<CdlChannel>(operation.parameters[1]);
    const auto z = parameters<CdlChannel>(operation.parameters[2]);
    const float saturation = operation.parameters[0][3];
    if constexpr (INVERSE) {
        return cdl_inverse<LIMITS>(in, x, y, z, saturation);
    } else {
        return cdl<LIMITS>(in, x, y, z, saturation);
    }
}

template <class Inverse>
INTERNEG_DEVICE Rgb lut_1d_inverse(const Operation &operation, const float *tables, Rgb in) {
    const auto channel = [&](int index, float x) {
        const Rising table = {tables + operation.table[index], static_cast<int>(operation.length)};
        return inverted(Inverse{table, parameters<typename Inverse::Parameters>(operation.parameters[index])}, x);
    };
    return {channel(0, in.r), channel(1, in.g), channel(2, in.b)};
}

/// One operation, whose kind the text knows and whose numbers it does not: a new shot needs no new kernel. `IS_ONE` where
/// all channels have the same numbers.
template <Kind KIND, bool IS_ONE>
INTERNEG_DEVICE Rgb step(const Operation &operation, const float *tables, Rgb in) {
    static_assert(KIND <= LINE_BELOW, "a kind that the device does not know");
    if constexpr (KIND == MATRIX) {
        return matrix<false>(operation, in);
    } else if constexpr (KIND == MATRIX_WITH_OFFSET) {
        return matrix<true>(operation, in);
    } else if constexpr (KIND == SCALE) {
        return curve<Scale, IS_ONE>(operation, in);
    } else if constexpr (KIND == SCALE_AND_OFFSET) {
        return curve<ScaleAndOffset, IS_ONE>(operation, in);
    } else if constexpr (KIND == SCALE_AND_CLAMP) {
        return curve<ScaleAndClamp, IS_ONE>(operation, in);
    } else if constexpr (KIND == FLOOR) {
        return curve<Floor, IS_ONE>(operation, in);
    } else if constexpr (KIND == CEILING) {
        return curve<Ceiling, IS_ONE>(operation, in);
    } else if constexpr (KIND == CLAMP) {
        return curve<Clamp, IS_ONE>(operation, in);
    } else if constexpr (KIND == LIN_TO_LOG) {
        return curve<LinToLog, IS_ONE>(operation, in);
    } else if constexpr (KIND == LOG_TO_LIN) {
        return exponential_curve<LogToLin, IS_ONE>(operation, in);
    } else if constexpr (KIND == CAMERA_LIN_TO_LOG) {
        return curve<CameraLinToLog, IS_ONE>(operation, in);
    } else if constexpr (KIND == CAMERA_LOG_TO_LIN) {
        return exponential_curve<CameraLogToLin, IS_ONE>(operation, in);
    } else if constexpr (KIND == POWER) {
        return curve<Power, IS_ONE>(operation, in);
    } else if constexpr (KIND == POWER_MIRRORED) {
        return curve<PowerMirrored, IS_ONE>(operation, in);
    } else if constexpr (KIND == POWER_PASSING) {
        return curve<PowerPassing, IS_ONE>(operation, in);
    } else if constexpr (KIND == MONCURVE_TO_LINEAR) {
        return curve<MoncurveToLinear, IS_ONE>(operation, in);
    } else if constexpr (KIND == MONCURVE_FROM_LINEAR) {
        return curve<MoncurveFromLinear, IS_ONE>(operation, in);
    } else if constexpr (KIND == MONCURVE_TO_LINEAR_MIRRORED) {
        return curve<Mirrored<MoncurveToLinear>, IS_ONE>(operation, in);
    } else if constexpr (KIND == MONCURVE_FROM_LINEAR_MIRRORED) {
        return curve<Mirrored<MoncurveFromLinear>, IS_ONE>(operation, in);
    } else if constexpr (KIND == CDL) {
        return cdl_step<false, true>(operation, in);
    } else if constexpr (KIND == CDL_WITHOUT_LIMITS) {
        return cdl_step<false, false>(operation, in);
    } else if constexpr (KIND == CDL_INVERSE) {
        return cdl_step<true, true>(operation, in);
    } else if constexpr (KIND == CDL_INVERSE_WITHOUT_LIMITS) {
        return cdl_step<true, false>(operation, in);
    } else if constexpr (KIND == LUT_1D) {
        const float last = static_cast<float>(operation.length - 1);
        return {
            Lut1d{tables + operation.table[0], last}(in.r),
            Lut1d{tables + operation.table[1], last}(in.g),
            Lut1d{tables + operation.table[2], last}(in.b),
        };
    } else if constexpr (KIND == LUT_1D_OF_HALVES) {
        return {
            Lut1dOfHalves{tables + operation.table[0]}(in.r),
            Lut1dOfHalves{tables + operation.table[1]}(in.g),
            Lut1dOfHalves{tables + operation.table[2]}(in.b),
        };
    } else if constexpr (KIND == LUT_1D_INVERSE) {
        return lut_1d_inverse<Lut1dInverse>(operation, tables, in);
    } else if constexpr (KIND == LUT_1D_OF_HALVES_INVERSE) {
        return lut_1d_inverse<Lut1dOfHalvesInverse>(operation, tables, in);
    } else if constexpr (KIND == TWO_SIDED_LIN_TO_LOG) {
        return curve<TwoSidedLinToLog, IS_ONE>(operation, in);
    } else if constexpr (KIND == TWO_SIDED_LOG_TO_LIN) {
        return curve<TwoSidedLogToLin, IS_ONE>(operation, in);
    } else if constexpr (KIND == PARABOLIC_LIN_TO_LOG) {
        return curve<ParabolicLinToLog, IS_ONE>(operation, in);
    } else if constexpr (KIND == PARABOLIC_LOG_TO_LIN) {
        return curve<ParabolicLogToLin, IS_ONE>(operation, in);
    } else if constexpr (KIND == FROM_SHOULDER) {
        return curve<FromShoulder, IS_ONE>(operation, in);
    } else if constexpr (KIND == INTO_SHOULDER) {
        return curve<IntoShoulder, IS_ONE>(operation, in);
    } else if constexpr (KIND == LINE_BELOW) {
        return curve<LineBelow, IS_ONE>(operation, in);
    } else if constexpr (KIND == LUT_3D) {
        const Triple out = Lut3d{tables + operation.table[0], static_cast<int>(operation.length)}(in.r, in.g, in.b);
        return {out.r, out.g, out.b};
    }
}

}  // namespace interneg
