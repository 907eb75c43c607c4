//! Golden files, byte for byte.

use super::exr::ExrWriter;
use super::exr_header::ExrHeader;
use super::*;
use crate::encode::{EncodePlane, EncodePlanes, RenditionEncoder};
use crate::exr::Compression;
use crate::mux::{ColourTags, FieldOrder};
use interneg_spec::proxy::{EncoderChoice, ProxyCodec, Vendor};
use interneg_spec::{DpxBitDepth, ExrCompression, MovieBitDepth, SampleRange};
use md5::{Digest, Md5};

fn spec(format: DeliveryFormat, width: u32, height: u32) -> WriteSpec {
    WriteSpec {
        format,
        raster: Raster { width, height },
        chromaticities: None,
        interop_id: None,
        is_aces: true,
        picture: None,
        asset: AssetStamp {
            rate: Rate::FPS_23_976,
            title: "TITLE".to_owned(),
            creator: "interneg 0.1.0".to_owned(),
            created: "2026-07-01T12:34:56Z".to_owned(),
            owner: String::new(),
            comments: "job 1".to_owned(),
            sequence_length: 24,
            first_frame_number: 86_400,
            colour_space: "S-Log3 S-Gamut3.Cine".to_owned(),
        },
    }
}

fn stamp() -> FrameStamp {
    FrameStamp {
        file_name: "a.0086401.dpx".to_owned(),
        frame_number: 86_401,
        timecode: "01:00:00:01".parse().unwrap(),
        reel: "A001R1AB".to_owned(),
        source_file: "A001C001_260101_R1AB.mov".to_owned(),
    }
}

const EXR_NONE: DeliveryFormat = DeliveryFormat::Exr { compression: ExrCompression::None, zip_level: 1 };

#[test]
fn uncompressed_exr_is_the_golden_file() {
    let writer = ExrWriter::new(&spec(EXR_NONE, 2, 2), ExrCompression::None, 1).unwrap();
    let mut header = Vec::new();
    ExrHeader {
        width: 2,
        height: 2,
        compression: Compression::None,
        is_aces_container: true,
        chromaticities: [0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767],
        interop_id: "",
        comments: "",
        creator: "",
        rate: Rate::FPS_23_976,
        image_counter: None,
        owner: "",
        reel: "",
        software: "",
        timecode: 0x0100_0000,
    }
    .write(&mut header);
    assert_eq!(header.len(), 481);
    let mut out = Vec::new();
    // B, G, R of the lines (0.18 grey, red) and (green, blue -0.25), half.
    let lines: [[u16; 6]; 2] = [[0x31c3, 0, 0x31c3, 0, 0x31c3, 0x3c00], [0, 0xb400, 0x3c00, 0, 0, 0]];
    writer.encode_plain(&header, &mut out, &mut |block| {
        for row in 0..block.rows {
            let bytes = lines[block.first_row + row].map(u16::to_le_bytes);
            block.bytes[row * block.stride_bytes..][..12].copy_from_slice(bytes.as_flattened());
        }
    });
    assert_eq!(out.len(), 537);
    let digest: String = Md5::digest(&out).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "f62c0983bc409b7873f0265fc4c37b8c");
}

#[test]
fn the_container_flag_is_only_on_uncompressed_aces() {
    let header = |compression, is_aces| {
        let mut spec = spec(DeliveryFormat::Exr { compression, zip_level: 1 }, 4, 3);
        spec.is_aces = is_aces;
        spec.chromaticities = Some([0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767]);
        spec.interop_id = (!is_aces).then(|| "lin_ap1_scene".to_owned());
        let encoder = FrameEncoder::new(&spec).unwrap();
        let (mut scratch, mut out) = (EncodeScratch::new(), Vec::new());
        encoder.encode(&stamp(), &mut scratch, &mut out, &mut |block| block.bytes.fill(0)).unwrap();
        let has = |text: &str| out.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(has("chromaticities\0chromaticities\0"));
        assert!(has("reelName\0string\0\x08\0\0\0A001R1AB"));
        (has("acesImageContainerFlag"), has("lin_ap0_scene"), has("lin_ap1_scene"), has("software"))
    };
    assert_eq!(header(ExrCompression::None, true), (true, false, false, false));
    assert_eq!(header(ExrCompression::Zip, true), (false, true, false, true));
    assert_eq!(header(ExrCompression::Piz, true), (false, true, false, true));
    assert_eq!(header(ExrCompression::None, false), (false, false, true, true));
}

