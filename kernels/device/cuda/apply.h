// The steps of a pass on the pixels of a thread.
#pragma once

#include "step.h"

namespace interneg {

/// Where steps are long, as in the views of displays, their code stands there once: several copies of a hundred kilobytes
/// would not fit the GPU's instruction caches. Pixels then move up from the end, so that every index is a constant and
/// they stay in registers.
template <bool IS_LONG, int COUNT, class Steps>
INTERNEG_DEVICE void apply(Rgb (&pixels)[COUNT], const Steps &steps) {
    if constexpr (IS_LONG) {
#pragma unroll 1
        for (int i = 0; i < COUNT; i++) {
            const Rgb next = pixels[0];
#pragma unroll
            for (int place = 0; place + 1 < COUNT; place++) pixels[place] = pixels[place + 1];
            pixels[COUNT - 1] = steps(next);
        }
    } else {
#pragma unroll
        for (int i = 0; i < COUNT; i++) pixels[i] = steps(pixels[i]);
    }
}

}  // namespace interneg
