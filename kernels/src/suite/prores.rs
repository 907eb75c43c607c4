//! ProRes slices of small frames: coefficients go by what becomes of them, lengths and bytes.

use crate::cuda::{
    CudaDevice, CudaError, CudaProres, KeptPicture, KernelCache, Lane, ProresShape, ProresSlice, ProresTask,
};
use crate::level::Level;
use crate::prores::{Arrangement, Component, MOST_BYTES, Quantiser, SamplePlane, Scan, Weights};

/// A frame, how it is cut in slices, and the quantisers that it is coded with.
#[derive(Debug)]
pub struct ProresCase {
    /// What is special about it.
    pub name: String,
    size: (usize, usize),
    bits: u8,
    chroma: Arrangement,
    first_lines: Vec<usize>,
    slices: Vec<ProresSlice>,
    weights: [Weights; 2],
    planes: [Vec<u8>; 3],
}

/// What becomes of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProresOutput {
    /// Bits that samples use, by plane.
    pub used: [u16; 3],
    /// Of every slice and quantiser.
    pub lengths: Vec<u32>,
    /// Of every third slice and some other quantisers.
    pub some_lengths: Vec<u32>,
    /// All slices one behind the other, headers included, each with another of the quantisers.
    pub slices: Vec<u8>,
}

/// Bytes of a slice header, and bytes between slices: places of all remainders by 4.
const HEADER_BYTES: usize = 6;
const GAP_BYTES: usize = 1;

/// From the finest to DC alone.
const STEPS: [usize; 7] = [1, 3, 8, 40, 224, 256, 287];
const OTHER_STEPS: [usize; 2] = [2, 280];
const EVERY: usize = 3;

impl ProresCase {
    fn new(kind: &str, size: (usize, usize), bits: u8, chroma: Arrangement, fields: usize, width: usize) -> Self {
        let (columns, rows) = size;
        let pictures = if fields == 1 { "a frame" } else { "fields" };
        let name =
            format!("ProRes of {kind}, {columns}x{rows}, {bits} bits, {chroma:?}, {pictures}, slices of {width}");
        let first_lines: Vec<usize> = if fields == 1 { vec![0] } else { vec![1, 0] };
        let mut slices = Vec::new();
        for (picture, first_line) in first_lines.iter().enumerate() {
            for row in 0..(size.1 - first_line).div_ceil(fields).div_ceil(16) {
                let (mut column, mut macroblocks, across) = (0, width, size.0.div_ceil(16));
                while column < across {
                    while across - column < macroblocks {
                        macroblocks /= 2;
                    }
                    slices.push(ProresSlice { picture, column, row, macroblocks });
                    column += macroblocks;
                }
            }
        }
        let scan = if fields == 1 { Scan::Progressive } else { Scan::Interlaced };
        let weights = [2, 3].map(|least| {
            let matrix = std::array::from_fn(|index| least + (index / 16) as u8);
            Weights::new(&matrix, scan, bits).expect("the suite's weights are 2 to 6")
        });
        let chroma_columns = if chroma == Arrangement::HalfChroma { size.0.div_ceil(2) } else { size.0 };
        let planes = [(0, size.0), (1, chroma_columns), (2, chroma_columns)]
            .map(|(seed, columns)| samples(kind, (columns, size.1), bits, seed));
        Self { name, size, bits, chroma, first_lines, slices, weights, planes }
    }

    /// Slices of the frame.
    pub fn slices(&self) -> usize {
        self.slices.len()
    }

    fn sizes(&self) -> [(usize, usize); 3] {
        let (columns, rows) = self.size;
        let chroma = if self.chroma == Arrangement::HalfChroma { columns.div_ceil(2) } else { columns };
        [(columns, rows), (chroma, rows), (chroma, rows)]
    }

