// The noise of a row; compiled once for each instruction-set level.

#include "../device/dither.h"
#include "level.h"

extern "C" {

/// Pixels 0..count of row `y`.
void INTERNEG_SYMBOL(dither)(
    float *noise, unsigned long count, unsigned int y, unsigned int channel, unsigned int seed) {
    const auto dither = interneg::Dither::of(channel, seed);
    for (unsigned long x = 0; x < count; x++) {
        noise[x] = dither(static_cast<unsigned int>(x), y);
    }
}

}
