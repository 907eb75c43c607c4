// Rows of blocks on their way to a run-level code; compiled once for each instruction-set level.

#include "../../device/macroblock/quantise.h"
#include "../../device/transform/dct.h"
#include "../level.h"
#include "../transpose.h"
#include "job.h"

#ifdef INTERNEG_VECTORS
#include <immintrin.h>
#endif

// Everything but the entry points is local to this level: the linker must never join the levels' copies.
namespace {

using namespace interneg;
using Size = std::size_t;

/// Samples of a line of a group.
constexpr Size LINE = 8 * GROUP;

/// A line of a group as numbers, `GROUP` blocks of eight in rows of `GROUP`.
template <class Sample>
INTERNEG_HOST void widen(const unsigned char *line, float *rows) {
    for (Size block = 0; block < GROUP; block++) {
        Sample samples[8];
        __builtin_memcpy(samples, line + block * sizeof samples, sizeof samples);
        float numbers[8];
        for (Size x = 0; x < 8; x++) {
            numbers[x] = static_cast<float>(static_cast<int>(samples[x]));
        }
        __builtin_memcpy(rows + block * GROUP, numbers, sizeof numbers);
    }
}

/// All bits of a line's samples.
template <class Sample>
INTERNEG_HOST unsigned int bits_in(const unsigned char *line) {
    unsigned long long all = 0;
    for (Size i = 0; i < LINE * sizeof(Sample); i += sizeof all) {
        unsigned long long word;
        __builtin_memcpy(&word, line + i, sizeof word);
        all |= word;
    }
    all |= all >> 32;
    all |= all >> 16;
    return static_cast<unsigned int>((sizeof(Sample) == 1 ? all | all >> 8 : all) & ((1ull << 8 * sizeof(Sample)) - 1));
}

/// `LINE` samples from `x` on, of which the plane has only some: its last one goes on.
template <class Sample>
INTERNEG_HOST void pad(const unsigned char *line, Size x, Size width, Sample *padded) {
    for (Size i = 0; i < LINE; i++) {
        const Size at = x + i < width ? x + i : width - 1;
        __builtin_memcpy(padded + i, line + at * sizeof(Sample), sizeof(Sample));
    }
}

template <class Sample>
unsigned int transformed(const Samples &plane, Size y, Size x, const Scan &scan, float *group) {
    float places[GROUP_NUMBERS];
    unsigned int seen = 0;
    for (Size pair = 0; pair < 8; pair += 2) {
        // Two lines side by side make a square.
        float rows[GROUP * GROUP];
        for (Size i = 0; i < 2; i++) {
            // Below the plane its last line goes on.
            const Size row = y + pair + i < plane.height ? y + pair + i : plane.height - 1;
            const unsigned char *line = plane.bytes + row * plane.stride_bytes;
            Sample padded[LINE];
            const bool is_inside = x + LINE <= plane.width;
            if (!is_inside) {
                pad(line, x, plane.width, padded);
            }
            const unsigned char *first =
                is_inside ? line + x * sizeof(Sample) : reinterpret_cast<const unsigned char *>(padded);
            // The next blocks are as far away as the processor does not look by itself.
            for (Size at = 0; at < LINE * sizeof(Sample); at += 64) {
                __builtin_prefetch(first + LINE * sizeof(Sample) + at);
            }
            seen |= bits_in<Sample>(first);
            widen<Sample>(first, rows + i * 8);
        }
        transpose(rows, GROUP, places + pair * 8 * GROUP, GROUP);
    }
    for (Size first = 0; first < GROUP; first += LANES) {
        Vector block[64];
        for (Size i = 0; i < 64; i++) {
            block[i] = Memory<Vector>::load(places + i * GROUP + first);
        }
        cosine_8x8(block);
        for (Size i = 0; i < 64; i++) {
            Memory<Vector>::store(group + i * GROUP + first, block[scan.places[i]] * scan.scales[i]);
        }
    }
    return seen;
}

/// Groups whose bytes fill a vector; they are counted together.
constexpr Size SIDE = sizeof(Vector) / GROUP, BLOCKS = SIDE * GROUP;

/// A byte for each of their blocks.
typedef signed char Bytes __attribute__((vector_size(BLOCKS)));

typedef int Integers __attribute__((vector_size(sizeof(Vector))));

/// Levels of a group's blocks as bytes, position by position, and the sums of their squared errors. A level with an index
/// is the negative of what its index leaves.
INTERNEG_HOST void quantise(
    const float *group, float scale, float reciprocal, const Costs &costs, signed char *levels, float *errors) {
    const Quantiser &quantiser = costs.quantiser;
    const Vector most = quantiser.most - Vector{}, none = {}, one = 1.0f - Vector{};
    Vector sums[GROUP / LANES] = {};
    for (Size position = 1; position < 64; position++) {
        const float step = scale * quantiser.steps[position];
        const Vector per_step = reciprocal * quantiser.reciprocals[position] - Vector{};
        const Vector shift = reciprocal * quantiser.shifts[position] + quantiser.shift - Vector{};
        int found[GROUP];
        for (Size i = 0; i < GROUP / LANES; i++) {
            const Vector coefficient = Memory<Vector>::load(group + position * GROUP + i * LANES);
            const Vector size = (Vector)((Integers)coefficient & static_cast<int>(MAGNITUDE));
            const Vector steps = steps_of(size, per_step, shift), raised = steps > 1.0f ? steps : one;
            const Vector limited = raised < most ? raised : most;
            const Integers level = __builtin_convertvector(steps < quantiser.first ? none : limited, Integers);
            const Vector read = (__builtin_convertvector(level, Vector) + costs.within) * step + costs.added[position];
            const Vector whole_read = __builtin_convertvector(__builtin_convertvector(read, Integers), Vector);
            const Vector error = size - (level > 0 ? whole_read : none);
            sums[i] += error * error;
            const Integers left = -(((level - 1) & (WITHOUT_INDEX - 1)) + 1), byte = level > WITHOUT_INDEX ? left : level;
            __builtin_memcpy(found + i * LANES, &byte, sizeof byte);
        }
        signed char bytes[GROUP];
        for (Size lane = 0; lane < GROUP; lane++) {
            bytes[lane] = static_cast<signed char>(found[lane]);
        }
        __builtin_memcpy(levels + position * BLOCKS, bytes, GROUP);
    }
    __builtin_memcpy(errors, sums, sizeof sums);
}

INTERNEG_HOST bool any(Bytes mask) {
#if defined(__AVX512BW__)
    return _mm512_movepi8_mask((__m512i)mask) != 0;
#elif defined(__AVX2__)
    return _mm256_movemask_epi8((__m256i)mask) != 0;
#elif defined(__SSE2__)
    return _mm_movemask_epi8((__m128i)mask) != 0;
#else
    typedef unsigned long long Words __attribute__((vector_size(BLOCKS)));
    const Words words = (Words)mask;
    return (words[0] | words[1]) != 0;
#endif
}

#if defined(__AVX512BW__)
#define INTERNEG_LOOKUP
INTERNEG_HOST Bytes looked_up(const signed char *table, Bytes numbers) {
    const __m512i tables = _mm512_maskz_broadcast_i32x4(0xFFFF, _mm_loadu_si128(reinterpret_cast<const __m128i *>(table)));
    return (Bytes)_mm512_shuffle_epi8(tables, (__m512i)numbers);
}
#elif defined(__AVX2__)
#define INTERNEG_LOOKUP
INTERNEG_HOST Bytes looked_up(const signed char *table, Bytes numbers) {
    const __m256i tables = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i *>(table)));
    return (Bytes)_mm256_shuffle_epi8(tables, (__m256i)numbers);
}
#endif

