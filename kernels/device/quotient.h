// The values of codes: a division, done by the fused multiply-add where there is one.
#pragma once

#include "fused.h"
#include "source.h"

namespace interneg {

/// Codes, counted from black, divided by one span.
///
/// A division takes as long as ten other instructions. Where there is a fused multiply-add, the reciprocal is kept with
/// twice the digits, and the product with its rest is added to the one with its rounded value (Brisebarre and Muller,
/// "Correctly rounded multiplication by arbitrary precision constants", IEEE Transactions on Computers 57, 2008). That
/// gives the quotient's bits for every integer of at most 16 bits; `pass/tests/quotient.rs` goes through all of them.
/// Nothing else is divided here: floats have no codes.
struct Quotient {
    float span, reciprocal, rest;

    INTERNEG_DEVICE explicit Quotient(const Source &source)
        : span(source.span), reciprocal(source.reciprocal), rest(source.rest) {}

    template <class Number>
    INTERNEG_DEVICE Number operator()(Number code) const {
#if defined(__CUDACC__) || defined(__FMA__) || defined(__aarch64__)
        return fused(code, reciprocal, code * rest);
#else
        return code / span;
#endif
    }
};

}  // namespace interneg
