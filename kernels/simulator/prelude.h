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

// How the simulated driver starts a kernel, and what it does in the place of functions that threads wait at (`threads.h`).
namespace simulated {

struct Places {
    uint3 block, thread;
    dim3 block_size, grid_size;
};
static Places places;

enum WarpFunction : unsigned int { SYNC_WARP, ANY, ALL, BALLOT, SHUFFLE, SHUFFLE_UP, SHUFFLE_XOR, SYNC_THREADS };
using Wait = unsigned long long (*)(unsigned int function, unsigned int mask, unsigned int operand, unsigned long long);
static Wait wait;

/// Where `__shared__` variables lie, by the linker; nowhere in a kernel without them.
extern "C" {
extern char __start_simulated_shared[] __attribute__((weak, visibility("hidden")));
extern char __stop_simulated_shared[] __attribute__((weak, visibility("hidden")));
}

/// A value of 4 bytes from another lane.
template <class Number>
Number shuffled(WarpFunction function, unsigned int mask, Number value, unsigned int operand) {
    static_assert(sizeof(Number) == 4, "shuffles of 4 bytes are simulated");
    unsigned int bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    bits = static_cast<unsigned int>(wait(function, mask, operand, bits));
    __builtin_memcpy(&value, &bits, sizeof bits);
    return value;
}

}  // namespace simulated

#define blockIdx simulated::places.block
#define threadIdx simulated::places.thread
#define blockDim simulated::places.block_size
#define gridDim simulated::places.grid_size
#define __shared__ static __attribute__((section("simulated_shared")))

inline void __syncthreads() {
    simulated::wait(simulated::SYNC_THREADS, 0, 0, 0);
}

inline void __syncwarp(unsigned int mask = 0xFFFFFFFFu) {
    simulated::wait(simulated::SYNC_WARP, mask, 0, 0);
}

inline int __any_sync(unsigned int mask, int is_so) {
    return simulated::wait(simulated::ANY, mask, 0, is_so != 0) != 0;
}

inline int __all_sync(unsigned int mask, int is_so) {
    return simulated::wait(simulated::ALL, mask, 0, is_so != 0) != 0;
}

inline unsigned int __ballot_sync(unsigned int mask, int is_so) {
    return static_cast<unsigned int>(simulated::wait(simulated::BALLOT, mask, 0, is_so != 0));
}

template <class Number>
Number __shfl_sync(unsigned int mask, Number value, int lane) {
    return simulated::shuffled(simulated::SHUFFLE, mask, value, static_cast<unsigned int>(lane));
}

template <class Number>
Number __shfl_up_sync(unsigned int mask, Number value, unsigned int lanes) {
    return simulated::shuffled(simulated::SHUFFLE_UP, mask, value, lanes);
}

template <class Number>
Number __shfl_xor_sync(unsigned int mask, Number value, int lanes) {
    return simulated::shuffled(simulated::SHUFFLE_XOR, mask, value, static_cast<unsigned int>(lanes));
}

inline int __clz(int number) {
    return number == 0 ? 32 : __builtin_clz(static_cast<unsigned int>(number));
}

inline int __popc(unsigned int number) {
    return __builtin_popcount(number);
}

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

namespace simulated {

struct Kernel {
    const char *name;
    unsigned int count;
    const size_t *sizes;
    void (*run)(void **arguments);
    Places *places;
    Wait *wait;
    char *shared_begin, *shared_end;
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

/// One thread.
template <class Function>
void run(Function *kernel, void **arguments) {
    call(kernel, arguments, typename Count<decltype(list_of(kernel))::COUNT>::Type{});
}

}  // namespace simulated

/// After the text, once for each kernel in it.
#define SIMULATED_KERNEL(NAME)                                                                              \
    static void simulated_run_##NAME(void **arguments) {                                                    \
        simulated::run(NAME, arguments);                                                                    \
    }                                                                                                       \
    extern "C" __attribute__((visibility("default"))) const simulated::Kernel simulated_kernel_##NAME;      \
    const simulated::Kernel simulated_kernel_##NAME = {                                                     \
        #NAME,                                                                                              \
        decltype(simulated::list_of(NAME))::COUNT,                                                          \
        decltype(simulated::list_of(NAME))::SIZES,                                                          \
        simulated_run_##NAME,                                                                               \
        &simulated::places,                                                                                 \
        &simulated::wait,                                                                                   \
        simulated::__start_simulated_shared,                                                                \
        simulated::__stop_simulated_shared,                                                                 \
    };
