//! The bytes of an EXR header: attributes in alphabetical order, ended by a NUL.

use crate::exr::Compression;
use interneg_spec::Rate;

/// Everything that a header of ours says. Absent and empty values leave their attribute out.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExrHeader<'a> {
    /// Pixels per line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Compression of the chunks.
    pub compression: Compression,
    /// The file is an ST 2065-4 container.
    pub is_aces_container: bool,
    /// Primaries and white.
    pub chromaticities: [f32; 8],
    /// `colorInteropID`.
    pub interop_id: &'a str,
    /// `comments`.
    pub comments: &'a str,
    /// `creator`.
    pub creator: &'a str,
    /// `framesPerSecond`.
    pub rate: Rate,
    /// `imageCounter`.
    pub image_counter: Option<i32>,
    /// `owner`.
    pub owner: &'a str,
    /// `reelName`.
    pub reel: &'a str,
    /// `software`.
    pub software: &'a str,
    /// `timeCode`: time and flags in the packing of television, 60 Hz.
    pub timecode: u32,
}

impl ExrHeader<'_> {
    /// Appends magic, version and all attributes to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        // No name is longer than 31 bytes, so the version carries no flag.
        out.extend_from_slice(&[0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]);
        let mut window = [0; 16];
        window[8..12].copy_from_slice(&(self.width - 1).to_le_bytes());
        window[12..].copy_from_slice(&(self.height - 1).to_le_bytes());
        if self.is_aces_container {
            attribute(out, "acesImageContainerFlag", "int", &1i32.to_le_bytes());
        }
        attribute(out, "channels", "chlist", &CHANNELS);
        let mut chromaticities = [0; 32];
        for (bytes, value) in chromaticities.as_chunks_mut::<4>().0.iter_mut().zip(self.chromaticities) {
            *bytes = value.to_le_bytes();
        }
        attribute(out, "chromaticities", "chromaticities", &chromaticities);
        text(out, "colorInteropID", self.interop_id);
        text(out, "comments", self.comments);
        attribute(out, "compression", "compression", &[self.compression.code()]);
        text(out, "creator", self.creator);
        attribute(out, "dataWindow", "box2i", &window);
        attribute(out, "displayWindow", "box2i", &window);
        let (numerator, denominator) = (self.rate.numerator().to_le_bytes(), self.rate.denominator().to_le_bytes());
        attribute(out, "framesPerSecond", "rational", [numerator, denominator].as_flattened());
        if let Some(counter) = self.image_counter {
            attribute(out, "imageCounter", "int", &counter.to_le_bytes());
        }
        attribute(out, "lineOrder", "lineOrder", &[0]);
        text(out, "owner", self.owner);
        attribute(out, "pixelAspectRatio", "float", &1f32.to_le_bytes());
        text(out, "reelName", self.reel);
        attribute(out, "screenWindowCenter", "v2f", &[0; 8]);
        attribute(out, "screenWindowWidth", "float", &1f32.to_le_bytes());
        text(out, "software", self.software);
        attribute(out, "timeCode", "timecode", [self.timecode.to_le_bytes(), [0; 4]].as_flattened());
        out.push(0);
    }
}

/// `B`, `G`, `R`: half, sampled at every pixel.
const CHANNELS: [u8; 55] = {
    let mut bytes = [0; 55];
    let mut index = 0;
    while index < 3 {
        bytes[18 * index] = [b'B', b'G', b'R'][index];
        bytes[18 * index + 2] = 1;
        bytes[18 * index + 10] = 1;
        bytes[18 * index + 14] = 1;
        index += 1;
    }
    bytes
};

fn attribute(out: &mut Vec<u8>, name: &str, kind: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.push(0);
    out.extend_from_slice(kind.as_bytes());
    out.push(0);
    // Texts are cut at 64 KiB below, all other values are a few bytes.
    out.extend_from_slice(&(value.len() as u32).to_le_bytes());
    out.extend_from_slice(value);
}

/// A text that no reader's header limit stumbles over; nothing where it is empty.
fn text(out: &mut Vec<u8>, name: &str, value: &str) {
    const MOST_BYTES: usize = 1 << 16;
    let value = &value[..value.floor_char_boundary(MOST_BYTES)];
    if !value.is_empty() {
        attribute(out, name, "string", value.as_bytes());
    }
}
