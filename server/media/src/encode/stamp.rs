//! What FFmpeg's encoders leave out of frame headers, or write wrongly: colour, the vendor that was asked for, and the weights
//! of ProRes Proxy's chroma.

use crate::mux::{PictureTrack, vc3};
use crate::prores;
use interneg_spec::proxy::{CodecFamily, ProxyCodec};

/// Identifier of a ProRes frame, at byte 4 (RDD 36).
const PRORES_FRAME: &[u8; 4] = b"icpf";
/// Primaries, transfer and matrix of a ProRes frame header.
const PRORES_COLOUR: std::ops::Range<usize> = 22..25;
/// Byte of a ProRes frame header whose lowest bits say that both matrices follow, and where that of chroma then is.
const PRORES_MATRICES: usize = 27;
const PRORES_CHROMA_WEIGHTS: std::ops::Range<usize> = 92..156;
/// Weights of Proxy's chroma in Apple's encoder, which FFmpeg's quantises with.
const PROXY_CHROMA: [u8; 64] = [
    4, 7, 9, 11, 13, 14, 63, 63, //
    7, 7, 11, 12, 14, 63, 63, 63, //
    9, 11, 13, 14, 63, 63, 63, 63, //
    11, 11, 13, 14, 63, 63, 63, 63, //
    11, 13, 14, 63, 63, 63, 63, 63, //
    13, 14, 63, 63, 63, 63, 63, 63, //
    13, 63, 63, 63, 63, 63, 63, 63, //
    63, 63, 63, 63, 63, 63, 63, 63, //
];
/// Byte of a VC-3 frame header whose bits 2 and 1 are the colour volume (ST 2019-1).
const DNXHR_COLOUR: usize = 0x2c;

/// Writes what the codes mean into an encoded frame. `None` where the frame is none of the codec.
///
/// FFmpeg writes BT.709 into every DNxHR frame, and 0 into ProRes for what it does not know. Classic DNxHD has no such field.
///
/// FFmpeg's prores_ks quantises Proxy's chroma with the weights that Apple's encoder has for it, and writes those of luma in
/// their place (seen in 5.1): where they differ, 63 against 14 and 15, decoders would read a quarter of the coefficient.
pub(super) fn stamp_header(packet: &mut [u8], track: &PictureTrack) -> Option<()> {
    match track.codec.family() {
        CodecFamily::Prores => {
            packet.get(4..8).filter(|identifier| identifier == PRORES_FRAME)?;
            if let Some(mark) = prores::mark(track.vendor) {
                packet.get_mut(prores::ENCODER)?.copy_from_slice(&mark);
            }
            packet.get_mut(PRORES_COLOUR)?.copy_from_slice(&prores::told_colour(track.colour));
            if track.codec == ProxyCodec::ProresProxy && packet.get(PRORES_MATRICES)? & 0b11 == 0b11 {
                packet.get_mut(PRORES_CHROMA_WEIGHTS)?.copy_from_slice(&PROXY_CHROMA);
            }
        }
        CodecFamily::Dnxhr => {
            let byte = packet.get_mut(DNXHR_COLOUR)?;
            *byte = *byte & !0b110 | vc3::colour_volume(track.colour) << 1;
        }
        CodecFamily::Dnxhd => {}
    }
    Some(())
}
