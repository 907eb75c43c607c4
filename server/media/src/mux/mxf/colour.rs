//! Labels of colorimetry (ST 377-1 annex G.3; ST 2067-21 for the newer ones) for the code points of ITU-T H.273.

use super::label::{Label, registered};

/// First half of the items of all of them.
const fn colour(version: u8, kind: u8, value: u8) -> Label {
    registered(version, [0x04, 0x01, 0x01, 0x01, kind, value, 0, 0])
}

/// Code points of H.273 and their labels.
type Table = [(u8, Label)];

/// sRGB's transfer, by the label that Avid's dictionary has for it.
const SRGB: Label = registered(1, [0x0e, 0x04, 0x05, 0x01, 0x01, 0x03, 0, 0]);

const TRANSFERS: &Table = &[
    (1, colour(1, 1, 2)),
    (4, colour(1, 1, 1)),
    (6, colour(1, 1, 2)),
    (7, colour(1, 1, 3)),
    (8, colour(6, 1, 6)),
    (12, colour(6, 1, 5)),
    (13, SRGB),
    (14, colour(0x0e, 1, 9)),
    (15, colour(0x0e, 1, 9)),
    (16, colour(0x0d, 1, 0x0a)),
    (17, colour(8, 1, 7)),
    (18, colour(0x0d, 1, 0x0b)),
];

const PRIMARIES: &Table = &[
    (1, colour(6, 3, 3)),
    (5, colour(6, 3, 2)),
    (6, colour(6, 3, 1)),
    (9, colour(0x0d, 3, 4)),
    (10, colour(0x0d, 3, 5)),
    (12, colour(0x0d, 3, 6)),
];

const EQUATIONS: &Table = &[
    (0, colour(0x0d, 2, 5)),
    (1, colour(1, 2, 2)),
    (5, colour(1, 2, 1)),
    (6, colour(1, 2, 1)),
    (7, colour(1, 2, 3)),
    (8, colour(0x0d, 2, 4)),
    (9, colour(0x0d, 2, 6)),
];

/// H.273's code point of what is not told.
pub(super) const UNSPECIFIED: u8 = 2;

/// Label of transfer characteristics; `None` where there is none. BT.601's are BT.709's.
pub(super) fn transfer(code: u8) -> Option<Label> {
    find(TRANSFERS, code)
}

/// Label of primaries; `None` where there is none.
pub(super) fn primaries(code: u8) -> Option<Label> {
    find(PRIMARIES, code)
}

/// Label of matrix coefficients; `None` where there is none.
pub(super) fn equations(code: u8) -> Option<Label> {
    find(EQUATIONS, code)
}

fn find(table: &Table, code: u8) -> Option<Label> {
    table.iter().find(|(known, _)| *known == code).map(|(_, label)| *label)
}
