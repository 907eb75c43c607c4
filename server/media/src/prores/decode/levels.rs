//! The levels of a component from its codes (RDD 36, 7.1.1).

use super::lookup::{Table, of_levels, of_runs};
use crate::bits::BitReader;
use crate::prores::codebooks::{FIRST_DC, of_difference, unfolded};
use crate::prores::error::SliceFault;
use interneg_kernels::prores::MOST_BLOCKS;

/// Levels of a component in coding order: of each place, one of each block.
pub(super) type Levels = [i32; 64 * MOST_BLOCKS];

/// Replaces the first 64 levels for each of `blocks` blocks by those that `codes` tell.
pub(super) fn read(codes: &[u8], blocks: usize, component: usize, levels: &mut Levels) -> Result<(), SliceFault> {
    let levels = &mut levels[..64 * blocks];
    levels.fill(0);
    let mut reader = BitReader::new(codes);
    let (dc, ac) = levels.split_at_mut(blocks);
    let damaged = SliceFault::Codes { component };
    read_dc(&mut reader, dc).ok_or(damaged)?;
    read_ac(&mut reader, ac, damaged, SliceFault::Run { component })
}

/// Levels and the runs of zeros before them up to the end of the codes.
fn read_ac(
    reader: &mut BitReader<'_>,
    levels: &mut [i32],
    damaged: SliceFault,
    outside: SliceFault,
) -> Result<(), SliceFault> {
    // The first run follows one of 4, the first level one of 2.
    let (mut runs, mut sizes) = (of_runs(4), of_levels(1));
    let mut place = 0;
    loop {
        reader.fill();
        if reader.is_at_end() {
            return Ok(());
        }
        let run = next_of(reader, runs).ok_or(damaged)?;
        let size = next_of(reader, sizes).ok_or(damaged)?;
        let is_negative = reader.window() >> 63 == 1;
        reader.skip(1).ok_or(damaged)?;
        // Symbols have at most 21 bits.
        let magnitude = size as i32 + 1;
        place += run as usize;
        *levels.get_mut(place).ok_or(outside)? = if is_negative { -magnitude } else { magnitude };
        place += 1;
        (runs, sizes) = (of_runs(run), of_levels(size));
    }
}

/// The next symbol of a reader that was filled. Behind a short word it still holds a symbol of any length, and a sign.
#[inline(always)]
fn next_of(reader: &mut BitReader<'_>, table: &Table) -> Option<u32> {
    let entry = table.entry(reader.window());
    if entry.bits > 0 {
        reader.skip(entry.bits.into())?;
        return Some(entry.symbol.into());
    }
    let symbol = table.code.read(reader)?;
    reader.fill();
    Some(symbol)
}

fn read_dc(reader: &mut BitReader<'_>, levels: &mut [i32]) -> Option<()> {
    let mut level = unfolded(FIRST_DC.read(reader)?);
    let mut before = 3;
    for (index, place) in levels.iter_mut().enumerate() {
        if index > 0 {
            let difference = unfolded(of_difference(before).read(reader)?);
            // Differences count in the direction of the one before.
            before = if before < 0 { -difference } else { difference };
            level += before;
        }
        *place = level;
    }
    Some(())
}
