//! Facts of VC-3 (ST 2019-1) that frames and wrappers both tell.

use super::ColourTags;
use interneg_spec::proxy::ProxyCodec;

/// Compression id of a DNxHD or DNxHR codec, as its frames and the wrappers' atoms hold it; `None` for others.
pub(crate) fn compression_id(codec: ProxyCodec) -> Option<u32> {
    match codec {
        ProxyCodec::Dnxhr444 => Some(1270),
        ProxyCodec::DnxhrHqx => Some(1271),
        ProxyCodec::DnxhrHq => Some(1272),
        ProxyCodec::DnxhrSq => Some(1273),
        ProxyCodec::DnxhrLb => Some(1274),
        ProxyCodec::Dnxhd36 => Some(1253),
        ProxyCodec::Dnxhd115 => Some(1237),
        ProxyCodec::Dnxhd175 => Some(1238),
        _ => None,
    }
}

/// Colour volume: 0 BT.709, 1 BT.2020, 2 BT.2020 with constant luminance, 3 told outside of the frame.
pub(crate) fn colour_volume(colour: ColourTags) -> u8 {
    match (colour.primaries, colour.matrix) {
        (1, 1) => 0,
        (9, 9) => 1,
        (9, 10) => 2,
        _ => 3,
    }
}
