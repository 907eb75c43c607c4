// Rows of halves to singles and back, by the processor's own conversions where the level has them.
#pragma once

#include "../device/half.h"
#include "../device/sample.h"

#ifdef __F16C__
#include <immintrin.h>
#endif

namespace {

using namespace interneg;

/// The largest of a vector's numbers.
template <class Sizes>
Bits32 largest_of(const Sizes &sizes) {
    Bits32 lanes[sizeof sizes / sizeof(Bits32)];
    __builtin_memcpy(lanes, &sizes, sizeof sizes);
    Bits32 largest = 0;
    for (const Bits32 size : lanes) {
        largest = size > largest ? size : largest;
    }
    return largest;
}

/// Rounds `count` samples to halves, and tells the bits of the largest magnitude among them: where it overflows or is
/// NaN, the halves are of no use.
Bits32 narrow(const float *__restrict samples, Byte *__restrict bytes, unsigned long count) {
    unsigned long i = 0;
    Bits32 largest = 0;
#if defined(__AVX512F__)
    __m512i sizes = _mm512_setzero_si512();
    for (; i + 16 <= count; i += 16) {
        const __m512 singles = _mm512_loadu_ps(samples + i);
        const __m256i halves = _mm512_maskz_cvtps_ph(0xFFFF, singles, _MM_FROUND_TO_NEAREST_INT);
        _mm256_storeu_si256(reinterpret_cast<__m256i *>(bytes + 2 * i), halves);
        const __m512i size = _mm512_castps_si512(singles) & _mm512_set1_epi32(MAGNITUDE);
        sizes = _mm512_maskz_max_epu32(0xFFFF, sizes, size);
    }
    largest = largest_of(sizes);
#elif defined(__F16C__)
    __m256i sizes = _mm256_setzero_si256();
    for (; i + 8 <= count; i += 8) {
        const __m256 singles = _mm256_loadu_ps(samples + i);
        const __m128i halves = _mm256_cvtps_ph(singles, _MM_FROUND_TO_NEAREST_INT);
        _mm_storeu_si128(reinterpret_cast<__m128i *>(bytes + 2 * i), halves);
        const __m256i size = _mm256_castps_si256(singles) & _mm256_set1_epi32(MAGNITUDE);
        sizes = _mm256_max_epu32(sizes, size);
    }
    largest = largest_of(sizes);
#endif
    for (; i < count; i++) {
        const unsigned short half = half_of(samples[i]);
        __builtin_memcpy(bytes + 2 * i, &half, sizeof half);
        const Bits32 size = bits_of(samples[i]) & MAGNITUDE;
        largest = size > largest ? size : largest;
    }
    return largest;
}

/// Widens `count` halves, exactly. The processor keeps the payload of a NaN, which the end of the program settles.
void widen(const Byte *__restrict bytes, float *__restrict samples, unsigned long count) {
    unsigned long i = 0;
#ifdef __F16C__
    for (; i + 8 <= count; i += 8) {
        const __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + 2 * i));
        _mm256_storeu_ps(samples + i, _mm256_cvtph_ps(halves));
    }
#endif
    for (; i < count; i++) {
        samples[i] = single_of(stored<unsigned short>(bytes + 2 * i));
    }
}

}  // namespace
