// What could not be stored as it was.
#pragma once

#include "../target.h"

namespace interneg {

/// What a thread has counted.
struct Tally {
    unsigned int nan, infinite, clipped;

    /// All threads of a warp come here together: one of them adds for all, since a counter takes one addition at a time.
    INTERNEG_DEVICE void add_to(Counts *counts) const {
#ifdef __CUDACC__
        constexpr unsigned int ALL = 0xFFFFFFFFu;
        if (!__any_sync(ALL, (nan | infinite | clipped) != 0)) return;
        Tally sum = *this;
        for (int distance = 16; distance > 0; distance /= 2) {
            sum.nan += __shfl_xor_sync(ALL, sum.nan, distance);
            sum.infinite += __shfl_xor_sync(ALL, sum.infinite, distance);
            sum.clipped += __shfl_xor_sync(ALL, sum.clipped, distance);
        }
        if (threadIdx.x % 32 == 0) sum.add_alone(counts);
#else
        // Tests on the host run threads one after the other.
        add_alone(counts);
#endif
    }

    INTERNEG_DEVICE void add_alone(Counts *counts) const {
        if (nan != 0) atomicAdd(&counts->nan, static_cast<unsigned long long>(nan));
        if (infinite != 0) atomicAdd(&counts->infinite, static_cast<unsigned long long>(infinite));
        if (clipped != 0) atomicAdd(&counts->clipped, static_cast<unsigned long long>(clipped));
    }
};

}  // namespace interneg
