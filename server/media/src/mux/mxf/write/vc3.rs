//! VC-3 in MXF: labels of its codings (ST 2019-4), and what is checked of each coded frame (ST 2019-1).

use crate::mux::mxf::MxfError;
use crate::mux::mxf::label::{Label, registered};
use crate::mux::vc3::{compression_id, is_frame_of};
use crate::mux::{FieldOrder, PictureTrack};

/// Bytes of the shortest header of a frame.
const HEADER_BYTES: usize = 0x280;

/// Label of a coding: the register numbers VC-3's by compression id, from 1 for 1235. The resolution-independent ones came
/// with a later version of the register, which Avid's files tell.
pub(super) fn coding_label(compression_id: u32) -> Label {
    let number = u8::try_from(compression_id - 1234).unwrap_or(0);
    let version = if compression_id >= 1270 { 0x0d } else { 0x0a };
    registered(version, [0x04, 0x01, 0x02, 0x02, 0x71, number, 0, 0])
}

/// Holds the header of a coded frame against its description.
///
/// # Errors
/// `ForeignFrame` with the first field that differs.
pub(super) fn check_frame(frame: u64, bytes: &[u8], picture: &PictureTrack) -> Result<(), MxfError> {
    let codec = picture.codec;
    let foreign = |reason: String| MxfError::ForeignFrame { frame, codec, reason };
    let Some(header) = bytes.get(..HEADER_BYTES) else {
        return Err(foreign(format!("{} bytes are shorter than a frame's header", bytes.len())));
    };
    if header[..2] != [0, 0] || !(1..=3).contains(&header[4]) {
        return Err(foreign(format!("it begins {:02x?}", &header[..5])));
    }
    let half = |at: usize| u32::from(u16::from_be_bytes([header[at], header[at + 1]]));
    let found_id = half(0x28) << 16 | half(0x2a);
    if Some(found_id) != compression_id(picture) {
        return Err(foreign(format!("its compression id is {found_id}")));
    }
    if !is_frame_of(picture, bytes) {
        return Err(foreign(format!("it begins with coding unit {}, expected {:?}", header[5], picture.field_order)));
    }
    // Fields tell their own lines.
    let fields = if picture.field_order == FieldOrder::Progressive { 1 } else { 2 };
    let (width, height, raster) = (half(0x1a), fields * half(0x18), picture.raster);
    if (width, height) != (raster.width, raster.height) {
        return Err(foreign(format!("it has {width}x{height} pixels, expected {raster}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mux::ColourTags;
    use interneg_spec::proxy::{ProxyCodec, Vendor};
    use interneg_spec::{Raster, SampleRange};

    #[test]
    fn labels_are_those_of_the_register() {
        let text = |id| coding_label(id).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(text(1235), "060e2b340401010a0401020271010000");
        assert_eq!(text(1253), "060e2b340401010a0401020271130000");
        // As in a file of Media Composer 8.4.
        assert_eq!(text(1274), "060e2b340401010d0401020271280000");
    }

    #[test]
    fn frames_of_another_kind_are_named() {
        let picture = |codec| PictureTrack {
            codec,
            bits: 8,
            raster: Raster { width: 1920, height: 1080 },
            pixel_aspect: (1, 1),
            clean_aperture: None,
            has_alpha: false,
            vendor: Vendor::Interneg,
            field_order: FieldOrder::Progressive,
            colour: ColourTags::REC709,
            range: SampleRange::Legal,
        };
        let mut frame = vec![0; 4096];
        frame[..6].copy_from_slice(&[0, 0, 2, 0x80, 3, 1]);
        frame[0x18..0x1c].copy_from_slice(&[0x04, 0x38, 0x07, 0x80]);
        frame[0x28..0x2c].copy_from_slice(&1274_u32.to_be_bytes());
        let check = |bytes: &[u8], codec| check_frame(7, bytes, &picture(codec)).map_err(|error| error.to_string());
        assert_eq!(check(&frame, ProxyCodec::DnxhrLb), Ok(()));
        let error = check(&frame, ProxyCodec::DnxhrSq).unwrap_err();
        assert_eq!(error, "frame 7 is no frame of dnxhr_sq: its compression id is 1274");
        assert!(check(&frame[..100], ProxyCodec::DnxhrLb).unwrap_err().contains("shorter"));
        frame[0x1b] = 0;
        assert!(check(&frame, ProxyCodec::DnxhrLb).unwrap_err().contains("1792x1080 pixels, expected 1920x1080"));
        frame[0] = 1;
        assert!(check(&frame, ProxyCodec::DnxhrLb).unwrap_err().contains("begins"));
        // Fields, and the wrong one first.
        frame[..6].copy_from_slice(&[0, 0, 2, 0x80, 1, 2]);
        frame[0x18..0x1c].copy_from_slice(&[0x02, 0x1c, 0x07, 0x80]);
        frame[0x28..0x2c].copy_from_slice(&1242_u32.to_be_bytes());
        let fields = |order| PictureTrack { field_order: order, ..picture(ProxyCodec::Dnxhd115) };
        assert!(check_frame(0, &frame, &fields(FieldOrder::TopFirst)).is_ok());
        let error = check_frame(0, &frame, &fields(FieldOrder::BottomFirst)).unwrap_err().to_string();
        assert!(error.contains("begins with coding unit 2, expected BottomFirst"), "{error}");
        assert!(check(&frame, ProxyCodec::Dnxhd115).unwrap_err().contains("compression id is 1242"));
    }
}
