//! Any bytes as a picture to encode, and as a frame to decode: what fuzzing calls. Nothing here may panic.

use interneg_media::encode::EncodePlane;
use interneg_media::vc3::{Decoder, Encoder, Format, Reading, Sampling, SizeRule, Vc3Error};
use std::num::NonZeroUsize;

/// Takes a format from the beginning of `data` and samples from the rest, over and over. What is encoded must have its
/// frame's size and be decoded to planes of its size.
pub fn encode_any(data: &[u8]) {
    let Some((head, rest)) = data.split_first_chunk::<12>() else { return };
    let word = |at: usize, most: u32| u32::from(u16::from_le_bytes([head[at], head[at + 1]])) % most + 1;
    let kinds = [
        (1270, 10, Sampling::YCbCr444),
        (1270, 12, Sampling::Gbr444),
        (1271, 10, Sampling::YCbCr422),
        (1271, 12, Sampling::YCbCr422),
        (1272, 8, Sampling::YCbCr422),
        (1273, 8, Sampling::YCbCr422),
        (1274, 8, Sampling::YCbCr422),
    ];
    let (id, bits, sampling) = kinds[usize::from(head[0]) % kinds.len()];
    // Some with more rows than a short header holds.
    let rows = if head[1].is_multiple_of(8) { 1300 } else { 70 };
    let raster = (word(2, 300), word(4, rows));
    let rule = if head[6].is_multiple_of(2) { SizeRule::Macroblocks } else { SizeRule::Area };
    let format = match Format::with_size_rule(id, raster, bits, sampling, rule) {
        Ok(format) => format,
        Err(error) => panic!("{error} for {raster:?}"),
    };
    // Codes within the depth, mostly; sometimes too high ones.
    let mask = if head[7].is_multiple_of(8) { u16::MAX } else { (1u16 << bits) - 1 };
    let padding = usize::from(head[8] % 5);
    let mut from = rest.iter().copied().chain([7]).cycle();
    let planes: [(Vec<u8>, usize); 3] = std::array::from_fn(|plane| {
        let (columns, rows) = format.plane_size(plane);
        let line_bytes = columns * if bits == 8 { 1 } else { 2 };
        let mut bytes: Vec<u8> = from.by_ref().take((line_bytes + padding) * rows).collect();
        if bits > 8 {
            for line in bytes.chunks_mut(line_bytes + padding) {
                for sample in line[..line_bytes].as_chunks_mut::<2>().0 {
                    *sample = (u16::from_le_bytes(*sample) & mask).to_le_bytes();
                }
            }
        }
        (bytes, line_bytes + padding)
    });
    let threads = NonZeroUsize::MIN.saturating_add(usize::from(head[9] % 3));
    let mut encoder = match Encoder::new(format, head[10] % 4, threads) {
        Ok(encoder) => encoder,
        Err(error) => panic!("{error} for {format:?}"),
    };
    let planes = planes.each_ref().map(|(bytes, stride_bytes)| EncodePlane { bytes, stride_bytes: *stride_bytes });
    let mut frame = Vec::new();
    match encoder.encode(&planes, &mut frame) {
        Ok(()) => {
            assert_eq!(frame.len(), format.frame_bytes());
            let decoded = Decoder::new(&frame).and_then(|mut decoder| decoder.decode(&frame));
            let decoded = decoded.unwrap_or_else(|error| panic!("{error} of {format:?}"));
            for (plane, samples) in decoded.planes.iter().enumerate() {
                let (columns, rows) = format.plane_size(plane);
                assert_eq!(samples.len(), columns * rows);
            }
        }
        Err(Vc3Error::Plane { .. }) => assert!(bits > 8 && mask == u16::MAX, "no code is too high"),
        Err(Vc3Error::TooDetailed { .. }) => {}
        Err(error) => panic!("{error} of {format:?}"),
    }
}

/// Any bytes as a frame; whether they are read.
pub fn decode_any(data: &[u8]) -> bool {
    let Some((first, frame)) = data.split_first() else { return false };
    let reading = if first.is_multiple_of(2) { Reading::Middle } else { Reading::ThreeQuarters };
    let Ok(mut decoder) = Decoder::with_reading(frame, reading) else { return false };
    let most = (1u32 << decoder.format().bits()) - 1;
    match decoder.decode(frame) {
        Ok(picture) => {
            assert!(picture.planes.iter().flatten().all(|sample| u32::from(*sample) <= most));
            true
        }
        Err(_) => false,
    }
}
