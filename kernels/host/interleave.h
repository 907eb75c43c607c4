// Two vectors as the first and second of pairs.
#pragma once

#include "vector.h"

#ifdef INTERNEG_VECTORS

#include <immintrin.h>

namespace {

INTERNEG_HOST Pair<Vector> interleaved(Pair<Vector> of) {
#ifdef __AVX512F__
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    return {_mm512_permutex2var_ps(of.first, low, of.second), _mm512_permutex2var_ps(of.first, high, of.second)};
#elif defined(__AVX2__)
    const __m256 outer = _mm256_unpacklo_ps(of.first, of.second), inner = _mm256_unpackhi_ps(of.first, of.second);
    return {_mm256_permute2f128_ps(outer, inner, 0x20), _mm256_permute2f128_ps(outer, inner, 0x31)};
#else
    return {_mm_unpacklo_ps(of.first, of.second), _mm_unpackhi_ps(of.first, of.second)};
#endif
}

}  // namespace

#endif
