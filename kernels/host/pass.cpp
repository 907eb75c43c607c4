// One pass over lines of a picture on a CPU: unpack, operations, pack, piece by piece; compiled once for each
// instruction-set level.

// Before the device functions, whose templates use it for vectors.
#include "fused.h"

#include "../device/pass.h"
#include "codes.h"
#include "level.h"
#include "pack.h"
#include "pack_ycbcr.h"
#include "piece.h"
#include "unpack.h"

using namespace interneg;

extern "C" {
void INTERNEG_SYMBOL(operations)(
    const Operation *operations, unsigned long count, const float *tables, float *r, float *g, float *b,
    unsigned long pixels);
void INTERNEG_SYMBOL(program)(
    const Operation *operations, unsigned long count, const float *tables, float *r, float *g, float *b,
    unsigned long pixels);
}

namespace {

/// R, G, B of a piece as the operations leave them.
void rgb_of_piece(const Pass &pass, const Picture &picture, unsigned long y, Piece &piece) {
    if (pass.has_codes != 0) {
        values_of_codes(pass, picture, y, piece);
    } else {
        unpack(pass.source, picture, y, piece);
    }
    // Only singles can store a NaN; every other packing replaces it, whichever it is.
    const auto run = pass.target.packing == RGB_F32 ? INTERNEG_SYMBOL(program) : INTERNEG_SYMBOL(operations);
    run(pass.operations, pass.operation_count, pass.tables, piece.r, piece.g, piece.b, piece.count);
}

void pack(const Pass &pass, unsigned long row, const Output &output, Piece &piece, Counts &counts) {
    const auto line = [&](int plane) { return output.planes[plane].bytes + row * output.planes[plane].stride_bytes; };
    switch (pass.target.packing) {
        case HALF_BGR: return half_bgr(pass.source.width, output.planes[0], row, piece, counts);
        case DPX10: return dpx10_words(line(0), piece, counts);
        case DPX16: return dpx16_samples(line(0), piece, counts);
        case YCBCR: return;  // goes its own way: chroma needs neighbours
        case RGB_F32:
            for (int channel = 0; channel < 3; channel++) {
                __builtin_memcpy(line(channel) + 4 * piece.first, piece.channel(channel), 4 * piece.count);
            }
            return;
    }
}

}  // namespace

/// `rows` lines of the picture from `first_row` on, into the output's lines from its first on.
extern "C" void INTERNEG_SYMBOL(pass)(
    const Pass *pass, const Picture *picture, unsigned long first_row, unsigned long rows, const Output *output,
    Counts *counts) {
    const auto rgb = [&](unsigned long y, Piece &piece) { rgb_of_piece(*pass, *picture, y, piece); };
    if (pass->target.packing == YCBCR) {
        return ycbcr_rows(*pass, first_row, rows, *output, *counts, rgb);
    }
    Piece piece;
    for (unsigned long row = 0; row < rows; row++) {
        for (piece.first = 0; piece.first < pass->source.width; piece.first += PIECE) {
            const unsigned long left = pass->source.width - piece.first;
            piece.count = left < PIECE ? left : PIECE;
            rgb(first_row + row, piece);
            pack(*pass, row, *output, piece, *counts);
        }
    }
}
