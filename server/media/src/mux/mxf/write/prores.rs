//! ProRes in MXF (RDD 44): labels of its codings, and what is checked of each coded frame (RDD 36).

use crate::mux::PictureTrack;
use crate::mux::mxf::MxfError;
use crate::mux::mxf::label::{Label, registered};
use crate::prores::FrameHeader;
use interneg_spec::proxy::ProxyCodec;

/// Number of a coding in the register, from 1 for 422 Proxy to 6 for 4444 XQ; none for others.
fn number(codec: ProxyCodec) -> Option<u8> {
    match codec {
        ProxyCodec::ProresProxy => Some(1),
        ProxyCodec::ProresLt => Some(2),
        ProxyCodec::Prores422 => Some(3),
        ProxyCodec::ProresHq => Some(4),
        ProxyCodec::Prores4444 => Some(5),
        ProxyCodec::Prores4444Xq => Some(6),
        _ => None,
    }
}

/// Label of a coding; none where it is no ProRes.
pub(super) fn coding_label(codec: ProxyCodec) -> Option<Label> {
    Some(registered(0x0d, [0x04, 0x01, 0x02, 0x02, 0x03, 0x06, number(codec)?, 0]))
}

/// Holds the header of a coded frame against its description.
///
/// # Errors
/// `ForeignFrame` with the first thing that differs.
pub(super) fn check_frame(frame: u64, bytes: &[u8], picture: &PictureTrack) -> Result<(), MxfError> {
    let codec = picture.codec;
    let foreign = |reason: String| MxfError::ForeignFrame { frame, codec, reason };
    let (header, _) = FrameHeader::parse(bytes).map_err(|error| foreign(error.to_string()))?;
    let told = bytes.first_chunk().map_or(0, |size| u32::from_be_bytes(*size)) as usize;
    if told != bytes.len() {
        return Err(foreign(format!("it says that it has {told} bytes, it has {}", bytes.len())));
    }
    if header.raster != picture.raster {
        return Err(foreign(format!("it has {} pixels, expected {}", header.raster, picture.raster)));
    }
    if header.is_444 != codec.is_444() {
        let sampling = if header.is_444 { "4:4:4" } else { "4:2:2" };
        return Err(foreign(format!("its chroma is {sampling}")));
    }
    if header.field_order != picture.field_order {
        return Err(foreign(format!(
            "its field order is {:?}, expected {:?}",
            header.field_order, picture.field_order
        )));
    }
    if header.alpha.is_some() {
        return Err(foreign("it has alpha".to_owned()));
    }
    Ok(())
}
