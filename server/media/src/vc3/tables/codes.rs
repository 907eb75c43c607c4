//! The codes of ST 2019-1 by CID, in the order of their words: shorter ones first.

use Symbols::{AfterZeros, End, Indexed, IndexedAfterZeros, Next};

/// Symbols by the length of their words in bits; words are numbered in this order.
pub(in crate::vc3) type CodeOf<T> = &'static [(u8, &'static [T])];

/// Symbols of a code of levels: from the first level to the last.
#[derive(Debug, Clone, Copy)]
pub(in crate::vc3) enum Symbols {
    /// Levels behind another level.
    Next(u8, u8),
    /// Levels behind zeros, whose number follows.
    AfterZeros(u8, u8),
    /// What an index, which follows, leaves of higher levels, behind another level.
    Indexed(u8, u8),
    /// The same behind zeros.
    IndexedAfterZeros(u8, u8),
    /// No more levels.
    End,
}

/// Levels of CID 1235.
pub(super) const AC_1235: CodeOf<Symbols> = &[
    (2, &[Next(1, 1), AfterZeros(1, 1)]),
    (3, &[Next(2, 2)]),
    (4, &[Next(3, 3), End]),
    (5, &[Next(4, 5), AfterZeros(2, 2)]),
    (6, &[Next(6, 8), AfterZeros(3, 3)]),
    (7, &[Next(9, 11), AfterZeros(4, 4)]),
    (8, &[Next(12, 16), AfterZeros(5, 5)]),
    (9, &[Next(17, 21), AfterZeros(6, 7)]),
    (10, &[Next(22, 29), AfterZeros(8, 9)]),
    (11, &[Next(30, 38), AfterZeros(10, 11)]),
    (12, &[Next(39, 50), AfterZeros(12, 15)]),
    (13, &[Next(51, 63), Indexed(1, 1), AfterZeros(16, 19)]),
    (14, &[Next(64, 64), Indexed(2, 17), AfterZeros(20, 24)]),
    (15, &[Indexed(18, 42), AfterZeros(25, 32)]),
    (16, &[Indexed(43, 64), AfterZeros(33, 64), IndexedAfterZeros(1, 64)]),
];

/// Levels of CID 1237.
pub(super) const AC_1237: CodeOf<Symbols> = &[
    (2, &[Next(1, 1), AfterZeros(1, 1)]),
    (3, &[Next(2, 2), End]),
    (4, &[Next(3, 3)]),
    (5, &[Next(4, 4), AfterZeros(2, 2)]),
    (6, &[Next(5, 7), AfterZeros(3, 3)]),
    (7, &[Next(8, 9)]),
    (8, &[Next(10, 12), AfterZeros(4, 5)]),
    (9, &[Next(13, 16), AfterZeros(6, 6)]),
    (10, &[Next(17, 21), AfterZeros(7, 7)]),
    (11, &[Next(22, 27), AfterZeros(8, 9)]),
    (12, &[Next(28, 34), AfterZeros(10, 12)]),
    (13, &[Next(35, 41), AfterZeros(13, 16)]),
    (14, &[Next(42, 52), AfterZeros(17, 21)]),
    (15, &[Next(53, 61), Next(64, 64), Indexed(1, 1), AfterZeros(22, 27)]),
    (16, &[Next(62, 63), Indexed(2, 64), AfterZeros(28, 64), IndexedAfterZeros(1, 64)]),
];

/// Levels of CID 1238.
pub(super) const AC_1238: CodeOf<Symbols> = &[
    (2, &[Next(1, 1), AfterZeros(1, 1)]),
    (3, &[Next(2, 2)]),
    (4, &[Next(3, 3), End]),
    (5, &[Next(4, 5), AfterZeros(2, 2)]),
    (6, &[Next(6, 8), AfterZeros(3, 3)]),
    (7, &[Next(9, 11), AfterZeros(4, 4)]),
    (8, &[Next(12, 16), AfterZeros(5, 5)]),
    (9, &[Next(17, 22), AfterZeros(6, 7)]),
    (10, &[Next(23, 29), AfterZeros(8, 9)]),
    (11, &[Next(30, 37), AfterZeros(10, 11)]),
    (12, &[Next(38, 48), AfterZeros(12, 14)]),
    (13, &[Next(49, 61), AfterZeros(15, 18)]),
    (14, &[Next(62, 64), Indexed(1, 16), AfterZeros(19, 24)]),
    (15, &[Indexed(17, 37), Indexed(40, 40), AfterZeros(25, 30)]),
    (16, &[Indexed(38, 39), Indexed(41, 64), AfterZeros(31, 64), IndexedAfterZeros(1, 64)]),
];

/// Levels of CID 1250.
pub(super) const AC_1250: CodeOf<Symbols> = &[
    (2, &[Next(1, 1), AfterZeros(1, 1)]),
    (3, &[Next(2, 2)]),
    (4, &[Next(3, 3), End]),
    (5, &[Next(4, 5), AfterZeros(2, 2)]),
    (6, &[Next(6, 8), AfterZeros(3, 3)]),
    (7, &[Next(9, 11), AfterZeros(4, 4)]),
    (8, &[Next(12, 16), AfterZeros(5, 5)]),
    (9, &[Next(17, 22), AfterZeros(6, 6)]),
    (10, &[Next(23, 29), AfterZeros(7, 8)]),
    (11, &[Next(30, 39), AfterZeros(9, 10)]),
    (12, &[Next(40, 52), AfterZeros(11, 13)]),
    (13, &[Next(53, 64), Indexed(1, 5), AfterZeros(14, 17)]),
    (14, &[Indexed(6, 26), AfterZeros(18, 21)]),
    (15, &[Indexed(27, 53), Indexed(55, 56), AfterZeros(22, 27)]),
    (16, &[Indexed(54, 54), Indexed(57, 64), AfterZeros(28, 64), IndexedAfterZeros(1, 64)]),
];

