//! Blocks of a row of macroblocks, as groups of sixteen side by side: each plane's upper blocks, then its lower ones.

use super::Format;
use interneg_kernels::transform::GROUP;

/// `[row][column]` of coefficients in the order of their words: along diagonals, up and down in turns.
const fn zigzag() -> [u8; 64] {
    let mut places = [0; 64];
    let (mut index, mut diagonal) = (0, 0);
    while diagonal < 15 {
        let mut step = 0;
        while step <= diagonal {
            let (row, column) = if diagonal % 2 == 1 { (step, diagonal - step) } else { (diagonal - step, step) };
            if row < 8 && column < 8 {
                places[index] = (row * 8 + column) as u8;
                index += 1;
            }
            step += 1;
        }
        diagonal += 1;
    }
    places
}

/// Places of coefficients in a block, in scan order.
pub(super) const ZIGZAG: [u8; 64] = zigzag();

/// Where the blocks of a row are.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowLayout {
    /// Macroblocks of the row.
    pub columns: usize,
    /// Groups of a plane's upper or lower blocks.
    groups: [usize; 3],
    /// Blocks of a macroblock side by side in a plane.
    across: [usize; 3],
}

/// A block of a macroblock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub plane: usize,
    /// Group of the row, and block of the group.
    pub group: usize,
    pub lane: usize,
}

impl RowLayout {
    pub fn new(format: &Format) -> Self {
        let (columns, _) = format.macroblocks();
        let across: [usize; 3] = std::array::from_fn(|plane| format.blocks_across(plane));
        Self { columns, groups: across.map(|across| (across * columns).div_ceil(GROUP)), across }
    }

    /// Groups of a row.
    pub fn group_count(&self) -> usize {
        2 * self.groups.iter().sum::<usize>()
    }

    /// Groups of a plane's upper or lower blocks.
    pub fn groups_across(&self, plane: usize) -> usize {
        self.groups[plane]
    }

    /// Blocks of a plane side by side.
    pub fn blocks_across(&self, plane: usize) -> usize {
        self.across[plane] * self.columns
    }

    /// The plane's groups, upper and lower.
    pub fn groups_of(&self, plane: usize) -> std::ops::Range<usize> {
        let first = 2 * self.groups[..plane].iter().sum::<usize>();
        first..first + 2 * self.groups[plane]
    }

    /// The blocks of a macroblock in the order of the stream: the upper ones of all planes, then the lower ones.
    #[inline]
    pub fn blocks(&self, macroblock: usize) -> impl Iterator<Item = Block> + '_ {
        (0..2).flat_map(move |half| {
            (0..3).flat_map(move |plane| {
                (0..self.across[plane]).map(move |k| {
                    let block = macroblock * self.across[plane] + k;
                    let group = self.groups_of(plane).start + half * self.groups[plane] + block / GROUP;
                    Block { plane, group, lane: block % GROUP }
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sampling;
    use super::*;

    #[test]
    fn the_scan_is_the_usual_zigzag() {
        assert_eq!(ZIGZAG[..10], [0, 1, 8, 16, 9, 2, 3, 10, 17, 24]);
        assert_eq!(ZIGZAG[60..], [47, 55, 62, 63]);
        let mut places = ZIGZAG;
        places.sort_unstable();
        assert!(places.iter().enumerate().all(|(index, place)| index == usize::from(*place)));
    }

    #[test]
    fn blocks_come_in_the_order_of_the_stream() {
        let order = |id, bits, sampling| {
            let layout = RowLayout::new(&Format::new(id, (320, 64), bits, sampling).unwrap());
            assert_eq!(layout.columns, 20);
            layout.blocks(9).map(|block| (block.plane, block.group, block.lane)).collect::<Vec<_>>()
        };
        // 40 blocks of luma in 3 groups, twice; 20 of chroma in 2.
        let expected = vec![(0, 1, 2), (0, 1, 3), (1, 6, 9), (2, 10, 9), (0, 4, 2), (0, 4, 3), (1, 8, 9), (2, 12, 9)];
        assert_eq!(order(1271, 10, Sampling::YCbCr422), expected);
        let expected = vec![
            (0, 1, 2),
            (0, 1, 3),
            (1, 7, 2),
            (1, 7, 3),
            (2, 13, 2),
            (2, 13, 3),
            (0, 4, 2),
            (0, 4, 3),
            (1, 10, 2),
            (1, 10, 3),
            (2, 16, 2),
            (2, 16, 3),
        ];
        assert_eq!(order(1270, 10, Sampling::Gbr444), expected);
    }
}
