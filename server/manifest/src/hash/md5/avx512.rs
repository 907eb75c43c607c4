//! MD5 of sixteen streams at once, one in each 32-bit lane of a 512-bit register.
#![expect(unsafe_code, reason = "loads of a vector register through a pointer have no safe form")]

use super::steps::md5_steps;
use std::arch::x86_64::*;

/// Streams side by side.
pub(super) const LANES: usize = 16;

/// Sixteen streams are more than a core's prefetcher follows, so that each lane asks for this far ahead itself.
const PREFETCH_BYTES: usize = 1024;

/// Folds `blocks` blocks of every lane into its state.
///
/// # Panics
/// When a lane holds fewer than `blocks` blocks.
#[target_feature(enable = "avx512f")]
pub(super) fn compress(states: &mut [[u32; 4]; LANES], lanes: &[&[u8]; LANES], blocks: usize) {
    assert!(lanes.iter().all(|lane| lane.len() / 64 >= blocks), "a lane is shorter than the run");
    let mut sums: [__m512i; 4] = std::array::from_fn(|register| {
        let words: [u32; LANES] = std::array::from_fn(|lane| states[lane][register]);
        // SAFETY: the array is 64 bytes long and an unaligned load asks for no alignment.
        unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
    });
    for block in 0..blocks {
        let words = load_words(lanes, block * 64);
        let [mut a, mut b, mut c, mut d] = sums;
        // Truth tables of the four mixing functions: bit 4 b + 2 c + d of the number is the result.
        macro_rules! mix {
            (f, $b:ident, $c:ident, $d:ident) => {
                _mm512_ternarylogic_epi32::<0xca>($b, $c, $d)
            };
            (g, $b:ident, $c:ident, $d:ident) => {
                _mm512_ternarylogic_epi32::<0xe4>($b, $c, $d)
            };
            (h, $b:ident, $c:ident, $d:ident) => {
                _mm512_ternarylogic_epi32::<0x96>($b, $c, $d)
            };
            (i, $b:ident, $c:ident, $d:ident) => {
                _mm512_ternarylogic_epi32::<0x39>($b, $c, $d)
            };
        }
        macro_rules! step {
            ($round:ident, $a:ident, $b:ident, $c:ident, $d:ident, $word:literal, $shift:literal, $sine:literal) => {
                let known =
                    _mm512_add_epi32($a, _mm512_add_epi32(words[$word], _mm512_set1_epi32($sine as u32 as i32)));
                let sum = _mm512_add_epi32(known, mix!($round, $b, $c, $d));
                $a = _mm512_add_epi32(_mm512_rol_epi32::<$shift>(sum), $b);
            };
        }
        md5_steps!(step, a, b, c, d);
        sums = [
            _mm512_add_epi32(sums[0], a),
            _mm512_add_epi32(sums[1], b),
            _mm512_add_epi32(sums[2], c),
            _mm512_add_epi32(sums[3], d),
        ];
    }
    for (register, sum) in sums.into_iter().enumerate() {
        let mut words = [0u32; LANES];
        // SAFETY: the array is 64 bytes long and an unaligned store asks for no alignment.
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), sum) };
        for (state, word) in states.iter_mut().zip(words) {
            state[register] = word;
        }
    }
}

/// Message words 0 to 15 of one block, each with one lane's word in each element: a 16 by 16 transpose.
#[inline]
#[target_feature(enable = "avx512f")]
fn load_words(lanes: &[&[u8]; LANES], offset_bytes: usize) -> [__m512i; 16] {
    let rows: [__m512i; LANES] = std::array::from_fn(|lane| {
        let row = &lanes[lane][offset_bytes..][..64];
        // SAFETY: a prefetch reads nothing, its address may lie anywhere; the slice is 64 bytes long for the load.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(row.as_ptr().wrapping_add(PREFETCH_BYTES).cast());
            _mm512_loadu_si512(row.as_ptr().cast())
        }
    });
    // Pairs of rows, then quads: quarter L of element `4 q + j` holds word 4 L + j of rows 4 q to 4 q + 3.
    let mut quads = rows;
    for q in 0..4 {
        let at = 4 * q;
        let low_01 = _mm512_unpacklo_epi32(rows[at], rows[at + 1]);
        let high_01 = _mm512_unpackhi_epi32(rows[at], rows[at + 1]);
        let low_23 = _mm512_unpacklo_epi32(rows[at + 2], rows[at + 3]);
        let high_23 = _mm512_unpackhi_epi32(rows[at + 2], rows[at + 3]);
        quads[at] = _mm512_unpacklo_epi64(low_01, low_23);
        quads[at + 1] = _mm512_unpackhi_epi64(low_01, low_23);
        quads[at + 2] = _mm512_unpacklo_epi64(high_01, high_23);
        quads[at + 3] = _mm512_unpackhi_epi64(high_01, high_23);
    }
    // A 4 by 4 transpose of the quarters: even ones (0x88) and odd ones (0xdd), twice.
    let mut words = quads;
    for j in 0..4 {
        let even_low = _mm512_shuffle_i32x4::<0x88>(quads[j], quads[4 + j]);
        let odd_low = _mm512_shuffle_i32x4::<0xdd>(quads[j], quads[4 + j]);
        let even_high = _mm512_shuffle_i32x4::<0x88>(quads[8 + j], quads[12 + j]);
        let odd_high = _mm512_shuffle_i32x4::<0xdd>(quads[8 + j], quads[12 + j]);
        words[j] = _mm512_shuffle_i32x4::<0x88>(even_low, even_high);
        words[4 + j] = _mm512_shuffle_i32x4::<0x88>(odd_low, odd_high);
        words[8 + j] = _mm512_shuffle_i32x4::<0xdd>(even_low, even_high);
        words[12 + j] = _mm512_shuffle_i32x4::<0xdd>(odd_low, odd_high);
    }
    words
}
