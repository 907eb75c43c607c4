// The threads of a block on one processor, which wait for each other where a kernel says so.
//
// A thread runs on a stack of its own until it ends or comes to a function of its warp or its block; then the next one runs.
// When all lanes that a function names have come to it, they go on with what it gives them. Threads that never wait run one
// after the other on the same stack, which costs nothing.
//
// What the manual leaves undefined ends the process with a message: lanes that are at different functions, or name
// different lanes; a lane that has ended, or that there is none of, though others wait for it; a lane whose own mask does
// not name it; a shuffle from a lane outside of the mask; a block function that not all threads of a block come to.
#pragma once

#include <memory>
#include <vector>

#include <sys/mman.h>
#include <ucontext.h>

namespace {

[[noreturn]] void violation(const char *what);

// As in prelude.h.
enum WarpFunction : unsigned int { SYNC_WARP, ANY, ALL, BALLOT, SHUFFLE, SHUFFLE_UP, SHUFFLE_XOR, SYNC_THREADS };
struct Index {
    unsigned int x, y, z;
};
struct Places {
    Index block, thread, block_size, grid_size;
};
using Wait = unsigned long long (*)(unsigned int function, unsigned int mask, unsigned int operand, unsigned long long);
struct Size {
    unsigned int grid[3], block[3];
};
struct ExportedKernel {
    const char *name;
    unsigned int count;
    const size_t *sizes;
    void (*run)(void **arguments);
    Places *places;
    Wait *wait;
    /// What `__shared__` variables take.
    char *shared_begin, *shared_end;
};

constexpr unsigned int WARP = 32;

/// Where a stack was left.
#ifdef __x86_64__

struct Left {
    void *top;

    /// The stack that ends at `end`, before `begin` has run on it.
    void set_up(char *memory, size_t bytes, void (*begin)()) {
        // Six registers, where to return to, and where `begin` never returns to, in the places of the machine's calls.
        void **const end = reinterpret_cast<void **>(memory + bytes);
        end[-1] = nullptr, end[-2] = reinterpret_cast<void *>(begin);
        for (int i = 3; i < 9; i++) end[-i] = nullptr;
        top = end - 8;
    }
};

/// Leaves the stack that runs, and goes on where another was left: what a function has to keep for its caller is all there
/// is. The library's own functions for this call the kernel each time, which takes a hundred times as long.
__attribute__((naked, noinline)) void switch_over(Left &, Left &) {
    asm("pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
        "movq %rsp, (%rdi)\n movq (%rsi), %rsp\n"
        "popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n ret");
}

#else

struct Left {
    ucontext_t context;

    void set_up(char *memory, size_t bytes, void (*begin)()) {
        if (getcontext(&context) != 0) violation("no stack");
        context.uc_stack.ss_sp = memory;
        context.uc_stack.ss_size = bytes;
        context.uc_link = nullptr;
        makecontext(&context, begin, 0);
    }
};

void switch_over(Left &from, Left &to) {
    swapcontext(&from.context, &to.context);
}

#endif

/// A stack, with a page below it that cannot be touched. It runs one thread after the other.
struct Stack {
    static constexpr size_t BYTES = 256 * 1024, GUARD = 4096;
    char *memory;
    Left left;
    struct Thread *thread = nullptr;

    Stack();
    Stack(const Stack &) = delete;
    ~Stack() {
        munmap(memory, GUARD + BYTES);
    }
};

struct Thread {
    enum State { NEW, READY, WAITING, ENDED };
    Index index;
    State state = NEW;
    Stack *stack = nullptr;
    /// What it waits for, and what it brings and gets.
    unsigned int function = 0, mask = 0, operand = 0;
    unsigned long long brought = 0, got = 0;

    bool waits_for_block() const {
        return state == WAITING && function == SYNC_THREADS;
    }
    bool waits_as(const Thread &other) const {
        return state == WAITING && function == other.function && mask == other.mask;
    }
};

/// The block that runs. There is one at a time: whoever waits for a stream holds the driver.
struct Running {
    const ExportedKernel *kernel = nullptr;
    void **arguments = nullptr;
    Thread *thread = nullptr;
    Left scheduler;
    std::vector<std::unique_ptr<Stack>> stacks;
    std::vector<Stack *> idle;
    /// Lanes run upwards and downwards in turns: nothing may depend on the order.
    bool is_upward = false;
} running;

/// Runs whatever threads a stack is given, for ever.
[[noreturn]] void run_threads() {
    Stack *const own = running.thread->stack;
    for (;;) {
        running.kernel->run(running.arguments);
        own->thread->state = Thread::ENDED;
        switch_over(own->left, running.scheduler);
    }
}

Stack::Stack() {
    void *const mapped = mmap(nullptr, GUARD + BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED || mprotect(mapped, GUARD, PROT_NONE) != 0) violation("no memory for a stack");
    memory = static_cast<char *>(mapped);
    left.set_up(memory + GUARD, BYTES, run_threads);
}

/// What a kernel calls in the place of a function of its warp or block.
unsigned long long wait_for_others(
    unsigned int function, unsigned int mask, unsigned int operand, unsigned long long value) {
    Thread &own = *running.thread;
    own.state = Thread::WAITING;
    own.function = function, own.mask = mask, own.operand = operand, own.brought = value;
    switch_over(own.stack->left, running.scheduler);
    return own.got;
}

void go_on(Thread &thread) {
    if (thread.state == Thread::NEW) {
        if (running.idle.empty()) {
            running.stacks.push_back(std::make_unique<Stack>());
            running.idle.push_back(running.stacks.back().get());
        }
        thread.stack = running.idle.back();
        running.idle.pop_back();
        thread.stack->thread = &thread;
    }
    thread.state = Thread::READY;
    running.thread = &thread;
    running.kernel->places->thread = thread.index;
    switch_over(running.scheduler, thread.stack->left);
    if (thread.state == Thread::ENDED) running.idle.push_back(thread.stack);
}

/// Lanes of a block's thread list; the last warp may have fewer.
struct Warp {
    Thread *lanes;
    unsigned int count;

