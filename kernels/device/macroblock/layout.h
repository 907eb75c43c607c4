// Where the blocks of a picture stand among each other, and in its macroblocks.
#pragma once

#include "../bits.h"

namespace interneg {

/// A plane of samples, of one byte each up to 8 bits or of two, little-endian.
struct BlockPlane {
    /// Bytes from the beginning of what is kept, and from line to line.
    unsigned int first, stride_bytes;
    unsigned int width, height;
    /// Its first block among all of the picture, and its blocks in a line.
    unsigned int start, line;
    /// Its blocks side by side in a macroblock, of which there are two lines.
    unsigned int across;
};

/// A picture. Blocks of a plane follow each other line by line; so do macroblocks.
struct BlockLayout {
    BlockPlane planes[3];
    unsigned int columns, rows;
    /// Places of blocks: every plane begins at a place that is a multiple of 256, so that threads beside each other are of
    /// one plane.
    unsigned int blocks;
    /// Significant bits of a sample.
    unsigned int bits;
};

/// A block of a picture.
struct BlockPlace {
    /// Whether there is one.
    bool is_inside;
    /// Its place among all.
    unsigned int index;
    unsigned int plane;
    /// Line of blocks from the top, and block from the left.
    unsigned int y, x;
};

INTERNEG_DEVICE BlockPlane plane_of(const BlockLayout &layout, unsigned int plane) {
    return plane == 0 ? layout.planes[0] : plane == 1 ? layout.planes[1] : layout.planes[2];
}

INTERNEG_DEVICE BlockPlace place_of(const BlockLayout &layout, unsigned long long index) {
    BlockPlace place = {false, static_cast<unsigned int>(index), 0, 0, 0};
    if (index >= layout.blocks) {
        return place;
    }
    place.plane = index >= layout.planes[2].start ? 2 : index >= layout.planes[1].start ? 1 : 0;
    const BlockPlane plane = plane_of(layout, place.plane);
    const unsigned int within = place.index - plane.start;
    place.y = within / plane.line;
    place.x = within - place.y * plane.line;
    place.is_inside = place.y < 2 * layout.rows;
    return place;
}

/// Whether a macroblock begins with this block.
INTERNEG_DEVICE bool begins_macroblock(const BlockPlane &plane, const BlockPlace &place) {
    return place.plane == 0 && place.y % 2 == 0 && place.x % plane.across == 0;
}

/// Place of the block before this one in its row of macroblocks, whose mean its own is told against; its own where it is
/// the first of its row.
INTERNEG_DEVICE unsigned int before(const BlockPlane &plane, const BlockPlace &place) {
    const unsigned int k = place.x % plane.across;
    if (k != 0) {
        return place.index - 1;
    }
    if (place.y % 2 != 0) {
        // The last of the macroblock's upper ones.
        return place.index - plane.line + plane.across - 1;
    }
    // The last of the lower ones of the macroblock to the left.
    return place.x == 0 ? place.index : place.index + plane.line - 1;
}

/// Calls `each` with the places of a macroblock's blocks in the order of the stream: the upper ones of all planes, then the
/// lower ones.
template <class Each>
INTERNEG_DEVICE void each_block(const BlockLayout &layout, unsigned int row, unsigned int column, const Each each) {
#pragma unroll
    for (unsigned int half = 0; half < 2; half++) {
#pragma unroll
        for (unsigned int i = 0; i < 3; i++) {
            const BlockPlane &plane = layout.planes[i];
            const unsigned int first = plane.start + (2 * row + half) * plane.line + column * plane.across;
#pragma unroll 1
            for (unsigned int k = 0; k < plane.across; k++) {
                each(first + k);
            }
        }
    }
}

}  // namespace interneg
