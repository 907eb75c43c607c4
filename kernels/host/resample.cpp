// The loops of resampling on a CPU; compiled once for each instruction-set level.
//
// Blocks of 16 target rows are filtered vertically, neighbours side by side, then transposed, so that the 16 pixels of
// a column are the neighbours that are filtered horizontally side by side. A block goes through in strips of columns
// that stay in the second-level cache.

#include "level.h"
#include "resample.h"
#include "transpose.h"
#include "vector.h"

// Everything but the entry point is local to this level: the linker must never join the levels' copies.
namespace {

using namespace interneg;
using Size = std::size_t;

using interneg::settle;

template <class Half>
INTERNEG_HOST Pair<Half> settle(Pair<Half> sum, Pair<Half> anchor) {
    return {settle(sum.first, anchor.first), settle(sum.second, anchor.second)};
}

/// As many neighbours of a row as there are registers for.
using Wide = Pair<Pair<Vector>>;

/// The `BLOCK` pixels of a column.
#if defined(__AVX512F__)
using Column = Vector;
#elif defined(__AVX__)
using Column = Pair<Vector>;
#else
using Column = Pair<Pair<Vector>>;
#endif
static_assert(Memory<Column>::COUNT == BLOCK, "a column is a block high");

/// One target row and its first source row, at the strip's first column.
struct Row {
    Taps taps;
    const float *weights, *source;
    Size source_stride;
    /// Source rows that the next target row needs and this one does not. They are asked for while this one is computed:
    /// a strip is too narrow for the processor to see where its rows lead.
    const float *ahead;
    Size rows_ahead;
};

INTERNEG_HOST void fetch(const Row &row, Size x, Size columns) {
    const float *first = row.ahead + x;
    for (Size i = 0; i < row.rows_ahead; i++) {
        for (Size column = 0; column < columns; column += 64 / sizeof(float)) {
            __builtin_prefetch(first + i * row.source_stride + column);
        }
    }
}

Size end_of(const Taps &taps) {
    return taps.first + taps.before + 1 + taps.after;
}

/// Columns from `x` on, as many at a time as a value has, as long as it fits; returns the first that is left.
template <class Value>
INTERNEG_HOST Size vertical(const Row row, float *__restrict out, Size x, Size columns) {
    for (; x + Memory<Value>::COUNT <= columns; x += Memory<Value>::COUNT) {
        fetch(row, x, Memory<Value>::COUNT);
        const float *first = row.source + x;
        const auto load = [=](int i) { return Memory<Value>::load(first + i * row.source_stride); };
        Memory<Value>::store(out + x, filtered<Value>(row.taps, row.weights, load));
    }
    return x;
}

void vertical(const Row row, float *out, Size columns) {
    Size x = vertical<Wide>(row, out, 0, columns);
    x = vertical<Vector>(row, out, x, columns);
    vertical<float>(row, out, x, columns);
}

/// `BLOCK` pixels of a target column, from columns of `BLOCK` numbers that begin with source column `first_column`.
void horizontal(const Axis &axis, Size column, const float *columns, Size first_column, float *out) {
    const Taps taps = axis.taps[column];
    const float *first = columns + (taps.first - first_column) * BLOCK;
    const auto load = [=](int i) { return Memory<Column>::load(first + i * BLOCK); };
    Memory<Column>::store(out, filtered<Column>(taps, axis.weights, load));
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

/// Target rows `first_row..first_row + rows` of one plane; `target` is the first of them, `source` the source's row
/// `source_first_row`. `scratch` has room for 32 rows of `scratch_stride` numbers.
void INTERNEG_SYMBOL(resample)(
    const Job *job, const float *source, Size source_stride, Size source_first_row, Size first_row, Size rows,
    float *target, Size target_stride, float *scratch) {
    const Size stride = job->scratch_stride;
    float *columns = scratch + BLOCK * stride;
    for (Size done = 0; done < rows; done += BLOCK) {
        const Size now = least(BLOCK, rows - done);
        const Taps *taps = job->vertical.taps + first_row + done;
        for (Size i = 0; i < job->strip_count; i++) {
            const Strip strip = job->strips[i];
            const float *first = source + strip.first_column;
            for (Size y = 0; y < now; y++) {
                const Size end = end_of(taps[y]), next = y + 1 < now ? end_of(taps[y + 1]) : end;
                const Row target_row = {
                    taps[y], job->vertical.weights, first + (taps[y].first - source_first_row) * source_stride,
                    source_stride, first + (end - source_first_row) * source_stride, next > end ? next - end : 0};
                vertical(target_row, scratch + y * stride, strip.columns);
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
                put(block, target + done * target_stride + x, target_stride, now, width);
            }
        }
    }
}

}
