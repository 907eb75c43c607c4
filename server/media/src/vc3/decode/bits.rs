//! Bits of bytes, the highest first. Behind the end come zeros, and the reader knows that it is there.

/// Reads words.
#[derive(Debug, Clone)]
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    /// Bits that were read.
    at: usize,
}

impl<'a> BitReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next bits, at most 24, without reading them.
    #[inline]
    pub fn peek(&self, bits: u32) -> u32 {
        let first = self.at / 8;
        let mut word = [0; 4];
        match self.bytes.get(first..first + 4) {
            Some(bytes) => word.copy_from_slice(bytes),
            None => {
                let left = self.bytes.get(first..).unwrap_or(&[]);
                word[..left.len()].copy_from_slice(left);
            }
        }
        let word = u32::from_be_bytes(word) << (self.at % 8);
        word.checked_shr(32 - bits).unwrap_or(0)
    }

    #[inline]
    pub fn skip(&mut self, bits: u32) {
        self.at += bits as usize;
    }

    /// The next bits, at most 24.
    #[inline]
    pub fn take(&mut self, bits: u32) -> u32 {
        let value = self.peek(bits);
        self.skip(bits);
        value
    }

    /// Whether more bits were read than there are.
    #[inline]
    pub fn is_over(&self) -> bool {
        self.at > self.bytes.len() * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_in_order_and_end_in_zeros() {
        let mut reader = BitReader::new(&[0b1011_0001, 0xFF, 0x01]);
        assert_eq!([reader.take(1), reader.take(0), reader.take(3), reader.take(4)], [1, 0, 0b011, 1]);
        assert_eq!(reader.peek(24), 0xFF_0100);
        assert_eq!(reader.take(16), 0xFF01);
        assert!(!reader.is_over());
        assert_eq!((reader.take(24), reader.is_over()), (0, true));
    }
}
