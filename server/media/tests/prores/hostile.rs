//! Frames that somebody or a bad cable has changed.

use crate::any::decode_any;
use crate::material::{Chance, Kind, Master, Plane, encoded, settings};
use interneg_media::mux::FieldOrder;
use interneg_media::prores::{AlphaBits, DecodeError, Profile, Settings, decode};

fn frames() -> Vec<Vec<u8>> {
    let with = |profile, field_order, alpha| {
        let settings = Settings { field_order, alpha, ..settings(profile, 90, 50, 10) };
        let mut master = Master::new(Kind::Grain, settings.raster, Profile::is_444(profile), 10, 0);
        let samples = (0..90 * 50).map(|i| (i % 1024) as u16).collect();
        master.alpha = alpha.map(|_| (10, Plane { columns: 90, rows: 50, samples }));
        encoded(&settings, &master)
    };
    vec![
        with(Profile::Lt, FieldOrder::Progressive, None),
        with(Profile::P4444, FieldOrder::TopFirst, Some(AlphaBits::Sixteen)),
        with(Profile::P4444Xq, FieldOrder::Progressive, Some(AlphaBits::Eight)),
    ]
}

#[test]
fn a_frame_that_is_cut_is_refused() {
    for frame in frames() {
        for cut in 0..frame.len() {
            let error = decode(&frame[..cut], 10).unwrap_err();
            assert!(matches!(error, DecodeError::Short { .. }), "{cut}: {error}");
        }
        assert_eq!(decode(&frame, 7).unwrap_err(), DecodeError::Bits { bits: 7 });
        // Zeros behind a frame belong to no one.
        assert_eq!(decode(&[&frame[..], &[0; 9]].concat(), 10).unwrap(), decode(&frame, 10).unwrap());
    }
}

/// Any byte changed gives a picture or an error, never a panic.
#[test]
fn no_change_makes_the_decoder_fall() {
    let mut chance = Chance::new(5);
    let (mut read, mut refused) = (0, 0);
    for frame in frames() {
        for round in 0..4000 {
            let mut changed = frame.clone();
            for _ in 0..=round % 4 {
                // Headers as often as codes.
                let part = if round % 2 == 0 { 220.min(changed.len()) } else { changed.len() };
                let at = (chance.next() * part as f64) as usize;
                changed[at] = (chance.next() * 256.0) as u8;
            }
            decode_any(&[&[round as u8], &changed[..]].concat());
            match decode(&changed, 10) {
                Ok(_) => read += 1,
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read > 1000 && refused > 1000, "{read} read, {refused} refused");
}

#[test]
fn headers_that_make_no_sense_are_refused_by_name() {
    let frame = &frames()[1];
    for (at, byte, part) in [
        (4, b'x', "icpf"),
        (9, 19, "header size"),
        (11, 2, "bitstream version"),
        (20, 0x40, "chroma format"),
        (20, 0xCC, "interlace mode"),
        (25, 3, "alpha type"),
        (27, 0xFF, ""),
        (30, 1, "weight"),
        (100, 64, "weight"),
        (156, 7 << 3, "picture header size"),
        (163, 0x40, "slice width"),
    ] {
        let mut changed = frame.clone();
        changed[at] = byte;
        match decode(&changed, 10) {
            Ok(_) => assert!(part.is_empty(), "byte {at} = {byte} is no fault"),
            Err(error) => assert!(error.to_string().contains(part) && !part.is_empty(), "byte {at}: {error}"),
        }
    }
    // A few bytes that ask for a picture of billions of samples.
    let mut huge = frame.clone();
    huge[16..20].fill(0xFF);
    let error = decode(&huge, 10).unwrap_err().to_string();
    assert!(error.contains("65535x65535 has more samples than this decoder reads"), "{error}");
    huge[16..20].copy_from_slice(&[0x40, 0, 0x40, 0]);
    let error = decode(&huge, 10).unwrap_err();
    assert!(matches!(error, DecodeError::Short { what: "slice table", .. }), "{error}");
}
