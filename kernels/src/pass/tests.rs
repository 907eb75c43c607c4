//! Passes against definitions in double precision, at every level.

mod codes;
mod pack;
mod quotient;
mod unpack;
mod ycbcr;

use super::*;

/// A pass that only unpacks, into a tile of all its rows.
fn to_tile(level: Level, coding: &SourceCoding, picture: &Picture<'_>) -> RgbTile {
    let pass = Pass::at_level(level, coding, &[], Target::RgbF32).unwrap();
    pass.check(picture).unwrap();
    let mut tile = RgbTile::new(coding.width, coding.height);
    tile.set_rows(coding.height);
    let counts = pass.rows(picture, 0, coding.height, &mut tile.lines());
    assert_eq!(counts, PackCounts::default(), "singles hold everything");
    tile
}

/// A pass that only packs the tile's rows.
fn from_tile(level: Level, tile: &RgbTile, target: Target, out: &mut [Lines<'_>]) -> PackCounts {
    let pass = Pass::from_tile(tile, target).unwrap().with_level(level);
    pass.rows(&tile.picture(), 0, tile.rows(), out)
}
