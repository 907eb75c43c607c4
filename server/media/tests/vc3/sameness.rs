//! A frame depends on its picture and its format alone.

use crate::material::{Scene, picture};
use crate::{encoded, encoder, formats};
use interneg_kernels::Level;
use interneg_media::encode::EncodePlane;
use interneg_media::vc3::{Encoder, Format, Sampling, Vc3Error};
use std::num::NonZeroUsize;

#[test]
fn threads_levels_and_frames_before_do_not_matter() {
    for format in formats((710, 403)) {
        let pictures = [Scene::Grain, Scene::DarkNoise, Scene::Grain, Scene::Bars]
            .map(|scene| picture(scene, &format, format.bits()));
        let expected = pictures.each_ref().map(|picture| encoded(&mut encoder(format, 1), picture));
        for threads in [1, 2, 3, 7, 64] {
            for level in Level::available() {
                let threads = NonZeroUsize::new(threads).unwrap();
                let mut encoder = Encoder::at_level(level, format, 0, threads).unwrap();
                for (picture, expected) in pictures.iter().zip(&expected).rev() {
                    let frame = encoded(&mut encoder, picture);
                    assert!(frame == *expected, "{} with {threads} threads at {}", format.id(), level.name());
                }
            }
        }
        assert_eq!(expected[0], expected[2]);
        assert_ne!(expected[0], expected[1]);
    }
}

/// A plane whose lines are longer than the raster is wide gives the same frame, whatever lies behind its lines.
#[test]
fn what_lies_behind_lines_does_not_matter() {
    for format in formats((301, 77)) {
        let source = picture(Scene::Grain, &format, format.bits());
        let mut encoder = encoder(format, 1);
        let expected = encoded(&mut encoder, &source);
        for padding in [2, 6, 64] {
            let planes: [(Vec<u8>, usize); 3] = std::array::from_fn(|plane| {
                let line_bytes = source.line_bytes(plane);
                let bytes = &source.bytes()[plane];
                let padded = bytes.chunks(line_bytes).flat_map(|line| [line, &vec![0xFF; padding]].concat());
                (padded.collect(), line_bytes + padding)
            });
            let planes = planes.each_ref().map(|(bytes, stride)| EncodePlane { bytes, stride_bytes: *stride });
            let mut frame = vec![7; 9];
            encoder.encode(&planes, &mut frame).unwrap();
            assert!(frame == expected, "{} with {padding} bytes behind lines", format.id());
        }
    }
}

/// The same of formats of one raster, fields among them: threads, levels, and what lies behind lines.
#[test]
fn frames_of_hd_depend_on_their_picture_alone() {
    for (id, raster, bits) in [(1241, (1920, 1080), 10), (1242, (1920, 1080), 8), (1252, (1280, 720), 8)] {
        let format = Format::new(id, raster, bits, Sampling::YCbCr422).unwrap();
        let source = picture(Scene::Grain, &format, bits);
        let expected = encoded(&mut encoder(format, 1), &source);
        for (level, threads) in Level::available().into_iter().zip([3, 2, 5].into_iter().cycle()) {
            let mut encoder = Encoder::at_level(level, format, 0, NonZeroUsize::new(threads).unwrap()).unwrap();
            let padded = source.bytes().map(|bytes| {
                let lines = bytes.chunks(bytes.len() / raster.1 as usize);
                lines.flat_map(|line| [line, &[0x55; 6]].concat()).collect::<Vec<u8>>()
            });
            let planes = std::array::from_fn(|plane| EncodePlane {
                bytes: &padded[plane],
                stride_bytes: source.line_bytes(plane) + 6,
            });
            let mut frame = Vec::new();
            encoder.encode(&planes, &mut frame).unwrap();
            assert!(frame == expected, "{id} with {threads} threads at {}", level.name());
        }
    }
}

#[test]
fn planes_that_are_not_those_of_the_format_are_named() {
    let format = Format::new(1271, (320, 128), 10, Sampling::YCbCr422).unwrap();
    let source = picture(Scene::Gradients, &format, 10);
    let bytes = source.bytes();
    let mut frame = Vec::new();
    for wrong in 0..3 {
        let planes = |change: &dyn Fn(EncodePlane<'_>) -> (usize, usize)| -> [(usize, usize); 3] {
            std::array::from_fn(|plane| {
                let whole = EncodePlane { bytes: &bytes[plane], stride_bytes: source.line_bytes(plane) };
                if plane == wrong { change(whole) } else { (whole.bytes.len(), whole.stride_bytes) }
            })
        };
        for shapes in
            [planes(&|plane| (plane.bytes.len() - 1, plane.stride_bytes)), planes(&|plane| (plane.bytes.len(), 2))]
        {
            let cut: [EncodePlane<'_>; 3] = std::array::from_fn(|plane| EncodePlane {
                bytes: &bytes[plane][..shapes[plane].0],
                stride_bytes: shapes[plane].1,
            });
            let error = encoder(format, 2).encode(&cut, &mut frame).unwrap_err();
            assert!(matches!(error, Vc3Error::Plane { plane, .. } if plane == wrong), "{error}");
        }
        // One code above those of 10 bits, in the last macroblock.
        let mut high = bytes.clone();
        let at = high[wrong].len() - 1;
        high[wrong][at] = 0x04;
        let planes =
            std::array::from_fn(|plane| EncodePlane { bytes: &high[plane], stride_bytes: source.line_bytes(plane) });
        let error = encoder(format, 2).encode(&planes, &mut frame).unwrap_err().to_string();
        assert_eq!(error, format!("plane {wrong} of the picture is wrong: it has codes above those of 10 bits"));
    }
    assert!(Encoder::new(format, 4, NonZeroUsize::MIN).is_err());
}

/// Blocks that are black and white in turns, in the order of the stream, need more bits for their means alone than a small
/// frame has.
#[test]
fn a_picture_that_no_quantiser_gets_into_its_frame_is_refused() {
    let format = Format::new(1274, (416, 272), 8, Sampling::YCbCr422).unwrap();
    let planes: [Vec<u8>; 3] = std::array::from_fn(|plane| {
        let (width, height) = format.plane_size(plane);
        let is_white = |i: usize| (if plane == 0 { i % width / 8 } else { i / width / 8 }).is_multiple_of(2);
        (0..width * height).map(|i| if is_white(i) { 255 } else { 0 }).collect()
    });
    let planes =
        std::array::from_fn(|plane| EncodePlane { bytes: &planes[plane], stride_bytes: format.plane_size(plane).0 });
    let refused = encoder(format, 2).encode(&planes, &mut Vec::new());
    assert_eq!(refused, Err(Vc3Error::TooDetailed { frame_bytes: format.frame_bytes() }));
}
