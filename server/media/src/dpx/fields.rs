//! One table of header fields, walked by a reader and by a writer.

use interneg_kernels::ByteOrder;

/// Walks the fields of a header; `offset` is in bytes from the start of the file.
///
/// `None` and the empty string stand for a field that the file leaves undefined (all bits one; first byte NUL).
pub(super) trait Fields {
    /// An unsigned byte.
    fn u8(&mut self, offset: usize, value: &mut Option<u8>);
    /// An unsigned 16-bit number.
    fn u16(&mut self, offset: usize, value: &mut Option<u16>);
    /// An unsigned 32-bit number.
    fn u32(&mut self, offset: usize, value: &mut Option<u32>);
    /// An IEEE single.
    fn f32(&mut self, offset: usize, value: &mut Option<f32>);
    /// A text of at most `length` bytes, ended by NUL where it is shorter.
    fn ascii(&mut self, offset: usize, length: usize, value: &mut String);
}

/// Reads fields that lie wholly inside the bytes given; all others are left undefined.
pub(super) struct FieldReader<'a> {
    /// The header, cut to the size that the file declares.
    pub bytes: &'a [u8],
    /// Byte order of the file.
    pub order: ByteOrder,
}

impl FieldReader<'_> {
    fn array<const N: usize>(&self, offset: usize) -> Option<[u8; N]> {
        let mut array: [u8; N] = self.bytes.get(offset..)?.first_chunk().copied()?;
        if self.order == ByteOrder::Little {
            array.reverse();
        }
        Some(array)
    }
}

impl Fields for FieldReader<'_> {
    fn u8(&mut self, offset: usize, value: &mut Option<u8>) {
        *value = self.bytes.get(offset).copied().filter(|byte| *byte != u8::MAX);
    }

    fn u16(&mut self, offset: usize, value: &mut Option<u16>) {
        *value = self.array(offset).map(u16::from_be_bytes).filter(|word| *word != u16::MAX);
    }

    fn u32(&mut self, offset: usize, value: &mut Option<u32>) {
        *value = self.array(offset).map(u32::from_be_bytes).filter(|word| *word != u32::MAX);
    }

    fn f32(&mut self, offset: usize, value: &mut Option<f32>) {
        // All ones is itself a NaN; other writers use the canonical one.
        *value = self.array(offset).map(f32::from_be_bytes).filter(|number| !number.is_nan());
    }

    fn ascii(&mut self, offset: usize, length: usize, value: &mut String) {
        let field = self.bytes.get(offset..offset + length).unwrap_or_default();
        let text = field.split(|byte| *byte == 0).next().unwrap_or_default();
        // A field of all ones is undefined for numbers; some writers fill texts with it as well.
        *value = if text.first() == Some(&u8::MAX) {
            String::new()
        } else {
            String::from_utf8_lossy(text).chars().filter(|letter| !letter.is_control()).collect::<String>()
        };
    }
}

/// Writes fields into a header that is long enough for all of them.
pub(super) struct FieldWriter<'a> {
    /// The header.
    pub bytes: &'a mut [u8],
    /// Byte order of the file.
    pub order: ByteOrder,
}

impl FieldWriter<'_> {
    fn put<const N: usize>(&mut self, offset: usize, mut value: [u8; N]) {
        if self.order == ByteOrder::Little {
            value.reverse();
        }
        self.bytes[offset..offset + N].copy_from_slice(&value);
    }
}

impl Fields for FieldWriter<'_> {
    fn u8(&mut self, offset: usize, value: &mut Option<u8>) {
        self.bytes[offset] = value.unwrap_or(u8::MAX);
    }

    fn u16(&mut self, offset: usize, value: &mut Option<u16>) {
        self.put(offset, value.unwrap_or(u16::MAX).to_be_bytes());
    }

    fn u32(&mut self, offset: usize, value: &mut Option<u32>) {
        self.put(offset, value.unwrap_or(u32::MAX).to_be_bytes());
    }

    fn f32(&mut self, offset: usize, value: &mut Option<f32>) {
        self.put(offset, value.map_or(u32::MAX, f32::to_bits).to_be_bytes());
    }

    fn ascii(&mut self, offset: usize, length: usize, value: &mut String) {
        let field = &mut self.bytes[offset..offset + length];
        field.fill(0);
        for (byte, letter) in field.iter_mut().zip(value.chars()) {
            // The standard knows ASCII only; what is none is marked, never split into bytes.
            *byte = u8::try_from(letter).ok().filter(|ascii| (0x20..0x7f).contains(ascii)).unwrap_or(b'?');
        }
    }
}
