// Which thread of a kernel runs.
#pragma once

#include "../bits.h"

namespace interneg {

/// The place of this thread among all. 64 bits, because a picture may have more samples than 32 bits count.
INTERNEG_DEVICE unsigned long long thread_index() {
    return static_cast<unsigned long long>(blockIdx.x) * blockDim.x + threadIdx.x;
}

}  // namespace interneg
