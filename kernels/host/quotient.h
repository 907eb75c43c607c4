// The values of codes: a division, done by the processor's fused multiply-add where the level has it.
#pragma once

#include "fused.h"

namespace {

using namespace interneg;

/// Codes, counted from black, divided by one span.
///
/// A division keeps the processor's divider busy for as long as ten other instructions take. Where the level has a fused
/// multiply-add, the reciprocal is kept with twice the digits, and the product with its rest is added to the one with its
/// rounded value (Brisebarre and Muller, "Correctly rounded multiplication by arbitrary precision constants", IEEE
/// Transactions on Computers 57, 2008). That gives the quotient's bits for every integer of at most 16 bits;
/// `pass/tests/quotient.rs` goes through all of them. Nothing else is divided here: floats have no codes.
struct Quotient {
    float span, reciprocal, rest;

    explicit Quotient(float span)
        : span(span), reciprocal(1.0f / span), rest(fused(-reciprocal, span, 1.0f) / span) {}

    template <class Number>
    INTERNEG_HOST Number operator()(Number code) const {
#if defined(__FMA__) || defined(__aarch64__)
        return fused(code, reciprocal, code * rest);
#else
        return code / span;
#endif
    }
};

}  // namespace
