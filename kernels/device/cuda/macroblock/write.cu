// Blocks as bits on a GPU, each where it belongs: the words that a CPU writes one after the other.

#include "../../macroblock/code.h"
#include "../../macroblock/layout.h"
#include "../thread.h"

/// How a macroblock is written.
struct MacroblockOrder {
    /// Bits before it.
    unsigned int offset;
    unsigned short quantiser;
    /// Which of the two measurings counted its blocks.
    unsigned short slot;
};

namespace interneg {

/// Bits into words of 32, of which the first bit is the highest of the first byte. The words are 0 before; words that other
/// blocks share are joined, those between are this block's alone.
struct BlockBits {
    unsigned int *words;
    /// Words that there are, and the one that comes next.
    unsigned int count, next;
    /// Bits that are not written yet, from the highest on; those of the blocks before are 0.
    Bits64 held;
    unsigned int held_bits;
    bool is_shared;
    bool is_outside;

    INTERNEG_DEVICE BlockBits(unsigned int *out, unsigned int out_count, unsigned int offset)
        : words(out), count(out_count), next(offset / 32), held(0), held_bits(offset % 32), is_shared(true),
          is_outside(false) {}

    /// From 1 to 32 bits, and nothing above them.
    INTERNEG_DEVICE void put(Bits32 code, unsigned int bits) {
        held |= static_cast<Bits64>(code) << (64 - held_bits - bits);
        held_bits += bits;
        if (held_bits >= 32) {
            flush();
            held <<= 32;
            held_bits -= 32;
        }
    }

    INTERNEG_DEVICE void flush() {
        const unsigned int word = __byte_perm(static_cast<Bits32>(held >> 32), 0, 0x0123);
        if (next >= count) {
            is_outside = true;
        } else if (is_shared) {
            atomicOr(&words[next], word);
        } else {
            words[next] = word;
        }
        is_shared = false;
        next++;
    }

    /// Writes what is held. Returns the place behind the last bit.
    INTERNEG_DEVICE unsigned int end() {
        const unsigned int at = 32 * next + held_bits;
        if (held_bits > 0) {
            is_shared = true;
            flush();
        }
        return at;
    }
};

}  // namespace interneg

/// A thread a block. Its place is the macroblock's, behind the blocks before it, whose bits have been counted: two
/// measurings of `layout.blocks` places each. `faults` counts blocks that have other bits than were counted.
extern "C" __global__ void __launch_bounds__(256) interneg_macroblock_write(
    const interneg::BlockLayout layout, const float *__restrict__ coefficients,
    const interneg::CodeWords *__restrict__ words, const interneg::Weighing *__restrict__ weighings,
    const unsigned int *__restrict__ first_bits, const unsigned int *__restrict__ second_bits,
    const MacroblockOrder *__restrict__ orders, unsigned int *__restrict__ out, unsigned int out_words,
    unsigned int *__restrict__ faults) {
    const interneg::BlockPlace place = interneg::place_of(layout, interneg::thread_index());
    if (!place.is_inside) {
        return;
    }
    const interneg::BlockPlane plane = interneg::plane_of(layout, place.plane);
    const unsigned int row = place.y / 2, column = place.x / plane.across;
    const MacroblockOrder order = orders[row * layout.columns + column];
    const unsigned int *counted = order.slot == 0 ? first_bits : second_bits;
    unsigned int offset = order.offset;
    bool is_before = true;
    interneg::each_block(layout, row, column, [&](unsigned int block) {
        is_before = is_before && block != place.index;
        offset += is_before ? counted[block] : 0;
    });
    interneg::BlockBits bits(out, out_words, offset);
    if (interneg::begins_macroblock(plane, place)) {
        bits.put(static_cast<unsigned int>(order.quantiser) << 1 | words->head_last, words->head_bits);
    }

    const unsigned int earlier = interneg::before(plane, place);
    const int told = earlier == place.index ? words->first_mean : interneg::nearest_level(coefficients[earlier]);
    const int difference = interneg::nearest_level(coefficients[place.index]) - told;
    const unsigned int size = interneg::class_of(difference);
    const interneg::Bits32 word = words->differences[size];
    bits.put(interneg::code_of(word), interneg::length_of(word));
    if (size > 0) {
        // Of a negative difference the lowest bits of one less, so that the first bit tells the sign.
        const unsigned int low = static_cast<unsigned int>(difference < 0 ? difference - 1 : difference);
        bits.put(low & ((1u << size) - 1u), size);
    }

    const interneg::Weighing &weighing = weighings[place.plane];
    const float reciprocal = 1.0f / static_cast<float>(static_cast<int>(order.quantiser));
    const float *first = coefficients + place.index;
    const unsigned long long blocks = layout.blocks;
    unsigned int run = 0;
    // The next coefficient is on its way while words are written. Unrolled, the loop would be too long to stay at hand.
    float next = first[blocks];
#pragma unroll 1
    for (int i = 1; i < 64; i++) {
        const float coefficient = next;
        next = first[(i < 63 ? i + 1 : i) * blocks];
        const interneg::ScanPosition position = weighing.positions[i];
        const int level = interneg::level_at(weighing, position, interneg::magnitude(coefficient), reciprocal);
        if (level == 0) {
            run++;
            continue;
        }
        const interneg::Bits32 level_word = interneg::level_word(*words, level, run);
        bits.put(
            interneg::code_of(level_word) | (coefficient < 0.0f ? 1u : 0u), interneg::length_of(level_word));
        if (level > interneg::HIGHEST_WITHOUT_INDEX) {
            bits.put(
                static_cast<unsigned int>(level - 1) / interneg::HIGHEST_WITHOUT_INDEX, words->index_bits);
        }
        if (run > 0) {
            bits.put(interneg::code_of(words->runs[run]), interneg::length_of(words->runs[run]));
            run = 0;
        }
    }
    bits.put(interneg::code_of(words->end), interneg::length_of(words->end));
    if (bits.end() != offset + counted[place.index] || bits.is_outside) {
        atomicAdd(faults, 1u);
    }
}
