// The bytes of a slice, as a warp puts its bits together.
//
// Each lane knows where its bits begin from the lengths of the lanes before it. It puts them in a window that the warp's lanes
// share, a word of which several may have a part of; the window goes to the slice's place word by word. A slice begins and
// ends within words that its neighbours have the rest of, and windows meet within words too: so every word is added to what is
// there, which was cleared before.
#pragma once

#include "words.h"

namespace interneg {

/// Words that 32 lanes of at most 52 bits fill, wherever in a word they begin.
constexpr unsigned int PRORES_WINDOW = (31 + 32 * 52 + 31) / 32;

struct ProresWriter {
    /// The word that the slice begins in, and words up to its end: nothing is written behind it, whatever the codes.
    unsigned int *words;
    unsigned int count;
    /// Of zeros.
    unsigned int *window;
    unsigned int lane;
    /// Bits from the beginning of the first word.
    unsigned int position;

    /// Adds a word whose highest bit is the first of the stream.
    INTERNEG_DEVICE void add(unsigned int index, unsigned int word) const {
        if (word != 0 && index < count) {
            atomicOr(words + index, __byte_perm(word, 0, 0x0123));
        }
    }

    /// All lanes put their bits, the first lane's first.
    INTERNEG_DEVICE void put(ProresBits own) {
        unsigned int end = own.length;
        for (unsigned int distance = 1; distance < LANES; distance *= 2) {
            const unsigned int lower = __shfl_up_sync(ALL_LANES, end, distance);
            end += lane >= distance ? lower : 0;
        }
        const unsigned int bits = __shfl_sync(ALL_LANES, end, 31);
        const unsigned int first = position % 32, filled = (first + bits + 31) / 32;
        if (own.length > 0) {
            const unsigned int begin = first + end - own.length, shift = begin % 32;
            const unsigned long long aligned = own.bits << (64 - own.length);
            unsigned int *to = window + begin / 32;
            atomicOr(to, static_cast<unsigned int>(aligned >> (32 + shift)));
            const unsigned int second = static_cast<unsigned int>(aligned >> shift);
            if (second != 0) {
                atomicOr(to + 1, second);
            }
            const unsigned int third = shift == 0 ? 0 : static_cast<unsigned int>(aligned << (32 - shift));
            if (third != 0) {
                atomicOr(to + 2, third);
            }
        }
        __syncwarp();
        for (unsigned int word = lane; word < filled; word += LANES) {
            add(position / 32 + word, window[word]);
            window[word] = 0;
        }
        __syncwarp();
        position += bits;
    }

    /// Fills the last byte with zeros.
    INTERNEG_DEVICE void end_component() {
        position = (position + 7) / 8 * 8;
    }

    /// One lane puts up to 32 bits anywhere.
    INTERNEG_DEVICE void put_at(unsigned int begin, unsigned int bits, unsigned int length) const {
        const unsigned int shift = begin % 32;
        const unsigned long long aligned = static_cast<unsigned long long>(bits) << (64 - length);
        add(begin / 32, static_cast<unsigned int>(aligned >> (32 + shift)));
        add(begin / 32 + 1, static_cast<unsigned int>(aligned >> shift));
    }
};

}  // namespace interneg
