//! Colour in the frame headers, where FFmpeg's encoders write less than they were told.

use crate::mux::{ColourTags, PictureTrack, vc3};
use interneg_spec::proxy::CodecFamily;

/// Identifier of a ProRes frame, at byte 4 (RDD 36).
const PRORES_FRAME: &[u8; 4] = b"icpf";
/// Primaries, transfer and matrix of a ProRes frame header.
const PRORES_COLOUR: std::ops::Range<usize> = 22..25;
/// Byte of a VC-3 frame header whose bits 2 and 1 are the colour volume (ST 2019-1).
const DNXHR_COLOUR: usize = 0x2c;

/// Writes what the codes mean into an encoded frame. `None` where the frame is none of the codec.
///
/// FFmpeg knows a few code points for ProRes and writes 0 for others, and BT.709 into every DNxHR frame. Classic DNxHD
/// has no such field.
pub(super) fn stamp_colour(packet: &mut [u8], track: &PictureTrack) -> Option<()> {
    let ColourTags { primaries, transfer, matrix } = track.colour;
    match track.codec.family() {
        CodecFamily::Prores => {
            packet.get(4..8).filter(|identifier| identifier == PRORES_FRAME)?;
            packet.get_mut(PRORES_COLOUR)?.copy_from_slice(&[primaries, transfer, matrix]);
        }
        CodecFamily::Dnxhr => {
            let byte = packet.get_mut(DNXHR_COLOUR)?;
            *byte = *byte & !0b110 | vc3::colour_volume(track.colour) << 1;
        }
        CodecFamily::Dnxhd => {}
    }
    Some(())
}