#[test]
fn attributes_come_in_alphabetical_order() {
    let writer = FrameEncoder::new(&spec(DeliveryFormat::Exr { compression: ExrCompression::Zip, zip_level: 1 }, 4, 3));
    let (mut scratch, mut out) = (EncodeScratch::new(), Vec::new());
    writer.unwrap().encode(&stamp(), &mut scratch, &mut out, &mut |block| block.bytes.fill(0)).unwrap();
    let mut names = Vec::new();
    let mut rest = &out[8..];
    while rest[0] != 0 {
        let mut parts = rest.splitn(3, |byte| *byte == 0);
        names.push(String::from_utf8(parts.next().unwrap().to_vec()).unwrap());
        let value = parts.nth(1).unwrap();
        let size = u32::from_le_bytes([value[0], value[1], value[2], value[3]]) as usize;
        rest = &value[4 + size..];
    }
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(names, sorted);
    assert_eq!(names.len(), 18, "{names:?}");
}

#[test]
fn dpx_has_the_fields_of_the_standard_at_their_offsets() {
    for (depth, width, bits, packing, file_bytes, padding) in [
        (DpxBitDepth::Ten, 7u32, 10u8, 1u8, 8192 + 7 * 3 * 4, 0u8),
        (DpxBitDepth::Sixteen, 7, 16, 0, 8192 + (7 * 6 + 2) * 3, 2),
        (DpxBitDepth::Sixteen, 8, 16, 0, 8192 + 8 * 6 * 3, 0),
    ] {
        let encoder = FrameEncoder::new(&spec(DeliveryFormat::Dpx { bit_depth: depth }, width, 3)).unwrap();
        let mut out = vec![0xAA; file_bytes];
        // The filler writes over the padding, which must come out as zero all the same.
        encoder.encode(&stamp(), &mut EncodeScratch::new(), &mut out, &mut |block| block.bytes.fill(0x55)).unwrap();
        assert_eq!((out.len(), encoder.worst_case_bytes()), (file_bytes, file_bytes));
        let at = |offset: usize, bytes: &[u8]| assert_eq!(out[offset..offset + bytes.len()], *bytes, "at {offset}");
        let be = u32::to_be_bytes;
        at(0, b"SDPX\0\0\x20\0V2.0\0\0\0\0");
        at(16, &be(file_bytes as u32));
        at(20, &[0, 0, 0, 1, 0, 0, 6, 0x80, 0, 0, 1, 0x80, 0, 0, 0, 0]);
        at(36, b"a.0086401.dpx\0");
        at(136, b"2026:07:01:12:34:56Z\0");
        at(160, b"interneg 0.1.0\0");
        at(260, b"TITLE\0");
        at(660, &[0xff; 4]);
        at(768, &[0, 0, 0, 1]);
        at(772, &be(width));
        at(776, &be(3));
        at(780, &be(0));
        at(784, &be(0));
        at(788, &[0xff; 4]);
        at(792, &be((1 << bits) - 1));
        at(800, &[50, 3, 0, bits, 0, packing, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, padding, 0, 0, 0, 0]);
        at(820, b"S-Log3 S-Gamut3.Cine\0");
        at(852, &[0xff; 40]);
        at(1432, b"A001C001_260101_R1AB.mov\0");
        at(1556, b"A001R1AB\0");
        at(1628, &[0, 0, 0, 1, 0, 0, 0, 1]);
        at(1712, &be(1));
        at(1716, &be(24));
        at(1720, &be(1));
        at(1724, &[0x41, 0xBF, 0xCE, 0xE6, 0xff, 0xff, 0xff, 0xff]);
        at(1920, &[0x01, 0, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0]);
        at(1940, &[0x41, 0xBF, 0xCE, 0xE6]);
        at(2048, &[0; 6144]);
        let line = out[8192..].chunks((file_bytes - 8192) / 3).next().unwrap();
        let (pixels, pad) = line.split_at(line.len() - usize::from(padding));
        assert!(pixels.iter().all(|byte| *byte == 0x55) && pad.iter().all(|byte| *byte == 0));
    }
}

#[test]
fn drop_frame_sets_its_bit_in_both_formats() {
    let mut stamp = stamp();
    stamp.timecode = "01:02:03;29".parse().unwrap();
    let write = |format| {
        let mut spec = spec(format, 4, 2);
        spec.asset.rate = Rate::FPS_29_97;
        let mut out = Vec::new();
        let mut scratch = EncodeScratch::new();
        let encoder = FrameEncoder::new(&spec).unwrap();
        encoder.encode(&stamp, &mut scratch, &mut out, &mut |block| block.bytes.fill(0)).unwrap();
        out
    };
    let dpx = write(DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten });
    assert_eq!(dpx[1920..1924], [0x01, 0x02, 0x03, 0x69]);
    let exr = write(EXR_NONE);
    let tag = b"timeCode\0timecode\0\x08\0\0\0";
    let at = exr.windows(tag.len()).position(|window| window == tag).unwrap() + tag.len();
    assert_eq!(exr[at..at + 8], [0x69, 0x03, 0x02, 0x01, 0, 0, 0, 0]);
}

