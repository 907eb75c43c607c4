//! Words of the codes, as the encoder looks them up.

use super::tables::{CodeOf, Symbols, Tables};
use interneg_kernels::cuda::{self, MacroblockWords};
use interneg_kernels::macroblock::Lengths;

/// A word: its bits, the last one lowest, and how many they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub code: u32,
    pub bits: u32,
}

impl Word {
    /// This word, and another behind it.
    pub fn and(self, code: u32, bits: u32) -> Self {
        Self { code: self.code << bits | code, bits: self.bits + bits }
    }
}

/// Numbers the words of a canonical code: the first is all zeros, each next one more, with zeros behind it where words
/// grow longer.
pub(super) fn numbered<T: Copy>(code: CodeOf<T>, mut each: impl FnMut(T, &mut dyn FnMut() -> Word)) {
    let (mut next, mut before) = (0u32, 0);
    for (bits, symbols) in code {
        let bits = u32::from(*bits);
        next <<= bits - before;
        before = bits;
        for symbol in *symbols {
            each(*symbol, &mut || {
                let word = Word { code: next, bits };
                next += 1;
                word
            });
        }
    }
}

/// Words of levels: `[kind][level]` for levels of 1 to 64, kinds as in [`Symbols`], and the one that ends a block.
pub(super) struct LevelWords {
    pub kinds: [[Word; 65]; 4],
    pub end: Word,
}

impl LevelWords {
    pub fn new(tables: &Tables) -> Self {
        let mut words = Self { kinds: [[Word::default(); 65]; 4], end: Word::default() };
        numbered(tables.levels, |symbols, next| {
            let (kind, first, last) = match symbols {
                Symbols::Next(first, last) => (0, first, last),
                Symbols::AfterZeros(first, last) => (1, first, last),
                Symbols::Indexed(first, last) => (2, first, last),
                Symbols::IndexedAfterZeros(first, last) => (3, first, last),
                Symbols::End => {
                    words.end = next();
                    return;
                }
            };
            for level in first..=last {
                words.kinds[kind][usize::from(level)] = next();
            }
        });
        words
    }
}

/// Words of runs of 1 to 62 zeros; that of none is empty.
pub(super) fn run_words(tables: &Tables) -> [Word; 63] {
    let mut words = [Word::default(); 63];
    numbered(tables.runs, |(first, last), next| {
        for run in first..=last {
            words[usize::from(run)] = next();
        }
    });
    words
}

/// All words of a block.
pub(super) struct BlockWords {
    /// `[whether zeros stand before it][most + level]`, with sign and index.
    levels: [Vec<Word>; 2],
    /// Highest level.
    most: i32,
    /// By the number of zeros.
    runs: [Word; 63],
    /// By size class.
    differences: Vec<Word>,
    /// The end of the block.
    pub end: Word,
}

impl BlockWords {
    pub fn new(tables: &Tables) -> Self {
        let words = LevelWords::new(tables);
        let most = i32::from(tables.most_level());
        let index_bits = u32::from(tables.index_bits);
        let signed = |is_behind_zeros: usize, level: i32| {
            let size = level.unsigned_abs();
            let sign = u32::from(level < 0);
            match size.checked_sub(1) {
                None => Word::default(),
                Some(less) if less < 64 => words.kinds[is_behind_zeros][size as usize].and(sign, 1),
                Some(less) => {
                    let word = words.kinds[2 + is_behind_zeros][(less % 64 + 1) as usize];
                    word.and(sign, 1).and(less / 64, index_bits)
                }
            }
        };
        let all = |is_behind_zeros| (-most..=most).map(|level| signed(is_behind_zeros, level)).collect();
        let differences =
            tables.differences.iter().map(|(bits, code)| Word { code: u32::from(*code), bits: u32::from(*bits) });
        Self {
            levels: [all(0), all(1)],
            most,
            runs: run_words(tables),
            differences: differences.collect(),
            end: words.end,
        }
    }

    /// The word of a level behind `run` zeros, and that of the run.
    #[inline]
    pub fn level(&self, level: i16, run: usize) -> (Word, Word) {
        let index = (self.most + i32::from(level)) as usize;
        (self.levels[usize::from(run > 0)][index], self.runs[run])
    }

    /// The word of a difference between means.
    #[inline]
    pub fn difference(&self, difference: i32) -> Word {
        let class = 32 - difference.unsigned_abs().leading_zeros();
        // Of a negative difference the lowest bits of one less, so that the first bit tells the sign.
        let less = difference - i32::from(difference < 0);
        self.differences[class as usize].and(less as u32 & ((1 << class) - 1), class)
    }

