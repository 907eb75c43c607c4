// A libcuda for tests: the driver's contract, as strict as a reader of the manual would be.
//
// * Work is done as late as the contract allows: a stream runs when somebody waits for it. So code that reads a result
//   before it waited, or reuses an upload buffer too early, gets wrong pixels here every time.
// * Memory of the GPU ends at a page that cannot be touched, is poisoned when it is new, and gone when it is freed.
//   Freeing what queued work still names, copying from memory that is not pinned, and handles of another
//   context end the process with a message.
// * It fails on request, through its environment (never the product's):
//
// INTERNEG_SIM_DEVICES       number of GPUs, default 1
// INTERNEG_SIM_ARCH          compute capability, default 86
// INTERNEG_SIM_INIT          code that cuInit gives, default 0
// INTERNEG_SIM_MEMORY        bytes of each GPU, default 1 GiB
// INTERNEG_SIM_PINNED        bytes of pinned memory, default 1 GiB
// INTERNEG_SIM_LOSE_AT       the launch that kills its GPU, from 1
// INTERNEG_SIM_LOSE_CODE     what the waiting thread is then told, default 719
// INTERNEG_SIM_FLIP          1: the first bit of every download is wrong
//
// It simulates no hardware: neither its speed nor the order of threads. Never shipped.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "threads.h"

namespace {

using Code = unsigned int;
using Address = unsigned long long;

constexpr Code SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 100,
               INVALID_DEVICE = 101, INVALID_IMAGE = 200, INVALID_CONTEXT = 201, NO_BINARY_FOR_GPU = 209,
               INVALID_HANDLE = 400, NOT_FOUND = 500, NOT_READY = 600;

[[noreturn]] void violation(const char *what) {
    fprintf(stderr, "simulated driver: %s\n", what);
    abort();
}

unsigned long long number(const char *name, unsigned long long otherwise) {
    const char *value = getenv(name);
    return value != nullptr ? strtoull(value, nullptr, 10) : otherwise;
}

size_t pages(size_t bytes) {
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page * page;
}

/// Its last byte stands before a page that cannot be touched; starts are aligned to 256 bytes, as the driver's are, so
/// up to 255 bytes at the end are slack.
struct Block {
    char *mapping, *start;
    size_t bytes;