/// For each number the sum of its steps. Most numbers are small, so steps are taken four at a time until none is left.
INTERNEG_HOST Bytes summed(const Steps &steps, Bytes numbers) {
    Bytes sum = {};
#ifdef INTERNEG_LOOKUP
    if (!any((Bytes)(numbers > LAST_OF_TABLE))) {
        return looked_up(steps.table, numbers);
    }
#endif
    for (unsigned int i = 0; i < STEPS; i += 4) {
        const Bytes exceeds = (Bytes)(numbers > steps.thresholds[i]);
        if (!any(exceeds)) {
            break;
        }
        sum += exceeds & steps.changes[i];
        for (unsigned int k = i + 1; k < i + 4; k++) {
            sum += (Bytes)(numbers > steps.thresholds[k]) & steps.changes[k];
        }
    }
    return sum;
}

/// At most `SIDE` groups.
void measured(
    const float *groups, Size group_count, float quantiser, const Costs &costs, unsigned int *bits, float *errors) {
    const float reciprocal = 1.0f / quantiser;
    Bytes levels[64] = {};
    for (Size i = 0; i < group_count; i++) {
        signed char *first = reinterpret_cast<signed char *>(levels) + i * GROUP;
        quantise(groups + i * GROUP_NUMBERS, quantiser, reciprocal, costs, first, errors + i * GROUP);
    }
    Bytes run = {}, sum = {};
    unsigned int totals[BLOCKS] = {};
    for (Size position = 1; position < 64; position++) {
        const Bytes level = levels[position];
        const Bytes is_level = (Bytes)(level != 0), is_behind_zeros = (Bytes)(run > 0) & is_level;
        Bytes next = summed(costs.next, level), after_zeros = summed(costs.after_zeros, level);
        if (__builtin_expect(any(level), false)) {
            next += summed(costs.next_with_index, -level);
            after_zeros += summed(costs.after_zeros_with_index, -level);
        }
        sum += is_behind_zeros & (after_zeros + summed(costs.runs, run));
        sum += ~is_behind_zeros & next;
        run = (run + 1) & ~is_level;
        if (position % FIT == 0) {
            unsigned char sums[BLOCKS];
            __builtin_memcpy(sums, &sum, BLOCKS);
            for (Size i = 0; i < BLOCKS; i++) {
                totals[i] += sums[i];
            }
            sum = Bytes{};
        }
    }
    static_assert(63 % FIT == 0, "the last sums are added");
    __builtin_memcpy(bits, totals, group_count * GROUP * sizeof(unsigned int));
}

}  // namespace

