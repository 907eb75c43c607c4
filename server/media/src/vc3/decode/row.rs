//! A row of macroblocks, read block by block.

use super::super::{Format, Sampling};
use super::Reading;
use super::lookup::{Lookup, Symbol};
use super::places::Place;
use crate::bits::BitReader;

/// Why a macroblock is damaged.
type Damage = &'static str;

const ENDED: Damage = "the row ends within it";

/// Reads a row.
pub(super) struct RowReader<'a> {
    format: &'a Format,
    lookup: &'a Lookup,
    bits: BitReader<'a>,
    reading: Reading,
    /// Level of each plane's last mean.
    means: [i32; 3],
}

impl<'a> RowReader<'a> {
    pub fn new(format: &'a Format, lookup: &'a Lookup, reading: Reading, bytes: &'a [u8]) -> Self {
        Self { format, lookup, reading, bits: BitReader::new(bytes), means: [format.first_mean(); 3] }
    }

    /// The quantiser of the next macroblock.
    ///
    /// Its colour flag must say what the frame's header says: where both differ, or macroblocks among each other, readers do
    /// not agree about which of them are Y'CbCr and which are R'G'B'. 4:2:2 does not need the flag.
    pub fn head(&mut self) -> Result<i32, Damage> {
        let quantiser = self.bits.take(11).ok_or(ENDED)? as i32;
        let is_ycbcr = self.bits.take(1).ok_or(ENDED)? == 1;
        let sampling = self.format.sampling();
        if sampling.is_444() && is_ycbcr != (sampling == Sampling::YCbCr444) {
            return Err("its colour flag is not the frame's");
        }
        if quantiser == 0 { Err("its quantiser is 0") } else { Ok(quantiser) }
    }

    /// The next block, of a plane; gives its coefficients.
    pub fn block(
        &mut self,
        (plane, places): (usize, &[Place; 64]),
        quantiser: i32,
        put: &mut impl FnMut(&Place, i32),
    ) -> Result<(), Damage> {
        put(&places[0], self.mean(plane)? * self.format.mean_scale() as i32);
        let shift = self.format.level_shift();
        let mut position = 0;
        loop {
            self.bits.fill();
            // A level with all that belongs to it has at most 16, 1, 6 and 10 bits.
            let window = self.bits.window();
            let (symbol, mut bits) = self.lookup.level(window).ok_or("no word of a level")?;
            let Symbol::Level { base, has_index, is_behind_zeros } = symbol else {
                return self.bits.skip(bits).ok_or(ENDED);
            };
            let is_negative = window << bits >> 63 == 1;
            bits += 1;
            let mut index = 0;
            if has_index {
                index = (window << bits >> (64 - self.lookup.index_bits)) as i32;
                bits += self.lookup.index_bits;
            }
            if is_behind_zeros {
                let (run, run_bits) = self.lookup.run(window << bits).ok_or("no word of a run")?;
                bits += run_bits;
                position += run;
            }
            self.bits.skip(bits).ok_or(ENDED)?;
            position += 1;
            let place = places.get(position).ok_or("a block has more than 64 levels")?;
            let step = quantiser * i32::from(place.weight);
            let size = coefficient(i32::from(base) + 64 * index, step, place.added, shift, self.reading);
            put(place, if is_negative { -size } else { size });
        }
    }

    fn mean(&mut self, plane: usize) -> Result<i32, Damage> {
        self.bits.fill();
        let (class, bits) = self.lookup.class(self.bits.window()).ok_or("no word of a difference of means")?;
        self.bits.skip(bits).ok_or(ENDED)?;
        let told = self.bits.take(class).ok_or(ENDED)? as i32;
        // Negative ones are told as one less, without the bits above.
        let is_positive = class > 0 && told >> (class - 1) == 1;
        let difference = if class == 0 || is_positive { told } else { told + 1 - (1 << class) };
        // A damaged row may add up to anything; no mean of samples is outside of these.
        let mean = self.means[plane] + difference;
        self.means[plane] = mean.clamp(-65_536, 65_536);
        Ok(self.means[plane])
    }
}

/// The magnitude that a level stands for, in whole numbers.
fn coefficient(level: i32, step: i32, added: u32, shift: u32, reading: Reading) -> i32 {
    // A level is at most 4160 and a step 2047 times 255: the result is at most 2^28.
    let step = i64::from(step);
    let more = match reading {
        Reading::Middle => 0,
        Reading::ThreeQuarters => step / 2,
    };
    ((i64::from(2 * level + 1) * step + more + i64::from(added)) >> shift) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_three_quarters_into_their_step() {
        // At 10 bits, quantiser and weight 32 make a step of 32.
        assert_eq!(coefficient(1, 32 * 32, 0, 6, Reading::ThreeQuarters), 56);
        assert_eq!(coefficient(10, 4 * 32, 0, 6, Reading::ThreeQuarters), 43);
        assert_eq!(coefficient(10, 4 * 33, 32, 6, Reading::ThreeQuarters), 44);
        assert_eq!(coefficient(10, 4 * 33, 32, 6, Reading::Middle), 43);
        // At 12 bits the step is four times as high.
        assert_eq!(coefficient(10, 4 * 32, 8, 4, Reading::ThreeQuarters), 172);
        assert_eq!(coefficient(10, 4 * 33, 8, 4, Reading::ThreeQuarters), 177);
        assert_eq!(coefficient(10, 4 * 33, 32, 4, Reading::ThreeQuarters), 179);
        assert_eq!(coefficient(4160, 2047 * 255, 8, 4, Reading::ThreeQuarters), 271_481_136);
    }
}
