// One pass over a picture on a GPU: a thread reads the samples of two neighbouring pixels, takes them through all steps,
// and writes them, for a column of pairs. What decides the code (arrangements, words, siting) is in types, which the text
// of a pass names; numbers are in `Source` and `Target`.
#pragma once

#include "read.h"
#include "write_ycbcr.h"

namespace interneg {

/// From any source to a target of R, G, B.
template <class From, class To, bool IS_LONG, class Steps>
INTERNEG_DEVICE void run_rgb(
    const Source &source, const Target &, const Picture &picture, const Output &output, Counts *counts,
    const Steps steps) {
    const int x = 2 * static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    // All threads of a warp reach the end together.
    const unsigned int lines = x < static_cast<int>(source.width) ? source.height : 0;
    Tally tally = {0, 0, 0};
    for (unsigned int y = blockIdx.y * blockDim.y + threadIdx.y; y < lines; y += gridDim.y * blockDim.y) {
        Rgb pixels[2];
        From::pair(source, picture, x, y, pixels);
        apply<IS_LONG>(pixels, steps);
        To::pack(source, output, x, y, pixels, tally);
    }
    tally.add_to(counts);
}

}  // namespace interneg
