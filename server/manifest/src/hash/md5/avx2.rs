//! MD5 of eight streams at once, one in each 32-bit lane of a 256-bit register.
#![expect(unsafe_code, reason = "loads of a vector register through a pointer have no safe form")]

use super::steps::md5_steps;
use std::arch::x86_64::*;

/// Streams side by side.
pub(super) const LANES: usize = 8;

/// Folds `blocks` blocks of every lane into its state.
///
/// # Panics
/// When a lane holds fewer than `blocks` blocks.
#[target_feature(enable = "avx2")]
pub(super) fn compress(states: &mut [[u32; 4]; LANES], lanes: &[&[u8]; LANES], blocks: usize) {
    assert!(lanes.iter().all(|lane| lane.len() / 64 >= blocks), "a lane is shorter than the run");
    let mut sums: [__m256i; 4] = std::array::from_fn(|register| {
        let words: [i32; LANES] = std::array::from_fn(|lane| states[lane][register] as i32);
        _mm256_setr_epi32(words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7])
    });
    let ones = _mm256_set1_epi32(-1);
    for block in 0..blocks {
        let words = load_words(lanes, block * 64);
        let [mut a, mut b, mut c, mut d] = sums;
        macro_rules! mix {
            (f, $b:ident, $c:ident, $d:ident) => {
                _mm256_xor_si256($d, _mm256_and_si256($b, _mm256_xor_si256($c, $d)))
            };
            (g, $b:ident, $c:ident, $d:ident) => {
                _mm256_or_si256(_mm256_and_si256($d, $b), _mm256_andnot_si256($d, $c))
            };
            (h, $b:ident, $c:ident, $d:ident) => {
                _mm256_xor_si256($b, _mm256_xor_si256($c, $d))
            };
            (i, $b:ident, $c:ident, $d:ident) => {
                _mm256_xor_si256($c, _mm256_or_si256($b, _mm256_xor_si256($d, ones)))
            };
        }
        macro_rules! step {
            ($round:ident, $a:ident, $b:ident, $c:ident, $d:ident, $word:literal, $shift:literal, $sine:literal) => {
                let known =
                    _mm256_add_epi32($a, _mm256_add_epi32(words[$word], _mm256_set1_epi32($sine as u32 as i32)));
                let sum = _mm256_add_epi32(known, mix!($round, $b, $c, $d));
                let turned =
                    _mm256_or_si256(_mm256_slli_epi32::<$shift>(sum), _mm256_srli_epi32::<{ 32 - $shift }>(sum));
                $a = _mm256_add_epi32(turned, $b);
            };
        }
        md5_steps!(step, a, b, c, d);
        sums = [
            _mm256_add_epi32(sums[0], a),
            _mm256_add_epi32(sums[1], b),
            _mm256_add_epi32(sums[2], c),
            _mm256_add_epi32(sums[3], d),
        ];
    }
    for (register, sum) in sums.into_iter().enumerate() {
        let mut words = [0u32; LANES];
        // SAFETY: the array is 32 bytes long and an unaligned store asks for no alignment.
        unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), sum) };
        for (state, word) in states.iter_mut().zip(words) {
            state[register] = word;
        }
    }
}

/// Message words 0 to 15 of one block, each with one lane's word in each element: two 8 by 8 transposes.
#[inline]
#[target_feature(enable = "avx2")]
fn load_words(lanes: &[&[u8]; LANES], offset_bytes: usize) -> [__m256i; 16] {
    let mut words = [_mm256_setzero_si256(); 16];
    for half in 0..2 {
        let rows: [__m256i; LANES] = std::array::from_fn(|lane| {
            let row = &lanes[lane][offset_bytes + half * 32..][..32];
            // SAFETY: the slice is 32 bytes long and an unaligned load asks for no alignment.
            unsafe { _mm256_loadu_si256(row.as_ptr().cast()) }
        });
        // Pairs of rows, then quads: element `4 q + j` holds word j (low half) and 4 + j (high half) of rows 4 q to 4 q + 3.
        let mut quads = rows;
        for q in 0..2 {
            let at = 4 * q;
            let low_01 = _mm256_unpacklo_epi32(rows[at], rows[at + 1]);
            let high_01 = _mm256_unpackhi_epi32(rows[at], rows[at + 1]);
            let low_23 = _mm256_unpacklo_epi32(rows[at + 2], rows[at + 3]);
            let high_23 = _mm256_unpackhi_epi32(rows[at + 2], rows[at + 3]);
            quads[at] = _mm256_unpacklo_epi64(low_01, low_23);
            quads[at + 1] = _mm256_unpackhi_epi64(low_01, low_23);
            quads[at + 2] = _mm256_unpacklo_epi64(high_01, high_23);
            quads[at + 3] = _mm256_unpackhi_epi64(high_01, high_23);
        }
        for j in 0..4 {
            words[half * 8 + j] = _mm256_permute2x128_si256::<0x20>(quads[j], quads[4 + j]);
            words[half * 8 + 4 + j] = _mm256_permute2x128_si256::<0x31>(quads[j], quads[4 + j]);
        }
    }
    words
}
