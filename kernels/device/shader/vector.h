// Vectors of HLSL.
//
// A `float4` is a `float3` with one more member, and that a `float2`: so `.rgb` of a longer vector is itself, seen as the
// shorter one, which can be assigned to. No union is read through another member than was written.
#pragma once

#include "../bits.h"

namespace interneg::shader {

struct float2 {
    float x, y;

    float2() = default;
    INTERNEG_DEVICE float2(float x_, float y_) : x(x_), y(y_) {}
    INTERNEG_DEVICE explicit float2(float all) : x(all), y(all) {}

    INTERNEG_DEVICE float2 &xy() { return *this; }
    INTERNEG_DEVICE const float2 &xy() const { return *this; }

    INTERNEG_DEVICE float operator[](int i) const { return i == 0 ? x : y; }
    INTERNEG_DEVICE float &operator[](int i) { return i == 0 ? x : y; }
};

struct float3 : float2 {
    float z;

    float3() = default;
    INTERNEG_DEVICE float3(float x_, float y_, float z_) : float2(x_, y_), z(z_) {}
    INTERNEG_DEVICE explicit float3(float all) : float2(all), z(all) {}

    INTERNEG_DEVICE float3 &xyz() { return *this; }
    INTERNEG_DEVICE const float3 &xyz() const { return *this; }
    INTERNEG_DEVICE float3 zyx() const { return {z, y, x}; }
    INTERNEG_DEVICE float3 yzx() const { return {y, z, x}; }

    INTERNEG_DEVICE float operator[](int i) const { return i == 0 ? x : i == 1 ? y : z; }
    INTERNEG_DEVICE float &operator[](int i) { return i == 0 ? x : i == 1 ? y : z; }
};

struct float4 : float3 {
    float w;

    float4() = default;
    INTERNEG_DEVICE float4(float x_, float y_, float z_, float w_) : float3(x_, y_, z_), w(w_) {}
    INTERNEG_DEVICE float4(float3 xyz_, float w_) : float3(xyz_), w(w_) {}
    INTERNEG_DEVICE explicit float4(float all) : float3(all), w(all) {}

    INTERNEG_DEVICE float operator[](int i) const { return i == 0 ? x : i == 1 ? y : i == 2 ? z : w; }
    INTERNEG_DEVICE float &operator[](int i) { return i == 0 ? x : i == 1 ? y : i == 2 ? z : w; }
};

/// As a condition: whether any of them is.
struct bool3 {
    bool x, y, z;

    INTERNEG_DEVICE operator bool() const { return x || y || z; }
};

struct bool4 {
    bool x, y, z, w;

