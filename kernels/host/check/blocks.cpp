// Prints digests of transformed blocks and of ProRes slices, so that builds for different processors can be compared;
// compiled as `pixels.cpp` is.

#include <cstdio>
#include <vector>

#include "../prores/symbols.h"
#include "../prores/transform.h"
#include "../transform/errors.h"
#include "digest.h"

extern "C" {
void interneg_cosine_8x8_check(float *group);
void interneg_inverse_cosine_8x8_check(float *group);
void interneg_samples_8x8_check(const float *group, float middle, float most, Word *lines);
void interneg_errors_8x8_check(
    const Word *found, const Word *wanted, unsigned int most, const void *allowed, const float *quantisers, void *errors);
unsigned int interneg_prores_transform_check(
    const void *plane, size_t first_column, size_t first_row, size_t macroblocks, unsigned int arrangement,
    const void *weighting, float *coefficients);
void interneg_prores_count_check(
    const float *coefficients, size_t blocks, const void *quantisers, size_t count, unsigned int *bits);
size_t interneg_prores_write_check(
    const float *coefficients, size_t blocks, const void *quantiser, unsigned char *out);
}

namespace {

void transform() {
    std::vector<float> group(64 * 16);
    for (float &value : group) {
        value = static_cast<float>(next()) * (512.0f / 16777216.0f) - 256.0f;
    }
    interneg_cosine_8x8_check(group.data());
    print("cosine_8x8", group);
    interneg_inverse_cosine_8x8_check(group.data());
    print("inverse_cosine_8x8", group);
}

/// Blocks to lines of codes, and those against others.
void lines(unsigned int bits) {
    const unsigned int most = (1u << bits) - 1;
    std::vector<float> group(64 * GROUP);
    for (float &value : group) {
        // Coefficients that add up to samples beyond both ends now and then.
        value = (static_cast<float>(next()) / 8388608.0f - 1.0f) * static_cast<float>(most) / 8.0f;
    }
    std::vector<Word> found(8 * LINE), wanted(8 * LINE);
    interneg_samples_8x8_check(group.data(), static_cast<float>(most / 2 + 1), static_cast<float>(most), found.data());
    print("samples_8x8", found);
    for (Word &code : wanted) {
        code = static_cast<Word>(next() & most);
    }
    Allowed allowed;
    std::vector<float> quantisers(GROUP);
    for (int i = 0; i < 64; i++) {
        allowed.by_quantiser[i] = static_cast<float>(i) + 0.3f;
        allowed.fixed[i] = 100.0f / static_cast<float>(i + 3);
    }
    for (size_t i = 0; i < GROUP; i++) {
        quantisers[i] = static_cast<float>(i * i + 1);
    }
    std::vector<Errors> errors(1);
    interneg_errors_8x8_check(found.data(), wanted.data(), most, &allowed, quantisers.data(), errors.data());
    print("errors_8x8", errors);
}

void slice(unsigned int bits, unsigned int contrast, unsigned int arrangement, size_t macroblocks) {
    const unsigned int columns = 150, rows = 21;
    std::vector<Word> words(columns * rows);
    for (size_t i = 0; i < words.size(); i++) {
        words[i] = static_cast<Word>((next() % (contrast + 1) + i % columns) & ((1u << bits) - 1));
    }
    const SamplePlane plane = {reinterpret_cast<const unsigned char *>(words.data()), 2 * columns, columns, rows, bits};
    Weighting weighting;
    for (int i = 0; i < 64; i++) {
        weighting.raster[i] = static_cast<unsigned char>(i);
        weighting.factors[i] = 1.0f / static_cast<float>((1u << (bits - 4)) + 3 * i);
    }
    const size_t blocks = macroblocks * (arrangement == NARROW ? 2 : 4);
    std::vector<float> coefficients(64 * blocks);
    for (const size_t first_row : {0, 16}) {
        interneg_prores_transform_check(
            &plane, 0, first_row, macroblocks, arrangement, &weighting, coefficients.data());
        print("prores_transform", coefficients);
        const Quantiser quantisers[] = {{1.0f, 64}, {1.0f / 3.0f, 64}, {1.0f / 20.0f, 64}, {1.0f / 512.0f, 7}};
        std::vector<unsigned int> lengths(4);
        interneg_prores_count_check(coefficients.data(), blocks, quantisers, 4, lengths.data());
        print("prores_count", lengths);
        for (const Quantiser &quantiser : quantisers) {
            std::vector<unsigned char> bytes(16384);
            bytes.resize(interneg_prores_write_check(coefficients.data(), blocks, &quantiser, bytes.data()));
            print("prores_write", bytes);
        }
    }
}

}  // namespace

int main() {
    transform();
    for (const unsigned int bits : {8u, 10u, 12u, 16u}) {
        lines(bits);
    }
    for (const unsigned int bits : {10u, 12u, 16u}) {
        for (const unsigned int contrast : {0u, 40u, (1u << bits) - 1}) {
            for (const unsigned int arrangement : {LUMA, NARROW, WIDE}) {
                for (const size_t macroblocks : {1, 2, 8}) {
                    slice(bits, contrast, arrangement, macroblocks);
                }
            }
        }
    }
}
