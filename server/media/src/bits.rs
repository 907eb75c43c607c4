//! Bits of bytes, as the codes of ProRes and of VC-3 are read.

/// Reads bits, the highest of a byte first.
#[derive(Debug, Clone)]
pub(crate) struct BitReader<'a> {
    left: &'a [u8],
    /// Bits that are taken from `left` already, from the highest on, and their count. Behind them may stand the next ones,
    /// which are taken again.
    held: u64,
    count: u32,
}

impl<'a> BitReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes, held: 0, count: 0 }
    }

    /// Holds at least 56 bits, as long as there are any.
    #[inline]
    pub fn fill(&mut self) {
        if let Some(next) = self.left.first_chunk() {
            // There are never 64: the last byte would not fit.
            self.held |= u64::from_be_bytes(*next) >> self.count;
            let bytes = (63 - self.count) / 8;
            self.left = &self.left[bytes as usize..];
            self.count += 8 * bytes;
            return;
        }
        while self.count < 56 {
            let Some((byte, left)) = self.left.split_first() else { return };
            self.held |= u64::from(*byte) << (56 - self.count);
            self.count += 8;
            self.left = left;
        }
    }

    /// The next bits from the highest on, at least 56 after [`Self::fill`]; zeros behind the end.
    #[inline]
    pub fn window(&self) -> u64 {
        self.held
    }

    /// Leaves bits behind, below 64; `None` where fewer are held, which after [`Self::fill`] means the end.
    #[inline]
    pub fn skip(&mut self, bits: u32) -> Option<()> {
        self.count = self.count.checked_sub(bits)?;
        self.held <<= bits;
        Some(())
    }

    /// The next `bits` bits, at most 32; `None` behind the end.
    pub fn take(&mut self, bits: u32) -> Option<u32> {
        self.fill();
        let value = self.held.checked_shr(64 - bits).unwrap_or(0) as u32;
        self.skip(bits)?;
        Some(value)
    }

    /// Whether only zeros are left.
    #[inline]
    pub fn is_at_end(&self) -> bool {
        self.held == 0 && self.left.iter().all(|byte| *byte == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_in_order_up_to_the_end() {
        let mut reader = BitReader::new(&[0b1011_0001, 0xFF, 0x01]);
        assert_eq!([1, 0, 3, 4].map(|bits| reader.take(bits).unwrap()), [1, 0, 0b011, 1]);
        assert_eq!((reader.window() >> 40, reader.is_at_end()), (0xFF_0100, false));
        assert_eq!((reader.take(16), reader.take(1), reader.is_at_end()), (Some(0xFF01), None, true));
    }

    #[test]
    fn bits_of_any_length_are_those_of_the_bytes() {
        let bytes: Vec<u8> = (0..200u32).map(|i| (i * 151 % 256) as u8).collect();
        let bit = |at: usize| u32::from(bytes[at / 8] >> (7 - at % 8) & 1);
        let (mut reader, mut at) = (BitReader::new(&bytes), 0);
        for bits in (1..=32).cycle() {
            let expected =
                (at + bits <= 8 * bytes.len()).then(|| (at..at + bits).fold(0u32, |value, at| value << 1 | bit(at)));
            assert_eq!(reader.take(bits as u32), expected, "{bits} bits at {at}");
            if expected.is_none() {
                break;
            }
            at += bits;
        }
    }
}
