// One pass over a picture as it is handed to the device; `kernels/src/pass/device.rs` fills it.
#pragma once

#include "operation.h"
#include "source.h"
#include "target.h"

namespace interneg {

struct Pass {
    Source source;
    Target target;
    const Operation *operations;
    unsigned long long operation_count;
    /// Entries of the operations' tables.
    const float *tables;
    /// Where codes are replaced by their values after the first operations: first entry of R, G, B in `codes`.
    const float *codes;
    unsigned int code_table[3];
    /// 1 where it is so.
    unsigned int has_codes;
};

}  // namespace interneg
