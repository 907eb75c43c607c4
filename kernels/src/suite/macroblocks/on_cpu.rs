//! What a CPU makes of a case: the loops of `macroblock`, and bits one behind the other.

use super::{MacroblockCase, MacroblockOutput, SAMPLE_STEP, choice};
use crate::cuda::Word;
use crate::level::Level;
use crate::macroblock::{self, Levels, SamplePlane};
use crate::transform::{GROUP, Group};

/// Coefficients of a plane: groups of each line of blocks.
type Lines = Vec<Vec<Group>>;

/// A block of a macroblock: plane, line of blocks, block of the line.
type Block = (usize, usize, usize);

/// Bits, the first into the highest of the first byte.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn put(&mut self, Word { code, bits }: Word) {
        for bit in (0..bits).rev() {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((code >> bit & 1) as u8) << (7 - self.count % 8);
            }
            self.count += 1;
        }
    }

    /// Zeros up to a whole word of 32 bits.
    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self.count = self.bytes.len() * 8;
    }
}

impl MacroblockCase {
    /// What a CPU of this level makes of it.
    ///
    /// # Panics
    /// Never, for the cases of [`macroblocks`](super::macroblocks).
    pub fn on_cpu(&self, level: Level) -> MacroblockOutput {
        let (planes, above) = self.transformed(level);
        let [first, second] = self.quantisers;
        let measured = [first, second].map(|quantiser| self.measured(level, &planes, quantiser));
        let of_blocks = |what: &dyn Fn(Block) -> u32| self.blocks().into_iter().map(what).collect::<Vec<u32>>();
        let summed = self.summed(&planes, &measured);
        MacroblockOutput {
            above,
            sample: measured.iter().map(|(bits, _)| self.sample(bits)).collect(),
            block_bits: of_blocks(&|block| self.bits_of(&planes, &measured[0].0, block)),
            block_errors: of_blocks(&|(plane, line, x)| measured[0].1[plane][line][x].to_bits()),
            bits: summed.iter().flat_map(|(bits, _)| bits).copied().collect(),
            errors: summed.iter().flat_map(|(_, errors)| errors).map(|error| error.to_bits()).collect(),
            rows: self.rows(level, &planes),
        }
    }

    /// Coefficients, and bits of samples above their depth.
    fn transformed(&self, level: Level) -> ([Lines; 3], [u32; 3]) {
        let mut above = [0; 3];
        let planes = std::array::from_fn(|plane| {
            let (columns, rows) = self.sizes[plane];
            let line_bytes = columns * if self.bits == 8 { 1 } else { 2 };
            let bytes = &self.planes[plane][self.lines.first * line_bytes..];
            let stride_bytes = self.lines.step * line_bytes;
            let samples = SamplePlane::new(bytes, stride_bytes, (columns, rows), self.bits > 8);
            let samples = samples.expect("the suite's planes hold their samples");
            let groups = (self.macroblocks.0 * self.across[plane]).div_ceil(GROUP);
            let lines = 0..2 * self.macroblocks.1;
            lines
                .map(|line| {
                    let mut groups = vec![[[0.0; GROUP]; 64]; groups];
                    let seen = macroblock::transform(level, &samples, (0, 8 * line), &self.scan, &mut groups);
                    above[plane] |= (u64::from(seen) >> self.bits << self.bits) as u32;
                    groups
                })
                .collect()
        });
        (planes, above)
    }

    /// Bits and errors of every block's levels: `[plane][line][block]`.
    #[expect(clippy::type_complexity, reason = "the same for both numbers")]
    fn measured(&self, level: Level, planes: &[Lines; 3], quantiser: u16) -> ([Vec<Vec<u32>>; 3], [Vec<Vec<f32>>; 3]) {
        let mut errors: [Vec<Vec<f32>>; 3] = Default::default();
        let bits = std::array::from_fn(|plane| {
            let lines = planes[plane].iter().map(|groups| {
                let (mut bits, mut lost) = (vec![0; groups.len() * GROUP], vec![0.0; groups.len() * GROUP]);
                macroblock::measure(level, groups, quantiser.into(), &self.costs[plane], &mut bits, &mut lost);
                errors[plane].push(lost);
                bits
            });
            lines.collect()
        });
        (bits, errors)
    }

    /// Sums of one group in some.
    fn sample(&self, bits: &[Vec<Vec<u32>>; 3]) -> [u32; 3] {
        std::array::from_fn(|plane| {
            let blocks = self.macroblocks.0 * self.across[plane];
            let groups = bits[plane].iter().flat_map(|line| line[..blocks].chunks(GROUP));
            groups.skip(SAMPLE_STEP / 2).step_by(SAMPLE_STEP).flatten().sum()
        })
    }

    /// All blocks, plane by plane and line by line.
    fn blocks(&self) -> Vec<Block> {
        let lines = |plane: usize| (0..2 * self.macroblocks.1).map(move |line| (plane, line));
        let across = |plane: usize| self.macroblocks.0 * self.across[plane];
        (0..3).flat_map(lines).flat_map(|(plane, line)| (0..across(plane)).map(move |x| (plane, line, x))).collect()
    }

