// Rows of halves to singles and back, by the processor's own conversions where the level has them.
#pragma once

#include "../device/half.h"
#include "../device/sample.h"

#ifdef __F16C__
#include <immintrin.h>
#endif

namespace {

using namespace interneg;

/// Rounds `count` samples to halves. None of them is NaN or overflows.
void narrow(const float *__restrict samples, Byte *__restrict bytes, unsigned long count) {
    unsigned long i = 0;
#ifdef __AVX512F__
    for (; i + 16 <= count; i += 16) {
        const __m256i halves = _mm512_maskz_cvtps_ph(0xFFFF, _mm512_loadu_ps(samples + i), _MM_FROUND_TO_NEAREST_INT);
        _mm256_storeu_si256(reinterpret_cast<__m256i *>(bytes + 2 * i), halves);
    }
#endif
#ifdef __F16C__
    for (; i + 8 <= count; i += 8) {
        const __m128i halves = _mm256_cvtps_ph(_mm256_loadu_ps(samples + i), _MM_FROUND_TO_NEAREST_INT);
        _mm_storeu_si128(reinterpret_cast<__m128i *>(bytes + 2 * i), halves);
    }
#endif
    for (; i < count; i++) {
        const unsigned short half = half_of(samples[i]);
        __builtin_memcpy(bytes + 2 * i, &half, sizeof half);
    }
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
