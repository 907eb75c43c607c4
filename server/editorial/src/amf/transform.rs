//! The transforms of a pipeline as a file names them.

use super::TransformId;
use crate::cdl::Cdl;

/// Which digest a hash is (XML Signature and XML Encryption algorithm names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HashKind {
    /// `http://www.w3.org/2001/04/xmlenc#sha256`.
    Sha256,
    /// `http://www.w3.org/2000/09/xmldsig#sha1`.
    Sha1,
    /// `http://www.w3.org/2001/04/xmldsig-more#md5`.
    Md5,
}

/// Digest of the file of a transform.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileHash {
    /// The algorithm.
    pub kind: HashKind,
    /// The digest as it stands: base64 by the schema, but hexadecimal digits are seen too.
    pub text: String,
}

impl FileHash {
    /// Whether this is the digest of a file, written in base64 or hexadecimal digits.
    pub fn is_of(&self, digest: &[u8]) -> bool {
        let hexadecimal: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.text == base64(digest) || self.text.eq_ignore_ascii_case(&hexadecimal)
    }
}

/// RFC 4648 section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, index| bits << 8 | usize::from(group.get(index).copied().unwrap_or(0)));
        for index in 0..4 {
            let digit = DIGITS[bits >> (18 - 6 * index) & 63];
            text.push(if index <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// By what a file names a transform.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Named {
    /// A UUID, lower case, without `urn:uuid:`.
    Uuid(String),
    /// Name or URI of a file, as it stands.
    File(String),
    /// An id of ACES.
    Id(TransformId),
}

/// A transform that is part of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransformReference {
    /// Free text.
    pub description: Option<String>,
    /// Digest of its file.
    pub hash: Option<FileHash>,
    /// Its name.
    pub named: Named,
}

/// How a picture comes to ACES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputTransform {
    /// The pixels have gone through it already.
    pub applied: bool,
    /// Free text.
    pub description: Option<String>,
    /// Digest of its file.
    pub hash: Option<FileHash>,
    /// The transform.
    pub kind: InputKind,
}

/// What an input transform is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// One transform, usually of a camera.
    Named(Named),
    /// Back through an output transform.
    InverseOutput(TransformReference),
    /// Back through an output device transform and the rendering transform of ACES 1.
    InverseDevice {
        /// The first of them.
        device: TransformReference,
        /// The second.
        rendering: TransformReference,
    },
}

/// Where a CDL's numbers are meant to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingSpace {
    /// From ACES2065-1 into the space; where it is missing, the way back is inverted.
    pub to: Option<TransformReference>,
    /// From the space back to ACES2065-1.
    pub from: TransformReference,
}

/// A change of the picture in ACES.
#[derive(Debug, Clone, PartialEq)]
pub struct LookTransform {
    /// The pixels have gone through it already.
    pub applied: bool,
    /// Free text.
    pub description: Option<String>,
    /// Digest of its file.
    pub hash: Option<FileHash>,
    /// The look.
    pub kind: LookKind,
}

/// What a look is.
#[derive(Debug, Clone, PartialEq)]
pub enum LookKind {
    /// One transform.
    Named(Named),
    /// Ten numbers.
    Cdl {
        /// Where they are used.
        space: WorkingSpace,
        /// The numbers.
        cdl: Cdl,
    },
    /// Ten numbers of another file.
    CdlReference {
        /// Where they are used.
        space: WorkingSpace,
        /// Id of the colour correction.
        id: String,
        /// Name or URI of the file, as it stands.
        file: String,
    },
}

/// How a picture comes from ACES to a display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputTransform {
    /// The pixels have gone through it already; version 1.0 cannot say so.
    pub applied: bool,
    /// Free text.
    pub description: Option<String>,
    /// Digest of its file.
    pub hash: Option<FileHash>,
    /// The transform.
    pub kind: OutputKind,
}

/// What an output transform is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputKind {
    /// One transform.
    Named(Named),
    /// The rendering transform of ACES 1 and an output device transform.
    Device {
        /// The first of them.
        rendering: TransformReference,
        /// The second.
        device: TransformReference,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_known_in_both_spellings() {
        // Vectors of RFC 4648 section 10.
        let words =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")];
        for (bytes, text) in words {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        let hash = |text: &str| FileHash { kind: HashKind::Md5, text: text.to_owned() };
        let digest = [0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0x00, 0xb2, 0x04, 0xe9, 0x80, 0x09, 0x98, 0xec, 0xf8, 0x42, 0x7e];
        assert!(hash("1B2M2Y8AsgTpgAmY7PhCfg==").is_of(&digest));
        assert!(hash("D41D8CD98F00B204E9800998ECF8427E").is_of(&digest));
        assert!(!hash("1b2m2y8asgtpgamy7phcfg==").is_of(&digest));
        assert!(!hash("d41d8cd98f00b204e9800998ecf8427f").is_of(&digest));
    }
}
