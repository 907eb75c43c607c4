// Textures of a shader: buffers in memory, filtered in single precision.
//
// A GPU's own texture units keep 8 bits of a filter's weights, which is too coarse. Coordinates are those of HLSL: 0..1
// over the edges of the outer texels, clamped to the edge; NaN counts as 0.
#pragma once

#include "intrinsics.h"

namespace interneg::shader {

/// As the parameter block of `kernels/src/shader.rs` holds it. Four values a texel, aligned to 16 bytes.
struct Texture {
    const float *texels;
    int width, height, depth;
    int is_linear;

    INTERNEG_DEVICE float4 texel(int index) const {
#ifdef __CUDACC__
        const ::float4 found = __ldg(reinterpret_cast<const ::float4 *>(texels) + index);
        return {found.x, found.y, found.z, found.w};
#else
        const float *found = texels + 4 * static_cast<long long>(index);
        return {found[0], found[1], found[2], found[3]};
#endif
    }

    INTERNEG_DEVICE float4 texel(int x, int y, int z) const {
        return texel((z * height + y) * width + x);
    }
};

/// The texel that a coordinate lies in.
INTERNEG_DEVICE int nearest(float coordinate, int count) {
    const float last = static_cast<float>(count - 1);
    return static_cast<int>(at_most(last, at_least(0.0f, coordinate * static_cast<float>(count))));
}

/// Two texels, and the weight of the second.
struct Between {
    int low, high;
    float weight;
};

INTERNEG_DEVICE Between between(float coordinate, int count) {
    const float last = static_cast<float>(count - 1);
    const float at = at_most(last, at_least(0.0f, coordinate * static_cast<float>(count) - 0.5f));
    const int low = static_cast<int>(at);
    return {low, low + 1 < count ? low + 1 : low, at - static_cast<float>(low)};
}

struct Texture1D : Texture {
    INTERNEG_DEVICE float4 sample(float at) const {
        if (!is_linear) {
            return texel(nearest(at, width));
        }
        const Between x = between(at, width);
        return lerp(texel(x.low), texel(x.high), x.weight);
    }
};

/// A long one-dimensional table in rows: it is sampled in the middle of a row, so that only x is filtered.
struct Texture2D : Texture {
    INTERNEG_DEVICE float4 sample(float2 at) const {
        const int row = nearest(at.y, height);
        if (!is_linear) {
            return texel(nearest(at.x, width), row, 0);
        }
        const Between x = between(at.x, width);
        return lerp(texel(x.low, row, 0), texel(x.high, row, 0), x.weight);
    }
};

struct Texture3D : Texture {
    INTERNEG_DEVICE float4 sample(float3 at) const {
        if (!is_linear) {
            return texel(nearest(at.x, width), nearest(at.y, height), nearest(at.z, depth));
        }
        const Between x = between(at.x, width), y = between(at.y, height), z = between(at.z, depth);
        const float4 low = lerp(row(x, y.low, z.low), row(x, y.high, z.low), y.weight);
        const float4 high = lerp(row(x, y.low, z.high), row(x, y.high, z.high), y.weight);
        return lerp(low, high, z.weight);
    }

    INTERNEG_DEVICE float4 row(Between x, int y, int z) const {
        return lerp(texel(x.low, y, z), texel(x.high, y, z), x.weight);
    }
};

}  // namespace interneg::shader
