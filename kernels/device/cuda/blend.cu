// Alpha and mixing on a GPU: one thread a pixel of planes R, G, B, alpha, which lie `plane` numbers apart.

#include "../blend.h"

extern "C" __global__ void interneg_premultiply(
    float *__restrict__ picture, unsigned long long plane, unsigned long long pixels) {
    const unsigned long long pixel = static_cast<unsigned long long>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (pixel >= pixels) {
        return;
    }
    const float alpha = picture[3 * plane + pixel];
    for (int channel = 0; channel < 3; channel++) {
        float &colour = picture[channel * plane + pixel];
        colour = interneg::premultiplied(colour, alpha);
    }
}

extern "C" __global__ void interneg_unpremultiply(
    float *__restrict__ picture, unsigned long long plane, unsigned long long pixels) {
    const unsigned long long pixel = static_cast<unsigned long long>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (pixel >= pixels) {
        return;
    }
    const float alpha = picture[3 * plane + pixel];
    for (int channel = 0; channel < 3; channel++) {
        float &colour = picture[channel * plane + pixel];
        colour = interneg::unpremultiplied(colour, alpha);
    }
}

/// The front over the back, into the back.
extern "C" __global__ void interneg_over(
    const float *__restrict__ front, float *__restrict__ back, unsigned long long plane, unsigned long long pixels) {
    const unsigned long long pixel = static_cast<unsigned long long>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (pixel >= pixels) {
        return;
    }
    const float alpha = front[3 * plane + pixel];
    for (int channel = 0; channel < 4; channel++) {
        float &value = back[channel * plane + pixel];
        value = interneg::over(front[channel * plane + pixel], alpha, value);
    }
}

/// One thread a number of any planes: the second picture into the first.
extern "C" __global__ void interneg_dissolve(
    float *__restrict__ first, const float *__restrict__ second, float factor, unsigned long long count) {
    const unsigned long long index = static_cast<unsigned long long>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (index < count) {
        first[index] = interneg::Dissolve{factor}(first[index], second[index]);
    }
}
