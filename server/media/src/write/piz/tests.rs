//! The `exr` crate's decoder judges; OpenEXR and FFmpeg do in the integration tests.

use super::Piz;
use crate::exr::{Channel, Compression, SampleKind, codec_header, section};

fn raw(width: usize, rows: usize, value: &mut dyn FnMut(usize) -> u16) -> Vec<u8> {
    (0..3 * width * rows).flat_map(|index| value(index).to_le_bytes()).collect()
}

/// Compresses, has another decoder undo it, and tells the compressed size; `None` where it was not smaller.
fn round_trip(piz: &mut Piz, raw: &[u8], width: usize) -> Option<usize> {
    let mut out = vec![0xAA; raw.len()];
    let size = piz.compress(raw, width, &mut out)?;
    let rows = raw.len() / (6 * width);
    let channel = |name: &str| Channel { name: name.to_owned(), kind: SampleKind::Half, is_linear: false };
    let header = codec_header(&["B", "G", "R"].map(channel), Compression::Piz, (width, rows), None);
    let stored = out[..size].to_vec();
    let back =
        header.compression.decompress_image_section_from_le(&header, stored, section((0, 0), (width, rows)), true);
    assert!(back.unwrap() == raw, "{width}x{rows}");
    Some(size)
}

#[test]
fn another_decoder_gives_the_samples_back_at_every_size() {
    let mut piz = Piz::default();
    for width in (1..40).chain([63, 64, 65, 127, 300]) {
        for rows in [1, 2, 3, 5, 8, 15, 16, 17, 31, 32] {
            let mut state = width as u32;
            let few = raw(width, rows, &mut |index| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                0x3000 + (index % width) as u16 * 3 + (state >> 30) as u16
            });
            round_trip(&mut piz, &few, width);
        }
    }
    let soft = raw(300, 32, &mut |index| 0x3000 + (index % 300) as u16);
    assert!(round_trip(&mut piz, &soft, 300).is_some_and(|size| size < soft.len() / 4));
}

#[test]
fn more_than_2_to_the_14_values_take_the_other_arithmetic() {
    let mut piz = Piz::default();
    let wide = raw(3000, 32, &mut |index| (index / 12) as u16);
    assert!(round_trip(&mut piz, &wide, 3000).is_some());
    let all = raw(1024, 32, &mut |index| if index % 2 == 0 { (index / 2) as u16 } else { 0xffff });
    assert!(round_trip(&mut piz, &all, 1024).is_some());
}

#[test]
fn runs_and_chunks_of_one_value_are_coded() {
    let mut piz = Piz::default();
    for value in [0u16, 1, 7, 0x3c00, 0xffff] {
        for rows in [1, 2, 32] {
            let flat = raw(700, rows, &mut |_| value);
            assert!(round_trip(&mut piz, &flat, 700).is_some_and(|size| size < 700), "{value} {rows}");
        }
    }
    let bars = raw(640, 32, &mut |index| [0, 0x3c00, 0x4000, 0xbc00][index % 640 / 160]);
    assert!(round_trip(&mut piz, &bars, 640).is_some());
}

#[test]
fn noise_is_left_raw() {
    let mut state = 1u64;
    let noise = raw(200, 32, &mut |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 48) as u16
    });
    assert_eq!(round_trip(&mut Piz::default(), &noise, 200), None);
}
