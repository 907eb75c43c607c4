//! Reading the identity strip: 32 dark or bright cells across the top rows say which frame of which clip this is.

use crate::{Delivery, logc3_to_linear, strip_rows};

/// What a frame says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Number of the clip.
    pub clip_id: u32,
    /// Frames since midnight of the frame's source timecode.
    pub count: u64,
}

const CELLS: usize = 32;
/// The first four cells.
const SYNC: u32 = 0b1010;
/// Ten-bit LogC3 code halfway between a dark and a bright cell.
const MIDDLE_CODE: f64 = 455.0;

/// Reads a strip of scan lines of one channel.
///
/// # Panics
/// When it does not begin with the sync cells: then it is no strip, or a damaged one.
pub fn read_strip(rows: &[f32], width: usize, is_linear: bool) -> Identity {
    let middle = MIDDLE_CODE / 1023.0;
    let threshold = if is_linear { logc3_to_linear(middle) } else { middle };
    // The middle row and the middle of each cell: codecs smear the edges.
    let row = &rows[rows.len() / width / 2 * width..][..width];
    let is_bright = |cell: usize| {
        let (first, end) = (cell * width / CELLS, (cell + 1) * width / CELLS);
        let quarter = (end - first) / 4;
        let inner = &row[first + quarter..end - quarter];
        inner.iter().map(|sample| f64::from(*sample)).sum::<f64>() / inner.len() as f64 > threshold
    };
    let word = (0..CELLS).fold(0_u32, |word, cell| word << 1 | u32::from(is_bright(cell)));
    assert_eq!(word >> 28, SYNC, "no identity strip at the top of the picture: {word:032b}");
    Identity { clip_id: word >> 24 & 0xf, count: u64::from(word & 0xff_ffff) }
}

/// What every frame of a delivery says of itself, in the order of the frame numbers; FFmpeg reads the pictures.
pub fn identities(delivery: &Delivery, strip_height: usize) -> Vec<Identity> {
    let is_linear = delivery.extension() == "exr";
    let (width, frames) = strip_rows(delivery, strip_height);
    frames.iter().map(|rows| read_strip(rows, width, is_linear)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_generator_draws() {
        let word: u32 = 0b1010 << 28 | 9 << 24 | 86_411;
        let width = 320;
        let row: Vec<f32> = (0..width)
            .map(|x| if word >> (31 - x * CELLS / width) & 1 == 1 { 760.0 / 1023.0 } else { 150.0 / 1023.0 })
            .collect();
        let identity = read_strip(&row.repeat(8), width, false);
        assert_eq!(identity, Identity { clip_id: 9, count: 86_411 });
    }
}
