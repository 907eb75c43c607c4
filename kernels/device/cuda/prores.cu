// ProRes on a GPU: coefficients of blocks, exact lengths and bytes of slices; the same numbers and bytes as on a CPU.
//
// A thread transforms a block. A warp codes a slice, its three components one after the other, so that it knows where each
// begins: a frame has some thousands of slices, and a slice is counted with several quantisers at a time, which is enough to
// fill a GPU. Within a component nothing is serial but what 32 coefficients leave for the next 32.

#include "../transform/dct.h"
#include "prores/layout.h"
#include "prores/samples.h"
#include "prores/words.h"
#include "prores/writer.h"
#include "step.h"

/// Every block of a frame. Coefficients of a component come in coding order, of each place one of each block. Adds to
/// `used` all bits that samples of more than 8 use, by component.
extern "C" __global__ void __launch_bounds__(256) interneg_prores_transform(
    const interneg::ProresPlanes planes, const interneg::ProresSlice *__restrict__ slices,
    const unsigned int *__restrict__ slice_of_macroblock, const interneg::ProresWeight *__restrict__ weights,
    float *__restrict__ coefficients, unsigned int *used, unsigned int blocks, unsigned int chroma_blocks,
    unsigned int bits) {
    using namespace interneg;
    const unsigned int thread = static_cast<unsigned int>(thread_index());
    unsigned int of_luma_and_cb = 0, of_cr = 0;
    if (thread < blocks) {
        const unsigned int of_macroblock = 4 + 2 * chroma_blocks;
        const ProresSlice slice = slices[slice_of_macroblock[thread / of_macroblock]];
        const unsigned int cb = prores_component_of(slice, chroma_blocks, 1).first;
        const unsigned int cr = prores_component_of(slice, chroma_blocks, 2).first;
        const unsigned int index = thread < cb ? 0 : thread < cr ? 1 : 2;
        const ProresComponent component = prores_component_of(slice, chroma_blocks, index);
        const unsigned int block = thread - component.first;
        const ProresPlace place = prores_place(block, index == 0, chroma_blocks);
        const unsigned int columns = index != 0 && chroma_blocks == 2 ? 8 : 16;
        const unsigned int column = columns * slice.column + 8 * place.x, row = 16 * slice.row + 8 * place.y;
        const ProresPlane plane = planes.of[slice.picture][index];
        const unsigned int most = (1u << bits) - 1;
        const float middle = static_cast<float>(1u << (bits - 1));
        float values[64];
        if (bits == 8) {
            prores_samples<unsigned char>(plane, column, row, most, middle, values);
        } else {
            const unsigned int own = prores_samples<unsigned short>(plane, column, row, most, middle, values);
            of_luma_and_cb = index == 0 ? own : index == 1 ? own << 16 : 0;
            of_cr = index == 2 ? own : 0;
        }
        cosine_8x8(values);
        const ProresWeight *own = weights + (index == 0 ? 0 : 64);
        float *out = coefficients + 64ull * component.first + block;
#pragma unroll
        for (int i = 0; i < 64; i++) {
            out[own[i].place * component.blocks] = values[i] * own[i].factor;
        }
    }
    // All lanes come here.
    for (int distance = 16; distance > 0; distance /= 2) {
        of_luma_and_cb |= __shfl_xor_sync(ALL_LANES, of_luma_and_cb, distance);
        of_cr |= __shfl_xor_sync(ALL_LANES, of_cr, distance);
    }
    if (threadIdx.x % LANES == 0) {
        const unsigned int luma = of_luma_and_cb & 0xFFFFu, cb = of_luma_and_cb >> 16;
        if (luma != 0) atomicOr(used, luma);
        if (cb != 0) atomicOr(used + 1, cb);
        if (of_cr != 0) atomicOr(used + 2, of_cr);
    }
}

