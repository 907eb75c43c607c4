//! A digest of a known kind, and its text.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The hash algorithms of the three manifest formats, in the order in which ASC MHL lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DigestKind {
    /// SHA-512, written as C4 ID in base 58.
    C4,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// XXH3 with 128 bits, seed 0.
    Xxh128,
    /// XXH3 with 64 bits, seed 0.
    Xxh3,
    /// XXH64, seed 0.
    Xxh64,
    /// XXH32, seed 0; only read, in old MHL files.
    Xxh32,
}

impl DigestKind {
    /// Every kind, ascending.
    pub const ALL: [Self; 7] = [Self::C4, Self::Md5, Self::Sha1, Self::Xxh128, Self::Xxh3, Self::Xxh64, Self::Xxh32];

    /// Size of the raw digest in bytes.
    pub const fn size_bytes(self) -> usize {
        match self {
            Self::C4 => 64,
            Self::Sha1 => 20,
            Self::Md5 | Self::Xxh128 => 16,
            Self::Xxh3 | Self::Xxh64 => 8,
            Self::Xxh32 => 4,
        }
    }

    /// Lower-case name, as ASC MHL spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::C4 => "c4",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Xxh128 => "xxh128",
            Self::Xxh3 => "xxh3",
            Self::Xxh64 => "xxh64",
            Self::Xxh32 => "xxh32",
        }
    }

    /// The kind of a name that [`DigestKind::name`] gives.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for DigestKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that is no digest of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// Wrong length or a digit that the encoding does not have.
    #[error("{text:?} is no {kind} digest: {} are expected", form(*.kind))]
    Text {
        /// What the text should be.
        kind: DigestKind,
        /// The text.
        text: String,
    },
    /// Raw bytes of another length.
    #[error("a {kind} digest has {} bytes, not {found}", .kind.size_bytes())]
    Length {
        /// What the bytes should be.
        kind: DigestKind,
        /// How many there are.
        found: usize,
    },
}

fn form(kind: DigestKind) -> String {
    match kind {
        DigestKind::C4 => "c4 and 88 digits of base 58".to_owned(),
        _ => format!("{} hexadecimal digits", kind.size_bytes() * 2),
    }
}

/// A digest. XXH digests are held in canonical big-endian order. Digests of one kind sort as their texts do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest {
    kind: DigestKind,
    // Bytes past the kind's size are zero.
    bytes: [u8; 64],
}

impl Digest {
    /// A digest from its raw bytes.
    pub fn from_bytes(kind: DigestKind, raw: &[u8]) -> Result<Self, DigestError> {
        if raw.len() != kind.size_bytes() {
            return Err(DigestError::Length { kind, found: raw.len() });
        }
        let mut bytes = [0; 64];
        bytes[..raw.len()].copy_from_slice(raw);
        Ok(Self { kind, bytes })
    }

    /// An MD5 digest.
    pub fn md5(raw: [u8; 16]) -> Self {
        Self::fixed(DigestKind::Md5, raw)
    }

    /// Only for arrays whose length is the kind's.
    pub(super) fn fixed<const N: usize>(kind: DigestKind, raw: [u8; N]) -> Self {
        debug_assert_eq!(N, kind.size_bytes());
        let mut bytes = [0; 64];
        bytes[..N].copy_from_slice(&raw);
        Self { kind, bytes }
    }

    /// Reads the text form: hexadecimal of either case, or a C4 ID.
    pub fn parse(kind: DigestKind, text: &str) -> Result<Self, DigestError> {
        let wrong = || DigestError::Text { kind, text: text.chars().take(128).collect() };
        if kind == DigestKind::C4 {
            return super::base58::decode_c4(text).map(|bytes| Self { kind, bytes }).ok_or_else(wrong);
        }
        let digits = text.as_bytes();
        if digits.len() != kind.size_bytes() * 2 {
            return Err(wrong());
        }
        let mut bytes = [0; 64];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let nibble = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
            let (Some(high), Some(low)) = (nibble(pair[0]), nibble(pair[1])) else { return Err(wrong()) };
            *byte = high << 4 | low;
        }
        Ok(Self { kind, bytes })
    }

    /// The algorithm.
    pub fn kind(&self) -> DigestKind {
        self.kind
    }

    /// The raw bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.kind.size_bytes()]
    }

    /// The text form: lower-case hexadecimal, or the C4 ID.
    pub fn text(&self) -> String {
        if self.kind == DigestKind::C4 {
            return super::base58::encode_c4(&self.bytes);
        }
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.bytes()
            .iter()
            .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
            .map(char::from)
            .collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.text())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_either_case_and_written_lower() {
        let digest = Digest::parse(DigestKind::Xxh64, "26C7827D889F6DA3").unwrap();
        assert_eq!(digest.text(), "26c7827d889f6da3");
        assert_eq!(digest.bytes()[0], 0x26);
    }

    #[test]
    fn wrong_texts_are_refused() {
        for text in [
            "",
            "26c7827d889f6da",
            "26c7827d889f6da33",
            "26c7827d889f6dag",
            "26c7827d889f6da\u{e9}",
            "+6c7827d889f6da3",
        ] {
            let error = Digest::parse(DigestKind::Xxh64, text).unwrap_err();
            assert!(error.to_string().contains("16 hexadecimal digits"), "{error}");
        }
    }
}