extern "C" {

/// Blocks of eight lines from line `y` and sample `x` on, transformed and in scan order. Returns all bits that samples
/// have.
unsigned int INTERNEG_SYMBOL(macroblock_transform)(
    const Samples *plane, Size y, Size x, const Scan *scan, Size group_count, float *groups) {
    unsigned int seen = 0;
    for (Size i = 0; i < group_count; i++) {
        float *group = groups + i * GROUP_NUMBERS;
        const Size first = x + i * LINE;
        seen |= plane->bytes_per_sample == 1 ? transformed<unsigned char>(*plane, y, first, *scan, group)
                                             : transformed<unsigned short>(*plane, y, first, *scan, group);
    }
    return seen;
}

/// For each block the bits of all levels but the first at a quantiser, and the sum of their squared errors.
void INTERNEG_SYMBOL(macroblock_measure)(
    const float *groups, Size group_count, float quantiser, const Costs *costs, unsigned int *bits, float *errors) {
    for (Size i = 0; i < group_count; i += SIDE) {
        const Size left = group_count - i, count = left < SIDE ? left : SIDE;
        measured(groups + i * GROUP_NUMBERS, count, quantiser, *costs, bits + i * GROUP, errors + i * GROUP);
    }
}

/// Levels of a group, whose blocks have quantisers of their own, and for each block the positions that are not zero.
void INTERNEG_SYMBOL(macroblock_levels)(
    const float *group, const float *quantisers, const Quantiser *quantiser, short *levels, unsigned int *low,
    unsigned int *high) {
    float reciprocals[GROUP];
    for (Size lane = 0; lane < GROUP; lane++) {
        reciprocals[lane] = 1.0f / quantisers[lane];
        levels[lane] = static_cast<short>(nearest_level(group[lane]));
        low[lane] = high[lane] = 0;
    }
    const float all = quantiser->shift, first = quantiser->first, most = quantiser->most;
    for (Size position = 1; position < 64; position++) {
        unsigned int *mask = position < 32 ? low : high;
        const unsigned int bit = 1u << (position % 32);
        const float per_weight = quantiser->reciprocals[position], more = quantiser->shifts[position];
        for (Size lane = 0; lane < GROUP; lane++) {
            const float coefficient = group[position * GROUP + lane], reciprocal = reciprocals[lane];
            const float steps = steps_of(magnitude(coefficient), reciprocal * per_weight, reciprocal * more + all);
            const int size = level_of(steps, first, most);
            levels[position * GROUP + lane] = static_cast<short>(coefficient < 0.0f ? -size : size);
            mask[lane] |= size != 0 ? bit : 0u;
        }
    }
}

}
