// Functions of HLSL that OpenColorIO's shaders call.
#pragma once

#include "../math.h"
#include "vector.h"

// The compilers know these by themselves, so no header of the C library is needed.
#ifdef __CUDACC__
#define INTERNEG_LIBRARY(name) ::name
#else
#define INTERNEG_LIBRARY(name) __builtin_##name
#endif

namespace interneg::shader {

// Of two operands of which one is NaN, HLSL gives the other.
INTERNEG_DEVICE float min(float a, float b) { return b != b || a < b ? a : b; }
INTERNEG_DEVICE float max(float a, float b) { return b != b || a > b ? a : b; }
INTERNEG_DEVICE float clamp(float x, float low, float high) { return min(max(x, low), high); }
INTERNEG_DEVICE float abs(float x) { return magnitude(x); }
INTERNEG_DEVICE float sign(float x) { return static_cast<float>((x > 0.0f) - (x < 0.0f)); }
INTERNEG_DEVICE float step(float edge, float x) { return x < edge ? 0.0f : 1.0f; }
INTERNEG_DEVICE float lerp(float a, float b, float t) { return a + t * (b - a); }

// Exact, or rounded as IEEE 754 prescribes, on every processor.
INTERNEG_DEVICE float sqrt(float x) { return INTERNEG_LIBRARY(sqrtf)(x); }
INTERNEG_DEVICE float floor(float x) { return INTERNEG_LIBRARY(floorf)(x); }
INTERNEG_DEVICE float ceil(float x) { return INTERNEG_LIBRARY(ceilf)(x); }
INTERNEG_DEVICE float frac(float x) { return x - floor(x); }
INTERNEG_DEVICE float fmod(float x, float y) { return INTERNEG_LIBRARY(fmodf)(x, y); }

// Ours.
INTERNEG_DEVICE float log2(float x) { return interneg::log2(x); }
INTERNEG_DEVICE float exp2(float x) { return interneg::exp2(x); }
INTERNEG_DEVICE float pow(float x, float y) { return interneg::pow(x, y); }

/// The logarithm to another base, whose own logarithm to base 2 divides; rounded once.
INTERNEG_DEVICE float log_to_base(float x, double log2_of_base) {
    const float positive = static_cast<float>(log2_of_positive(static_cast<double>(x)) / log2_of_base);
    return x > 0.0f && bits_of(x) != INFINITE ? positive : interneg::log2(x);
}

INTERNEG_DEVICE float log(float x) { return log_to_base(x, 0x1.71547652b82fep+0); }
INTERNEG_DEVICE float log10(float x) { return log_to_base(x, 0x1.a934f0979a371p+1); }

INTERNEG_DEVICE float exp(float x) {
    const float low = x < -140.0f ? -140.0f : x;
    const double bounded = static_cast<double>(low > 140.0f ? 140.0f : low);
    return static_cast<float>(exp2_of_bounded(bounded * 0x1.71547652b82fep+0));
}

// The library's: display path only.
INTERNEG_DEVICE float sin(float x) { return INTERNEG_LIBRARY(sinf)(x); }
INTERNEG_DEVICE float cos(float x) { return INTERNEG_LIBRARY(cosf)(x); }
INTERNEG_DEVICE float tan(float x) { return INTERNEG_LIBRARY(tanf)(x); }
INTERNEG_DEVICE float asin(float x) { return INTERNEG_LIBRARY(asinf)(x); }
INTERNEG_DEVICE float acos(float x) { return INTERNEG_LIBRARY(acosf)(x); }
INTERNEG_DEVICE float atan(float x) { return INTERNEG_LIBRARY(atanf)(x); }
INTERNEG_DEVICE float atan2(float y, float x) { return INTERNEG_LIBRARY(atan2f)(y, x); }
INTERNEG_DEVICE float sinh(float x) { return INTERNEG_LIBRARY(sinhf)(x); }
INTERNEG_DEVICE float cosh(float x) { return INTERNEG_LIBRARY(coshf)(x); }
INTERNEG_DEVICE float tanh(float x) { return INTERNEG_LIBRARY(tanhf)(x); }

/// `(int)`: towards zero; 0 for NaN, and the nearest integer of 24 bits beyond those, where C++ has no answer.
INTERNEG_DEVICE int to_int(float x) {
    return x != x ? 0 : static_cast<int>(at_most(0x1p24f, at_least(-0x1p24f, x)));
}
INTERNEG_DEVICE int to_int(int x) { return x; }

INTERNEG_EACH_1(abs)
INTERNEG_EACH_1(sign)
INTERNEG_EACH_1(sqrt)
INTERNEG_EACH_1(floor)
INTERNEG_EACH_1(ceil)
INTERNEG_EACH_1(frac)
INTERNEG_EACH_1(log)
INTERNEG_EACH_1(log2)
INTERNEG_EACH_1(log10)
INTERNEG_EACH_1(exp)
INTERNEG_EACH_1(exp2)
INTERNEG_EACH_1(sin)
INTERNEG_EACH_1(cos)
INTERNEG_EACH_1(tan)
INTERNEG_EACH_1(atan)
INTERNEG_EACH_1(tanh)
INTERNEG_EACH_2(min)
INTERNEG_EACH_2(max)
INTERNEG_EACH_2(pow)
INTERNEG_EACH_2(step)
INTERNEG_EACH_2(fmod)
INTERNEG_EACH_2(atan2)

INTERNEG_DEVICE float2 lerp(float2 a, float2 b, float t) { return a + t * (b - a); }
INTERNEG_DEVICE float3 lerp(float3 a, float3 b, float t) { return a + t * (b - a); }
INTERNEG_DEVICE float4 lerp(float4 a, float4 b, float t) { return a + t * (b - a); }
INTERNEG_DEVICE float3 lerp(float3 a, float3 b, float3 t) { return a + t * (b - a); }
INTERNEG_DEVICE float4 lerp(float4 a, float4 b, float4 t) { return a + t * (b - a); }
INTERNEG_DEVICE float3 clamp(float3 x, float low, float high) { return min(max(x, low), high); }
INTERNEG_DEVICE float4 clamp(float4 x, float low, float high) { return min(max(x, low), high); }
INTERNEG_DEVICE float3 clamp(float3 x, float3 low, float3 high) { return min(max(x, low), high); }
INTERNEG_DEVICE float4 clamp(float4 x, float4 low, float4 high) { return min(max(x, low), high); }

INTERNEG_DEVICE float dot(float2 a, float2 b) { return a.x * b.x + a.y * b.y; }
INTERNEG_DEVICE float dot(float3 a, float3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
INTERNEG_DEVICE float dot(float4 a, float4 b) { return a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w; }
INTERNEG_DEVICE float length(float2 a) { return sqrt(dot(a, a)); }
INTERNEG_DEVICE float length(float3 a) { return sqrt(dot(a, a)); }

/// Listed by rows.
struct float3x3 {
    float3 x, y, z;

    INTERNEG_DEVICE float3x3(
        float xx, float xy, float xz, float yx, float yy, float yz, float zx, float zy, float zz)
        : x(xx, xy, xz), y(yx, yy, yz), z(zx, zy, zz) {}
};

struct float4x4 {
    float4 x, y, z, w;

    INTERNEG_DEVICE float4x4(
        float xx, float xy, float xz, float xw, float yx, float yy, float yz, float yw, float zx, float zy, float zz,
        float zw, float wx, float wy, float wz, float ww)
        : x(xx, xy, xz, xw), y(yx, yy, yz, yw), z(zx, zy, zz, zw), w(wx, wy, wz, ww) {}
};

/// A row vector times a matrix.
INTERNEG_DEVICE float3 mul(float3 v, const float3x3 &m) { return v.x * m.x + v.y * m.y + v.z * m.z; }
INTERNEG_DEVICE float4 mul(float4 v, const float4x4 &m) { return v.x * m.x + v.y * m.y + v.z * m.z + v.w * m.w; }

}  // namespace interneg::shader

#undef INTERNEG_LIBRARY
