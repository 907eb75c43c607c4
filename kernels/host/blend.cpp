// The loops of blending on a CPU; compiled once for each instruction-set level.

#include "../device/blend.h"
#include "level.h"

using namespace interneg;

extern "C" {

void INTERNEG_SYMBOL(premultiply)(float *__restrict colour, const float *__restrict alpha, unsigned long count) {
    for (unsigned long i = 0; i < count; i++) {
        colour[i] = premultiplied(colour[i], alpha[i]);
    }
}

void INTERNEG_SYMBOL(unpremultiply)(float *__restrict colour, const float *__restrict alpha, unsigned long count) {
    for (unsigned long i = 0; i < count; i++) {
        colour[i] = unpremultiplied(colour[i], alpha[i]);
    }
}

/// One channel; `front` is `front_alpha` where the channel is alpha.
void INTERNEG_SYMBOL(over)(
    const float *front, const float *front_alpha, float *__restrict back, unsigned long count) {
    for (unsigned long i = 0; i < count; i++) {
        back[i] = over(front[i], front_alpha[i], back[i]);
    }
}

void INTERNEG_SYMBOL(dissolve)(float *__restrict a, const float *__restrict b, float factor, unsigned long count) {
    const Dissolve dissolve = {factor};
    for (unsigned long i = 0; i < count; i++) {
        a[i] = dissolve(a[i], b[i]);
    }
}

}
