//! Bits, and the codes of levels and runs from a decoder's side (RDD 36, 7.1.1).

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
    /// The symbol whose word the highest bits of `window` are, and the length of the word, at most 42; `None` where they are
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

/// Reads bits, the highest of a byte first.
#[derive(Debug)]
pub(super) struct BitReader<'a> {
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

    /// Leaves bits behind, at most as many as are held and below 64; `None` behind the end.
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

    /// Whether only zeros are left, which no code begins with so many of.
    #[inline]
    pub fn is_at_end(&self) -> bool {
        self.held == 0 && self.left.iter().all(|byte| *byte == 0)
    }

    /// The next symbol; `None` where its word ends behind the bits, or is longer than any symbol's.
    pub fn symbol(&mut self, code: Code) -> Option<u32> {
        self.fill();
        let (symbol, bits) = code.first_of(self.held)?;
        self.skip(bits)?;
        Some(symbol)
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
