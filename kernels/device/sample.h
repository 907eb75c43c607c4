// Stored samples as numbers.
#pragma once

#include "half.h"
#include "source.h"

namespace interneg {

using Byte = unsigned char;

/// Little-endian words as every supported processor and GPU stores them. On a GPU planes are aligned to their samples.
template <class Type>
INTERNEG_DEVICE Type stored(const Byte *bytes) {
#ifdef __CUDACC__
    return *reinterpret_cast<const Type *>(bytes);
#else
    Type value;
    __builtin_memcpy(&value, bytes, sizeof value);
    return value;
#endif
}

INTERNEG_DEVICE unsigned short swapped(unsigned short word) {
    return static_cast<unsigned short>((word >> 8) | (word << 8));
}

INTERNEG_DEVICE Bits32 swapped(Bits32 word) {
#ifdef __CUDACC__
    // One instruction, which the compiler does not find.
    return __byte_perm(word, 0, 0x0123);
#else
    return (word >> 24) | ((word >> 8) & 0xFF00u) | ((word << 8) & 0xFF0000u) | (word << 24);
#endif
}

/// The word at `index` of a line of integers.
template <Word WORD>
INTERNEG_DEVICE Bits32 word_at(const Byte *line, unsigned long long index) {
    if (WORD == U8) {
        return line[index];
    }
    if (WORD == U16_LITTLE || WORD == U16_BIG) {
        const unsigned short word = stored<unsigned short>(line + 2 * index);
        return WORD == U16_BIG ? swapped(word) : word;
    }
    const Bits32 word = stored<Bits32>(line + 4 * index);
    return WORD == U32_BIG ? swapped(word) : word;
}

/// The sample at `index` of a line: the code of an integer, the value of a float.
template <Word WORD>
INTERNEG_DEVICE float sample_at(const Byte *line, unsigned long long index, unsigned int shift, unsigned int mask) {
    if (WORD == F16_LITTLE) {
        return single_of(stored<unsigned short>(line + 2 * index));
    }
    if (WORD == F32_LITTLE) {
        return stored<float>(line + 4 * index);
    }
    // Codes fit a signed word, which converts faster than an unsigned one.
    return static_cast<float>(static_cast<int>((word_at<WORD>(line, index) >> shift) & mask));
}

}  // namespace interneg
