// Alpha and mixing on a GPU: one thread a pixel of planes R, G, B, alpha, which lie `plane` numbers apart.

#include "../blend.h"
#include "step.h"

namespace {

/// The colours of this thread's pixel changed by its alpha.
template <class Change>
INTERNEG_DEVICE void by_alpha(
    const float *source, float *target, unsigned long long plane, unsigned long long pixels, const Change change) {
    const unsigned long long pixel = interneg::thread_index();
    if (pixel >= pixels) {
        return;
    }
    const float alpha = source[3 * plane + pixel];
    for (int channel = 0; channel < 3; channel++) {
        target[channel * plane + pixel] = change(source[channel * plane + pixel], alpha);
    }
    target[3 * plane + pixel] = alpha;
}

}  // namespace

extern "C" __global__ void interneg_premultiply(
    const float *__restrict__ source, float *__restrict__ target, unsigned long long plane,
    unsigned long long pixels) {
    by_alpha(source, target, plane, pixels, [](float colour, float alpha) {
        return interneg::premultiplied(colour, alpha);
    });
}

extern "C" __global__ void interneg_unpremultiply(
    const float *__restrict__ source, float *__restrict__ target, unsigned long long plane,
    unsigned long long pixels) {
    by_alpha(source, target, plane, pixels, [](float colour, float alpha) {
        return interneg::unpremultiplied(colour, alpha);
    });
}

/// The first picture over the second, which lies behind it.
extern "C" __global__ void interneg_over(
    const float *__restrict__ source, float *__restrict__ target, unsigned long long plane,
    unsigned long long pixels) {
    const unsigned long long pixel = interneg::thread_index();
    if (pixel >= pixels) {
        return;
    }
    const float *back = source + 4 * plane;
    const float alpha = source[3 * plane + pixel];
    for (int channel = 0; channel < 4; channel++) {
        const unsigned long long at = channel * plane + pixel;
        target[at] = interneg::over(source[at], alpha, back[at]);
    }
}

/// The second picture, which lies behind the first, mixed into it.
extern "C" __global__ void interneg_dissolve(
    const float *__restrict__ source, float *__restrict__ target, unsigned long long plane,
    unsigned long long pixels, float factor) {
    const unsigned long long pixel = interneg::thread_index();
    if (pixel >= pixels) {
        return;
    }
    const float *second = source + 4 * plane;
    for (int channel = 0; channel < 4; channel++) {
        const unsigned long long at = channel * plane + pixel;
        target[at] = interneg::Dissolve{factor}(source[at], second[at]);
    }
}
