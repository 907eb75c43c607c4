// `fused` of each number of a vector.
#pragma once

#include "../device/fused.h"
#include "vector.h"

#ifdef INTERNEG_VECTORS

#include <immintrin.h>

namespace interneg {

#if defined(__AVX512F__)

INTERNEG_HOST Vector fused(Vector a, Vector b, Vector c) {
    return _mm512_fmadd_ps(a, b, c);
}

#elif defined(__FMA__)

INTERNEG_HOST Vector fused(Vector a, Vector b, Vector c) {
    return _mm256_fmadd_ps(a, b, c);
}

#else

/// In double precision, which holds the product exactly. Rounding its sum again, to single precision, can go wrong only
/// where that sum lies in the middle between two numbers of single precision: its last 29 bits are then a 1 and zeros.
/// Denormal numbers have other middles. Both are rare, and left to `fused` of a number.
INTERNEG_HOST Vector fused(Vector a, Vector b, Vector c) {
    const auto upper = [](Vector of) { return _mm_cvtps_pd(_mm_movehl_ps(of, of)); };
    const __m128d low = _mm_cvtps_pd(a) * _mm_cvtps_pd(b) + _mm_cvtps_pd(c);
    const __m128d high = upper(a) * upper(b) + upper(c);
    const __m128 low_words = _mm_castpd_ps(low), high_words = _mm_castpd_ps(high);
    const __m128i tails = _mm_castps_si128(_mm_shuffle_ps(low_words, high_words, _MM_SHUFFLE(2, 0, 2, 0)));
    const __m128i heads = _mm_castps_si128(_mm_shuffle_ps(low_words, high_words, _MM_SHUFFLE(3, 1, 3, 1)));
    const __m128i tail = tails & _mm_set1_epi64x(0x1FFFFFFF1FFFFFFFll);
    const __m128i is_middle = _mm_cmpeq_epi32(tail, _mm_set1_epi32(0x10000000));
    // The exponent of 2^-126 in double precision; 0 has all its bits in single precision.
    const __m128i size = heads & _mm_set1_epi64x(0x7FFFFFFF7FFFFFFFll), none = _mm_setzero_si128();
    const __m128i is_small = _mm_cmplt_epi32(size, _mm_set1_epi32((1023 - 126) << 20)) & _mm_cmpgt_epi32(size, none);
    if (__builtin_expect(_mm_movemask_epi8(is_middle | is_small) == 0, true)) {
        return _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
    }
    for (std::size_t i = 0; i < LANES; i++) {
        a[i] = fused(a[i], b[i], c[i]);
    }
    return a;
}

#endif

INTERNEG_HOST Vector each(Vector numbers) {
    return numbers;
}

INTERNEG_HOST Vector each(float number) {
    return number - Vector{};
}

/// The same where some are one number for all.
template <class Factor, class Summand>
INTERNEG_HOST Vector fused(Vector a, Factor b, Summand c) {
    return fused(a, each(b), each(c));
}

}  // namespace interneg

#endif
