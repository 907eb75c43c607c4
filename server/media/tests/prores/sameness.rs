//! A frame depends on its picture and on the settings alone.

use crate::any::encode_any;
use crate::material::{Chance, Kind, Master, encoded, settings};
use interneg_kernels::Level;
use interneg_media::mux::FieldOrder;
use interneg_media::prores::{AlphaBits, EncodeError, Encoder, Profile, RateControl, Settings};
use std::num::NonZeroUsize;

#[test]
fn threads_levels_and_frames_before_do_not_matter() {
    for (profile, field_order, alpha) in [
        (Profile::Proxy, FieldOrder::Progressive, None),
        (Profile::Hq, FieldOrder::TopFirst, None),
        (Profile::P4444Xq, FieldOrder::Progressive, Some(AlphaBits::Eight)),
    ] {
        let settings = Settings { field_order, alpha, ..settings(profile, 710, 402, 12) };
        let pictures = [Kind::Grain, Kind::DarkNoise, Kind::Grain, Kind::ZonePlate].map(|kind| {
            let mut master = Master::new(kind, settings.raster, profile.is_444(), 12, 0);
            master.alpha = alpha.map(|_| (12, master.planes[0].clone()));
            master
        });
        let expected: Vec<Vec<u8>> = pictures.iter().map(|picture| encoded(&settings, picture)).collect();
        for threads in [1, 2, 3, 7] {
            for level in Level::available() {
                let threads = NonZeroUsize::new(threads).unwrap();
                let encoder = Encoder::at_level(Settings { threads, ..settings.clone() }, level).unwrap();
                let mut frame = vec![1, 2, 3];
                for (picture, expected) in pictures.iter().zip(&expected).rev() {
                    encoder.encode(&picture.stored(0).picture(), &mut frame).unwrap();
                    assert!(frame == *expected, "{profile:?} with {threads} threads at {}", level.name());
                }
            }
        }
        assert_eq!(expected[0], expected[2]);
    }
}

#[test]
fn what_lies_behind_lines_does_not_matter() {
    for bits in [8, 10, 16] {
        let settings = settings(Profile::Standard, 201, 77, bits);
        let master = Master::new(Kind::Grain, settings.raster, false, bits, 0);
        let encoder = Encoder::new(settings).unwrap();
        let frames = [0, 2, 7, 64].map(|padding| {
            let mut frame = Vec::new();
            encoder.encode(&master.stored(padding).picture(), &mut frame).unwrap();
            frame
        });
        assert!(frames.iter().all(|frame| *frame == frames[0]), "{bits} bits");
    }
}

/// Depth is a scale: the same picture in more bits is the same frame.
#[test]
fn depths_of_the_same_picture_give_the_same_frame() {
    let of_bits = |bits: u8| {
        let settings = settings(Profile::P4444, 160, 90, bits);
        let eight = Master::new(Kind::Grain, settings.raster, true, 8, 0);
        let wide = Master::of(settings.raster, true, bits, |plane, x, y| {
            let plane = &eight.planes[plane];
            plane.samples[y * plane.columns + x] << (bits - 8)
        });
        encoded(&settings, &wide)
    };
    let expected = of_bits(8);
    for bits in 9..=16 {
        assert!(of_bits(bits) == expected, "{bits} bits");
    }
}

#[test]
fn what_cannot_be_encoded_is_refused_by_name() {
    let good = settings(Profile::Hq, 64, 64, 10);
    let refused = |settings: Settings| Encoder::new(settings).expect_err("it is refused").to_string();
    for (settings, part) in [
        (settings(Profile::Hq, 0, 64, 10), "no side may be 0"),
        (settings(Profile::Hq, 64, 65_536, 10), "65535"),
        (settings(Profile::Hq, 64, 64, 7), "8 to 16 bits"),
        (settings(Profile::Hq, 64, 64, 17), "8 to 16 bits"),
        (Settings { field_order: FieldOrder::TopFirst, ..settings(Profile::Hq, 64, 1, 10) }, "two lines"),
        (Settings { alpha: Some(AlphaBits::Eight), ..good.clone() }, "only 4444"),
        (Settings { rate: RateControl::Index(0), ..good.clone() }, "1 to 224"),
    ] {
        let error = refused(settings);
        assert!(error.contains(part), "{error}");
    }
    let master = Master::new(Kind::Grain, good.raster, false, 10, 0);
    let encoder = Encoder::new(good.clone()).unwrap();
    let stored = master.stored(0);
    for plane in 0..3 {
        let mut short = stored.picture();
        short.planes[plane].bytes = &short.planes[plane].bytes[1..];
        let mut narrow = stored.picture();
        narrow.planes[plane].stride_bytes -= 1;
        for picture in [short, narrow] {
            let error = encoder.encode(&picture, &mut Vec::new()).unwrap_err();
            assert!(matches!(error, EncodeError::Plane { plane: found, .. } if found == plane), "{error}");
        }
        let mut high = master.clone();
        *high.planes[plane].samples.last_mut().unwrap() = 1024;
        let error = encoder.encode(&high.stored(0).picture(), &mut Vec::new()).unwrap_err();
        assert_eq!(error, EncodeError::Code { plane, bits: 10, most: 1023 });
    }
    let other = Encoder::new(settings(Profile::Hq, 64, 64, 12)).unwrap();
    let error = other.encode(&stored.picture(), &mut Vec::new()).unwrap_err().to_string();
    assert!(error.contains("10-bit") && error.contains("12-bit"), "{error}");
}

/// The short form of `make fuzz`: settings and contents by chance.
#[test]
fn pictures_by_chance_are_encoded_and_decoded() {
    let mut chance = Chance::new(2024);
    for round in 0..300 {
        let mut byte = || (chance.next() * 256.0) as u8;
        let mut data: Vec<u8> = (0..16).map(|_| byte()).collect();
        // Constant, sparse and dense contents.
        let length = [0, 3, 700, 20_000][round % 4];
        data.extend((0..length).map(|_| byte()));
        encode_any(&data);
    }
}
