// The values of codes: a division, by the processor's fused multiply-add where the level has it.
#pragma once

#include "../device/sample.h"

namespace {

using namespace interneg;

/// `value_of` with one zero and span for many codes.
///
/// A division keeps the processor's divider busy for as long as ten other instructions take. Where the level has a fused
/// multiply-add, the product with the reciprocal is corrected by its exact remainder (Markstein's way), which gives the
/// same bits for every integer of at most 16 bits and every sixteenth of one between two of them, that is, for all that
/// chroma is interpolated to; `pass/tests/quotient.rs` goes through all of them. Nothing else is divided here: floats
/// have no codes.
struct ValueOf {
    float zero, span, reciprocal;

    ValueOf(float zero, float span) : zero(zero), span(span), reciprocal(1.0f / span) {}

    float operator()(float code) const {
#if defined(__FMA__) || defined(__aarch64__)
        const float numerator = code - zero;
        const float near = numerator * reciprocal;
        const float rest = __builtin_fmaf(-near, span, numerator);
        return __builtin_fmaf(rest, reciprocal, near);
#else
        return value_of(code, zero, span);
#endif
    }
};

}  // namespace