/// Levels of CID 1251.
pub(super) const AC_1251: CodeOf<Symbols> = &[
    (2, &[Next(1, 1), AfterZeros(1, 1)]),
    (3, &[Next(2, 2)]),
    (4, &[Next(3, 3), End]),
    (5, &[Next(4, 5), AfterZeros(2, 2)]),
    (6, &[Next(6, 8), AfterZeros(3, 3)]),
    (7, &[Next(9, 11), AfterZeros(4, 4)]),
    (8, &[Next(12, 16), AfterZeros(5, 5)]),
    (9, &[Next(17, 21), AfterZeros(6, 6)]),
    (10, &[Next(22, 29), AfterZeros(7, 8)]),
    (11, &[Next(30, 40), AfterZeros(9, 11)]),
    (12, &[Next(41, 52), AfterZeros(12, 14)]),
    (13, &[Next(53, 64), Indexed(1, 8), AfterZeros(15, 17)]),
    (14, &[Indexed(9, 29), AfterZeros(18, 22)]),
    (15, &[Indexed(30, 58), AfterZeros(23, 28)]),
    (16, &[Indexed(59, 64), AfterZeros(29, 64), IndexedAfterZeros(1, 64)]),
];

/// Levels of CID 1252.
pub(super) const AC_1252: CodeOf<Symbols> = &[
    (2, &[Next(1, 1), AfterZeros(1, 1)]),
    (3, &[Next(2, 2)]),
    (4, &[Next(3, 3), AfterZeros(2, 2), End]),
    (5, &[Next(4, 5)]),
    (6, &[Next(6, 7), AfterZeros(3, 3)]),
    (7, &[Next(8, 10)]),
    (8, &[Next(11, 14), AfterZeros(4, 5)]),
    (9, &[Next(15, 18), AfterZeros(6, 6)]),
    (10, &[Next(19, 24), AfterZeros(7, 8)]),
    (11, &[Next(25, 32), AfterZeros(9, 10)]),
    (12, &[Next(33, 41), AfterZeros(11, 13)]),
    (13, &[Next(42, 53), AfterZeros(14, 16)]),
    (14, &[Next(54, 64), Indexed(1, 3), AfterZeros(17, 20)]),
    (15, &[Indexed(4, 21), AfterZeros(21, 25)]),
    (16, &[Indexed(22, 64), AfterZeros(26, 64), IndexedAfterZeros(1, 64)]),
];

/// Runs of zeros of CID 1235.
pub(super) const RUNS_1235: CodeOf<(u8, u8)> = &[
    (1, &[(1, 1)]),
    (3, &[(2, 2)]),
    (4, &[(3, 4)]),
    (5, &[(5, 8)]),
    (6, &[(9, 12)]),
    (7, &[(13, 13)]),
    (8, &[(14, 14)]),
    (9, &[(15, 16), (18, 18), (20, 20)]),
    (10, &[(17, 17), (19, 19), (21, 62)]),
];

/// Runs of zeros of CID 1237.
pub(super) const RUNS_1237: CodeOf<(u8, u8)> = &[
    (1, &[(1, 1)]),
    (3, &[(2, 2)]),
    (4, &[(3, 4)]),
    (5, &[(5, 7)]),
    (6, &[(8, 12)]),
    (7, &[(13, 14)]),
    (8, &[(15, 15)]),
    (9, &[(16, 21), (53, 53), (57, 62)]),
    (10, &[(22, 52), (54, 56)]),
];

/// Runs of zeros of CID 1238.
pub(super) const RUNS_1238: CodeOf<(u8, u8)> = &[
    (1, &[(1, 1)]),
    (3, &[(2, 2)]),
    (4, &[(3, 4)]),
    (5, &[(5, 8)]),
    (6, &[(9, 12)]),
    (7, &[(13, 13)]),
    (8, &[(14, 14)]),
    (9, &[(15, 16), (20, 21)]),
    (10, &[(17, 19), (22, 62)]),
];

/// Runs of zeros of CIDs 1250, 1251 and 1252.
pub(super) const RUNS_1250: CodeOf<(u8, u8)> = &[
    (1, &[(1, 1)]),
    (3, &[(2, 3)]),
    (4, &[(4, 4)]),
    (5, &[(5, 7)]),
    (6, &[(8, 8)]),
    (7, &[(9, 11)]),
    (8, &[(12, 12)]),
    (9, &[(13, 14)]),
    (10, &[(15, 62)]),
];

/// Size classes of differences of CID 1235, in the order of the classes: bits and word.
pub(super) const DC_1235: &[(u8, u8)] = &[
    (4, 0b1010),
    (6, 0b111110),
    (4, 0b1011),
    (4, 0b1100),
    (4, 0b1101),
    (3, 0b000),
    (3, 0b001),
    (3, 0b010),
    (3, 0b011),
    (3, 0b100),
    (4, 0b1110),
    (5, 0b11110),
    (7, 0b1111110),
    (7, 0b1111111),
];

/// Size classes of differences of CID 1237, in the order of the classes: bits and word.
pub(super) const DC_1237: &[(u8, u8)] = &[
    (3, 0b000),
    (4, 0b1100),
    (4, 0b1101),
    (3, 0b001),
    (3, 0b010),
    (3, 0b011),
    (3, 0b100),
    (3, 0b101),
    (4, 0b1110),
    (5, 0b11110),
    (6, 0b111110),
    (6, 0b111111),
];
