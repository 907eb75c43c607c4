// 2 to the power of each number of a vector, with the bits of `exp2`, and curves that need it.
//
// What makes it faster than the loop that a compiler makes of `exp2`: AVX-512 has an instruction for scaling by a power
// of 2 that rounds denormal results once and gives infinities; elsewhere the exponent is an addition of integers where
// every number of the vector has a normal result, as all pictures but damaged ones have.
#pragma once

// Before the functions of numbers, whose templates use it for vectors.
#include "fused.h"

#include "../device/math.h"

namespace interneg {

#if defined(__AVX512DQ__)

INTERNEG_HOST Vector exp2(Vector x) {
    // What is left of an infinity is 0, so that it scales 1.
    const Vector f = _mm512_maskz_reduce_ps(0xFFFF, x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    return _mm512_maskz_scalef_ps(0xFFFF, exp2_of_fraction(f), x - f);
}

#elif defined(__SSE2__)

typedef int Words __attribute__((vector_size(sizeof(Vector))));

/// True where no number is NaN or beyond what has a normal result, with room for rounding.
INTERNEG_HOST bool has_normal_powers(Vector x) {
    const Vector size = (Vector)((Words)x & static_cast<int>(MAGNITUDE)), bound = each(125.0f);
#ifdef __AVX2__
    return _mm256_movemask_ps(_mm256_cmp_ps(size, bound, _CMP_NLE_UQ)) == 0;
#else
    return _mm_movemask_ps(_mm_cmpnle_ps(size, bound)) == 0;
#endif
}

INTERNEG_HOST Vector exp2(Vector x) {
    if (__builtin_expect(has_normal_powers(x), true)) {
        const Vector shifted = x + INTEGERS;
        const Vector f = x - (shifted - INTEGERS);
        // The lowest nine bits of INTEGERS are 0, so that only the rounded number arrives in the exponent.
        return (Vector)((Words)exp2_of_fraction(f) + ((Words)shifted << 23));
    }
    for (std::size_t i = 0; i < LANES; i++) {
        x[i] = exp2(x[i]);
    }
    return x;
}

#endif

}  // namespace interneg
