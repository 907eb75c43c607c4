// The loops of a program on a CPU; compiled once for each instruction-set level.

// Before the other curves, whose templates use what it declares for vectors.
#include "camera.h"

#include "../device/camera.h"
#include "../device/cdl.h"
#include "../device/gamma.h"
#include "../device/log.h"
#include "../device/lut.h"
#include "../device/lut_inverse.h"
#include "../device/operation.h"
#include "../device/range.h"
#include "level.h"
#include "loops.h"
#include "piece.h"

// Everything but the entry points is local to this level: the linker must never join the levels' copies.
namespace {

using namespace interneg;

template <bool INVERSE, bool LIMITS>
void cdl_pixels(const Operation &operation, Planes planes, unsigned long count) {
    const auto x = parameters<CdlChannel>(operation.parameters[0]);
    const auto y = parameters<CdlChannel>(operation.parameters[1]);
    const auto z = parameters<CdlChannel>(operation.parameters[2]);
    const float saturation = operation.parameters[0][3];
    each_pixel(planes, count, [=](float &r, float &g, float &b) {
        const Rgb in = {r, g, b};
        const Rgb out = INVERSE ? cdl_inverse<LIMITS>(in, x, y, z, saturation) : cdl<LIMITS>(in, x, y, z, saturation);
        r = out.r, g = out.g, b = out.b;
    });
}

/// Many values take each step of their searches together, so that their reads overlap.
template <class Inverse>
void search(const Inverse inverse, float *__restrict values, unsigned long count) {
    constexpr int BLOCK = 64;
    const float *__restrict entries = inverse.table.entries;
    unsigned long first = 0;
    for (; first + BLOCK <= count; first += BLOCK) {
        float *__restrict block = values + first;
        float wanted[BLOCK];
        int begin[BLOCK], at[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            wanted[i] = inverse.wanted(block[i]);
            begin[i] = at[i] = static_cast<int>(inverse.stretch(block[i]).entries - entries);
        }
        for (int step = inverse.table.half; step > 0; step >>= 1) {
            for (int i = 0; i < BLOCK; i++) {
                at[i] = next_below(entries, at[i], step, wanted[i]);
            }
        }
        for (int i = 0; i < BLOCK; i++) {
            block[i] = inverse.found(block[i], wanted[i], at[i] - begin[i]);
        }
    }
    for (; first < count; first++) {
        values[first] = inverted(inverse, values[first]);
    }
}

template <class Inverse>
void lut_1d_inverse(const Operation &operation, const float *tables, Planes planes, unsigned long count) {
    for (int channel = 0; channel < 3; channel++) {
        const Rising table = {tables + operation.table[channel], static_cast<int>(operation.length)};
        const auto is = parameters<typename Inverse::Parameters>(operation.parameters[channel]);
        search(Inverse{table, is}, planes.channel(channel), count);
    }
}

void lut_3d(const Operation &operation, const float *tables, Planes planes, unsigned long count) {
    const Lut3d lut = {tables + operation.table[0], static_cast<int>(operation.length)};
    each_pixel(planes, count, [=](float &r, float &g, float &b) {
        const Triple out = lut(r, g, b);
        r = out.r, g = out.g, b = out.b;
    });
}

void run(const Operation &operation, const float *tables, Planes planes, unsigned long count) {
    switch (operation.kind) {
        case MATRIX: return matrix<false>(operation, planes, count);
        case MATRIX_WITH_OFFSET: return matrix<true>(operation, planes, count);
        case SCALE: return curve<Scale>(operation, planes, count);
        case SCALE_AND_OFFSET: return curve<ScaleAndOffset>(operation, planes, count);
        case SCALE_AND_CLAMP: return curve<ScaleAndClamp>(operation, planes, count);
        case FLOOR: return curve<Floor>(operation, planes, count);
        case CEILING: return curve<Ceiling>(operation, planes, count);
        case CLAMP: return curve<Clamp>(operation, planes, count);
        case LIN_TO_LOG: return curve<LinToLog>(operation, planes, count);
        case LOG_TO_LIN: return exponential<LogToLin>(operation, planes, count);
        case CAMERA_LIN_TO_LOG: return curve<CameraLinToLog>(operation, planes, count);
        case CAMERA_LOG_TO_LIN: return exponential<CameraLogToLin>(operation, planes, count);
        case POWER: return curve<Power>(operation, planes, count);
        case POWER_MIRRORED: return curve<PowerMirrored>(operation, planes, count);
        case POWER_PASSING: return curve<PowerPassing>(operation, planes, count);
        case MONCURVE_TO_LINEAR: return curve<MoncurveToLinear>(operation, planes, count);
        case MONCURVE_FROM_LINEAR: return curve<MoncurveFromLinear>(operation, planes, count);
        case MONCURVE_TO_LINEAR_MIRRORED: return curve<Mirrored<MoncurveToLinear>>(operation, planes, count);
        case MONCURVE_FROM_LINEAR_MIRRORED: return curve<Mirrored<MoncurveFromLinear>>(operation, planes, count);
        case CDL: return cdl_pixels<false, true>(operation, planes, count);
        case CDL_WITHOUT_LIMITS: return cdl_pixels<false, false>(operation, planes, count);
        case CDL_INVERSE: return cdl_pixels<true, true>(operation, planes, count);
        case CDL_INVERSE_WITHOUT_LIMITS: return cdl_pixels<true, false>(operation, planes, count);
        case LUT_1D:
            for (int channel = 0; channel < 3; channel++) {
                const Lut1d lut = {tables + operation.table[channel], static_cast<float>(operation.length - 1)};
                through(lut, planes.channel(channel), count);
            }
            return;
        case LUT_1D_OF_HALVES:
            for (int channel = 0; channel < 3; channel++) {
                through(Lut1dOfHalves{tables + operation.table[channel]}, planes.channel(channel), count);
            }
            return;
        case LUT_3D: return lut_3d(operation, tables, planes, count);
        case LUT_1D_INVERSE: return lut_1d_inverse<Lut1dInverse>(operation, tables, planes, count);
        case LUT_1D_OF_HALVES_INVERSE: return lut_1d_inverse<Lut1dOfHalvesInverse>(operation, tables, planes, count);
        case TWO_SIDED_LIN_TO_LOG: return curve<TwoSidedLinToLog>(operation, planes, count);
        case TWO_SIDED_LOG_TO_LIN: return curve<TwoSidedLogToLin>(operation, planes, count);
        case PARABOLIC_LIN_TO_LOG: return curve<ParabolicLinToLog>(operation, planes, count);
        case PARABOLIC_LOG_TO_LIN: return curve<ParabolicLogToLin>(operation, planes, count);
        case FROM_SHOULDER: return curve<FromShoulder>(operation, planes, count);
        case INTO_SHOULDER: return curve<IntoShoulder>(operation, planes, count);
        case LINE_BELOW: return curve<LineBelow>(operation, planes, count);
    }
}

void run_all(
    const Operation *operations, unsigned long count, const float *tables, Planes planes, unsigned long pixels) {
    for (unsigned long i = 0; i < count; i++) {
        if (run_two(operations + i, count - i, planes, pixels)) {
            i++;
        } else {
            run(operations[i], tables, planes, pixels);
        }
    }
}

template <class Change>
void each_piece(Planes planes, unsigned long pixels, const Change change) {
    for (unsigned long first = 0; first < pixels; first += PIECE) {
        const unsigned long now = pixels - first < PIECE ? pixels - first : PIECE;
        change({planes.r + first, planes.g + first, planes.b + first}, now);
    }
}

struct OneNan {
    float operator()(float x) const {
        return one_nan(x);
    }
};

struct Log2 {
    float operator()(float x) const {
        return interneg::log2(x);
    }
};

struct Exp2 {
    template <class Number>
    Number operator()(Number x) const {
        return interneg::exp2(x);
    }
};

struct Pow {
    float power;