    /// Bits of the word of a difference.
    pub fn difference_bits(&self, difference: i32) -> u32 {
        let class = 32 - difference.unsigned_abs().leading_zeros();
        self.differences[class as usize].bits + class
    }
}

/// Bits of all words that depend on levels.
pub(super) struct WordLengths {
    kinds: [[u8; 64]; 4],
    runs: [u8; 62],
}

impl WordLengths {
    pub fn new(tables: &Tables) -> Self {
        let words = LevelWords::new(tables);
        let runs = run_words(tables);
        let kinds = std::array::from_fn(|kind| {
            // The sign, and the index of the kinds that have one.
            let more = if kind < 2 { 1 } else { 1 + tables.index_bits };
            std::array::from_fn(|i| words.kinds[kind][i + 1].bits as u8 + more)
        });
        Self { kinds, runs: std::array::from_fn(|i| runs[i + 1].bits as u8) }
    }

    pub fn lengths(&self) -> Lengths<'_> {
        let [next, after_zeros, next_with_index, after_zeros_with_index] = &self.kinds;
        Lengths { next, after_zeros, next_with_index, after_zeros_with_index, runs: &self.runs }
    }
}

/// All words of the code, as a GPU takes them. A macroblock's head is its quantiser and `head_last`, which says that planes of
/// 4:4:4 are Y'CbCr.
pub(super) fn macroblock_words(tables: &Tables, first_mean: i32, head_last: bool) -> MacroblockWords {
    let (levels, runs) = (LevelWords::new(tables), run_words(tables));
    let word = |Word { code, bits }| cuda::Word { code, bits };
    let difference = |(bits, code): &(u8, u8)| cuda::Word { code: u32::from(*code), bits: u32::from(*bits) };
    MacroblockWords {
        levels: levels.kinds.map(|kind| std::array::from_fn(|i| word(kind[i + 1]))),
        index_bits: u32::from(tables.index_bits),
        runs: std::array::from_fn(|i| word(runs[i + 1])),
        differences: tables.differences.iter().map(difference).collect(),
        end: word(levels.end),
        first_mean,
        head_bits: super::encode::HEAD_BITS,
        head_last,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables::{OF_1235, OF_1237, OF_1238};
    use super::*;
    use interneg_kernels::macroblock::{Costs, Quantiser, Reading};

    #[test]
    fn words_are_those_of_the_standards_order() {
        let words = BlockWords::new(&OF_1235);
        assert_eq!(words.level(1, 0).0, Word { code: 0b000, bits: 3 });
        assert_eq!(words.level(-1, 3), (Word { code: 0b011, bits: 3 }, Word { code: 0b1010, bits: 4 }));
        assert_eq!(words.level(2, 0).0, Word { code: 0b1000, bits: 4 });
        assert_eq!(words.end, Word { code: 0b1011, bits: 4 });
        // The last word of all is ones only; its index is the highest.
        assert_eq!(words.level(-4096, 1).0, Word { code: (1 << 23) - 1, bits: 23 });
        assert_eq!(words.difference(0), Word { code: 0b1010, bits: 4 });
        assert_eq!(words.difference(1), Word { code: 0b111_1101, bits: 7 });
        assert_eq!(words.difference(-1), Word { code: 0b111_1100, bits: 7 });
        assert_eq!(words.difference(-6), Word { code: 0b110_0001, bits: 7 });
    }

    #[test]
    fn lengths_are_those_of_the_words() {
        for tables in [OF_1235, OF_1237, OF_1238] {
            let (words, lengths) = (BlockWords::new(&tables), WordLengths::new(&tables));
            for level in [1i16, 2, 63, 64, 65, 128, 1000, 1024] {
                let kind = usize::from(level > 64) * 2;
                let base = usize::try_from((level - 1) % 64).unwrap();
                for (run, kind) in [(0, kind), (5, kind + 1)] {
                    assert_eq!(words.level(level, run).0.bits, u32::from(lengths.kinds[kind][base]), "{level}");
                }
            }
            let reading = Reading { within: 0.625, added: [0.5; 64] };
            let quantiser = Quantiser::new([1.0; 64], &reading, 1024);
            assert!(Costs::new(quantiser, &lengths.lengths(), reading).is_ok());
        }
    }
}
