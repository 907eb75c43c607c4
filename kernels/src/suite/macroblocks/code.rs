//! A code with words as long as those of VC-3, whose bits are by chance: they are only written here, never read.

use crate::cuda::{MacroblockWords, Word};
use crate::macroblock::{Costs, Lengths, Quantiser, Reading, Scan};

/// Bits of an index; the highest level is 64 times as many as it has values.
const INDEX_BITS: u8 = 6;
/// Bits of a macroblock's head.
const HEAD_BITS: u32 = 12;

/// Bits of a number.
fn magnitude_bits(number: usize) -> u8 {
    (usize::BITS - number.leading_zeros()) as u8
}

/// Bits of levels from 1 on without their sign, of the four kinds.
fn level_lengths() -> [[u8; 64]; 4] {
    let of = |base: u8, each: u8, most: u8| {
        std::array::from_fn(|i| (base + each * (magnitude_bits(i + 1) - 1) + (i / 20 % 2) as u8).min(most))
    };
    [of(2, 2, 14), of(2, 3, 16), of(13, 1, 16), [16; 64]]
}

/// Bits of runs from 1 on.
fn run_lengths() -> [u8; 62] {
    std::array::from_fn(|i| (1 + magnitude_bits(i)).min(10))
}

/// Words of such lengths.
fn words(lengths: &[u8], seed: u32) -> impl Iterator<Item = Word> + '_ {
    let mut state = seed;
    lengths.iter().map(move |bits| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Word { code: state >> (32 - u32::from(*bits)), bits: u32::from(*bits) }
    })
}

/// As many words as an array has.
fn array<const N: usize>(lengths: &[u8; N], seed: u32) -> [Word; N] {
    let mut words = words(lengths, seed);
    std::array::from_fn(|_| words.next().unwrap_or_default())
}

/// All words, for samples of so many bits.
pub(super) fn macroblock_words(bits: u8, head_last: bool) -> MacroblockWords {
    let levels = level_lengths();
    // Classes of means of 16 bits, whose codes may be above a picture's depth.
    let differences: Vec<u8> = (0..21).map(|class| 2 + class / 3).collect();
    MacroblockWords {
        levels: [0, 1, 2, 3].map(|kind: usize| array(&levels[kind], 7 + kind as u32)),
        index_bits: u32::from(INDEX_BITS),
        runs: array(&run_lengths(), 11),
        differences: words(&differences, 13).collect(),
        end: Word { code: 0b1011, bits: 4 },
        first_mean: 1 << (bits.min(10) + 2),
        head_bits: HEAD_BITS,
        head_last,
    }
}

/// What levels of a plane cost and lose; coefficients' steps become coarser with the frequency.
pub(super) fn costs(plane: usize, bits: u8) -> Costs {
    let [next, after_zeros, next_with_index, after_zeros_with_index] = &level_lengths();
    let [next, after_zeros] = [next, after_zeros].map(|lengths| lengths.map(|bits| bits + 1));
    let [next_with_index, after_zeros_with_index] =
        [next_with_index, after_zeros_with_index].map(|lengths| lengths.map(|bits| bits + 1 + INDEX_BITS));
    let lengths = Lengths {
        next: &next,
        after_zeros: &after_zeros,
        next_with_index: &next_with_index,
        after_zeros_with_index: &after_zeros_with_index,
        runs: &run_lengths(),
    };
    let unit = if bits == 8 { 1.0 / 32.0 } else { 1.0 / 8.0 };
    let steps = std::array::from_fn(|position| (32 + position * (plane + 1) / 2) as f64 * unit);
    let reading = Reading { within: 0.625, added: std::array::from_fn(|position| (position % 3) as f32 / 4.0) };
    Costs::new(Quantiser::new(steps, &reading, 64 << INDEX_BITS), &lengths, reading).expect("the code can be counted")
}

/// Along diagonals; means of 12 bits and more are coded in units of 10 bits.
pub(super) fn scan(bits: u8) -> Scan {
    let mut places: [u8; 64] = std::array::from_fn(|place| place as u8);
    places.sort_by_key(|place| (place / 8 + place % 8, *place));
    let mut scales = [1.0; 64];
    scales[0] = 1.0 / f64::from(1u32 << bits.saturating_sub(10));
    Scan::new(places, scales)
}
