// What blocks and macroblocks cost and lose at a quantiser, on a GPU: bits and errors of `host/macroblock/macroblock.cpp`.

#include "../../macroblock/code.h"
#include "../../macroblock/layout.h"
#include "../thread.h"

namespace interneg {

/// Bits of a block's words that no quantiser changes: its mean and its end, and the head of a macroblock that begins with it.
INTERNEG_DEVICE unsigned int fixed_bits(
    const CodeWords &words, const BlockPlane &plane, const BlockPlace &place, const float *coefficients) {
    const unsigned int earlier = before(plane, place);
    const int told = earlier == place.index ? words.first_mean : nearest_level(coefficients[earlier]);
    const unsigned int size = class_of(nearest_level(coefficients[place.index]) - told);
    const unsigned int head = begins_macroblock(plane, place) ? words.head_bits : 0;
    return head + length_of(words.differences[size]) + size + length_of(words.end);
}

/// Bits of a block's levels but the mean, and the sum of their squared errors, at `COUNT` quantisers.
template <int COUNT>
INTERNEG_DEVICE void measure_levels(
    const CodeWords &words, const Weighing &weighing, const float *first, unsigned long long blocks,
    const float *quantisers, unsigned int *bits, float *errors) {
    float reciprocals[COUNT];
    unsigned int runs[COUNT];
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
        reciprocals[i] = 1.0f / quantisers[i];
        runs[i] = bits[i] = 0;
        errors[i] = 0.0f;
    }
#pragma unroll 7
    for (int place = 1; place < 64; place++) {
        const ScanPosition position = weighing.positions[place];
        const float size = magnitude(first[place * blocks]);
#pragma unroll
        for (int i = 0; i < COUNT; i++) {
            const int level = level_at(weighing, position, size, reciprocals[i]);
            const float error = error_at(weighing, position, size, level, quantisers[i]);
            errors[i] += error * error;
            if (level == 0) {
                runs[i]++;
            } else {
                bits[i] += level_bits(words, level, runs[i]);
                runs[i] = 0;
            }
        }
    }
}

/// Where a measuring puts its numbers, one for each place of a block.
struct BlockMeasures {
    unsigned int *bits;
    float *errors;
};

/// A thread a block.
template <int COUNT>
INTERNEG_DEVICE void measure_block(
    const BlockLayout &layout, const float *coefficients, const CodeWords &words, const Weighing *weighings,
    const float (&quantisers)[COUNT], const BlockMeasures (&out)[COUNT]) {
    const BlockPlace place = place_of(layout, thread_index());
    if (!place.is_inside) {
        return;
    }
    unsigned int bits[COUNT];
    float errors[COUNT];
    measure_levels<COUNT>(
        words, weighings[place.plane], coefficients + place.index, layout.blocks, quantisers, bits, errors);
    const unsigned int fixed = fixed_bits(words, plane_of(layout, place.plane), place, coefficients);
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
        out[i].bits[place.index] = fixed + bits[i];
        out[i].errors[place.index] = errors[i];
    }
}

}  // namespace interneg

/// Every block at one quantiser.
extern "C" __global__ void __launch_bounds__(256) interneg_macroblock_measure(
    const interneg::BlockLayout layout, const float *__restrict__ coefficients,
    const interneg::CodeWords *__restrict__ words, const interneg::Weighing *__restrict__ weighings, float quantiser,
    unsigned int *__restrict__ bits, float *__restrict__ errors) {
    interneg::measure_block<1>(layout, coefficients, *words, weighings, {quantiser}, {{bits, errors}});
}

