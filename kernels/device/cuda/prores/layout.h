// Where the slices of a frame lie in its planes, and their coefficients behind one another.
#pragma once

#include "../../bits.h"

namespace interneg {

/// Samples of one component of a frame or field: a byte each for 8 bits, else two.
struct ProresPlane {
    const unsigned char *bytes;
    unsigned long long stride_bytes;
    unsigned int columns, rows;
};

/// Of both fields; a frame that is coded as a whole is the first.
struct ProresPlanes {
    ProresPlane of[2][3];
};

/// A slice. Columns, rows and counts are of macroblocks; `first` counts those of all slices before it.
struct ProresSlice {
    unsigned int first, picture, column, row, macroblocks;
};

/// One of the three components of a slice: its blocks, and the first of them, counted from the frame's first.
struct ProresComponent {
    unsigned int first, blocks;
};

/// Luma has four blocks to a macroblock, each chroma component `chroma_blocks`, 2 or 4. The components of a slice follow
/// each other, then come those of the next slice.
INTERNEG_DEVICE ProresComponent prores_component_of(ProresSlice slice, unsigned int chroma_blocks, unsigned int index) {
    const unsigned int first = slice.first * (4 + 2 * chroma_blocks);
    const unsigned int luma = 4 * slice.macroblocks, chroma = chroma_blocks * slice.macroblocks;
    return index == 0 ? ProresComponent{first, luma} : ProresComponent{first + luma + (index - 1) * chroma, chroma};
}

/// What becomes of a coefficient, for each in raster order: its place in coding order, and its factor.
struct ProresWeight {
    float factor;
    unsigned int place;
};

/// 1 by a quantiser's scale, and how many places in coding order are coded, the rest as zeros.
struct ProresQuantiser {
    float inverse;
    unsigned int places;
};

}  // namespace interneg