#[test]
fn what_a_header_cannot_hold_is_refused() {
    let refused = |change: &dyn Fn(&mut WriteSpec), format| {
        let mut spec = spec(format, 4, 2);
        change(&mut spec);
        match FrameEncoder::new(&spec) {
            Err(crate::MediaError::Unwritable { reason, .. }) => reason,
            other => panic!("{other:?}"),
        }
    };
    let dpx = DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen };
    assert!(refused(&|spec| spec.asset.created = "yesterday".to_owned(), dpx).contains("created"));
    assert!(refused(&|spec| spec.raster = Raster { width: 65_535, height: 65_535 }, dpx).contains("4 GiB"));
    assert!(refused(&|spec| spec.raster.width = 0, EXR_NONE).contains("raster"));
    assert!(refused(&|spec| spec.is_aces = false, EXR_NONE).contains("chromaticities"));
    assert!(refused(&|spec| spec.chromaticities = Some([0.5; 8]), EXR_NONE).contains("ACES2065-1"));

    let encoder = FrameEncoder::new(&spec(dpx, 4, 2)).unwrap();
    let mut early = stamp();
    early.frame_number = 0;
    let mut out = Vec::new();
    assert!(encoder.encode(&early, &mut EncodeScratch::new(), &mut out, &mut |_| ()).is_err());
}

/// Pictures of a movie, 64 by 48.
fn movie(codec: ProxyCodec, bits: u8, matrix: u8) -> WriteSpec {
    let (bit_depth, raster) = (MovieBitDepth::Twelve, Raster { width: 64, height: 48 });
    let picture = PictureTrack {
        codec,
        bits,
        raster,
        pixel_aspect: (1, 1),
        has_alpha: false,
        vendor: Vendor::Interneg,
        clean_aperture: None,
        field_order: FieldOrder::Progressive,
        colour: ColourTags { primaries: 2, transfer: 2, matrix },
        range: SampleRange::Legal,
    };
    let format = DeliveryFormat::Quicktime { codec, bit_depth, dynamic_range: None };
    WriteSpec { picture: Some(picture), ..spec(format, 64, 48) }
}

#[test]
fn a_movies_frame_is_the_encoders_packet_of_the_planes_that_were_filled() {
    // Y', Cb, Cr: a ramp, another, and one of both.
    let code = |plane: usize, x: usize, y: usize| 256 + (40 * x * (1 + plane % 2) + 20 * y * plane) as u16 % 3500;
    let wanted = movie(ProxyCodec::Prores4444Xq, 12, 1);
    let encoder = FrameEncoder::new(&wanted).unwrap();
    assert_eq!(encoder.row_layout(), RowLayout::YCbCr444 { bits: 12, matrix: Matrix::Bt709 });
    let mut planes: [Vec<u8>; 3] = std::array::from_fn(|plane| {
        let codes = (0..48).flat_map(|y| (0..64).map(move |x| code(plane, x, y).to_le_bytes()));
        codes.flatten().collect()
    });
    let (mut scratch, mut out) = (EncodeScratch::new(), Vec::new());
    let mut fill = |block: RowBlock<'_>| {
        assert_eq!((block.first_row, block.rows, block.stride_bytes), (0, 48, 128));
        block.bytes.copy_from_slice(&planes.concat());
    };
    encoder.encode(&stamp(), &mut scratch, &mut out, &mut fill).unwrap();
    let track = wanted.picture.as_ref().unwrap();
    let mut own = RenditionEncoder::new(track, Rate::FPS_23_976, EncoderChoice::Interneg, 12).unwrap();
    let (mut packet, most) = (Vec::new(), packet_bytes(track).unwrap());
    let mut coded = |planes: &[Vec<u8>; 3]| {
        let planes = [0, 1, 2].map(|plane| EncodePlane { bytes: &planes[plane], stride_bytes: 128 });
        own.encode(&EncodePlanes { bits: 12, planes }, &mut packet).unwrap();
        packet.clone()
    };
    assert_eq!(out, coded(&planes));
    assert!(out.len() as u64 <= most && encoder.worst_case_bytes() as u64 == most);
    planes.swap(1, 2);
    assert_ne!(out, coded(&planes), "the planes' order would not show");
}

#[test]
fn a_movie_that_nothing_encodes_is_refused_before_its_first_frame() {
    let refused = |spec: &WriteSpec| FrameEncoder::new(spec).unwrap_err().to_string();
    assert!(refused(&movie(ProxyCodec::ProresHq, 10, 1)).contains("4:4:4"));
    assert!(refused(&movie(ProxyCodec::Prores4444, 8, 1)).contains("10 or 12 bits"));
    assert!(refused(&movie(ProxyCodec::Prores4444, 12, 6)).contains("matrix 6"));
    assert!(refused(&WriteSpec { picture: None, ..movie(ProxyCodec::Prores4444, 12, 1) }).contains("nobody says"));
    let mut wide = movie(ProxyCodec::Dnxhr444, 12, 9);
    wide.raster.width = 20_000;
    wide.picture.as_mut().unwrap().raster = wide.raster;
    assert!(refused(&wide).contains("20000x48"), "VC-3 ends at 16384 samples a side");
}
