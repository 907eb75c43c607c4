// Prints digests of rows of blocks, transformed, measured and as levels, so that builds for different processors can be
// compared; compiled as `pixels.cpp` is.

#include <cstdio>
#include <cstring>
#include <vector>

#include "../macroblock/job.h"
#include "digest.h"

using namespace interneg;

extern "C" {
unsigned int interneg_macroblock_transform_check(
    const Samples *plane, size_t y, size_t x, const Scan *scan, size_t group_count, float *groups);
void interneg_macroblock_measure_check(
    const float *groups, size_t group_count, float quantiser, const Costs *costs, unsigned int *bits, float *errors);
void interneg_macroblock_levels_check(
    const float *group, const float *quantisers, const Quantiser *quantiser, short *levels, unsigned int *low,
    unsigned int *high);
}

namespace {

/// Lengths that grow by one every `per` numbers from `first` on.
Steps steps(int first, int per) {
    Steps out;
    std::memset(&out, 0, sizeof out);
    std::memset(out.thresholds, 127, sizeof out.thresholds);
    for (int i = 0; i < 12; i++) {
        out.thresholds[i] = static_cast<signed char>(i * per);
        out.changes[i] = static_cast<signed char>(i == 0 ? first : 1);
    }
    for (int i = 1; i <= LAST_OF_TABLE; i++) {
        out.table[i] = static_cast<signed char>(first + (i - 1) / per);
    }
    return out;
}

Costs costs() {
    Costs out;
    for (int i = 0; i < 64; i++) {
        out.quantiser.steps[i] = static_cast<float>(31 + i) / 32.0f;
        out.quantiser.reciprocals[i] = 1.0f / out.quantiser.steps[i];
        out.quantiser.shifts[i] = i % 3 == 0 ? 0.5f : 0.0f;
        out.added[i] = i % 3 == 0 ? 0.0f : 0.5f;
    }
    out.quantiser.shift = -0.125f;
    out.quantiser.first = 0.875f;
    out.quantiser.most = 4096.0f;
    out.within = 0.625f;
    out.next = steps(3, 2);
    out.after_zeros = steps(4, 3);
    out.next_with_index = steps(14, 5);
    out.after_zeros_with_index = steps(16, 5);
    out.runs = steps(1, 4);
    return out;
}

void rows(unsigned int bytes_per_sample, unsigned int bits) {
    constexpr size_t WIDTH = 700, HEIGHT = 13, GROUPS = 6;
    std::vector<unsigned char> bytes(WIDTH * HEIGHT * bytes_per_sample);
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        const unsigned int sample = (next() % 97 + static_cast<unsigned int>(i % WIDTH)) & ((1u << bits) - 1);
        std::memcpy(&bytes[i * bytes_per_sample], &sample, bytes_per_sample);
    }
    const Samples plane = {bytes.data(), WIDTH * bytes_per_sample, WIDTH, HEIGHT, bytes_per_sample};
    Scan scan;
    for (unsigned int i = 0; i < 64; i++) {
        scan.places[i] = static_cast<unsigned char>(i * 37 % 64);
        scan.scales[i] = 0.125f / static_cast<float>(1 + i % 5);
    }
    const Costs cost = costs();
    for (size_t y = 0; y < 16; y += 8) {
        std::vector<float> groups(GROUPS * GROUP_NUMBERS);
        std::vector<unsigned int> seen(1, interneg_macroblock_transform_check(&plane, y, 0, &scan, GROUPS, groups.data()));
        print("macroblock_transform", groups);
        print("macroblock_seen", seen);
        for (const float quantiser : {1.0f, 3.0f, 40.0f}) {
            std::vector<unsigned int> bits_of(GROUPS * GROUP);
            std::vector<float> errors(GROUPS * GROUP);
            interneg_macroblock_measure_check(groups.data(), GROUPS, quantiser, &cost, bits_of.data(), errors.data());
            print("macroblock_bits", bits_of);
            print("macroblock_errors", errors);
        }
        std::vector<float> quantisers(GROUP);
        for (size_t i = 0; i < GROUP; i++) {
            quantisers[i] = static_cast<float>(1 + i * i);
        }
        std::vector<short> levels(GROUP_NUMBERS);
        std::vector<unsigned int> positions(2 * GROUP);
        interneg_macroblock_levels_check(
            groups.data(), quantisers.data(), &cost.quantiser, levels.data(), positions.data(), &positions[GROUP]);
        print("macroblock_levels", levels);
        print("macroblock_positions", positions);
    }
}

}  // namespace

int main() {
    rows(1, 8);
    rows(2, 10);
    rows(2, 12);
    return 0;
}
