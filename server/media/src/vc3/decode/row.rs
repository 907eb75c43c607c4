//! A row of macroblocks, read block by block.

use super::super::Format;
use super::bits::BitReader;
use super::lookup::{Lookup, Symbol};

/// Why a macroblock is damaged.
type Damage = &'static str;

const ENDED: Damage = "the row ends within it";

/// Reads a row.
pub(super) struct RowReader<'a> {
    format: &'a Format,
    lookup: &'a Lookup,
    bits: BitReader<'a>,
    /// Level of each plane's last mean.
    means: [i32; 3],
}

impl<'a> RowReader<'a> {
    pub fn new(format: &'a Format, lookup: &'a Lookup, bytes: &'a [u8]) -> Self {
        Self { format, lookup, bits: BitReader::new(bytes), means: [format.first_mean(); 3] }
    }

    /// The quantiser of the next macroblock; its colour flag says what the frame's header has said.
    pub fn head(&mut self) -> Result<i32, Damage> {
        let quantiser = self.bits.take(11) as i32;
        self.bits.skip(1);
        if quantiser == 0 { Err("its quantiser is 0") } else { Ok(quantiser) }
    }

    /// The next block, of a plane; gives its coefficients by scan position.
    pub fn block(&mut self, plane: usize, quantiser: i32, put: &mut impl FnMut(usize, i32)) -> Result<(), Damage> {
        put(0, self.mean(plane)? * self.format.mean_scale() as i32);
        let weights = self.format.weights(plane);
        let mut position = 0;
        loop {
            let (symbol, bits) = self.lookup.level(self.bits.peek(16)).ok_or("no word of a level")?;
            self.bits.skip(bits);
            let Symbol::Level { base, has_index, is_behind_zeros } = symbol else { break };
            let is_negative = self.bits.take(1) == 1;
            let index = if has_index { self.bits.take(self.lookup.index_bits) } else { 0 };
            if is_behind_zeros {
                let (run, bits) = self.lookup.run(self.bits.peek(10)).ok_or("no word of a run")?;
                self.bits.skip(bits);
                position += run;
            }
            position += 1;
            let weight = *weights.get(position).ok_or("a block has more than 64 levels")?;
            let (shift, is_444) = (self.format.level_shift(), self.format.sampling().is_444());
            let size = coefficient(i32::from(base) + 64 * index as i32, quantiser, weight, shift, is_444);
            put(position, if is_negative { -size } else { size });
        }
        if self.bits.is_over() { Err(ENDED) } else { Ok(()) }
    }

    fn mean(&mut self, plane: usize) -> Result<i32, Damage> {
        let (class, bits) = self.lookup.class(self.bits.peek(7)).ok_or("no word of a difference of means")?;
        self.bits.skip(bits);
        let told = self.bits.take(class) as i32;
        // Negative ones are told as one less, without the bits above.
        let is_positive = class > 0 && told >> (class - 1) == 1;
        let difference = if class == 0 || is_positive { told } else { told + 1 - (1 << class) };
        // A damaged row may add up to anything; no mean of samples is outside of these.
        let mean = self.means[plane] + difference;
        self.means[plane] = mean.clamp(-65_536, 65_536);
        Ok(self.means[plane])
    }
}

/// The magnitude that a level stands for: three quarters into its step, in whole numbers.
///
/// FFmpeg's rounding, as its output shows it: half a unit, of 8 or 10 bits' scale in 4:4:4 even at 12 bits, and none where
/// such a half meets a weight of 32.
fn coefficient(level: i32, quantiser: i32, weight: u8, shift: u32, is_444: bool) -> i32 {
    // At most 4160, 2047 and 255: the result is at most 2^28.
    let step = i64::from(quantiser) * i64::from(weight);
    let half = if is_444 { 32 } else { 1 << (shift - 1) };
    let half = if half == 32 && weight == 32 { 0 } else { half };
    ((i64::from(2 * level + 1) * step + step / 2 + half) >> shift) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_three_quarters_into_their_step() {
        // At 10 bits, quantiser and weight 32 make a step of 32.
        assert_eq!(coefficient(1, 32, 32, 6, false), 56);
        assert_eq!(coefficient(10, 4, 32, 6, false), 43);
        assert_eq!(coefficient(10, 4, 33, 6, false), 44);
        // At 12 bits the step is four times as high.
        assert_eq!(coefficient(10, 4, 32, 4, false), 172);
        assert_eq!(coefficient(10, 4, 33, 4, false), 177);
        assert_eq!(coefficient(10, 4, 33, 4, true), 179);
        assert_eq!(coefficient(4160, 2047, 255, 4, false), 271_481_136);
    }
}
