// Codes in words of 16 bits side by side, a vector at a time; compilers load twice as many and take them apart.
#pragma once

#include "fused.h"

#ifdef INTERNEG_VECTORS

namespace {

using namespace interneg;

typedef unsigned int Codes __attribute__((vector_size(sizeof(Vector))));

/// A vector's words.
INTERNEG_HOST Codes widened(const unsigned char *words) {
#if defined(__AVX512F__)
    return (Codes)_mm512_maskz_cvtepu16_epi32(0xFFFF, _mm256_loadu_si256(reinterpret_cast<const __m256i *>(words)));
#elif defined(__AVX2__)
    return (Codes)_mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i *>(words)));
#else
    return (Codes)_mm_unpacklo_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i *>(words)), _mm_setzero_si128());
#endif
}

/// What `count` codes, at least a vector of them, are above `zero`.
template <bool IS_SHIFTED>
void above_zero(
    const unsigned char *words, unsigned int shift, unsigned int mask, float zero, float *values, unsigned long count) {
    // A code below 2^23 in the lowest bits of 2^23 is their sum, without a conversion.
    constexpr float AT = 0x1p23f;
    for (unsigned long i = 0; i < count; i += LANES) {
        // The last vector ends where the words end.
        const unsigned long at = i + LANES <= count ? i : count - LANES;
        const Codes codes = widened(words + 2 * at);
        const Codes sums = ((IS_SHIFTED ? codes >> shift : codes) & mask) | bits_of(AT);
        Memory<Vector>::store(values + at, (Vector)sums - (AT + zero));
    }
}

}  // namespace

#endif
