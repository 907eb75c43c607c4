//! Symbols by the bits that come next.

use super::super::tables::Tables;
use super::super::words::{LevelWords, Word, run_words};

/// Longest words of levels, runs and size classes.
const LEVEL_BITS: u32 = 16;
const RUN_BITS: u32 = 10;
const CLASS_BITS: u32 = 7;
/// Nearly all words of levels that are met are not longer, and the table of these stays in the nearest cache.
const SHORT_BITS: u32 = 10;

/// A symbol and the length of its word; no word has length 0.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    bits: u8,
    symbol: u8,
    kind: u8,
}

/// What a word of levels says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    /// No more levels.
    End,
    /// A level, or what an index leaves of it.
    Level { base: u8, has_index: bool, is_behind_zeros: bool },
}

/// Tables of all words.
pub(super) struct Lookup {
    short_levels: Box<[Entry; 1 << SHORT_BITS]>,
    levels: Vec<Entry>,
    runs: Vec<Entry>,
    classes: Vec<Entry>,
    pub index_bits: u32,
}

/// The kind of the end of a block; others are kinds of levels.
const END: u8 = 4;

impl Lookup {
    pub fn new(tables: &Tables) -> Self {
        let words = LevelWords::new(tables);
        let mut levels = vec![Entry::default(); 1 << LEVEL_BITS];
        for (kind, words) in (0..).zip(&words.kinds) {
            for (level, word) in (0..).zip(words).skip(1) {
                fill(&mut levels, LEVEL_BITS, *word, (level, kind));
            }
        }
        fill(&mut levels, LEVEL_BITS, words.end, (0, END));
        let mut runs = vec![Entry::default(); 1 << RUN_BITS];
        for (run, word) in (0..).zip(run_words(tables)).skip(1) {
            fill(&mut runs, RUN_BITS, word, (run, 0));
        }
        let mut classes = vec![Entry::default(); 1 << CLASS_BITS];
        for (class, (bits, code)) in (0..).zip(tables.differences) {
            let word = Word { code: u32::from(*code), bits: u32::from(*bits) };
            fill(&mut classes, CLASS_BITS, word, (class, 0));
        }
        let mut short_levels = Box::new([Entry::default(); 1 << SHORT_BITS]);
        for (short, entries) in short_levels.iter_mut().zip(levels.chunks(1 << (LEVEL_BITS - SHORT_BITS))) {
            *short = entries[0];
            if u32::from(short.bits) > SHORT_BITS {
                short.bits = 0;
            }
        }
        Self { short_levels, levels, runs, classes, index_bits: u32::from(tables.index_bits) }
    }

    /// The symbol that a window begins with, and the length of its word.
    #[inline]
    pub fn level(&self, window: u64) -> Option<(Symbol, u32)> {
        let short = self.short_levels[(window >> (64 - SHORT_BITS)) as usize];
        let entry = if short.bits > 0 { short } else { known(&self.levels, window, LEVEL_BITS)? };
        let symbol = match entry.kind {
            END => Symbol::End,
            kind => Symbol::Level { base: entry.symbol, has_index: kind & 2 != 0, is_behind_zeros: kind & 1 != 0 },
        };
        Some((symbol, u32::from(entry.bits)))
    }

    /// The run that a window begins with, and the length of its word.
    #[inline]
    pub fn run(&self, window: u64) -> Option<(usize, u32)> {
        let entry = known(&self.runs, window, RUN_BITS)?;
        Some((usize::from(entry.symbol), u32::from(entry.bits)))
    }

    /// The size class that a window begins with, and the length of its word.
    #[inline]
    pub fn class(&self, window: u64) -> Option<(u32, u32)> {
        let entry = known(&self.classes, window, CLASS_BITS)?;
        Some((u32::from(entry.symbol), u32::from(entry.bits)))
    }
}

/// The entry of the word that a window begins with.
#[inline]
fn known(entries: &[Entry], window: u64, bits: u32) -> Option<Entry> {
    entries.get((window >> (64 - bits)) as usize).copied().filter(|entry| entry.bits > 0)
}

/// All entries that begin with the word.
fn fill(entries: &mut [Entry], most_bits: u32, word: Word, (symbol, kind): (u8, u8)) {
    let free = most_bits - word.bits;
    let first = (word.code << free) as usize;
    entries[first..first + (1 << free)].fill(Entry { bits: word.bits as u8, symbol, kind });
}

#[cfg(test)]
mod tests {
    use super::super::super::{Format, Sampling};
    use super::*;

    #[test]
    fn short_words_are_known_by_their_first_bits() {
        for (id, bits) in [(1270, 12), (1271, 10), (1272, 8), (1274, 8)] {
            let sampling = if id == 1270 { Sampling::YCbCr444 } else { Sampling::YCbCr422 };
            let lookup = Lookup::new(Format::new(id, (1920, 1080), bits, sampling).unwrap().profile.tables);
            let mut known = 0;
            for (next, entry) in (0u64..).zip(&lookup.levels) {
                let found = lookup.level(next << (64 - LEVEL_BITS) | 1);
                assert_eq!(
                    found.map(|(_, bits)| bits),
                    (entry.bits > 0).then(|| entry.bits.into()),
                    "{id}: {next:016b}"
                );
                let Some((symbol, _)) = found else { continue };
                known += 1;
                match symbol {
                    Symbol::End => assert_eq!(entry.kind, END),
                    Symbol::Level { base, has_index, is_behind_zeros } => {
                        let kind = 2 * u8::from(has_index) + u8::from(is_behind_zeros);
                        assert_eq!((base, kind), (entry.symbol, entry.kind), "{id}: {next:016b}");
                    }
                }
            }
            assert!(known > 60_000, "{id}: {known} of 65536 begin with a word");
        }
    }
}