    /// The slices on a GPU.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn prores(&self, device: &CudaDevice, kernels: &KernelCache) -> Result<CudaProres, CudaError> {
        let shape = ProresShape {
            size: self.size,
            bits: self.bits,
            chroma: self.chroma,
            first_lines: &self.first_lines,
            slices: &self.slices,
            weights: self.weights.each_ref(),
        };
        CudaProres::new(device, kernels, &shape)
    }

    /// Brings the frame to a lane.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn bring(&self, device: &CudaDevice, lane: &mut Lane) -> Result<KeptPicture, CudaError> {
        KeptPicture::bring(device, lane, self.planes.each_ref().map(Vec::as_slice), self.sizes(), self.bits)
    }

    /// Where every slice goes, by all lengths, and the end; `choose` gives a slice's place among `steps` quantisers.
    pub fn tasks(
        lengths: &[u32],
        quantisers: &[Quantiser],
        gap_bytes: usize,
        choose: impl Fn(usize) -> usize,
    ) -> (Vec<ProresTask>, usize) {
        let mut end = gap_bytes;
        let tasks = lengths.chunks(quantisers.len()).enumerate().map(|(slice, lengths)| {
            let chosen = choose(slice) % quantisers.len();
            let (first_byte, bytes) = (end, HEADER_BYTES + lengths[chosen] as usize);
            end += bytes + gap_bytes;
            ProresTask { quantiser: quantisers[chosen], first_byte, bytes }
        });
        (tasks.collect(), end)
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
    ) -> Result<ProresOutput, CudaError> {
        let prores = self.prores(device, kernels)?;
        let picture = self.bring(device, lane)?;
        let mut frame = prores.begin(lane, &picture)?;
        let some_lengths = frame.lengths(EVERY, &OTHER_STEPS.map(Quantiser::of_step))?;
        let quantisers = STEPS.map(Quantiser::of_step);
        let lengths = frame.lengths(1, &quantisers)?;
        let used = frame.used();
        let (tasks, end) = Self::tasks(&lengths, &quantisers, GAP_BYTES, |slice| slice);
        let slices = frame.write(&tasks, end)?.to_vec();
        Ok(ProresOutput { used, lengths, some_lengths, slices })
    }

    /// What a CPU of this level makes of it.
    ///
    /// # Panics
    /// Never, for the cases of [`prores`].
    pub fn on_cpu(&self, level: Level) -> ProresOutput {
        let planes: Vec<SamplePlane<'_>> = self
            .planes
            .iter()
            .zip(self.sizes())
            .map(|(bytes, size)| {
                let stride_bytes = size.0 * if self.bits == 8 { 1 } else { 2 };
                SamplePlane::new(bytes, stride_bytes, size, self.bits).expect("the suite's planes are whole")
            })
            .collect();
        let mut components = [0, 1, 2].map(|_| Component::new(level));
        let mut output =
            ProresOutput { used: [0; 3], lengths: vec![], some_lengths: vec![], slices: vec![0; GAP_BYTES] };
        let mut codes = Box::new([0; MOST_BYTES]);
        for (index, slice) in self.slices.iter().enumerate() {
            for (plane, component) in components.iter_mut().enumerate() {
                let of_picture = match self.first_lines.len() {
                    1 => planes[plane],
                    _ => planes[plane].field(self.first_lines[slice.picture] == 1).expect("a frame has two lines"),
                };
                let arrangement = if plane == 0 { Arrangement::Luma } else { self.chroma };
                let (first, weights) = ((slice.column, slice.row), &self.weights[plane.min(1)]);
                output.used[plane] |= component.transform(&of_picture, arrangement, first, slice.macroblocks, weights);
            }
            let lengths = |steps: &[usize]| {
                let quantisers: Vec<Quantiser> = steps.iter().map(|step| Quantiser::of_step(*step)).collect();
                let mut bytes = vec![0; steps.len()];
                components.iter().for_each(|component| component.add_lengths(&quantisers, &mut bytes));
                bytes
            };
            output.lengths.extend(lengths(&STEPS));
            if index % EVERY == 0 {
                output.some_lengths.extend(lengths(&OTHER_STEPS));
            }
            let quantiser = Quantiser::of_step(STEPS[index % STEPS.len()]);
            let header = output.slices.len();
            output.slices.extend([(HEADER_BYTES as u8) << 3, quantiser.index(), 0, 0, 0, 0]);
            for (plane, component) in components.iter().enumerate() {
                let length = component.write(quantiser, &mut codes);
                output.slices.extend(&codes[..length]);
                if plane < 2 {
                    let field = header + 2 + 2 * plane;
                    output.slices[field..field + 2].copy_from_slice(&(length as u16).to_be_bytes());
                }
            }
            output.slices.extend([0; GAP_BYTES]);
        }
        output
    }
}

