// Prints a digest of what every kind of arithmetic gives for fixed inputs, so that builds for different processors can be
// compared. `scripts/arm-check.sh` compiles it with the kernels for this machine and for 64-bit Arm, and runs the latter
// in an emulator.

#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include "../../device/pass.h"

using namespace interneg;

extern "C" {
void interneg_pass_check(
    const Pass *pass, const Picture *picture, unsigned long first_row, unsigned long rows, const Output *output,
    Counts *counts);
void interneg_log2_check(float *values, unsigned long count);
void interneg_exp2_check(float *values, unsigned long count);
void interneg_pow_check(float *values, unsigned long count, float power);
}

namespace {

/// FNV-1a, 64 bits.
unsigned long long digest(const void *bytes, size_t count) {
    unsigned long long hash = 0xcbf29ce484222325ull;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ static_cast<const unsigned char *>(bytes)[i]) * 0x100000001b3ull;
    }
    return hash;
}

void curves() {
    // A stride through all bit patterns; results that are no number are told apart by the program alone.
    std::vector<float> all;
    for (unsigned long long bits = 0; bits < 1ull << 32; bits += 2477) {
        all.push_back(float_of(static_cast<Bits32>(bits)));
    }
    const auto print = [&](const char *name, auto change) {
        std::vector<float> values = all;
        change(values.data(), values.size());
        for (float &value : values) {
            value = one_nan(value);
        }
        std::printf("%s %016llx\n", name, digest(values.data(), values.size() * sizeof(float)));
    };
    print("log2", interneg_log2_check);
    print("exp2", interneg_exp2_check);
    print("pow", [](float *values, unsigned long count) { interneg_pow_check(values, count, 2.4f); });
}

Operation operation(Kind kind, const float (&parameters)[3][8]) {
    Operation made = {};
    made.kind = kind;
    std::memcpy(made.parameters, parameters, sizeof made.parameters);
    return made;
}

void passes() {
    constexpr unsigned int width = 517, height = 8;
    std::vector<unsigned short> samples(3 * width * height);
    unsigned int state = 1;
    for (unsigned short &sample : samples) {
        state = state * 1664525u + 1013904223u;
        sample = static_cast<unsigned short>((state >> 16) & 1023u);
    }
    const Operation operations[] = {
        operation(
            CAMERA_LOG_TO_LIN, {{-0.42f, 13.6f, -0.0625f, 1.0f, 0.14f, -0.09f, 0.185f},
                                {-0.42f, 13.6f, -0.0625f, 1.0f, 0.14f, -0.09f, 0.185f},
                                {-0.42f, 13.6f, -0.0625f, 1.0f, 0.14f, -0.09f, 0.185f}}),
        operation(MATRIX, {{0.68f, 0.236f, 0.084f}, {0.085f, 1.017f, -0.103f}, {0.002f, -0.0626f, 1.0605f}}),
        operation(
            CDL_WITHOUT_LIMITS, {{1.1f, -0.03f, 0.9f, 0.85f}, {0.95f, 0.02f, 1.2f, 0.85f}, {1.0f, 0.0f, 1.0f, 0.85f}}),
        operation(
            LIN_TO_LOG, {{1.0f, 0.0625f, 0.0733f, 0.42f}, {5.6f, 0.0625f, 0.0733f, 0.42f}, {0.3f, 0.06f, 0.07f, 0.4f}}),
        operation(LOG_TO_LIN, {{-0.6f, 3.6f, -0.3f, 1.0f}, {-0.6f, 3.6f, -0.3f, 0.8f}, {-0.5f, 2.9f, -0.4f, 1.4f}}),
    };
    Pass pass = {};
    pass.source = {};
    pass.source.word = U16_LITTLE;
    pass.source.width = width, pass.source.height = height, pass.source.step = 1, pass.source.mask = 1023;
    pass.source.is_coded = 1, pass.source.black = 64, pass.source.span = 876;
    pass.source.reciprocal = 1.0f / 876;
    pass.source.rest = std::fma(-pass.source.reciprocal, 876.0f, 1.0f) / 876;
    pass.source.zero = 512;
    pass.source.r_from_cr = 1.5748f / 896, pass.source.g_from_cb = 0.1873f / 896;
    pass.source.g_from_cr = 0.4681f / 896, pass.source.b_from_cb = 1.8556f / 896;
    pass.target.word = U16_LITTLE;
    pass.target.black = 64, pass.target.span = 876, pass.target.zero = 512, pass.target.chroma_span = 896;
    pass.target.lowest = 4, pass.target.highest = 1019;
    pass.target.kr = 0.2126f, pass.target.kg = 0.7152f, pass.target.kb = 0.0722f;
    pass.target.cb_scale = 0.53891f, pass.target.cr_scale = 0.63500f;
    pass.operations = operations, pass.operation_count = sizeof operations / sizeof *operations;
    const Arrangement arrangements[] = {RGB_PLANAR, YCBCR_PLANAR};
    const Packing packings[] = {HALF_BGR, DPX10, DPX16, YCBCR, RGB_F32};
    for (const Arrangement arrangement : arrangements) {
        for (const Packing packing : packings) {
            for (unsigned int form = 0; form < 4; form++) {
                const Chroma chroma = {form > 0, form > 1, form & 1, form > 2};
                pass.source.arrangement = arrangement, pass.source.chroma = chroma;
                pass.target.packing = packing, pass.target.chroma = chroma, pass.target.is_dithered = form & 1;
                Picture picture;
                Output output;
                std::vector<unsigned char> bytes(3 * height * width * 6);
                for (unsigned int plane = 0; plane < 3; plane++) {
                    const unsigned short *first = samples.data() + plane * width * height;
                    picture.planes[plane] = {reinterpret_cast<const unsigned char *>(first), width * 2};
                    output.planes[plane] = {bytes.data() + plane * height * width * 6, width * 6};
                }
                Counts counts = {};
                interneg_pass_check(&pass, &picture, 0, height, &output, &counts);
                std::printf(
                    "pass %u to %u form %u: %016llx, %llu %llu %llu\n", arrangement, packing, form,
                    digest(bytes.data(), bytes.size()), counts.nan, counts.infinite, counts.clipped);
            }
        }
    }
}

}  // namespace

int main() {
    curves();
    passes();
}
