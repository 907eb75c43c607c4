// Numbers by chance, and digests of what becomes of them.
#pragma once

#include <cstddef>
#include <cstdio>
#include <vector>

namespace {

unsigned int state = 1;

unsigned int next() {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

template <class Value>
void print(const char *name, const std::vector<Value> &values) {
    unsigned long long hash = 0xcbf29ce484222325ull;
    const auto *bytes = reinterpret_cast<const unsigned char *>(values.data());
    for (std::size_t i = 0; i < values.size() * sizeof(Value); i++) {
        hash = (hash ^ bytes[i]) * 0x100000001b3ull;
    }
    std::printf("%s %016llx\n", name, hash);
}

}  // namespace
