// The widest vector of a level, and several side by side.
#pragma once

#include <cstddef>

namespace {

#if defined(__AVX512F__)
constexpr std::size_t LANES = 16;
#elif defined(__AVX__)
constexpr std::size_t LANES = 8;
#else
constexpr std::size_t LANES = 4;
#endif

/// Where loops over vectors are written out; elsewhere they are left to the compiler.
#ifdef __SSE2__
#define INTERNEG_VECTORS
constexpr bool HAS_VECTORS = true;
#else
constexpr bool HAS_VECTORS = false;
#endif

#define INTERNEG_HOST inline __attribute__((always_inline))

typedef float Vector __attribute__((vector_size(LANES * sizeof(float))));

/// Two values side by side: chains of additions that do not wait for each other.
template <class Half>
struct Pair {
    Half first, second;
};

template <class Half>
INTERNEG_HOST Pair<Half> operator+(Pair<Half> a, Pair<Half> b) {
    return {a.first + b.first, a.second + b.second};
}

template <class Half>
INTERNEG_HOST Pair<Half> operator-(Pair<Half> a, Pair<Half> b) {
    return {a.first - b.first, a.second - b.second};
}

template <class Half>
INTERNEG_HOST Pair<Half> operator*(float weight, Pair<Half> a) {
    return {weight * a.first, weight * a.second};
}

/// A number, a vector, or pairs of them, in memory without alignment.
template <class Value>
struct Memory {
    static constexpr std::size_t COUNT = sizeof(Value) / sizeof(float);

    static INTERNEG_HOST Value load(const float *from) {
        Value out;
        __builtin_memcpy(&out, from, sizeof out);
        return out;
    }

    static INTERNEG_HOST void store(float *to, Value value) {
        __builtin_memcpy(to, &value, sizeof value);
    }
};

template <class Half>
struct Memory<Pair<Half>> {
    static constexpr std::size_t COUNT = 2 * Memory<Half>::COUNT;

    static INTERNEG_HOST Pair<Half> load(const float *from) {
        return {Memory<Half>::load(from), Memory<Half>::load(from + COUNT / 2)};
    }

    static INTERNEG_HOST void store(float *to, Pair<Half> value) {
        Memory<Half>::store(to, value.first);
        Memory<Half>::store(to + COUNT / 2, value.second);
    }
};

}  // namespace
