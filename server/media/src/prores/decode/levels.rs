//! The levels of a component from its codes (RDD 36, 7.1.1).

use crate::prores::codebooks::{BitReader, FIRST_DC, of_difference, of_level, of_run, unfolded};
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
    // The first run follows one of 4, the first level one of 2.
    let (mut run_before, mut level_before) = (4, 1);
    let mut left = ac;
    while !reader.is_at_end() {
        let run = reader.symbol(of_run(run_before)).ok_or(damaged)?;
        let level = reader.symbol(of_level(level_before)).ok_or(damaged)?;
        let is_negative = reader.take(1).ok_or(damaged)? == 1;
        let [place, behind @ ..] = left.get_mut(run as usize..).ok_or(SliceFault::Run { component })? else {
            return Err(SliceFault::Run { component });
        };
        // Symbols have at most 21 bits.
        let magnitude = level as i32 + 1;
        *place = if is_negative { -magnitude } else { magnitude };
        (run_before, level_before) = (run, level);
        left = behind;
    }
    Ok(())
}

fn read_dc(reader: &mut BitReader<'_>, levels: &mut [i32]) -> Option<()> {
    let mut level = unfolded(reader.symbol(FIRST_DC)?);
    let mut before = 3;
    for (index, place) in levels.iter_mut().enumerate() {
        if index > 0 {
            let difference = unfolded(reader.symbol(of_difference(before))?);
            // Differences count in the direction of the one before.
            before = if before < 0 { -difference } else { difference };
            level += before;
        }
        *place = level;
    }
    Some(())
}
