// Lengths and bits of codes, a vector of symbols at a time.
#pragma once

#include "symbols.h"
#include "transform.h"

#ifdef __AVX2__

namespace {

typedef unsigned int Numbers __attribute__((vector_size(4 * LANES)));

/// Sixteen numbers below 256, looked up by numbers below 16.
struct Lookup {
    unsigned char entries[16];

    INTERNEG_HOST Numbers operator[](Numbers indices) const {
        // The upper bytes of an entry are zero: an index with its highest bit set looks up nothing.
        const Numbers quiet = indices | 0x80808000u;
        const __m128i table = _mm_loadu_si128(reinterpret_cast<const __m128i *>(entries));
#if defined(__AVX512F__)
        return (Numbers)_mm512_shuffle_epi8(_mm512_maskz_broadcast_i32x4(0xFFFF, table), (__m512i)quiet);
#else
        return (Numbers)_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), (__m256i)quiet);
#endif
    }
};

/// The codes that a context chooses from, as numbers to compute with.
struct Codes16 {
    Lookup turn, rice, exponential_one, length;

    /// `length` is made positive for the table.
    static constexpr int LIFT = 8;

    /// `choose` gives the code of a context.
    template <class Choose>
    explicit constexpr Codes16(const Choose choose) : turn(), rice(), exponential_one(), length() {
        for (unsigned int context = 0; context < 16; context++) {
            const interneg::ProresCode code = choose(context);
            turn.entries[context] = static_cast<unsigned char>(code.quotients << code.rice);
            rice.entries[context] = code.rice;
            exponential_one.entries[context] = static_cast<unsigned char>(1 << code.exponential);
            length.entries[context] = static_cast<unsigned char>(code.quotients - code.exponential - 1 + LIFT);
        }
    }
};
constexpr Codes16 RUNS([](unsigned int before) { return interneg::prores_run_code(before); });
constexpr Codes16 LEVELS([](unsigned int before) { return interneg::prores_level_code(before); });
constexpr Codes16 DIFFERENCES([](unsigned int size) { return interneg::prores_dc_code(static_cast<int>(size)); });

INTERNEG_HOST Numbers numbers(const void *from) {
    Numbers out;
    __builtin_memcpy(&out, from, sizeof out);
    return out;
}

INTERNEG_HOST Numbers at_most(Numbers numbers, unsigned int most) {
#if defined(__AVX512F__)
    return (Numbers)_mm512_maskz_min_epu32(0xFFFF, (__m512i)numbers, _mm512_set1_epi32(static_cast<int>(most)));
#else
    return (Numbers)_mm256_min_epu32((__m256i)numbers, _mm256_set1_epi32(static_cast<int>(most)));
#endif
}

INTERNEG_HOST Numbers sizes(Numbers signed_numbers) {
#if defined(__AVX512F__)
    return (Numbers)_mm512_maskz_abs_epi32(0xFFFF, (__m512i)signed_numbers);
#else
    return (Numbers)_mm256_abs_epi32((__m256i)signed_numbers);
#endif
}

/// Symbols, and the codes that they are written in.
struct Chosen {
    Numbers symbols, turn, rice, rest;
    const Codes16 &codes;
    Numbers context;

    INTERNEG_HOST Chosen(const Codes16 &all, Numbers coded, Numbers chooses)
        : symbols(coded), turn(all.turn[chooses]), rice(all.rice[chooses]),
          rest(coded - turn + all.exponential_one[chooses]), codes(all), context(chooses) {}

    INTERNEG_HOST Numbers lengths() const {
        // The exponent of a number below 2^24 as a float is its bit length, less one and with a bias.
        constexpr unsigned int EXCESS = 2 * (127 - 1) + Codes16::LIFT;
        const Numbers exponents = (Numbers)__builtin_convertvector((Integers)rest, Vector) >> 23;
        const Numbers exponential = (exponents << 1) + codes.length[context] - EXCESS;
        return (Integers)symbols < (Integers)turn ? (symbols >> rice) + rice + 1 : exponential;
    }

    INTERNEG_HOST Numbers bits() const {
        const Numbers low = (Numbers{} + 1) << rice;
        return (Integers)symbols < (Integers)turn ? low | (symbols & (low - 1)) : rest;
    }
};

/// Symbols of a component from `at` on.
struct Several {
    Numbers own, before, before_that;

    INTERNEG_HOST explicit Several(const Symbol *at)
        : own(numbers(at)), before(numbers(at - 1)), before_that(numbers(at - 2)) {}

