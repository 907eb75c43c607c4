//! One component of one slice.

use super::{Arrangement, MOST_BLOCKS, MOST_BYTES, MOST_MACROBLOCKS, Quantiser, SamplePlane, Weights, device};
use crate::level::Level;

/// Quantisers that are counted in one go.
const COUNTED_AT_ONCE: usize = 16;

/// The coefficients of a component, weighted but not quantised. Its memory serves one component after the other.
#[derive(Debug)]
pub struct Component {
    level: Level,
    values: Box<[f32; 64 * MOST_BLOCKS]>,
    blocks: usize,
}

impl Component {
    /// One that holds nothing yet.
    pub fn new(level: Level) -> Self {
        Self { level, values: Box::new([0.0; 64 * MOST_BLOCKS]), blocks: 0 }
    }

    /// Takes `macroblocks` macroblocks of a plane, from the one at column and row `first` of macroblocks on. Where the
    /// plane ends, its last column and row are repeated. Codes that are too high for the depth count as the
    /// highest; the bits that any sample of more than 8 uses are returned, which tell whether there were such.
    ///
    /// # Panics
    /// When the slice is not 1, 2, 4 or 8 macroblocks wide, does not begin in the plane, or the weights are for another
    /// depth.
    pub fn transform(
        &mut self,
        plane: &SamplePlane<'_>,
        arrangement: Arrangement,
        first: (usize, usize),
        macroblocks: usize,
        weights: &Weights,
    ) -> u16 {
        assert!(macroblocks.is_power_of_two() && macroblocks <= MOST_MACROBLOCKS, "{macroblocks} macroblocks");
        let (column, row) = (first.0 * arrangement.columns(), first.1 * 16);
        assert!(column < plane.columns() && row < plane.rows(), "no macroblock {first:?} in the plane");
        assert_eq!(plane.bits(), weights.bits(), "weights of another depth");
        self.blocks = macroblocks * arrangement.blocks();
        device::transform(self.level, plane, arrangement, (column, row), macroblocks, weights, &mut self.values)
    }

    /// Blocks that it holds.
    pub fn blocks(&self) -> usize {
        self.blocks
    }

    /// The coefficients: for each place in coding order, one of each block.
    pub fn coefficients(&self) -> &[f32] {
        &self.values[..64 * self.blocks]
    }

    /// Adds to every entry of `bytes` the length of the codes with the quantiser beside it.
    ///
    /// # Panics
    /// When the slices differ in length, or nothing was transformed yet.
    pub fn add_lengths(&self, quantisers: &[Quantiser], bytes: &mut [u32]) {
        assert!(self.blocks > 0, "nothing was transformed");
        assert_eq!(quantisers.len(), bytes.len(), "a length for each quantiser");
        for (quantisers, bytes) in quantisers.chunks(COUNTED_AT_ONCE).zip(bytes.chunks_mut(COUNTED_AT_ONCE)) {
            let mut of_device = [Quantiser::FINEST.for_device(); COUNTED_AT_ONCE];
            let mut bits = [0; COUNTED_AT_ONCE];
            for (device, quantiser) in of_device.iter_mut().zip(quantisers) {
                *device = quantiser.for_device();
            }
            let count = quantisers.len();
            device::count(self.level, self.coefficients(), self.blocks, &of_device[..count], &mut bits[..count]);
            for (bytes, bits) in bytes.iter_mut().zip(bits) {
                *bytes += bits.div_ceil(8);
            }
        }
    }

    /// Writes the codes to the beginning of `out`; returns their length in bytes. What lies behind them is rubbish.
    ///
    /// # Panics
    /// When nothing was transformed yet.
    pub fn write(&self, quantiser: Quantiser, out: &mut [u8; MOST_BYTES]) -> usize {
        assert!(self.blocks > 0, "nothing was transformed");
        device::write(self.level, self.coefficients(), self.blocks, quantiser.for_device(), out)
    }
}
