// Prints digests of scaled, blended and dithered pictures, so that builds for different processors can be compared;
// compiled as `pixels.cpp` is.

#include <cstdio>
#include <vector>

#include "../resample.h"

using namespace interneg;

extern "C" {
void interneg_resample_check(
    const Job *job, const float *source, size_t source_stride, size_t source_first_row, size_t first_row, size_t rows,
    float *target, size_t target_stride, float *scratch);
void interneg_premultiply_check(float *colour, const float *alpha, unsigned long count);
void interneg_unpremultiply_check(float *colour, const float *alpha, unsigned long count);
void interneg_over_check(const float *front, const float *front_alpha, float *back, unsigned long count);
void interneg_dissolve_check(float *a, const float *b, float factor, unsigned long count);
void interneg_dither_check(float *noise, unsigned long count, unsigned int y, unsigned int channel, unsigned int seed);
}

namespace {

unsigned int state = 1;

unsigned int next() {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

/// From -1 to 2, and now and then any bits at all.
std::vector<float> noise(size_t count) {
    std::vector<float> values(count);
    for (float &value : values) {
        value = next() % 211 == 0 ? float_of(next() << 8) : static_cast<float>(next()) * (3.0f / 16777216.0f) - 1.0f;
    }
    return values;
}

void print(const char *name, const std::vector<float> &values) {
    unsigned long long hash = 0xcbf29ce484222325ull;
    for (const float value : values) {
        hash = (hash ^ bits_of(value)) * 0x100000001b3ull;
    }
    std::printf("%s %016llx\n", name, hash);
}

/// Some pixels around every target pixel, with any weights: their sum does not matter here.
struct Taken {
    std::vector<Taps> taps;
    std::vector<float> weights;

    Taken(unsigned int source, unsigned int target) {
        for (unsigned int i = 0; i < target; i++) {
            const unsigned int first = i * (source - 12) / target;
            const unsigned int before = i % 7, after = i % 5;
            taps.push_back({first, before, after, static_cast<unsigned int>(weights.size())});
            for (unsigned int k = 0; k < before + after; k++) {
                weights.push_back(static_cast<float>(next()) / 67108864.0f - 0.05f);
            }
        }
    }
};

void resample() {
    const unsigned int width = 517, height = 61, columns = 263, rows = 35;
    const Taken vertical(height, rows), horizontal(width, columns);
    const Strip strips[] = {{0, columns, 0, width}};
    const Job job = {
        {vertical.taps.data(), vertical.weights.data()}, {horizontal.taps.data(), horizontal.weights.data()}, strips, 1, 528};
    const std::vector<float> source = noise(width * height);
    std::vector<float> target(columns * rows), scratch(32 * 528);
    interneg_resample_check(&job, source.data(), width, 0, 0, rows, target.data(), columns, scratch.data());
    print("resample", target);
}

void blend() {
    const size_t count = 100003;
    const std::vector<float> front = noise(count), alpha = noise(count), back = noise(count);
    std::vector<float> changed = front;
    interneg_premultiply_check(changed.data(), alpha.data(), count);
    print("premultiply", changed);
    changed = front;
    interneg_unpremultiply_check(changed.data(), alpha.data(), count);
    print("unpremultiply", changed);
    changed = back;
    interneg_over_check(front.data(), alpha.data(), changed.data(), count);
    print("over", changed);
    for (const float factor : {0.0f, 0.3f, 0.8f, 1.0f}) {
        changed = front;
        interneg_dissolve_check(changed.data(), back.data(), factor, count);
        print("dissolve", changed);
    }
}

}  // namespace

int main() {
    resample();
    blend();
    std::vector<float> row(4097);
    interneg_dither_check(row.data(), row.size(), 1079, 2, 90000);
    print("dither", row);
}
