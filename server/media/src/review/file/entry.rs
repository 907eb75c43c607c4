//! Sample entries: how the samples of a track are decoded.

use crate::mux::ColourTags;
use crate::mux::mov::atom::Atoms;
use crate::review::ReviewCodec;
use interneg_spec::{Raster, SampleRange};

/// Resolution on paper, dots an inch with 16 bits behind the point (ISO/IEC 14496-12 section 12.1.3).
const DOTS_PER_INCH: u32 = 72 << 16;
/// `objectTypeIndication` of MPEG-4 audio (ISO/IEC 14496-1 table 5).
const MPEG4_AUDIO: u8 = 0x40;
/// Stream type 5, audio, and the reserved bit (ISO/IEC 14496-1 section 7.2.6.6).
const AUDIO_STREAM: u8 = 5 << 2 | 1;

/// `avc1` or `hvc1` (ISO/IEC 14496-15) around the decoder's configuration record, with colour and square pixels.
pub fn picture_entry(
    codec: ReviewCodec,
    raster: Raster,
    colour: ColourTags,
    range: SampleRange,
    configuration: &[u8],
) -> Vec<u8> {
    let (name, configuration_name) = match codec {
        ReviewCodec::H264 => (b"avc1", b"avcC"),
        ReviewCodec::Hevc => (b"hvc1", b"hvcC"),
    };
    let mut atoms = Atoms::default();
    atoms.atom(name, |atoms| {
        atoms.zeros(6);
        atoms.u16(1);
        atoms.zeros(16);
        // The checks of a description leave no side above 8192.
        atoms.u16(u16::try_from(raster.width).unwrap_or(u16::MAX));
        atoms.u16(u16::try_from(raster.height).unwrap_or(u16::MAX));
        atoms.u32(DOTS_PER_INCH);
        atoms.u32(DOTS_PER_INCH);
        atoms.u32(0);
        // Frames a sample, no name, depth without alpha, no colour table.
        atoms.u16(1);
        atoms.zeros(32);
        atoms.u16(24);
        atoms.u16(u16::MAX);
        atoms.atom(configuration_name, |atoms| atoms.bytes(configuration));
        atoms.atom(b"colr", |atoms| {
            atoms.bytes(b"nclx");
            for code in [colour.primaries, colour.transfer, colour.matrix] {
                atoms.u16(code.into());
            }
            atoms.u8(u8::from(range == SampleRange::Full) << 7);
        });
        atoms.atom(b"pasp", |atoms| {
            atoms.u32(1);
            atoms.u32(1);
        });
    });
    atoms.into_bytes()
}

/// `mp4a` (ISO/IEC 14496-14 section 5.6) around an `AudioSpecificConfig`.
pub fn sound_entry(channels: u8, sample_rate_hz: u32, bit_rate: u32, configuration: &[u8]) -> Vec<u8> {
    let mut atoms = Atoms::default();
    atoms.atom(b"mp4a", |atoms| {
        atoms.zeros(6);
        atoms.u16(1);
        atoms.zeros(8);
        atoms.u16(channels.into());
        atoms.u16(16);
        atoms.u32(0);
        atoms.u32(sample_rate_hz << 16);
        atoms.full_atom(b"esds", 0, 0, |atoms| atoms.bytes(&elementary_stream(bit_rate, configuration)));
    });
    atoms.into_bytes()
}

/// `ES_Descriptor` (ISO/IEC 14496-1 section 7.2.6.5).
fn elementary_stream(bit_rate: u32, configuration: &[u8]) -> Vec<u8> {
    let mut decoder = vec![MPEG4_AUDIO, AUDIO_STREAM, 0, 0, 0];
    // Most and average bits a second.
    decoder.extend(bit_rate.to_be_bytes());
    decoder.extend(bit_rate.to_be_bytes());
    decoder.extend(descriptor(5, configuration));
    // Stream 0 without flags, its decoder, and the predefined layer for MP4 files.
    let stream = [&[0, 0, 0][..], &descriptor(4, &decoder), &descriptor(6, &[2])].concat();
    descriptor(3, &stream)
}

/// A tag, a length of four bytes with seven bits each, and the content.
fn descriptor(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut bytes = vec![tag];
    bytes.extend([21, 14, 7].map(|shift| (length >> shift & 0x7f) as u8 | 0x80));
    bytes.push((length & 0x7f) as u8);
    bytes.extend_from_slice(content);
    bytes
}