    static INTERNEG_HOST Numbers levels(Numbers symbols) {
        return (Numbers)((Integers)(symbols << 16) >> 16);
    }

    INTERNEG_HOST Chosen runs() const {
        const Numbers place = before >> 16;
        const Numbers run = (own >> 16) - place - 1, run_before = place - (before_that >> 16) - 1;
        return Chosen(RUNS, run, at_most(run_before, interneg::PRORES_RUN_LAST));
    }

    INTERNEG_HOST Chosen sizes_less_one() const {
        const Numbers size = sizes(levels(own)) - 1, size_before = sizes(levels(before)) - 1;
        return Chosen(LEVELS, size, at_most(size_before, interneg::PRORES_LEVEL_LAST));
    }

    INTERNEG_HOST Numbers are_negative() const {
        return own << 16 >> 31;
    }
};

/// The DC differences from `at` on.
INTERNEG_HOST Chosen chosen_differences(const int *at) {
    const Integers own = (Integers)numbers(at), before = (Integers)numbers(at - 1);
    const Integers turned = before < 0 ? -own : own;
    const Numbers folded = (Numbers)((turned << 1) ^ (turned >> 31));
    return Chosen(DIFFERENCES, folded, at_most(sizes((Numbers)before), interneg::PRORES_DC_LAST));
}

/// All bits in the first `count` lanes.
INTERNEG_HOST Numbers first_lanes(std::size_t count) {
    Integers lanes;
    for (std::size_t i = 0; i < LANES; i++) {
        lanes[i] = static_cast<int>(i);
    }
    return (Numbers)(lanes < static_cast<int>(count < LANES ? count : LANES));
}

}  // namespace

#endif

namespace {

struct SymbolWords {
    interneg::ProresWord run, level;
};

/// Run and level of the symbol at `at`, the level with its sign.
INTERNEG_HOST SymbolWords words_of(const Symbol *at) {
    const unsigned int place = place_of(at[-1]);
    const unsigned int run = place_of(at[0]) - place - 1, run_before = place - place_of(at[-2]) - 1;
    const auto level = interneg::prores_word(interneg::prores_level_code(size_of(at[-1]) - 1), size_of(at[0]) - 1);
    return {
        interneg::prores_word(interneg::prores_run_code(run_before), run),
        {level.bits << 1 | (level_of(at[0]) < 0 ? 1u : 0u), level.length + 1},
    };
}

INTERNEG_HOST interneg::ProresWord first_word_of(const Differences &differences) {
    return interneg::prores_word(interneg::prores_first_dc_code(), interneg::prores_folded(differences.first));
}

INTERNEG_HOST interneg::ProresWord word_of(const int *difference) {
    const unsigned int symbol = interneg::prores_dc_symbol(difference[0], difference[-1]);
    return interneg::prores_word(interneg::prores_dc_code(difference[-1]), symbol);
}

std::size_t bits_of_differences(const Differences &differences) {
    std::size_t bits = first_word_of(differences).length;
#ifdef __AVX2__
    Numbers lengths = {};
    for (std::size_t i = 1; i < differences.count; i += LANES) {
        lengths += chosen_differences(differences.all + i).lengths() & first_lanes(differences.count - i);
    }
    for (std::size_t lane = 0; lane < LANES; lane++) {
        bits += lengths[lane];
    }
#else
    for (std::size_t i = 1; i < differences.count; i++) {
        bits += word_of(differences.all + i).length;
    }
#endif
    return bits;
}

std::size_t bits_of_symbols(const Symbols &symbols) {
    const Symbol *first = symbols.first();
    std::size_t bits = 0;
#ifdef __AVX2__
    Numbers lengths = {};
    std::size_t i = 0;
    for (; i + LANES <= symbols.count; i += LANES) {
        const Several several(first + i);
        lengths += several.runs().lengths() + several.sizes_less_one().lengths();
    }
    if (i < symbols.count) {
        const Several several(first + i);
        lengths += (several.runs().lengths() + several.sizes_less_one().lengths()) & first_lanes(symbols.count - i);
    }
    for (std::size_t lane = 0; lane < LANES; lane++) {
        bits += lengths[lane];
    }
    // The signs.
    bits += symbols.count;
#else
    for (std::size_t i = 0; i < symbols.count; i++) {
        const SymbolWords words = words_of(first + i);
        bits += words.run.length + words.level.length;
    }
#endif
    return bits;
}

}  // namespace
