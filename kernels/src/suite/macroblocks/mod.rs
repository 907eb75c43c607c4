//! Pictures as macroblocks of a run-level code, on a CPU block by block and on a GPU.

mod cases;
mod code;
mod on_cpu;

pub use cases::{macroblock_frames, macroblocks};

use crate::cuda::{
    CudaDevice, CudaError, CudaMacroblocks, KeptLines, KeptPicture, KernelCache, Lane, MacroblockCoding,
    MacroblockOrder, MacroblockWords, Slot,
};
use crate::macroblock::{Costs, Scan};

/// A picture and the code that it is written in.
#[derive(Debug)]
pub struct MacroblockCase {
    /// What is special about it.
    pub name: String,
    macroblocks: (usize, usize),
    /// Of the lines that are coded.
    sizes: [(usize, usize); 3],
    bits: u8,
    across: [usize; 3],
    scan: Scan,
    costs: [Costs; 3],
    words: MacroblockWords,
    /// Lines of the planes that are coded, of as many more as their step says.
    lines: KeptLines,
    planes: [Vec<u8>; 3],
    /// Quantisers of macroblocks: most have the first.
    quantisers: [u16; 2],
}

/// One in so many groups is sampled.
const SAMPLE_STEP: usize = 3;

/// All that a picture becomes, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MacroblockOutput {
    /// Bits of samples above their depth.
    pub above: [u32; 3],
    /// Bits of sampled blocks at both quantisers, by plane.
    pub sample: Vec<[u32; 3]>,
    /// Bits of every block at the first quantiser.
    pub block_bits: Vec<u32>,
    /// Its squared errors, as bits of singles.
    pub block_errors: Vec<u32>,
    /// Bits of every macroblock at the first quantiser and then at the second.
    pub bits: Vec<u32>,
    /// Squared errors of the same, as bits of singles.
    pub errors: Vec<u32>,
    /// Rows of macroblocks, each of whole words of 32 bits.
    pub rows: Vec<u8>,
}

impl MacroblockOutput {
    /// Numbers that are compared, and how many of them differ.
    pub fn differing(&self, other: &Self) -> (usize, usize) {
        fn count<T: PartialEq>(found: &[T], expected: &[T]) -> (usize, usize) {
            let off = found.iter().zip(expected).filter(|(found, expected)| found != expected).count();
            (expected.len(), off + found.len().abs_diff(expected.len()))
        }
        let counts = [
            count(&self.above, &other.above),
            count(&self.sample, &other.sample),
            count(&self.block_bits, &other.block_bits),
            count(&self.block_errors, &other.block_errors),
            count(&self.bits, &other.bits),
            count(&self.errors, &other.errors),
            count(&self.rows, &other.rows),
        ];
        counts.into_iter().fold((0, 0), |all, now| (all.0 + now.0, all.1 + now.1))
    }
}

/// Which of the two quantisers a macroblock has.
fn choice(macroblock: usize) -> usize {
    usize::from(macroblock % 5 == 3 || macroblock % 7 == 2)
}

impl MacroblockCase {
    /// The encoder of pictures like this one.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn encoder(&self, device: &CudaDevice, kernels: &KernelCache) -> Result<CudaMacroblocks, CudaError> {
        let Self { macroblocks, sizes, bits, across, scan, costs, words, .. } = self;
        let (macroblocks, sizes, bits, across) = (*macroblocks, *sizes, *bits, *across);
        CudaMacroblocks::new(
            device,
            kernels,
            &MacroblockCoding { macroblocks, sizes, bits, across, scan, costs, words },
        )
    }

    /// Brings the picture to a lane, with the lines that are not coded.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn bring(&self, device: &CudaDevice, lane: &mut Lane) -> Result<KeptPicture, CudaError> {
        let sizes = self.sizes.map(|(columns, rows)| (columns, rows * self.lines.step));
        KeptPicture::bring(device, lane, self.planes.each_ref().map(Vec::as_slice), sizes, self.bits)
    }

    /// The lines that are coded.
    pub fn lines(&self) -> KeptLines {
        self.lines
    }

    /// The finer quantiser and the coarser one.
    pub fn quantisers(&self) -> [u16; 2] {
        self.quantisers
    }

    /// Bytes of all rows, and how each macroblock is written, where these are the bits of macroblocks at both quantisers.
    pub fn orders(&self, bits: [&[u32]; 2]) -> (usize, Vec<MacroblockOrder>) {
        self.orders_at(self.quantisers, bits)
    }

    /// As [`Self::orders`], at other quantisers.
    pub fn orders_at(&self, quantisers: [u16; 2], bits: [&[u32]; 2]) -> (usize, Vec<MacroblockOrder>) {
        let (mut offset_bits, mut orders) = (0, Vec::with_capacity(bits[0].len()));
        for (index, bits) in bits[0].iter().zip(bits[1]).enumerate() {
            if index % self.macroblocks.0 == 0 {
                offset_bits = u32::next_multiple_of(offset_bits, 32);
            }
            let which = choice(index);
            let slot = if which == 0 { Slot::First } else { Slot::Second };
            orders.push(MacroblockOrder { offset_bits, quantiser: quantisers[which], slot });
            offset_bits += [bits.0, bits.1][which];
        }
        (offset_bits.div_ceil(32) as usize * 4, orders)
    }

    /// What a GPU makes of it.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn on_gpu(
        &self,
        device: &CudaDevice,
        kernels: &KernelCache,
        lane: &mut Lane,
    ) -> Result<MacroblockOutput, CudaError> {
        let encoder = self.encoder(device, kernels)?;
        let kept = self.bring(device, lane)?;
        let mut picture = encoder.picture(lane, &kept, self.lines)?;
        let singles = |numbers: &[f32]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<u32>>();
        let [first, second] = self.quantisers;
        let sample = picture.sample(SAMPLE_STEP, &self.quantisers)?;
        let above = picture.above();
        let (block_bits, block_errors) = picture.blocks(first)?;
        // One by one, then together into the other's place: what is measured last counts.
        picture.measure((second, Slot::First), None)?;
        let measured = picture.measure((first, Slot::First), Some((second, Slot::Second)))?;
        let bits = [measured.bits(0), measured.bits(1)];
        let errors = [measured.errors(0), measured.errors(1)].map(singles).concat();
        let (bytes, orders) = self.orders(bits);
        let bits = bits.concat();
        let rows = picture.write(bytes, orders.into_iter())?.to_vec();
        Ok(MacroblockOutput { above, sample, block_bits, block_errors: singles(&block_errors), bits, errors, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::Level;

    #[test]
    fn every_case_is_alike_at_every_level_and_not_trivial() {
        let mut shown = [false; 4];
        for case in macroblocks() {
            let expected = case.on_cpu(Level::BASELINE);
            for level in Level::available() {
                let found = case.on_cpu(level);
                assert_eq!(found.differing(&expected).1, 0, "{} {}", case.name, level.name());
            }
            assert!(!expected.rows.is_empty() && expected.rows.len() % 4 == 0, "{}", case.name);
            assert_eq!(expected.bits.len(), 2 * case.macroblocks.0 * case.macroblocks.1);
            shown[0] |= expected.bits.iter().any(|bits| *bits > 4000);
            shown[1] |= expected.errors.iter().any(|error| f32::from_bits(*error) > 1e4);
            shown[2] |= expected.above != [0; 3];
            shown[3] |= case.lines != KeptLines::ALL;
        }
        assert_eq!(shown, [true; 4], "long macroblocks, large errors, codes above the depth, fields");
    }
}
