//! Bits, and the codes of levels and runs from a decoder's side (RDD 36, 7.1.1).

use crate::bits::BitReader;

/// A family of two codes: with `quotients` zeros or more in front, an exponential Golomb code of order `exponential` of
/// what exceeds `quotients << rice`; with fewer, their number and `rice` bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    quotients: u32,
    rice: u32,
    exponential: u32,
}

const fn code(quotients: u32, rice: u32, exponential: u32) -> Code {
    Code { quotients, rice, exponential }
}

/// An exponential Golomb code alone.
const fn golomb(order: u32) -> Code {
    code(1, order, order + 1)
}

/// Of the first DC level of a component.
pub(super) const FIRST_DC: Code = golomb(5);

impl Code {
    /// The symbol whose word the highest bits of `window` are, and the length of the word, at most 41; `None` where they are
    /// none of a symbol.
    pub const fn first_of(self, window: u64) -> Option<(u32, u32)> {
        let zeros = window.leading_zeros();
        if zeros < self.quotients {
            let bits = zeros + 1 + self.rice;
            let low = (window >> (64 - bits)) as u32 & ((1 << self.rice) - 1);
            return Some(((zeros << self.rice) + low, bits));
        }
        let length = zeros - self.quotients + self.exponential + 1;
        if length > 20 {
            return None;
        }
        let rest = (window << zeros >> (64 - length)) as u32;
        Some((rest - (1 << self.exponential) + (self.quotients << self.rice), zeros + length))
    }

    /// The next symbol; `None` where its word ends behind the bits, or is longer than any symbol's.
    pub fn read(self, reader: &mut BitReader<'_>) -> Option<u32> {
        reader.fill();
        let (symbol, bits) = self.first_of(reader.window())?;
        reader.skip(bits)?;
        Some(symbol)
    }
}

/// Of a DC difference, by the one before.
pub(super) fn of_difference(before: i32) -> Code {
    match before.unsigned_abs() {
        0 => golomb(0),
        1 => golomb(1),
        2 => code(2, 2, 3),
        _ => golomb(3),
    }
}

/// Of a run of zeros, by the one before.
pub(super) const fn of_run(before: u32) -> Code {
    match before {
        0 | 1 => code(3, 0, 1),
        2 | 3 => code(2, 0, 1),
        4 => golomb(0),
        5..=8 => code(2, 1, 2),
        9..=14 => golomb(1),
        _ => golomb(2),
    }
}

/// Of a magnitude less one, by the one before.
pub(super) const fn of_level(before: u32) -> Code {
    match before {
        0 => code(3, 0, 2),
        1 => code(2, 0, 1),
        2 => code(3, 0, 1),
        3 => golomb(0),
        4..=7 => golomb(1),
        _ => golomb(2),
    }
}

/// The signed number that a symbol stands for.
pub(super) fn unfolded(symbol: u32) -> i32 {
    // Symbols have at most 21 bits.
    (symbol >> 1) as i32 ^ -((symbol & 1) as i32)
}

/// Appends bits to bytes.
#[derive(Debug)]
pub(super) struct BitSink<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
}

impl<'a> BitSink<'a> {
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, held: 0, count: 0 }
    }

    /// `bits` bits, at most 32, of `value`, which has no higher ones.
    pub fn put(&mut self, value: u32, bits: u32) {
        self.held = self.held << bits | u64::from(value);
        self.count += bits;
        while self.count >= 8 {
            self.count -= 8;
            self.out.push((self.held >> self.count) as u8);
        }
    }

    /// Fills the last byte with zeros.
    pub fn finish(self) {
        if self.count > 0 {
            self.out.push((self.held << (8 - self.count)) as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words written out by hand from RDD 36, 7.1.1, and the symbols they are of.
    #[test]
    fn words_are_those_of_the_standard() {
        let words: [(Code, u32, &str); 17] = [
            (code(3, 0, 2), 0, "1"),
            (code(3, 0, 2), 2, "001"),
            (code(3, 0, 2), 3, "000100"),
            (code(3, 0, 2), 7, "00001000"),
            (code(2, 1, 2), 1, "11"),
            (code(2, 1, 2), 2, "010"),
            (code(2, 1, 2), 4, "00100"),
            (code(2, 2, 3), 7, "0111"),
            (code(2, 2, 3), 8, "001000"),
            (golomb(0), 0, "1"),
            (golomb(0), 2, "011"),
            (golomb(0), 3, "00100"),
            (golomb(1), 3, "0101"),
            (golomb(2), 3, "111"),
            (golomb(2), 4, "01000"),
            (golomb(5), 31, "111111"),
            (code(3, 0, 1), 1 << 20, "00000000000000000000011111111111111111111"),
        ];
        for (code, symbol, word) in words {
            let bits = word.len() as u32;
            let value = u64::from_str_radix(word, 2).unwrap() << (64 - bits);
            for behind in [0, (1 << (64 - bits)) - 1] {
                assert_eq!(code.first_of(value | behind), Some((symbol, bits)), "{word}");
            }
        }
        assert_eq!(code(3, 0, 1).first_of(u64::MAX >> 22), None, "longer than any symbol");
        assert_eq!(golomb(0).first_of(0), None);
    }
}
