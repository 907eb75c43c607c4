// What NVRTC knows without being told, for g++: the simulated compiler puts this before a kernel's text.
//
// With __CUDACC__ defined, the headers take the branch that they take on a GPU.
#pragma once

#define __CUDACC__ 1
#define __device__
#define __host__
#define __global__
#define __constant__ static const
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)

// No standard header: a real kernel has none either.
using size_t = decltype(sizeof 0);

inline void *memcpy(void *to, const void *from, size_t bytes) {
    return __builtin_memcpy(to, from, bytes);
}

// The mathematical functions that a kernel may call are the C library's here.
extern "C" {
float sqrtf(float), floorf(float), ceilf(float), fmodf(float, float), sinf(float), cosf(float), tanf(float),
    asinf(float), acosf(float), atanf(float), atan2f(float, float), sinhf(float), coshf(float), tanhf(float),
    fmaf(float, float, float);
}

inline float __fsqrt_rn(float x) {
    return sqrtf(x);
}

inline float __fmaf_rn(float a, float b, float c) {
    return fmaf(a, b, c);
}

struct alignas(16) float4 {
    float x, y, z, w;
};

struct uint3 {
    unsigned int x, y, z;
};
struct dim3 {
    unsigned int x, y, z;
};

static thread_local uint3 blockIdx, threadIdx;
static thread_local dim3 blockDim, gridDim;

inline unsigned int __float_as_uint(float value) {
    unsigned int bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

inline float __uint_as_float(unsigned int bits) {
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

inline long long __double_as_longlong(double value) {
    long long bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

inline double __longlong_as_double(long long bits) {
    double value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

/// The bytes of both words that the selector's half bytes name, without its sign replication.
inline unsigned int __byte_perm(unsigned int low, unsigned int high, unsigned int selector) {
    const unsigned long long both = low | static_cast<unsigned long long>(high) << 32;
    unsigned int result = 0;
    for (int place = 0; place < 4; place++) {
        const unsigned int chosen = selector >> (4 * place) & 7u;
        result |= static_cast<unsigned int>(both >> (8 * chosen) & 0xFFu) << (8 * place);
    }
    return result;
}

template <class Number>
Number atomicAdd(Number *counter, Number more) {
    return __atomic_fetch_add(counter, more, __ATOMIC_RELAXED);
}

template <class Number>
Number atomicOr(Number *bits, Number more) {
    return __atomic_fetch_or(bits, more, __ATOMIC_RELAXED);
}

template <class Number>
Number __ldg(const Number *place) {
    return *place;
}

// How the simulated driver starts a kernel.
namespace simulated {

struct Size {
    unsigned int grid[3], block[3];
};

struct Kernel {
    const char *name;
    unsigned int count;
    const size_t *sizes;
    void (*run)(const Size &size, void **arguments);
};

template <class... Types>
struct List {
    static constexpr unsigned int COUNT = sizeof...(Types);
    static constexpr size_t SIZES[COUNT + 1] = {sizeof(Types)..., 0};
};

template <int... NUMBERS>
struct Numbers {};
template <int N, int... NUMBERS>
struct Count : Count<N - 1, N - 1, NUMBERS...> {};
template <int... NUMBERS>
struct Count<0, NUMBERS...> {
    using Type = Numbers<NUMBERS...>;
};

template <class... Types, int... NUMBERS>
void call(void (*kernel)(Types...), void **arguments, Numbers<NUMBERS...>) {
    kernel(*static_cast<Types *>(arguments[NUMBERS])...);
}

template <class... Types>
List<Types...> list_of(void (*)(Types...));

template <class Function>
void each_thread(Function *kernel, const Size &size, void **arguments) {
    gridDim = {size.grid[0], size.grid[1], size.grid[2]};
    blockDim = {size.block[0], size.block[1], size.block[2]};
    // The last block first: nothing may depend on the order.
    for (unsigned int z = size.grid[2]; z-- > 0;) {
        for (unsigned int y = size.grid[1]; y-- > 0;) {
            for (unsigned int x = size.grid[0]; x-- > 0;) {
                blockIdx = {x, y, z};
                for (unsigned int tz = 0; tz < size.block[2]; tz++) {
                    for (unsigned int ty = 0; ty < size.block[1]; ty++) {
                        for (unsigned int tx = 0; tx < size.block[0]; tx++) {
                            threadIdx = {tx, ty, tz};
                            call(kernel, arguments, typename Count<decltype(list_of(kernel))::COUNT>::Type{});
                        }
                    }
                }
            }
        }
    }
}

}  // namespace simulated

/// After the text, once for each kernel in it.
#define SIMULATED_KERNEL(NAME)                                                                              \
    static void simulated_run_##NAME(const simulated::Size &size, void **arguments) {                       \
        simulated::each_thread(NAME, size, arguments);                                                      \
    }                                                                                                       \
    extern "C" __attribute__((visibility("default"))) const simulated::Kernel simulated_kernel_##NAME;      \
    const simulated::Kernel simulated_kernel_##NAME = {                                                     \
        #NAME, decltype(simulated::list_of(NAME))::COUNT, decltype(simulated::list_of(NAME))::SIZES,        \
        simulated_run_##NAME};
