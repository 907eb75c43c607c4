//! Symbols of runs and levels by the bits that come next.

use crate::prores::codebooks::{Code, of_level, of_run};

/// Bits that are looked at; longer words are taken apart.
const LOOKED_AT: u32 = 9;

/// Contexts that choose codes: runs from 15 on, and levels from 8 on, choose alike.
const CONTEXTS: usize = 16;

/// A symbol and the length of its word with `LOOKED_AT` bits at most; a length of 0 stands for all longer ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub symbol: u8,
    pub bits: u8,
}

/// The words of one code.
pub(super) struct Table {
    pub code: Code,
    entries: [Entry; 1 << LOOKED_AT],
}

impl Table {
    const fn new(code: Code) -> Self {
        let mut entries = [Entry { symbol: 0, bits: 0 }; 1 << LOOKED_AT];
        let mut next = 0;
        while next < entries.len() {
            if let Some((symbol, bits)) = code.first_of((next as u64) << (64 - LOOKED_AT))
                && bits <= LOOKED_AT
            {
                entries[next] = Entry { symbol: symbol as u8, bits: bits as u8 };
            }
            next += 1;
        }
        Self { code, entries }
    }

    /// By the highest bits of a word.
    #[inline]
    pub fn entry(&self, window: u64) -> Entry {
        self.entries[(window >> (64 - LOOKED_AT)) as usize]
    }
}

/// The codes that runs and levels choose from: seven that differ.
static TABLES: [Table; 7] = [
    Table::new(of_run(0)),
    Table::new(of_run(2)),
    Table::new(of_run(4)),
    Table::new(of_run(5)),
    Table::new(of_run(9)),
    Table::new(of_run(15)),
    Table::new(of_level(0)),
];

/// Which of them a run chooses for the next run.
const RUNS: [u8; CONTEXTS] = [0, 0, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5];
/// Which of them a level chooses for the next level.
const LEVELS: [u8; CONTEXTS] = [6, 1, 0, 2, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5];

/// The words of a run, by the one before.
#[inline]
pub(super) fn of_runs(before: u32) -> &'static Table {
    &TABLES[usize::from(RUNS[(before as usize).min(CONTEXTS - 1)])]
}

/// The words of a magnitude less one, by the one before.
#[inline]
pub(super) fn of_levels(before: u32) -> &'static Table {
    &TABLES[usize::from(LEVELS[(before as usize).min(CONTEXTS - 1)])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_choose_their_codes() {
        for before in 0..40 {
            assert!(of_runs(before).code == of_run(before), "behind a run of {before}");
            assert!(of_levels(before).code == of_level(before), "behind a level of {before}");
        }
    }

    #[test]
    fn entries_are_the_words_that_bits_begin_with() {
        for table in &TABLES {
            let mut known = 0;
            for next in 0..1u64 << LOOKED_AT {
                let entry = table.entry(next << (64 - LOOKED_AT));
                for behind in [0, 1 << 54, (1 << 55) - 1] {
                    let word = table.code.first_of(next << (64 - LOOKED_AT) | behind);
                    let short = word.filter(|(_, bits)| *bits <= LOOKED_AT);
                    let told = (entry.bits > 0).then(|| (entry.symbol.into(), entry.bits.into()));
                    assert_eq!(told, short, "{:?} at {next:09b}", table.code);
                }
                known += usize::from(entry.bits > 0);
            }
            assert!(known >= 480, "{known} of 512 are words");
        }
    }
}
