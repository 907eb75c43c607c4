// The bits of a component.
#pragma once

#include "lengths.h"

namespace {

/// Appends bits, the first the highest of a byte. It stores eight bytes at a time: as many must have room behind the end.
struct BitWriter {
    unsigned char *to;
    /// The bits that are not stored for good, from the highest on, and their count, below 8.
    unsigned long long pending;
    unsigned int count;

    /// `length` is 1 to 56, and no higher bits are set.
    INTERNEG_HOST void put(unsigned long long bits, unsigned int length) {
        pending |= bits << (64 - count - length);
        const unsigned long long bytes = __builtin_bswap64(pending);
        __builtin_memcpy(to, &bytes, sizeof bytes);
        count += length;
        to += count / 8;
        pending <<= count & ~7u;
        count &= 7;
    }

    INTERNEG_HOST void put(interneg::ProresWord word) {
        put(word.bits, word.length);
    }

    INTERNEG_HOST unsigned char *end() const {
        return to + (count > 0 ? 1 : 0);
    }
};
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bytes are turned round");

void write_differences(const Differences &differences, BitWriter &writer) {
    writer.put(first_word_of(differences));
    for (std::size_t i = 1; i < differences.count; i++) {
        writer.put(word_of(differences.all + i));
    }
}

void write_one(const Symbol *at, BitWriter &writer) {
    const SymbolWords words = words_of(at);
    writer.put(words.run);
    writer.put(words.level);
}

#ifdef __AVX2__

typedef unsigned long long Longs __attribute__((vector_size(4 * LANES)));

/// Four symbols in a row as one word, in each pair of longs; lengths likewise. A length beyond 56 says that the word is
/// no use, because it has more bits than are put at once or because one symbol has more than 32.
struct Fours {
    Longs bits, lengths;

    INTERNEG_HOST Fours(const Symbol *at, Numbers used) {
        const Several several(at);
        const Chosen runs = several.runs(), levels = several.sizes_less_one();
        const Numbers level_length = levels.lengths() + 1;
        const Numbers length = (runs.lengths() + level_length) & used;
        const Numbers level_bits = (levels.bits() << 1) | several.are_negative();
        const Numbers word = ((runs.bits() << level_length) | level_bits) & used;
        // A shift by 32 or more leaves nothing, in these instructions; such symbols are marked.
        const Numbers marked = length + ((Numbers)((Integers)length > 32) & 64);

        const Longs words = (Longs)word, both = (Longs)marked;
        const Longs second_length = both >> 32, first_length = both & 0xFFFFFFFFull;
        const Longs pair = ((words & 0xFFFFFFFFull) << (second_length & 63)) | (words >> 32);
        const Longs pair_length = first_length + second_length;
        const Longs behind = swapped(pair), behind_length = swapped(pair_length);
        bits = (pair << (behind_length & 63)) | behind;
        lengths = pair_length + behind_length;
    }

  private:
    static INTERNEG_HOST Longs swapped(Longs longs) {
#if defined(__AVX512F__)
        return (Longs)_mm512_maskz_shuffle_epi32(
            0xFFFF, (__m512i)longs, static_cast<_MM_PERM_ENUM>(_MM_SHUFFLE(1, 0, 3, 2)));
#else
        return (Longs)_mm256_shuffle_epi32((__m256i)longs, _MM_SHUFFLE(1, 0, 3, 2));
#endif
    }
};

void write_symbols(const Symbols &symbols, BitWriter &writer) {
    const Symbol *first = symbols.first();
    for (std::size_t i = 0; i < symbols.count; i += LANES) {
        const std::size_t left = symbols.count - i, now = left < LANES ? left : LANES;
        const Fours fours(first + i, first_lanes(now));
        alignas(64) unsigned long long bits[LANES / 2], lengths[LANES / 2];
        __builtin_memcpy(bits, &fours.bits, sizeof bits);
        __builtin_memcpy(lengths, &fours.lengths, sizeof lengths);
        for (std::size_t four = 0; 4 * four < now; four++) {
            const unsigned int length = static_cast<unsigned int>(lengths[2 * four]);
            if (__builtin_expect(length <= 56, true)) {
                writer.put(bits[2 * four], length);
                continue;
            }
            for (std::size_t k = 4 * four; k < 4 * four + 4 && k < now; k++) {
                write_one(first + i + k, writer);
            }
        }
    }
}

#else

void write_symbols(const Symbols &symbols, BitWriter &writer) {
    for (std::size_t i = 0; i < symbols.count; i++) {
        write_one(symbols.first() + i, writer);
    }
}

#endif

}  // namespace
