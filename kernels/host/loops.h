// Loops of a program over three planes of R, G and B.
#pragma once

#include "../device/operation.h"
#include "vector.h"

namespace {

using namespace interneg;

template <class Parameters>
Parameters parameters(const float *values) {
    static_assert(sizeof(Parameters) <= 8 * sizeof(float), "more parameters than an operation holds");
    Parameters out;
    __builtin_memcpy(&out, values, sizeof out);
    return out;
}

template <class Curve>
void through(const Curve curve, float *__restrict values, unsigned long count) {
    for (unsigned long i = 0; i < count; i++) {
        values[i] = curve(values[i]);
    }
}

template <class Curve>
void through_vectors(const Curve curve, float *__restrict values, unsigned long count) {
    unsigned long i = 0;
#ifdef INTERNEG_VECTORS
    for (; i + LANES <= count; i += LANES) {
        Memory<Vector>::store(values + i, curve(Memory<Vector>::load(values + i)));
    }
#endif
    through(curve, values + i, count - i);
}

struct Planes {
    float *r, *g, *b;

    float *channel(int index) const {
        return index == 0 ? r : index == 1 ? g : b;
    }
};

template <class Curve>
void curve(const Operation &operation, Planes planes, unsigned long count) {
    for (int channel = 0; channel < 3; channel++) {
        through(parameters<Curve>(operation.parameters[channel]), planes.channel(channel), count);
    }
}

template <class Pixel>
void each_pixel(Planes planes, unsigned long count, const Pixel pixel) {
    float *__restrict r = planes.r;
    float *__restrict g = planes.g;
    float *__restrict b = planes.b;
    for (unsigned long i = 0; i < count; i++) {
        pixel(r[i], g[i], b[i]);
    }
}

/// Vectors of neighbouring pixels while there are whole ones, then pixels; for what can be done with either.
template <class Pixel>
void each_vector(Planes planes, unsigned long count, const Pixel pixel) {
    unsigned long i = 0;
#ifdef INTERNEG_VECTORS
    // Two at a time, because the loop's own instructions are many beside those of a matrix.
#pragma GCC unroll 2
    for (; i + LANES <= count; i += LANES) {
        Vector r = Memory<Vector>::load(planes.r + i), g = Memory<Vector>::load(planes.g + i);
        Vector b = Memory<Vector>::load(planes.b + i);
        pixel(r, g, b);
        Memory<Vector>::store(planes.r + i, r);
        Memory<Vector>::store(planes.g + i, g);
        Memory<Vector>::store(planes.b + i, b);
    }
#endif
    each_pixel({planes.r + i, planes.g + i, planes.b + i}, count - i, pixel);
}

}  // namespace