/// A plane without gaps.
fn samples(kind: &str, (columns, rows): (usize, usize), bits: u8, seed: u32) -> Vec<u8> {
    let most = (1u32 << bits) - 1;
    let mut state = 77 + seed;
    let mut bytes = Vec::with_capacity(2 * columns * rows);
    for y in 0..rows {
        for x in 0..columns {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let sample = match kind {
                "flat" => most / 3,
                "noise" => (state >> 8) % (most + 1),
                // Some blocks have their highest coefficient beside a mean, and no block anything else: long runs to large
                // levels, whose codes are the longest.
                "waves" => {
                    let wave = |at: usize| ((2 * at + 1) as f64 * 7.0 * std::f64::consts::PI / 16.0).cos();
                    let (column, row) = (x / 8, y / 8);
                    let is_wave = (column + 3 * row) % 5 == 0;
                    let waves = if is_wave { wave(x % 8) * wave(y % 8) } else { 0.0 };
                    let mean = 0.4 + ((7 * column + 11 * row * row) % 23) as f64 / 115.0;
                    (f64::from(most) * (mean + 0.39 * waves)).round() as u32
                }
                _ => {
                    // Grain of some codes on slopes: as many levels and zeros as pictures have.
                    let slope = most as usize * (x + 2 * y) / (columns + 2 * rows);
                    let grain = ((state >> 8) % 64 + (state >> 14) % 64) * most / 6_000;
                    (slope as u32 + grain).min(most)
                }
            };
            if bits == 8 {
                bytes.push(sample.min(most) as u8);
            } else {
                bytes.extend((sample as u16).to_le_bytes());
            }
        }
    }
    bytes
}

/// Frames of every depth, chroma, slice width and kind of picture, whole and in fields, with sides that macroblocks do not
/// divide.
pub fn prores() -> Vec<ProresCase> {
    let (half, full) = (Arrangement::HalfChroma, Arrangement::FullChroma);
    [
        ("grain", (208, 50), 10, half, 1, 8),
        ("grain", (207, 37), 12, full, 1, 8),
        ("noise", (117, 33), 16, full, 1, 4),
        ("contrast", (131, 40), 10, half, 1, 8),
        ("contrast", (65, 17), 8, full, 2, 2),
        ("waves", (250, 64), 16, full, 1, 8),
        ("flat", (130, 35), 8, half, 1, 2),
        ("noise", (97, 41), 8, half, 2, 1),
        ("grain", (113, 67), 9, full, 2, 8),
        ("codes too high", (90, 20), 10, half, 1, 4),
        ("grain", (1, 2), 12, half, 2, 8),
        ("noise", (8, 1), 10, full, 1, 1),
    ]
    .into_iter()
    .map(|(kind, size, bits, chroma, fields, width)| ProresCase::new(kind, size, bits, chroma, fields, width))
    .collect()
}

/// The frames whose speed is measured: grain of `width` by `height` in slices of eight, 4:2:2 of 10 bits and 4:4:4 of 12.
pub fn prores_frames(width: usize, height: usize) -> [(&'static str, ProresCase); 2] {
    let case = |bits, chroma| ProresCase::new("grain", (width, height), bits, chroma, 1, 8);
    [
        ("ProRes 4:2:2, 10 bits", case(10, Arrangement::HalfChroma)),
        ("ProRes 4:4:4, 12 bits", case(12, Arrangement::FullChroma)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_alike_at_every_level_and_tells_of_high_codes() {
        for case in prores() {
            let expected = case.on_cpu(Level::BASELINE);
            for level in Level::available() {
                assert!(case.on_cpu(level) == expected, "{} {}", case.name, level.name());
            }
            let has_high = expected.used.iter().any(|used| u32::from(*used) >> case.bits != 0);
            assert_eq!(has_high, case.name.contains("too high"), "{}", case.name);
            assert_eq!(expected.lengths.len(), STEPS.len() * case.slices());
        }
    }
}
