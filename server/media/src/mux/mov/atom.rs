//! Atoms: size, name, content, nested.

/// Bytes of atoms that are being put together.
#[derive(Debug, Default)]
pub(crate) struct Atoms {
    bytes: Vec<u8>,
}

impl Atoms {
    /// The bytes of all atoms so far.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// An atom with the content that `fill` writes.
    pub fn atom(&mut self, name: &[u8; 4], fill: impl FnOnce(&mut Self)) {
        let begin = self.bytes.len();
        self.u32(0);
        self.bytes(name);
        fill(self);
        // The limits on frames, channels and texts keep all that is put together here far below 4 GiB.
        let size_bytes = u32::try_from(self.bytes.len() - begin).unwrap_or(u32::MAX);
        self.bytes[begin..begin + 4].copy_from_slice(&size_bytes.to_be_bytes());
    }

    /// An atom that begins with a version and 24 bits of flags.
    pub fn full_atom(&mut self, name: &[u8; 4], version: u8, flags: u32, fill: impl FnOnce(&mut Self)) {
        self.atom(name, |atoms| {
            atoms.u32(u32::from(version) << 24 | flags & 0x00ff_ffff);
            fill(atoms);
        });
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn zeros(&mut self, count: usize) {
        self.bytes.resize(self.bytes.len() + count, 0);
    }

    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub fn u16(&mut self, value: u16) {
        self.bytes(&value.to_be_bytes());
    }

    pub fn u32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    pub fn i32(&mut self, value: i32) {
        self.bytes(&value.to_be_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.bytes(&value.to_be_bytes());
    }

    /// A time or duration: 32 bits in version 0 of an atom, 64 in version 1.
    pub fn time(&mut self, version: u8, value: u64) {
        match (version, u32::try_from(value)) {
            (0, Ok(value)) => self.u32(value),
            _ => self.u64(value),
        }
    }

    /// A text behind its length in a byte, cut to what that counts.
    pub fn pascal(&mut self, text: &str) {
        let bytes = &text.as_bytes()[..text.floor_char_boundary(255)];
        self.u8(u8::try_from(bytes.len()).unwrap_or(255));
        self.bytes(bytes);
    }
}

/// Version of an atom whose times are these: 1 where one of them needs more than 32 bits.
pub(crate) fn version_for(times: &[u64]) -> u8 {
    u8::from(times.iter().any(|time| u32::try_from(*time).is_err()))
}