/// Every block at two quantisers, whose coefficients are read once.
extern "C" __global__ void __launch_bounds__(256) interneg_macroblock_measure_two(
    const interneg::BlockLayout layout, const float *__restrict__ coefficients,
    const interneg::CodeWords *__restrict__ words, const interneg::Weighing *__restrict__ weighings, float quantiser,
    unsigned int *__restrict__ bits, float *__restrict__ errors, float other_quantiser,
    unsigned int *__restrict__ other_bits, float *__restrict__ other_errors) {
    interneg::measure_block<2>(
        layout, coefficients, *words, weighings, {quantiser, other_quantiser},
        {{bits, errors}, {other_bits, other_errors}});
}

/// Every macroblock: the sums of its blocks in the order of the stream, which is the order of a CPU's roundings.
extern "C" __global__ void __launch_bounds__(256) interneg_macroblock_sum(
    const interneg::BlockLayout layout, const unsigned int *__restrict__ block_bits,
    const float *__restrict__ block_errors, unsigned int *__restrict__ bits, float *__restrict__ errors) {
    const unsigned long long thread = interneg::thread_index();
    const unsigned int macroblock = static_cast<unsigned int>(thread);
    if (thread >= static_cast<unsigned long long>(layout.columns) * layout.rows) {
        return;
    }
    const unsigned int row = macroblock / layout.columns;
    unsigned int all_bits = 0;
    float all_errors = 0.0f;
    interneg::each_block(layout, row, macroblock - row * layout.columns, [&](unsigned int block) {
        all_bits += block_bits[block];
        all_errors += block_errors[block];
    });
    bits[macroblock] = all_bits;
    errors[macroblock] = all_errors;
}

/// Groups of blocks side by side that tell the quantiser of a picture: of all groups of a plane, one in `step`.
struct SampledGroups {
    /// Groups of each plane in a line, and how many of them are looked at.
    unsigned int across[3], count[3];
    unsigned int step;
    /// Quantisers that are tried.
    unsigned int quantisers;
};

/// Blocks of a group.
constexpr unsigned int SAMPLED_BLOCKS = 16;

/// A thread a block and quantiser: adds the bits of its levels to its plane's. `sums` are those of the planes at the first
/// quantiser, then at the next one.
extern "C" __global__ void __launch_bounds__(256) interneg_macroblock_sample(
    const interneg::BlockLayout layout, const SampledGroups sample, const float *__restrict__ coefficients,
    const interneg::CodeWords *__restrict__ words, const interneg::Weighing *__restrict__ weighings,
    const float *__restrict__ quantisers, unsigned int *__restrict__ sums) {
    const unsigned long long thread = interneg::thread_index();
    const unsigned int groups = sample.count[0] + sample.count[1] + sample.count[2];
    const unsigned long long group = thread / SAMPLED_BLOCKS;
    if (group >= static_cast<unsigned long long>(groups) * sample.quantisers) {
        return;
    }
    const unsigned int which = static_cast<unsigned int>(group / groups);
    unsigned int number = static_cast<unsigned int>(group - static_cast<unsigned long long>(which) * groups);
    unsigned int plane = 0, across = sample.across[0];
    if (number >= sample.count[0]) {
        number -= sample.count[0];
        const bool is_last = number >= sample.count[1];
        plane = is_last ? 2 : 1;
        across = is_last ? sample.across[2] : sample.across[1];
        number -= is_last ? sample.count[1] : 0;
    }
    const unsigned int place = sample.step / 2 + number * sample.step, y = place / across;
    const unsigned int x = (place - y * across) * SAMPLED_BLOCKS + static_cast<unsigned int>(thread % SAMPLED_BLOCKS);
    const interneg::BlockPlane blocks = interneg::plane_of(layout, plane);
    if (x >= blocks.line || y >= 2 * layout.rows) {
        return;
    }
    const float quantiser[1] = {quantisers[which]};
    unsigned int bits[1];
    float errors[1];
    const float *first = coefficients + blocks.start + y * blocks.line + x;
    interneg::measure_levels<1>(*words, weighings[plane], first, layout.blocks, quantiser, bits, errors);
    atomicAdd(&sums[3 * which + plane], bits[0]);
}
