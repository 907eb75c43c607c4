//! Bits into bytes, the first into the highest.

use super::super::words::Word;

/// Writes words into bytes that are long enough: eight more than the words fill.
pub(super) struct BitWriter<'a> {
    out: &'a mut [u8],
    at: usize,
    /// Bits that are not written yet, from the highest on.
    held: u64,
    held_bits: u32,
}

impl<'a> BitWriter<'a> {
    pub fn new(out: &'a mut [u8]) -> Self {
        Self { out, at: 0, held: 0, held_bits: 0 }
    }

    /// `word` has from 1 to 32 bits, and nothing above them.
    #[inline]
    pub fn put(&mut self, word: Word) {
        self.put_long(u64::from(word.code), word.bits);
    }

    /// As [`Self::put`], up to 56 bits.
    #[inline]
    pub fn put_long(&mut self, code: u64, bits: u32) {
        self.held |= code << (64 - self.held_bits - bits);
        // Whole bytes go out with whatever follows them, which the next ones replace.
        if let Some(bytes) = self.out.get_mut(self.at..self.at + 8) {
            bytes.copy_from_slice(&self.held.to_be_bytes());
        }
        self.held_bits += bits;
        self.at += (self.held_bits / 8) as usize;
        self.held <<= self.held_bits & !7;
        self.held_bits &= 7;
    }

    /// Bits that were written.
    pub fn bits(&self) -> usize {
        self.at * 8 + self.held_bits as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_each_other() {
        let mut out = [0xFF; 24];
        let mut writer = BitWriter::new(&mut out);
        for (code, bits) in [(0b1, 1), (0b0110, 4), (0x1234_5678, 32), (0x3F, 6), (0, 5), (1, 1)] {
            writer.put(Word { code, bits });
        }
        assert_eq!(writer.bits(), 49);
        assert_eq!(
            out[..7],
            [0b1011_0000, 0b1001_0001, 0b1010_0010, 0b1011_0011, 0b1100_0111, 0b1110_0000, 0b1000_0000]
        );
    }
}