    /// Whether all lanes that `mask` names wait as `lane` does.
    bool is_complete(const Thread &lane) const {
        for (unsigned int other = 0; other < WARP; other++) {
            if ((lane.mask >> other & 1) == 0) continue;
            if (other >= count || !lanes[other].waits_as(lane)) return false;
        }
        return true;
    }

    unsigned long long from(unsigned int source, unsigned int mask) const {
        if (source >= WARP || (mask >> source & 1) == 0) violation("a shuffle from a lane outside of its mask");
        return lanes[source].brought;
    }

    unsigned long long result(unsigned int lane) const {
        const Thread &own = lanes[lane];
        unsigned int votes = 0;
        for (unsigned int other = 0; other < count; other++) {
            if ((own.mask >> other & 1) != 0 && lanes[other].brought != 0) votes |= 1u << other;
        }
        switch (own.function) {
            case ANY: return votes != 0;
            case ALL: return votes == own.mask;
            case BALLOT: return votes;
            case SHUFFLE: return from(own.operand % WARP, own.mask);
            case SHUFFLE_UP: return from(own.operand > lane ? lane : lane - own.operand, own.mask);
            case SHUFFLE_XOR: return from(lane ^ own.operand, own.mask);
            default: return 0;
        }
    }

    /// Lets those go on that have met. Returns whether there were any.
    bool resolve() const {
        bool have_met = false;
        for (unsigned int lane = 0; lane < count; lane++) {
            const Thread &own = lanes[lane];
            if (own.state != Thread::WAITING || own.function == SYNC_THREADS || !is_complete(own)) continue;
            if ((own.mask >> lane & 1) == 0) violation("a lane that its own mask does not name");
            const unsigned int mask = own.mask;
            for (unsigned int other = 0; other < count; other++) {
                if ((mask >> other & 1) != 0) lanes[other].got = result(other);
            }
            for (unsigned int other = 0; other < count; other++) {
                if ((mask >> other & 1) != 0) lanes[other].state = Thread::READY;
            }
            have_met = true;
        }
        return have_met;
    }

    /// Runs until all have ended, or wait for the block.
    void run() const {
        do {
            running.is_upward = !running.is_upward;
            for (unsigned int i = 0; i < count; i++) {
                Thread &lane = lanes[running.is_upward ? i : count - 1 - i];
                if (lane.state == Thread::NEW || lane.state == Thread::READY) go_on(lane);
            }
        } while (resolve());
        for (unsigned int lane = 0; lane < count; lane++) {
            if (lanes[lane].state == Thread::WAITING && !lanes[lane].waits_for_block()) stuck(lanes[lane], lane);
        }
    }

    /// Says why a lane waits in vain.
    [[noreturn]] void stuck(const Thread &lane, unsigned int index) const {
        if ((lane.mask >> index & 1) == 0) violation("a lane that its own mask does not name");
        for (unsigned int other = 0; other < WARP; other++) {
            if ((lane.mask >> other & 1) == 0) continue;
            if (other >= count) violation("a mask names a lane that there is not");
            if (lanes[other].state == Thread::ENDED) violation("a lane has ended while others wait for it");
        }
        violation("lanes of a warp wait at different functions, or for different lanes");
    }
};

/// All threads of the block whose index the kernel's places hold.
void run_block(const Size &size, std::vector<Thread> &threads) {
    const auto [columns, rows, layers] = size.block;
    threads.assign(static_cast<size_t>(columns) * rows * layers, Thread());
    for (size_t i = 0; i < threads.size(); i++) {
        const unsigned int number = static_cast<unsigned int>(i);
        threads[i].index = {number % columns, number / columns % rows, number / columns / rows};
    }
    // A real block finds what others have left there.
    memset(running.kernel->shared_begin, 0xA5, static_cast<size_t>(running.kernel->shared_end - running.kernel->shared_begin));
    for (;;) {
        size_t ended = 0, waiting = 0;
        for (size_t first = 0; first < threads.size(); first += WARP) {
            const size_t left = threads.size() - first;
            Warp{threads.data() + first, static_cast<unsigned int>(left < WARP ? left : WARP)}.run();
        }
        for (const Thread &thread : threads) {
            ended += thread.state == Thread::ENDED, waiting += thread.waits_for_block();
        }
        if (ended == threads.size()) return;
        if (waiting != threads.size()) violation("a thread has ended while others wait for all of its block");
        for (Thread &thread : threads) thread.state = Thread::READY;
    }
}

/// A launch of a kernel, the last block first: nothing may depend on the order.
void run_kernel(const ExportedKernel &kernel, const Size &size, void **arguments) {
    running.kernel = &kernel;
    running.arguments = arguments;
    *kernel.wait = wait_for_others;
    const auto index = [](const unsigned int (&of)[3]) { return Index{of[0], of[1], of[2]}; };
    kernel.places->grid_size = index(size.grid), kernel.places->block_size = index(size.block);
    std::vector<Thread> threads;
    for (unsigned int z = size.grid[2]; z-- > 0;) {
        for (unsigned int y = size.grid[1]; y-- > 0;) {
            for (unsigned int x = size.grid[0]; x-- > 0;) {
                kernel.places->block = {x, y, z};
                run_block(size, threads);
            }
        }
    }
}

}  // namespace
