//! Codes and weights of ST 2019-1, by compression id.

mod codes;
mod weights;

pub(super) use codes::{CodeOf, Symbols};
pub(super) use weights::Weights;

use codes::{
    AC_1235, AC_1237, AC_1238, AC_1250, AC_1251, AC_1252, DC_1235, DC_1237, RUNS_1235, RUNS_1237, RUNS_1238, RUNS_1250,
};

/// What a compression id's blocks are written with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables {
    /// Levels of coefficients.
    pub levels: CodeOf<Symbols>,
    /// Bits of an index: the highest level is 64 times as many as an index has values.
    pub index_bits: u8,
    /// Size classes of differences between means.
    pub differences: &'static [(u8, u8)],
    /// Runs of zeros.
    pub runs: CodeOf<(u8, u8)>,
    /// Weights of Y', or of G', B' and R'.
    pub luma: &'static Weights,
    /// Weights of Cb and Cr.
    pub chroma: &'static Weights,
}

impl Tables {
    /// The highest level that has a word.
    pub fn most_level(&self) -> u16 {
        64 << self.index_bits
    }
}

/// 8-bit DNxHR SQ and LB, and CIDs 1237 and 1253.
pub(super) const OF_1237: Tables = Tables {
    levels: AC_1237,
    index_bits: 4,
    differences: DC_1237,
    runs: RUNS_1237,
    luma: &weights::LUMA_1237,
    chroma: &weights::CHROMA_1237,
};

/// 8-bit DNxHR HQ, and CID 1238.
pub(super) const OF_1238: Tables = Tables {
    levels: AC_1238,
    index_bits: 4,
    differences: DC_1237,
    runs: RUNS_1238,
    luma: &weights::LUMA_1238,
    chroma: &weights::CHROMA_1238,
};

/// CID 1235.
pub(super) const OF_1235: Tables = Tables {
    levels: AC_1235,
    index_bits: 6,
    differences: DC_1235,
    runs: RUNS_1235,
    luma: &weights::LUMA_1235,
    chroma: &weights::CHROMA_1235,
};

/// CID 1242: interlaced, with the codes of 1237.
pub(super) const OF_1242: Tables = Tables { luma: &weights::LUMA_1242, chroma: &weights::CHROMA_1242, ..OF_1237 };

/// CID 1243: interlaced, with the codes of 1238.
pub(super) const OF_1243: Tables = Tables { luma: &weights::LUMA_1243, chroma: &weights::CHROMA_1243, ..OF_1238 };

/// CID 1250.
pub(super) const OF_1250: Tables = Tables {
    levels: AC_1250,
    index_bits: 6,
    differences: DC_1235,
    runs: RUNS_1250,
    luma: &weights::LUMA_1250,
    chroma: &weights::CHROMA_1250,
};

/// CID 1251.
pub(super) const OF_1251: Tables = Tables {
    levels: AC_1251,
    index_bits: 4,
    differences: DC_1237,
    runs: RUNS_1250,
    luma: &weights::LUMA_1251,
    chroma: &weights::CHROMA_1251,
};

/// CID 1252.
pub(super) const OF_1252: Tables =
    Tables { levels: AC_1252, luma: &weights::LUMA_1252, chroma: &weights::CHROMA_1252, ..OF_1251 };

/// DNxHR HQX, and the interlaced CID 1241.
pub(super) const OF_1271: Tables = Tables { luma: &weights::LUMA_1241, chroma: &weights::CHROMA_1241, ..OF_1235 };

/// DNxHR 444, and CID 1256: chroma is weighed as luma is.
pub(super) const OF_1270: Tables = Tables { chroma: &weights::LUMA_1235, ..OF_1235 };

#[cfg(test)]
mod tests {
    use super::*;

    /// Every level from 1 to 64 has one word of each kind, and the words fill their space exactly.
    #[test]
    fn codes_are_complete() {
        for tables in [OF_1237, OF_1238, OF_1235, OF_1250, OF_1251, OF_1252] {
            let mut kinds = [[0; 65]; 4];
            let (mut ends, mut space) = (0, 0u32);
            for (length, symbols) in tables.levels {
                for symbol in *symbols {
                    let (kind, first, last) = match *symbol {
                        Symbols::Next(first, last) => (0, first, last),
                        Symbols::AfterZeros(first, last) => (1, first, last),
                        Symbols::Indexed(first, last) => (2, first, last),
                        Symbols::IndexedAfterZeros(first, last) => (3, first, last),
                        Symbols::End => {
                            ends += 1;
                            space += 1 << (16 - length);
                            continue;
                        }
                    };
                    for level in first..=last {
                        kinds[kind][usize::from(level)] += 1;
                        space += 1 << (16 - length);
                    }
                }
            }
            assert!(kinds.iter().all(|kind| kind[0] == 0 && kind[1..].iter().all(|count| *count == 1)));
            assert_eq!((ends, space), (1, 1 << 16));
            let runs = tables.runs.iter().flat_map(|(length, runs)| runs.iter().map(move |run| (*length, *run)));
            let space: u32 = runs.clone().map(|(length, (a, b))| u32::from(b - a + 1) << (10 - length)).sum();
            let count: u32 = runs.map(|(_, (a, b))| u32::from(b - a + 1)).sum();
            assert_eq!(count, 62);
            assert!(space <= 1 << 10, "{space}");
            let space: u32 = tables.differences.iter().map(|(length, _)| 128 >> length).sum();
            assert!(space <= 128, "{space}");
        }
    }

    #[test]
    fn no_weight_is_below_31() {
        for tables in [OF_1235, OF_1237, OF_1238, OF_1242, OF_1243, OF_1250, OF_1251, OF_1252, OF_1270, OF_1271] {
            for weights in [tables.luma, tables.chroma] {
                assert_eq!(weights[0], 0);
                assert!(weights[1..].iter().all(|weight| *weight >= 31));
            }
        }
    }
}