/// Bytes of the components of every slice, or of every `every`th from the first on, with each quantiser: a slice's with all
/// quantisers, then the next one's. A warp counts one of them; its neighbours read the same coefficients.
extern "C" __global__ void __launch_bounds__(256) interneg_prores_count(
    const float *__restrict__ coefficients, const interneg::ProresSlice *__restrict__ slices,
    const interneg::ProresQuantiser *__restrict__ quantisers, unsigned int *__restrict__ bytes, unsigned int counted,
    unsigned int every, unsigned int count, unsigned int chroma_blocks) {
    using namespace interneg;
    const unsigned long long warp = thread_index() / LANES;
    const unsigned int lane = threadIdx.x % LANES;
    if (warp >= static_cast<unsigned long long>(counted) * count) {
        return;
    }
    const ProresSlice slice = slices[warp / count * every];
    const ProresQuantiser quantiser = quantisers[warp % count];
    unsigned int sum = 0;
    for (unsigned int index = 0; index < 3; index++) {
        const ProresComponent component = prores_component_of(slice, chroma_blocks, index);
        const float *own = coefficients + 64ull * component.first;
        unsigned int length = 0;
        const auto add = [&](const ProresBits &word) { length += word.length; };
        prores_dc_words(own, component.blocks, quantiser.inverse, lane, add);
        prores_ac_words(own, component.blocks, quantiser, lane, add);
        sum += (sum_of_lanes(length) + 7) / 8;
    }
    if (lane == 0) {
        bytes[warp] = sum;
    }
}

/// A slice's quantiser, with its index in the slice header, and where its bytes are to be.
struct ProresTask {
    interneg::ProresQuantiser quantiser;
    unsigned int index, first_byte, bytes;
};

/// The bytes of every slice with its own quantiser at its own place of `out`, which holds zeros. Counts in `wrong` the slices
/// that have other lengths than they were given room for.
extern "C" __global__ void __launch_bounds__(256) interneg_prores_write(
    const float *__restrict__ coefficients, const interneg::ProresSlice *__restrict__ slices,
    const ProresTask *__restrict__ tasks, unsigned int *out, unsigned int *wrong, unsigned int count,
    unsigned int chroma_blocks) {
    using namespace interneg;
    __shared__ unsigned int windows[256 / LANES][PRORES_WINDOW];
    constexpr unsigned int HEADER_BYTES = 6;
    const unsigned long long warp = thread_index() / LANES;
    const unsigned int lane = threadIdx.x % LANES;
    if (warp >= count) {
        return;
    }
    const ProresSlice slice = slices[warp];
    const ProresTask task = tasks[warp];
    unsigned int *window = windows[threadIdx.x / LANES];
    for (unsigned int word = lane; word < PRORES_WINDOW; word += LANES) {
        window[word] = 0;
    }
    __syncwarp();
    const unsigned int within = task.first_byte % 4;
    const unsigned int header = 8 * within;
    ProresWriter writer = {
        out + task.first_byte / 4, (within + task.bytes + 3) / 4, window, lane, header + 8 * HEADER_BYTES};
    unsigned int luma_bytes = 0, cb_bytes = 0;
    // Three copies of this loop would not stay in the cache of instructions.
#pragma unroll 1
    for (unsigned int index = 0; index < 3; index++) {
        const ProresComponent component = prores_component_of(slice, chroma_blocks, index);
        const float *own = coefficients + 64ull * component.first;
        const unsigned int begin = writer.position;
        const auto put = [&](const ProresBits &word) { writer.put(word); };
        prores_dc_words(own, component.blocks, task.quantiser.inverse, lane, put);
        prores_ac_words(own, component.blocks, task.quantiser, lane, put);
        writer.end_component();
        const unsigned int bytes = (writer.position - begin) / 8;
        luma_bytes = index == 0 ? bytes : luma_bytes;
        cb_bytes = index == 1 ? bytes : cb_bytes;
    }
    if (lane == 0) {
        // The third component's length is what is left (RDD 36, 5.3.1).
        writer.put_at(header, HEADER_BYTES << 27 | task.index << 16 | luma_bytes, 32);
        writer.put_at(header + 32, cb_bytes, 16);
        if (writer.position != header + 8 * task.bytes) {
            atomicAdd(wrong, 1u);
        }
    }
}
