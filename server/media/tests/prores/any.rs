//! Any bytes as a picture to encode, and as a frame to decode: what fuzzing calls. Nothing here may panic.

use interneg_media::encode::EncodePlane;
use interneg_media::mux::FieldOrder;
use interneg_media::prores::{
    AlphaBits, AlphaPlane, EncodeError, Encoder, Picture, Profile, RateControl, Settings, SliceWidth, decode,
    target_bytes,
};
use interneg_spec::Raster;

/// Longest sides of pictures: several slices and rows of macroblocks, and quick.
const COLUMNS: u32 = 300;
const ROWS: u32 = 70;

/// Takes settings from the beginning of `data` and samples from the rest, over and over. What is encoded must be within
/// its limit and be decoded to planes of its size.
pub fn encode_any(data: &[u8]) {
    let Some((head, rest)) = data.split_first_chunk::<16>() else { return };
    let pick = |at: usize, count: u8| usize::from(head[at] % count);
    let word = |at: usize, most: u32| u32::from(u16::from_le_bytes([head[at], head[at + 1]])) % most + 1;
    let profile = Profile::ALL[pick(0, 6)];
    let bits = 8 + pick(1, 9) as u8;
    let alpha = [None, Some(AlphaBits::Eight), Some(AlphaBits::Sixteen)][pick(2, 3)].filter(|_| profile.is_444());
    let rate = match pick(3, 4) {
        0 => RateControl::Index(head[4]),
        1 => RateControl::Bytes(u64::from(word(4, 20_000))),
        _ => RateControl::Target,
    };
    let settings = Settings {
        field_order: [FieldOrder::Progressive, FieldOrder::TopFirst, FieldOrder::BottomFirst][pick(6, 3)],
        slice_width: SliceWidth::ALL[pick(7, 4)],
        alpha,
        rate,
        ..Settings::new(profile, Raster { width: word(8, COLUMNS), height: word(10, ROWS) }, bits)
    };
    let (columns, rows) = (settings.raster.width as usize, settings.raster.height as usize);
    let chroma = if profile.is_444() { columns } else { columns.div_ceil(2) };
    let padding = pick(12, 8);
    // Codes within the depth, mostly; sometimes too high ones.
    let mask = if pick(13, 8) == 0 { u16::MAX } else { ((1u32 << bits) - 1) as u16 };
    let mut from = rest.iter().copied().chain([7]).cycle();
    let mut plane = |columns: usize, bits: u8| {
        let stride_bytes = columns * if bits == 8 { 1 } else { 2 } + padding;
        let mut bytes: Vec<u8> = from.by_ref().take(stride_bytes * rows).collect();
        if bits > 8 {
            for line in bytes.chunks_mut(stride_bytes) {
                for sample in line[..2 * columns].chunks_exact_mut(2) {
                    let masked = u16::from_le_bytes([sample[0], sample[1]]) & mask;
                    sample.copy_from_slice(&masked.to_le_bytes());
                }
            }
        }
        (bytes, stride_bytes)
    };
    let planes = [columns, chroma, chroma].map(|columns| plane(columns, bits));
    let alpha_bits = if pick(14, 2) == 0 { 8 } else { bits };
    let alpha_plane = plane(columns, alpha_bits);
    let picture = Picture {
        bits,
        planes: planes.each_ref().map(|(bytes, stride_bytes)| EncodePlane { bytes, stride_bytes: *stride_bytes }),
        alpha: alpha.map(|_| AlphaPlane {
            bits: alpha_bits,
            plane: EncodePlane { bytes: &alpha_plane.0, stride_bytes: alpha_plane.1 },
        }),
    };
    let Ok(encoder) = Encoder::new(settings.clone()) else { return };
    let mut frame = Vec::new();
    let limit = match rate {
        RateControl::Bytes(bytes) => bytes,
        RateControl::Index(_) => u64::MAX,
        RateControl::Target => target_bytes(profile, settings.raster),
    };
    match encoder.encode(&picture, &mut frame) {
        Ok(coded) => {
            assert!(coded.counted_bytes <= limit, "{coded:?} of {limit} with {settings:?}");
            assert_eq!(coded.counted_bytes + coded.alpha_bytes, frame.len() as u64, "{settings:?}");
            let decoded = decode(&frame, bits).unwrap_or_else(|error| panic!("{error} with {settings:?}"));
            for (plane, expected) in decoded.planes.iter().zip([columns, chroma, chroma, columns]) {
                assert_eq!((plane.columns, plane.rows), (expected, rows), "{settings:?}");
            }
        }
        Err(EncodeError::Code { .. }) => {}
        Err(EncodeError::Limit { .. }) => {
            assert!(matches!(rate, RateControl::Bytes(_)), "no limit was asked for: {settings:?}");
        }
        Err(error) => panic!("{error} with {settings:?}"),
    }
}

/// Any bytes as a frame.
pub fn decode_any(data: &[u8]) {
    let bits = 8 + data.first().copied().unwrap_or_default() % 9;
    if let Ok(decoded) = decode(data.get(1..).unwrap_or_default(), bits) {
        let most = (1u32 << bits) - 1;
        for plane in &decoded.planes {
            assert!(plane.samples.iter().all(|sample| u32::from(*sample) <= most));
        }
    }
}
