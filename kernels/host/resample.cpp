// The loops of resampling on a CPU; compiled once for each instruction-set level.
//
// Blocks of 16 target rows are filtered vertically, neighbours side by side, then transposed, so that the 16 pixels of
// a column are the neighbours that are filtered horizontally side by side. A block goes through in strips of columns
// that stay in the second-level cache.

#include "../device/filter.h"
#include "symbol.h"
#include "vector.h"

// Everything but the entry point is local to this level: the linker must never join the levels' copies.
namespace {

using namespace interneg;
using Size = std::size_t;

/// Target columns from `begin` to `end`, and the source columns that they need.
struct Strip {
    unsigned int begin, end, first_column, columns;
};

struct Axis {
    const Taps *taps;
    const float *weights;
};

struct Job {
    Axis vertical, horizontal;
    const Strip *strips;
    Size strip_count;
    /// Numbers from one scratch row to the next: a multiple of 16 that no strip's columns exceed.
    Size scratch_stride;
};

/// Source columns from `source` on, of one target row.
void vertical(const Axis &axis, Size row, const float *source, Size stride, float *__restrict out, Size columns) {
    const Taps taps = axis.taps[row];
    const float *first = source + taps.first * stride;
    Size x = 0;
    for (; x + LANES <= columns; x += LANES) {
        store(out + x, filtered<Vector>(taps, axis.weights, [=](int i) { return load(first + i * stride + x); }));
    }
    for (; x < columns; x++) {
        out[x] = filtered<float>(taps, axis.weights, [=](int i) { return first[i * stride + x]; });
    }
}

/// `BLOCK` pixels of a target column, from columns of `BLOCK` numbers that begin with source column `first_column`.
void horizontal(const Axis &axis, Size column, const float *columns, Size first_column, float *__restrict out) {
    const Taps taps = axis.taps[column];
    const float *first = columns + (taps.first - first_column) * BLOCK;
    for (Size row = 0; row < BLOCK; row += LANES) {
        store(out + row, filtered<Vector>(taps, axis.weights, [=](int i) { return load(first + i * BLOCK + row); }));
    }
}

/// Columns of a block of `BLOCK` by `BLOCK` to `rows` rows of `columns` pixels.
void put(const float *block, float *target, Size stride, Size rows, Size columns) {
    if (rows == BLOCK && columns == BLOCK) {
        return transpose(block, BLOCK, target, stride);
    }
    for (Size y = 0; y < rows; y++) {
        for (Size x = 0; x < columns; x++) {
            target[y * stride + x] = block[x * BLOCK + y];
        }
    }
}

Size least(Size a, Size b) {
    return a < b ? a : b;
}

}  // namespace

extern "C" {

/// Target rows `first_row..first_row + rows` of one plane; `target` is the first of them. `scratch` has room for 32
/// rows of `scratch_stride` numbers.
void INTERNEG_SYMBOL(resample)(
    const Job *job, const float *source, Size source_stride, Size first_row, Size rows, float *target,
    Size target_stride, float *scratch) {
    const Size stride = job->scratch_stride;
    float *columns = scratch + BLOCK * stride;
    for (Size row = 0; row < rows; row += BLOCK) {
        const Size now = least(BLOCK, rows - row);
        for (Size i = 0; i < job->strip_count; i++) {
            const Strip strip = job->strips[i];
            for (Size y = 0; y < now; y++) {
                const float *first = source + strip.first_column;
                vertical(job->vertical, first_row + row + y, first, source_stride, scratch + y * stride, strip.columns);
            }
            for (Size x = 0; x < strip.columns; x += BLOCK) {
                transpose(scratch + x, stride, columns + x * BLOCK, BLOCK);
            }
            for (Size x = strip.begin; x < strip.end; x += BLOCK) {
                float block[BLOCK * BLOCK];
                const Size width = least(BLOCK, strip.end - x);
                for (Size column = 0; column < width; column++) {
                    horizontal(job->horizontal, x + column, columns, strip.first_column, block + column * BLOCK);
                }
                put(block, target + row * target_stride + x, target_stride, now, width);
            }
        }
    }
}

}