    INTERNEG_DEVICE operator bool() const { return x || y || z || w; }
};

INTERNEG_DEVICE bool any(bool3 of) { return of; }
INTERNEG_DEVICE bool any(bool4 of) { return of; }
INTERNEG_DEVICE bool any(bool of) { return of; }
INTERNEG_DEVICE bool all(bool3 of) { return of.x && of.y && of.z; }
INTERNEG_DEVICE bool all(bool4 of) { return of.x && of.y && of.z && of.w; }
INTERNEG_DEVICE bool all(bool of) { return of; }

/// A function of numbers, on each component of vectors; a number stands for a vector of it.
#define INTERNEG_EACH_1(name) \
    INTERNEG_DEVICE float2 name(float2 a) { return {name(a.x), name(a.y)}; } \
    INTERNEG_DEVICE float3 name(float3 a) { return {name(a.x), name(a.y), name(a.z)}; } \
    INTERNEG_DEVICE float4 name(float4 a) { return {name(a.x), name(a.y), name(a.z), name(a.w)}; }
#define INTERNEG_EACH_2(name) \
    INTERNEG_DEVICE float2 name(float2 a, float2 b) { return {name(a.x, b.x), name(a.y, b.y)}; } \
    INTERNEG_DEVICE float3 name(float3 a, float3 b) { return {name(a.x, b.x), name(a.y, b.y), name(a.z, b.z)}; } \
    INTERNEG_DEVICE float4 name(float4 a, float4 b) { \
        return {name(a.x, b.x), name(a.y, b.y), name(a.z, b.z), name(a.w, b.w)}; \
    } \
    INTERNEG_DEVICE float2 name(float2 a, float b) { return name(a, float2(b)); } \
    INTERNEG_DEVICE float3 name(float3 a, float b) { return name(a, float3(b)); } \
    INTERNEG_DEVICE float4 name(float4 a, float b) { return name(a, float4(b)); } \
    INTERNEG_DEVICE float2 name(float a, float2 b) { return name(float2(a), b); } \
    INTERNEG_DEVICE float3 name(float a, float3 b) { return name(float3(a), b); } \
    INTERNEG_DEVICE float4 name(float a, float4 b) { return name(float4(a), b); }

#define INTERNEG_ARITHMETIC(symbol) \
    INTERNEG_DEVICE float2 operator symbol(float2 a, float2 b) { return {a.x symbol b.x, a.y symbol b.y}; } \
    INTERNEG_DEVICE float3 operator symbol(float3 a, float3 b) { \
        return {a.x symbol b.x, a.y symbol b.y, a.z symbol b.z}; \
    } \
    INTERNEG_DEVICE float4 operator symbol(float4 a, float4 b) { \
        return {a.x symbol b.x, a.y symbol b.y, a.z symbol b.z, a.w symbol b.w}; \
    } \
    INTERNEG_DEVICE float2 operator symbol(float2 a, float b) { return a symbol float2(b); } \
    INTERNEG_DEVICE float3 operator symbol(float3 a, float b) { return a symbol float3(b); } \
    INTERNEG_DEVICE float4 operator symbol(float4 a, float b) { return a symbol float4(b); } \
    INTERNEG_DEVICE float2 operator symbol(float a, float2 b) { return float2(a) symbol b; } \
    INTERNEG_DEVICE float3 operator symbol(float a, float3 b) { return float3(a) symbol b; } \
    INTERNEG_DEVICE float4 operator symbol(float a, float4 b) { return float4(a) symbol b; } \
    INTERNEG_DEVICE float2 &operator symbol##=(float2 &a, float2 b) { return a = a symbol b; } \
    INTERNEG_DEVICE float3 &operator symbol##=(float3 &a, float3 b) { return a = a symbol b; } \
    INTERNEG_DEVICE float4 &operator symbol##=(float4 &a, float4 b) { return a = a symbol b; } \
    INTERNEG_DEVICE float2 &operator symbol##=(float2 &a, float b) { return a = a symbol b; } \
    INTERNEG_DEVICE float3 &operator symbol##=(float3 &a, float b) { return a = a symbol b; } \
    INTERNEG_DEVICE float4 &operator symbol##=(float4 &a, float b) { return a = a symbol b; }
INTERNEG_ARITHMETIC(+)
INTERNEG_ARITHMETIC(-)
INTERNEG_ARITHMETIC(*)
INTERNEG_ARITHMETIC(/)
#undef INTERNEG_ARITHMETIC

INTERNEG_DEVICE float2 operator-(float2 a) { return {-a.x, -a.y}; }
INTERNEG_DEVICE float3 operator-(float3 a) { return {-a.x, -a.y, -a.z}; }
INTERNEG_DEVICE float4 operator-(float4 a) { return {-a.x, -a.y, -a.z, -a.w}; }

#define INTERNEG_COMPARISON(symbol) \
    INTERNEG_DEVICE bool3 operator symbol(float3 a, float3 b) { \
        return {a.x symbol b.x, a.y symbol b.y, a.z symbol b.z}; \
    } \
    INTERNEG_DEVICE bool4 operator symbol(float4 a, float4 b) { \
        return {a.x symbol b.x, a.y symbol b.y, a.z symbol b.z, a.w symbol b.w}; \
    }
INTERNEG_COMPARISON(<)
INTERNEG_COMPARISON(>)
INTERNEG_COMPARISON(<=)
INTERNEG_COMPARISON(>=)
INTERNEG_COMPARISON(==)
INTERNEG_COMPARISON(!=)
#undef INTERNEG_COMPARISON

}  // namespace interneg::shader