    float operator()(float x) const {
        return interneg::pow(x, power);
    }
};

}  // namespace

extern "C" {

/// Runs the operations over `pixels` pixels of three planes that do not overlap, in place. Which NaN a NaN is, is left
/// open: most targets have none.
void INTERNEG_SYMBOL(operations)(
    const Operation *operations, unsigned long count, const float *tables, float *r, float *g, float *b,
    unsigned long pixels) {
    each_piece({r, g, b}, pixels, [=](Planes planes, unsigned long now) {
        run_all(operations, count, tables, planes, now);
    });
}

/// The same, and every NaN is one.
void INTERNEG_SYMBOL(program)(
    const Operation *operations, unsigned long count, const float *tables, float *r, float *g, float *b,
    unsigned long pixels) {
    each_piece({r, g, b}, pixels, [=](Planes planes, unsigned long now) {
        run_all(operations, count, tables, planes, now);
        for (int channel = 0; channel < 3; channel++) {
            through(OneNan{}, planes.channel(channel), now);
        }
    });
}

void INTERNEG_SYMBOL(log2)(float *values, unsigned long count) {
    through(Log2{}, values, count);
}

void INTERNEG_SYMBOL(exp2)(float *values, unsigned long count) {
    through_vectors(Exp2{}, values, count);
}

void INTERNEG_SYMBOL(pow)(float *values, unsigned long count, float power) {
    through(Pow{power}, values, count);
}

}