    /// The blocks of a macroblock in the order of the stream.
    fn blocks_of(&self, macroblock: usize) -> Vec<Block> {
        let (row, column) = (macroblock / self.macroblocks.0, macroblock % self.macroblocks.0);
        let mut blocks = Vec::new();
        for line in [2 * row, 2 * row + 1] {
            for (plane, across) in self.across.into_iter().enumerate() {
                blocks.extend((0..across).map(|k| (plane, line, column * across + k)));
            }
        }
        blocks
    }

    /// The level of a block's mean, as `device/macroblock/quantise.h` has it.
    fn mean(&self, planes: &[Lines; 3], (plane, line, x): Block) -> i32 {
        (planes[plane][line][x / GROUP][0][x % GROUP] + 0.5) as i32
    }

    /// The difference of a block's mean to that of the block before.
    fn difference(&self, planes: &[Lines; 3], (plane, line, x): Block) -> i32 {
        let across = self.across[plane];
        let before = match (x % across, line % 2) {
            (1.., _) => Some((plane, line, x - 1)),
            (0, 1) => Some((plane, line - 1, x + across - 1)),
            _ => x.checked_sub(1).map(|x| (plane, line + 1, x)),
        };
        let told = before.map_or(self.words.first_mean, |before| self.mean(planes, before));
        self.mean(planes, (plane, line, x)) - told
    }

    /// The words of a block's mean.
    fn difference_words(&self, planes: &[Lines; 3], block: Block) -> [Word; 2] {
        let difference = self.difference(planes, block);
        let bits = 32 - difference.unsigned_abs().leading_zeros();
        let less = (difference - i32::from(difference < 0)).cast_unsigned();
        [self.words.differences[bits as usize], Word { code: less & ((1 << bits) - 1), bits }]
    }

    /// All bits of a block, the head of a macroblock that begins with it included.
    fn bits_of(&self, planes: &[Lines; 3], bits: &[Vec<Vec<u32>>; 3], (plane, line, x): Block) -> u32 {
        let is_first = plane == 0 && line % 2 == 0 && x % self.across[0] == 0;
        let head = if is_first { self.words.head_bits } else { 0 };
        let mean: u32 = self.difference_words(planes, (plane, line, x)).iter().map(|word| word.bits).sum();
        head + mean + bits[plane][line][x] + self.words.end.bits
    }

    /// Bits and errors of macroblocks at both quantisers.
    #[expect(clippy::type_complexity, reason = "as `measured` has it")]
    fn summed(
        &self,
        planes: &[Lines; 3],
        measured: &[([Vec<Vec<u32>>; 3], [Vec<Vec<f32>>; 3]); 2],
    ) -> [(Vec<u32>, Vec<f32>); 2] {
        let macroblocks = 0..self.macroblocks.0 * self.macroblocks.1;
        measured.each_ref().map(|(bits, errors)| {
            let of = |macroblock| {
                let blocks = self.blocks_of(macroblock);
                let bits = blocks.iter().map(|block| self.bits_of(planes, bits, *block)).sum::<u32>();
                (bits, blocks.iter().fold(0.0, |sum, (plane, line, x)| sum + errors[*plane][*line][*x]))
            };
            macroblocks.clone().map(of).unzip()
        })
    }

    /// Rows as bytes.
    fn rows(&self, level: Level, planes: &[Lines; 3]) -> Vec<u8> {
        let mut out = Bits::default();
        for macroblock in 0..self.macroblocks.0 * self.macroblocks.1 {
            if macroblock % self.macroblocks.0 == 0 {
                out.pad();
            }
            let quantiser = self.quantisers[choice(macroblock)];
            let head = u32::from(quantiser) << 1 | u32::from(self.words.head_last);
            out.put(Word { code: head, bits: self.words.head_bits });
            for (plane, line, x) in self.blocks_of(macroblock) {
                let (group, mut levels) = (&planes[plane][line][x / GROUP], Levels::default());
                let quantisers = [f32::from(quantiser); GROUP];
                macroblock::levels(level, group, &quantisers, self.costs[plane].quantiser(), &mut levels);
                self.difference_words(planes, (plane, line, x)).into_iter().for_each(|word| out.put(word));
                let of_block: Vec<i16> = levels.levels.iter().map(|lanes| lanes[x % GROUP]).collect();
                self.put_levels(&of_block, &mut out);
                out.put(self.words.end);
            }
        }
        out.pad();
        out.bytes
    }

    /// The words of a block's levels.
    fn put_levels(&self, levels: &[i16], out: &mut Bits) {
        let mut run = 0;
        for level in &levels[1..] {
            if *level == 0 {
                run += 1;
                continue;
            }
            let less = usize::from(level.unsigned_abs()) - 1;
            let kind = usize::from(less >= 64) * 2 + usize::from(run > 0);
            out.put(self.words.levels[kind][less % 64]);
            out.put(Word { code: u32::from(*level < 0), bits: 1 });
            if less >= 64 {
                out.put(Word { code: (less / 64) as u32, bits: self.words.index_bits });
            }
            if run > 0 {
                out.put(self.words.runs[run - 1]);
            }
            run = 0;
        }
    }
}
