// The components of ProRes slices: samples to coefficients, the exact length of their codes at some quantisers, and the
// codes; compiled once for each instruction-set level.
//
// Baseline and Arm take symbols one at a time. The other levels quantise, and compute codes and lengths, in vectors: which
// code a symbol has depends on the one before, but not on its code. Only putting the bits one behind the other is a chain,
// of four symbols a step.

#include "level.h"
#include "prores/lengths.h"
#include "prores/samples.h"
#include "prores/symbols.h"
#include "prores/transform.h"
#include "prores/writer.h"

extern "C" {

/// `macroblocks` whole macroblocks from a place of the plane on, as coefficients in coding order: of each place, one of
/// each block. Returns all bits that any sample uses.
unsigned int INTERNEG_SYMBOL(prores_transform)(
    const SamplePlane *plane, std::size_t first_column, std::size_t first_row, std::size_t macroblocks,
    unsigned int arrangement, const Weighting *weighting, float *coefficients) {
    const Arrangement order = static_cast<Arrangement>(arrangement);
    Samples samples;
    const std::size_t columns = macroblocks * (order == NARROW ? MACROBLOCK / 2 : MACROBLOCK);
    const unsigned int used = gather(*plane, first_column, first_row, columns, samples);
    const std::size_t blocks = macroblocks * (order == NARROW ? 2 : 4);
    transform_blocks(samples, order, blocks, plane->middle(), *weighting, coefficients);
    return used;
}

/// The length in bits of a component's codes, with each quantiser.
void INTERNEG_SYMBOL(prores_count)(
    const float *coefficients, std::size_t blocks, const Quantiser *quantisers, std::size_t count, unsigned int *bits) {
    Symbols symbols;
    Differences differences;
    for (std::size_t i = 0; i < count; i++) {
        quantise_dc(coefficients, blocks, quantisers[i].inverse, differences);
        quantise(coefficients, blocks, quantisers[i], symbols);
        bits[i] = static_cast<unsigned int>(bits_of_differences(differences) + bits_of_symbols(symbols));
    }
}

/// The codes of a component; returns its whole bytes. `out` has room for eight more.
std::size_t INTERNEG_SYMBOL(prores_write)(
    const float *coefficients, std::size_t blocks, const Quantiser *quantiser, unsigned char *out) {
    Symbols symbols;
    Differences differences;
    quantise_dc(coefficients, blocks, quantiser->inverse, differences);
    quantise(coefficients, blocks, *quantiser, symbols);
    BitWriter writer = {out, 0, 0};
    write_differences(differences, writer);
    write_symbols(symbols, writer);
    return static_cast<std::size_t>(writer.end() - out);
}

}
