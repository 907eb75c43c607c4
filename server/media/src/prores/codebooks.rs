//! Bits, and the codes of levels and runs from a decoder's side (RDD 36, 7.1.1).

/// A family of two codes: with `quotients` zeros or more in front, an exponential Golomb code of order `exponential` of
/// what exceeds `quotients << rice`; with fewer, their number and `rice` bits.
#[derive(Debug, Clone, Copy)]
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
pub(super) fn of_run(before: u32) -> Code {
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
pub(super) fn of_level(before: u32) -> Code {
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
    /// Bits that are taken from `left` already, from the highest on, and their count.
    held: u64,
    count: u32,
}

impl<'a> BitReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes, held: 0, count: 0 }
    }

    /// Holds at least 56 bits, as long as there are any.
    fn fill(&mut self) {
        while self.count <= 56 {
            let Some((byte, left)) = self.left.split_first() else { return };
            self.held |= u64::from(*byte) << (56 - self.count);
            self.count += 8;
            self.left = left;
        }
    }

    /// The next `bits` bits, at most 32; `None` behind the end.
    pub fn take(&mut self, bits: u32) -> Option<u32> {
        self.fill();
        if bits == 0 {
            return Some(0);
        }
        let value = (self.held >> (64 - bits)) as u32;
        self.count = self.count.checked_sub(bits)?;
        self.held <<= bits;
        Some(value)
    }

    /// Whether only zeros are left, which no code begins with so many of.
    pub fn is_at_end(&mut self) -> bool {
        self.fill();
        self.held == 0 && self.left.iter().all(|byte| *byte == 0)
    }

    /// The next symbol; `None` where its word ends behind the bits, or is longer than any symbol's.
    pub fn symbol(&mut self, code: Code) -> Option<u32> {
        self.fill();
        let zeros = self.held.leading_zeros();
        if zeros >= self.count.min(32) {
            return None;
        }
        if zeros < code.quotients {
            self.take(zeros + 1)?;
            return Some((zeros << code.rice) + self.take(code.rice)?);
        }
        self.take(zeros)?;
        let length = zeros - code.quotients + code.exponential + 1;
        if length > 20 {
            return None;
        }
        Some(self.take(length)? - (1 << code.exponential) + (code.quotients << code.rice))
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
