// What the text of OpenColorIO's shaders (HLSL, shader model 5.0) needs to compile as C++, on a CPU and on a GPU.
//
// The colour crate rewrites the text (literals, swizzles, tables, textures), and `kernels/src/shader.rs` puts it into a
// struct whose members are the textures and uniforms. Nothing here is HLSL itself: only what OpenColorIO writes.
//
// This is the display path. Logarithm, exponential and power are those of `math.h`, the same bits everywhere. Sines,
// cosines, arc tangents and the hyperbolic functions are the C library's on a CPU and CUDA's on a GPU, which differ by
// some units of the last place; a display view tolerates 1e-3. So a shader is never part of an archival render.
#pragma once

#include "intrinsics.h"
#include "table.h"
#include "texture.h"
#include "vector.h"

// Before a function of a shader, which is inlined where the compiler finds that good, and before a constant array, which
// on a GPU is in its memory.
#ifdef __CUDACC__
#define INTERNEG_SHADER_FUNCTION __device__
#define INTERNEG_SHADER_TABLE static __device__ const
#else
#define INTERNEG_SHADER_FUNCTION inline
#define INTERNEG_SHADER_TABLE static const
#endif
