//! Frames that somebody or a bad cable has changed, and pictures by chance.

use crate::any::{decode_any, encode_any};
use crate::material::{Noise, Scene, picture};
use crate::{encoded, encoder, formats};
use interneg_media::vc3::{Decoder, Format, Sampling, Vc3Error};

fn frames() -> Vec<Vec<u8>> {
    let frame = |format| encoded(&mut encoder(format, 1), &picture(Scene::Grain, &format, format.bits()));
    formats((90, 50)).into_iter().map(frame).collect()
}

#[test]
fn a_frame_that_is_cut_is_refused() {
    for frame in frames() {
        let mut decoder = Decoder::new(&frame).unwrap();
        decoder.decode(&frame).unwrap();
        for cut in (0..0x280).chain([0x290, 0x400]) {
            let error = decoder.decode(&frame[..cut]).unwrap_err();
            assert!(matches!(error, Vc3Error::Header { .. } | Vc3Error::Row { .. }), "{cut}: {error}");
        }
    }
}

/// Any bytes changed give a picture or an error, never a panic.
#[test]
fn no_change_makes_the_decoder_fall() {
    let mut noise = Noise::new(5);
    let (mut read, mut refused) = (0, 0);
    for frame in frames() {
        for round in 0..600 {
            let mut changed = frame.clone();
            for _ in 0..=round % 4 {
                // Headers as often as codes.
                let part = if round % 2 == 0 { 0x180 } else { changed.len() };
                let at = noise.next() as usize % part;
                changed[at] = noise.next() as u8;
            }
            let is_read = decode_any(&[&[round as u8], &changed[..]].concat());
            *(if is_read { &mut read } else { &mut refused }) += 1;
        }
    }
    assert!(read > 1000 && refused > 1000, "{read} read, {refused} refused");
}

#[test]
fn headers_that_make_no_sense_are_refused_by_name() {
    let frame = &frames()[0];
    for (at, bytes, named) in [
        (0, &[1][..], "first bytes"),
        (4, &[9], "first bytes"),
        (5, &[2], "coding unit 2"),
        (6, &[0xA0], "adaptive"),
        (7, &[0xA1], "alpha"),
        (0x21, &[0xF8], "bit depth 7"),
        (0x21, &[0x38], "8 is none of [10, 12] bits"),
        (0x28, &[0, 0, 0, 9], "id 9"),
        (0x28, &[0, 0, 4, 0xEC], "1260"),
        (0x28, &[0, 0, 4, 0xDA], "coding unit 1 is neither field"),
        (0x2C, &[0xA0], "sampling 1"),
        (0x18, &[0, 0], "0 is not from 1"),
        // A few bytes that ask for a picture of hundreds of millions of samples.
        (0x18, &[0x40, 0, 0x40, 0], "rows of macroblocks"),
        (0x16C, &[0, 9], "9 rows of macroblocks"),
        (2, &[0xFF, 0xFF], "bytes of header"),
        (2, &[0, 0], "bytes of header"),
        (0x170, &[0x7F, 0, 0, 0], "row 0 begins behind"),
    ] {
        let mut changed = frame.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        let error = Decoder::new(&changed).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(named), "byte {at}: {error}");
    }
    let mut huge = frame.clone();
    huge[0x18..0x1C].copy_from_slice(&[0x03, 0xFF, 0x40, 0]);
    huge[0x16C..0x16E].copy_from_slice(&[0, 64]);
    let error = Decoder::new(&huge).err().unwrap().to_string();
    assert!(error.contains("cannot hold 1024x64 macroblocks"), "{error}");
}

#[test]
fn damaged_rows_are_named() {
    let frame = &frames()[4];
    let mut changed = frame.clone();
    // The second row begins with its first macroblock's quantiser.
    let offset = u32::from_be_bytes(*changed[0x174..].first_chunk().unwrap()) as usize;
    changed[0x280 + offset..][..2].fill(0);
    let error = Decoder::new(&changed).unwrap().decode(&changed).unwrap_err();
    assert_eq!(error, Vc3Error::Row { row: 1, macroblock: 0, reason: "its quantiser is 0" });
}

/// Each field has a header, and rows of its own.
#[test]
fn fields_that_do_not_belong_together_are_refused_by_name() {
    let format = Format::new(1243, (1920, 1080), 8, Sampling::YCbCr422).unwrap();
    let frame = encoded(&mut encoder(format, 2), &picture(Scene::Gradients, &format, 8));
    let half = frame.len() / 2;
    for (at, bytes, named) in [
        (5, &[3][..], "do not belong together"),
        (half + 5, &[2], "do not belong together"),
        (half + 5, &[1], "coding unit 1 is neither field"),
        (half + 0x28, &[0, 0, 4, 0xDA], "do not belong together"),
        (half, &[1], "first bytes"),
        (half + 0x18, &[4, 0x38], "1920x2160 is asked for"),
        (half + 0x16C, &[0, 68], "68 rows of macroblocks instead of 34"),
        (half + 0x170, &[0, 7, 0, 0], "row 0 begins behind"),
    ] {
        let mut changed = frame.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        let error = Decoder::new(&changed).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(named), "byte {at}: {error}");
    }
    for bytes in [half, half + 0x400, frame.len() - 1] {
        let error = Decoder::new(&frame[..bytes]).err().unwrap().to_string();
        assert!(error.contains(&format!("{bytes} bytes do not hold two fields of {half}")), "{error}");
    }
    let mut changed = frame.clone();
    changed[half + 0x280..][..2].fill(0);
    let error = Decoder::new(&changed).unwrap().decode(&changed).unwrap_err();
    assert_eq!(error, Vc3Error::Row { row: 34, macroblock: 0, reason: "its quantiser is 0" });
}

/// Readers do not agree about frames whose header and macroblocks tell different colours; nobody guesses here.
#[test]
fn colour_that_is_told_in_two_ways_is_refused() {
    for (id, sampling) in [(1270, Sampling::YCbCr444), (1270, Sampling::Gbr444)] {
        let format = Format::new(id, (64, 32), 10, sampling).unwrap();
        let mut frame = encoded(&mut encoder(format, 1), &picture(Scene::Grain, &format, 10));
        frame[0x2C] ^= 1;
        let error = Decoder::new(&frame).unwrap().decode(&frame).unwrap_err();
        assert_eq!(error, Vc3Error::Row { row: 0, macroblock: 0, reason: "its colour flag is not the frame's" });
    }
}

/// The short form of `make fuzz`: formats and contents by chance.
#[test]
fn pictures_by_chance_are_encoded_and_decoded() {
    let mut noise = Noise::new(2024);
    for round in 0..300 {
        let mut byte = || noise.next() as u8;
        let mut data: Vec<u8> = (0..12).map(|_| byte()).collect();
        // Constant, sparse and dense contents.
        let length = [0, 3, 700, 20_000][round % 4];
        data.extend((0..length).map(|_| byte()));
        encode_any(&data);
    }
}
