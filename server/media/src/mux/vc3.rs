//! Facts of VC-3 (ST 2019-1) that frames and wrappers both tell.

use super::{ColourTags, FieldOrder, PictureTrack};
use interneg_spec::Raster;
use interneg_spec::proxy::ProxyCodec;

/// Compression id of a picture in DNxHD or DNxHR, as its frames and the wrappers' atoms hold it; `None` for other codecs, and
/// where none of DNxHD's has that raster, those bits or fields (ST 2019-1:2016, annex C).
pub(crate) fn compression_id(picture: &PictureTrack) -> Option<u32> {
    let is_progressive = picture.field_order == FieldOrder::Progressive;
    let any_raster = |id| is_progressive.then_some(id);
    let (whole, fields, of_720_lines) = match (picture.codec, picture.bits) {
        (ProxyCodec::Dnxhr444, _) => return any_raster(1270),
        (ProxyCodec::DnxhrHqx, _) => return any_raster(1271),
        (ProxyCodec::DnxhrHq, _) => return any_raster(1272),
        (ProxyCodec::DnxhrSq, _) => return any_raster(1273),
        (ProxyCodec::DnxhrLb, _) => return any_raster(1274),
        (ProxyCodec::Dnxhd36, 8) => (1253, None, None),
        (ProxyCodec::Dnxhd115, 8) => (1237, Some(1242), Some(1252)),
        (ProxyCodec::Dnxhd175, 8) => (1238, Some(1243), Some(1251)),
        (ProxyCodec::Dnxhd175, 10) => (1235, Some(1241), Some(1250)),
        _ => return None,
    };
    let Raster { width, height } = picture.raster;
    match (width, height, is_progressive) {
        (1920, 1080, true) => Some(whole),
        (1920, 1080, false) => fields,
        (1280, 720, true) => of_720_lines,
        _ => None,
    }
}

/// Whether a packet begins as a frame of the picture does: compression id and, of fields, which one is first.
pub(crate) fn is_frame_of(picture: &PictureTrack, packet: &[u8]) -> bool {
    let count = match picture.field_order {
        FieldOrder::Progressive => 1,
        FieldOrder::TopFirst => 2,
        FieldOrder::BottomFirst => 3,
    };
    let id = packet.get(0x28..0x2c).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).map(u32::from_be_bytes);
    id.is_some() && id == compression_id(picture) && packet.get(5) == Some(&count)
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

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_spec::SampleRange;
    use interneg_spec::proxy::Vendor;

    #[test]
    fn ids_are_those_of_raster_bits_and_fields() {
        let id = |codec, bits, (width, height), field_order| {
            compression_id(&PictureTrack {
                codec,
                bits,
                raster: Raster { width, height },
                pixel_aspect: (1, 1),
                clean_aperture: None,
                has_alpha: false,
                vendor: Vendor::Interneg,
                field_order,
                colour: ColourTags::REC709,
                range: SampleRange::Legal,
            })
        };
        let (full, small) = ((1920, 1080), (1280, 720));
        let (whole, fields) = (FieldOrder::Progressive, FieldOrder::BottomFirst);
        for (codec, bits, ids) in [
            (ProxyCodec::Dnxhd36, 8, [Some(1253), None, None]),
            (ProxyCodec::Dnxhd115, 8, [Some(1237), Some(1242), Some(1252)]),
            (ProxyCodec::Dnxhd175, 8, [Some(1238), Some(1243), Some(1251)]),
            (ProxyCodec::Dnxhd175, 10, [Some(1235), Some(1241), Some(1250)]),
            (ProxyCodec::Dnxhd115, 10, [None, None, None]),
            (ProxyCodec::DnxhrLb, 8, [Some(1274), None, Some(1274)]),
            (ProxyCodec::Dnxhr444, 12, [Some(1270), None, Some(1270)]),
            (ProxyCodec::ProresLt, 10, [None, None, None]),
        ] {
            let found = [id(codec, bits, full, whole), id(codec, bits, full, fields), id(codec, bits, small, whole)];
            assert_eq!(found, ids, "{codec} {bits}");
            // 720 lines have no fields (ST 296).
            assert_eq!(id(codec, bits, small, fields), None);
        }
        assert_eq!(id(ProxyCodec::Dnxhd115, 8, (1440, 1080), whole), None);
    }
}