    explicit Block(size_t bytes) : bytes(bytes) {
        const size_t room = pages(bytes), page = pages(1);
        mapping = static_cast<char *>(mmap(nullptr, room + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        if (mapping == MAP_FAILED || mprotect(mapping, room, PROT_READ | PROT_WRITE) != 0) violation("no memory");
        start = mapping + (room - bytes) / 256 * 256;
        memset(mapping, 0xA5, room);
    }
    ~Block() {
        munmap(mapping, pages(bytes) + pages(1));
    }
    Block(const Block &) = delete;

    bool has(Address first, size_t count) const {
        const Address begin = reinterpret_cast<Address>(start);
        return first >= begin && count <= bytes && first - begin <= bytes - count;
    }
};

struct Context;

struct Queue;

struct Event {
    Context *context = nullptr;
    bool is_recorded = false, is_done = false;
    double seconds = 0;
    std::shared_ptr<Queue> queue = nullptr;
};

struct Module;

/// Something to do, and what it names: addresses of both sides, and the kernel's module.
struct Work {
    std::function<void()> run;
    std::vector<Address> names;
    const Module *module;
};

struct Queue {
    std::deque<Work> work;

    void push(std::function<void()> run, std::vector<Address> names, const Module *module = nullptr) {
        work.push_back({std::move(run), std::move(names), module});
    }
    void run_next() {
        const Work next = std::move(work.front());
        work.pop_front();
        next.run();
    }
};

struct Stream {
    Context *context;
    std::shared_ptr<Queue> queue = std::make_shared<Queue>();
};

struct Module {
    Context *context;
    void *library;
};

struct Function {
    Module *module;
    const ExportedKernel *kernel;
};

struct Context {
    int device;
    int retained = 0;
    Code lost = SUCCESS;
    std::map<Address, std::unique_ptr<Block>> memory;
    size_t used = 0;
    std::set<Stream *> streams;
};

std::recursive_mutex gate;
bool is_initialised = false;
std::map<int, std::unique_ptr<Context>> contexts;
std::map<void *, std::unique_ptr<Block>> pinned;
size_t pinned_bytes = 0;
std::map<std::string, std::unique_ptr<Function>> functions;
unsigned long long launches = 0;
thread_local Context *current = nullptr;

double now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

int device_count() {
    return static_cast<int>(number("INTERNEG_SIM_DEVICES", 1));
}

void run(Queue &queue) {
    while (!queue.work.empty()) queue.run_next();
}

bool is_used(const Context &context, const Block &block) {
    for (const Stream *stream : context.streams) {
        for (const Work &work : stream->queue->work) {
            for (const Address name : work.names) {
                if (block.has(name, 0)) return true;
            }
        }
    }
    return false;
}

bool is_used(const Context &context, const Module *module) {
    for (const Stream *stream : context.streams) {
        for (const Work &work : stream->queue->work) {
            if (work.module == module) return true;
        }
    }
    return false;
}

const Block *block_of(const Context &context, Address first, size_t bytes) {
    for (const auto &[start, block] : context.memory) {
        if (block->has(first, bytes)) return block.get();
    }
    return nullptr;
}

void need_pinned(const void *first, size_t bytes) {
    for (const auto &[start, block] : pinned) {
        if (block->has(reinterpret_cast<Address>(first), bytes)) return;
    }
    violation("an asynchronous copy of memory that is not pinned");
}

void need_memory(const Context &context, Address first, size_t bytes) {
    if (block_of(context, first, bytes) == nullptr) violation("an access outside of the GPU's memory");
}

/// What every call but the device queries needs.
#define NEED_CONTEXT()                                      \
    const std::lock_guard<std::recursive_mutex> lock(gate); \
    if (!is_initialised) return NOT_INITIALIZED;            \
    if (current == nullptr) return INVALID_CONTEXT;         \
    if (current->lost != SUCCESS) return current->lost

#define NEED_OWN(handle)                                    \
    if ((handle)->context != current) return INVALID_HANDLE

size_t elf_bytes(const char *image) {
    const auto *header = reinterpret_cast<const Elf64_Ehdr *>(image);
    return header->e_shoff + static_cast<size_t>(header->e_shnum) * header->e_shentsize;
}

}  // namespace

extern "C" {

Code cuInit(unsigned int flags) {
    if (flags != 0) return INVALID_VALUE;
    const Code code = static_cast<Code>(number("INTERNEG_SIM_INIT", 0));
    is_initialised = code == SUCCESS;
    return code;
}

Code cuDriverGetVersion(int *version) {
    *version = 12040;
    return SUCCESS;
}

Code cuGetErrorName(Code code, const char **name) {
    switch (code) {
        case 2: *name = "CUDA_ERROR_OUT_OF_MEMORY"; return SUCCESS;
        case 100: *name = "CUDA_ERROR_NO_DEVICE"; return SUCCESS;
        case 200: *name = "CUDA_ERROR_INVALID_IMAGE"; return SUCCESS;
        case 209: *name = "CUDA_ERROR_NO_BINARY_FOR_GPU"; return SUCCESS;
        case 214: *name = "CUDA_ERROR_ECC_UNCORRECTABLE"; return SUCCESS;
        case 700: *name = "CUDA_ERROR_ILLEGAL_ADDRESS"; return SUCCESS;
        case 719: *name = "CUDA_ERROR_LAUNCH_FAILED"; return SUCCESS;
        case 803: *name = "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"; return SUCCESS;
        default: *name = nullptr; return INVALID_VALUE;
    }
}

Code cuGetErrorString(Code code, const char **text) {
    *text = code == 803 ? "system has unsupported display driver / cuda driver combination" : nullptr;
    return code == 803 ? SUCCESS : INVALID_VALUE;
}

Code cuDeviceGetCount(int *count) {
    if (!is_initialised) return NOT_INITIALIZED;
    *count = device_count();
    return SUCCESS;
}

Code cuDeviceGet(int *device, int ordinal) {
    if (!is_initialised) return NOT_INITIALIZED;
    if (ordinal < 0 || ordinal >= device_count()) return INVALID_DEVICE;
    *device = ordinal + 1000;  // a handle is not the ordinal
    return SUCCESS;
}

Code cuDeviceGetName(char *name, int bytes, int device) {
    snprintf(name, static_cast<size_t>(bytes), "Simulated GPU %d", device - 1000);
    return SUCCESS;
}

Code cuDeviceTotalMem_v2(size_t *bytes, int) {
    *bytes = number("INTERNEG_SIM_MEMORY", 1ull << 30);
    return SUCCESS;
}

Code cuDeviceGetAttribute(int *value, int attribute, int) {
    const int architecture = static_cast<int>(number("INTERNEG_SIM_ARCH", 86));
    switch (attribute) {
        // So few that threads have several lines to write.
        case 16: *value = 1; return SUCCESS;
        case 75: *value = architecture / 10; return SUCCESS;
        case 76: *value = architecture % 10; return SUCCESS;
        case 87: *value = 64; return SUCCESS;
        default: return INVALID_VALUE;
    }
}

Code cuDeviceGetPCIBusId(char *address, int bytes, int device) {
    snprintf(address, static_cast<size_t>(bytes), "0000:%02X:00.0", device - 1000 + 0x3B);
    return SUCCESS;
}

Code cuDevicePrimaryCtxRetain(Context **context, int device) {
    const std::lock_guard<std::recursive_mutex> lock(gate);
    if (!is_initialised) return NOT_INITIALIZED;
    auto &own = contexts[device];
    if (own == nullptr) own = std::make_unique<Context>(), own->device = device;
    own->retained++;
    *context = own.get();
    return SUCCESS;
}

Code cuDevicePrimaryCtxRelease_v2(int device) {
    const std::lock_guard<std::recursive_mutex> lock(gate);
    Context &own = *contexts.at(device);
    if (--own.retained == 0 && own.lost == SUCCESS && (!own.memory.empty() || !own.streams.empty())) {
        violation("a context is released before its memory and streams");
    }
    return SUCCESS;
}

Code cuCtxSetCurrent(Context *context) {
    const std::lock_guard<std::recursive_mutex> lock(gate);
    if (context != nullptr && context->retained == 0) return INVALID_CONTEXT;
    current = context;
    return SUCCESS;
}

Code cuMemGetInfo_v2(size_t *free, size_t *total) {
    NEED_CONTEXT();
    *total = number("INTERNEG_SIM_MEMORY", 1ull << 30);
    *free = *total - current->used;
    return SUCCESS;
}

Code cuMemAlloc_v2(Address *address, size_t bytes) {
    NEED_CONTEXT();
    if (bytes == 0) return INVALID_VALUE;
    if (current->used + bytes > number("INTERNEG_SIM_MEMORY", 1ull << 30)) return OUT_OF_MEMORY;
    auto block = std::make_unique<Block>(bytes);
    *address = reinterpret_cast<Address>(block->start);
    current->used += bytes;
    current->memory[*address] = std::move(block);
    return SUCCESS;
}

Code cuMemFree_v2(Address address) {
    NEED_CONTEXT();
    const auto found = current->memory.find(address);
    if (found == current->memory.end()) return INVALID_VALUE;
    if (is_used(*current, *found->second)) violation("memory of the GPU is freed while queued work names it");
    current->used -= found->second->bytes;
    current->memory.erase(found);
    return SUCCESS;
}

Code cuMemHostAlloc(void **start, size_t bytes, unsigned int flags) {
    NEED_CONTEXT();
    if (bytes == 0 || (flags & ~7u) != 0) return INVALID_VALUE;
    if (pinned_bytes + bytes > number("INTERNEG_SIM_PINNED", 1ull << 30)) return OUT_OF_MEMORY;
    auto block = std::make_unique<Block>(bytes);
    *start = block->start;
    pinned_bytes += bytes;
    pinned[*start] = std::move(block);
    return SUCCESS;
}

Code cuMemFreeHost(void *start) {
    NEED_CONTEXT();
    const auto found = pinned.find(start);
    if (found == pinned.end()) return INVALID_VALUE;
    if (is_used(*current, *found->second)) violation("pinned memory is freed while queued work names it");
    pinned_bytes -= found->second->bytes;
    pinned.erase(found);
    return SUCCESS;
}

Code cuMemcpyHtoDAsync_v2(Address to, const void *from, size_t bytes, Stream *stream) {
    NEED_CONTEXT();
    NEED_OWN(stream);
    need_pinned(from, bytes);
    need_memory(*current, to, bytes);
    stream->queue->push(
        [=] { memcpy(reinterpret_cast<void *>(to), from, bytes); }, {to, reinterpret_cast<Address>(from)});
    return SUCCESS;
}

Code cuMemcpyDtoHAsync_v2(void *to, Address from, size_t bytes, Stream *stream) {
    NEED_CONTEXT();
    NEED_OWN(stream);
    need_pinned(to, bytes);
    need_memory(*current, from, bytes);
    stream->queue->push(
        [=] {
            memcpy(to, reinterpret_cast<const void *>(from), bytes);
            if (number("INTERNEG_SIM_FLIP", 0) != 0 && bytes > 0) *static_cast<unsigned char *>(to) ^= 1;
        }, {reinterpret_cast<Address>(to), from});
    return SUCCESS;
}

Code cuMemcpyDtoDAsync_v2(Address to, Address from, size_t bytes, Stream *stream) {
    NEED_CONTEXT();
    NEED_OWN(stream);
    need_memory(*current, to, bytes);
    need_memory(*current, from, bytes);
    stream->queue->push(
        [=] { memcpy(reinterpret_cast<void *>(to), reinterpret_cast<const void *>(from), bytes); }, {to, from});
    return SUCCESS;
}

Code cuMemsetD8Async(Address to, unsigned char value, size_t bytes, Stream *stream) {
    NEED_CONTEXT();
    NEED_OWN(stream);
    need_memory(*current, to, bytes);
    stream->queue->push([=] { memset(reinterpret_cast<void *>(to), value, bytes); }, {to});
    return SUCCESS;
}

Code cuStreamCreate(Stream **stream, unsigned int flags) {
    NEED_CONTEXT();
    if (flags > 1) return INVALID_VALUE;
    *stream = new Stream{current};
    current->streams.insert(*stream);
    return SUCCESS;
}

Code cuStreamDestroy_v2(Stream *stream) {
    NEED_CONTEXT();
    NEED_OWN(stream);
    run(*stream->queue);
    current->streams.erase(stream);
    delete stream;
    return SUCCESS;
}

Code cuStreamSynchronize(Stream *stream) {
    NEED_CONTEXT();
    NEED_OWN(stream);
    run(*stream->queue);
    return current->lost;
}

Code cuEventCreate(Event **event, unsigned int flags) {
    NEED_CONTEXT();
    if (flags > 3) return INVALID_VALUE;
    *event = new Event;
    (*event)->context = current;
    return SUCCESS;
}

Code cuEventDestroy_v2(Event *event) {
    NEED_CONTEXT();
    NEED_OWN(event);
    // Its mark may still be queued, so the few bytes stay.
    return SUCCESS;
}

Code cuEventRecord(Event *event, Stream *stream) {
    NEED_CONTEXT();
    NEED_OWN(event);
    NEED_OWN(stream);
    event->is_recorded = true, event->is_done = false, event->queue = stream->queue;
    stream->queue->push([=] { event->is_done = true, event->seconds = now(); }, {});
    return SUCCESS;
}

Code cuEventSynchronize(Event *event) {
    NEED_CONTEXT();
    NEED_OWN(event);
    if (!event->is_recorded) return SUCCESS;
    // Only as far as the mark.
    while (!event->is_done && !event->queue->work.empty()) event->queue->run_next();
    return current->lost;
}

Code cuEventElapsedTime(float *milliseconds, Event *begin, Event *end) {
    NEED_CONTEXT();
    if (!begin->is_recorded || !end->is_recorded) return INVALID_HANDLE;
    if (!begin->is_done || !end->is_done) return NOT_READY;
    *milliseconds = static_cast<float>((end->seconds - begin->seconds) * 1e3);
    return SUCCESS;
}

Code cuModuleLoadData(Module **module, const void *image) {
    NEED_CONTEXT();
    static const char PTX[] = "// simulated PTX\n";
    const char *bytes = static_cast<const char *>(image);
    std::string code;
    if (strncmp(bytes, PTX, sizeof PTX - 1) == 0) {
        for (const char *digit = bytes + sizeof PTX - 1; digit[0] != 0 && digit[1] != 0; digit += 2) {
            code += static_cast<char>(strtoul(std::string(digit, 2).c_str(), nullptr, 16));
        }
    } else if (memcmp(bytes, ELFMAG, SELFMAG) == 0) {
        code.assign(bytes, elf_bytes(bytes));
    } else {
        return INVALID_IMAGE;
    }
    const int file = memfd_create("kernel", 0);
    if (file < 0 || write(file, code.data(), code.size()) != static_cast<ssize_t>(code.size())) return INVALID_IMAGE;
    void *library = dlopen(("/proc/self/fd/" + std::to_string(file)).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        fprintf(stderr, "simulated driver: %s\n", dlerror());
        close(file);
        return NO_BINARY_FOR_GPU;
    }
    // The file stays open: the loader knows libraries by their path, and the next one must get another.
    *module = new Module{current, library};
    return SUCCESS;
}

Code cuModuleUnload(Module *module) {
    NEED_CONTEXT();
    NEED_OWN(module);
    if (is_used(*current, module)) violation("a module is unloaded while its kernel is queued");
    dlclose(module->library);
    delete module;
    return SUCCESS;
}

Code cuModuleGetFunction(Function **function, Module *module, const char *name) {
    NEED_CONTEXT();
    NEED_OWN(module);
    const auto *kernel =
        static_cast<const ExportedKernel *>(dlsym(module->library, (std::string("simulated_kernel_") + name).c_str()));
    if (kernel == nullptr) return NOT_FOUND;
    *function = new Function{module, kernel};
    return SUCCESS;
}

Code cuFuncGetAttribute(int *value, int attribute, Function *) {
    NEED_CONTEXT();
    // Registers; local memory.
    *value = attribute == 4 ? 32 : 0;
    return SUCCESS;
}

Code cuLaunchKernel(
    Function *function, unsigned int grid_x, unsigned int grid_y, unsigned int grid_z, unsigned int block_x,
    unsigned int block_y, unsigned int block_z, unsigned int, Stream *stream, void **arguments, void **extra) {
    NEED_CONTEXT();
    NEED_OWN(stream);
    if (function->module->context != current) return INVALID_HANDLE;
    if (extra != nullptr || grid_x == 0 || grid_y == 0 || grid_z == 0) return INVALID_VALUE;
    if (grid_x > 0x7FFFFFFFu || grid_y > 65535 || grid_z > 65535) return INVALID_VALUE;
    if (static_cast<unsigned long long>(block_x) * block_y * block_z > 1024) return INVALID_VALUE;
    const ExportedKernel *kernel = function->kernel;
    // The real driver knows the sizes from the image, and copies before it returns.
    auto copies = std::make_shared<std::vector<std::vector<unsigned long long>>>();
    std::vector<Address> names;
    size_t total = 0;
    for (unsigned int i = 0; i < kernel->count; i++) {
        copies->emplace_back((kernel->sizes[i] + 7) / 8);
        memcpy(copies->back().data(), arguments[i], kernel->sizes[i]);
        total += kernel->sizes[i];
        names.insert(names.end(), copies->back().begin(), copies->back().end());
    }
    if (total > 4096) return INVALID_VALUE;
    const bool kills = ++launches == number("INTERNEG_SIM_LOSE_AT", 0);
    Context *context = current;
    const Size size = {{grid_x, grid_y, grid_z}, {block_x, block_y, block_z}};
    const auto work = [=] {
        if (kills) {
            context->lost = static_cast<Code>(number("INTERNEG_SIM_LOSE_CODE", 719));
            return;
        }
        std::vector<void *> pointers;
        for (auto &copy : *copies) pointers.push_back(copy.data());
        run_kernel(*kernel, size, pointers.data());
    };
    stream->queue->push(work, std::move(names), function->module);
    return SUCCESS;
}

}
