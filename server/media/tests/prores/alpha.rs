//! Alpha, which nothing may be lost of.

use crate::judges::{check_frame, decoded_by, ffmpegs};
use crate::material::{Chance, Kind, Master, Plane, encoded, settings};
use interneg_media::mux::FieldOrder;
use interneg_media::prores::{AlphaBits, Encoder, Profile, Settings, decode, target_bytes};

fn with_alpha(settings: &Settings, bits: u8) -> Master {
    let mut master = Master::new(Kind::Grain, settings.raster, true, settings.bits, 0);
    let (columns, rows) = (settings.raster.width as usize, settings.raster.height as usize);
    let most = (1u32 << bits) - 1;
    let mut chance = Chance::new(3);
    let samples = (0..columns * rows).map(|i| {
        let (x, y) = (i % columns, i / columns);
        match (x * 4 / columns, y < rows / 2) {
            (0, _) => most,
            (1, _) => 0,
            (2, true) => most * (y as u32) / rows as u32,
            (2, false) => most * (x as u32) / columns as u32,
            _ => (chance.next() * f64::from(most)) as u32,
        }
    });
    let samples = samples.map(|sample| sample as u16).collect();
    master.alpha = Some((bits, Plane { columns, rows, samples }));
    master
}

#[test]
fn alpha_is_read_as_it_was_by_us_and_by_ffmpeg() {
    for field_order in [FieldOrder::Progressive, FieldOrder::TopFirst, FieldOrder::BottomFirst] {
        for (alpha, bits) in [(AlphaBits::Eight, 8), (AlphaBits::Sixteen, 16), (AlphaBits::Sixteen, 12)] {
            let settings = Settings { alpha: Some(alpha), field_order, ..settings(Profile::P4444, 203, 57, 12) };
            let master = with_alpha(&settings, bits);
            let expected = &master.alpha.as_ref().unwrap().1.samples;
            let frame = encoded(&settings, &master);
            let own = decode(&frame, bits).unwrap();
            assert!(own.planes[3].samples == *expected, "{alpha:?} from {bits} bits");
            check_frame(&format!("{alpha:?} alpha from {bits} bits"), &settings, &master, &frame);
            for ffmpeg in ffmpegs() {
                let theirs = &decoded_by(&ffmpeg, &settings, &frame)[3].samples;
                // FFmpeg scales to 12 bits by shifts of its own: its lowest bit is not ours.
                let most = f64::from((1u32 << bits) - 1);
                let apart =
                    |(expected, found): (&u16, &u16)| (f64::from(*expected) / most * 4095.0 - f64::from(*found)).abs();
                let worst = expected.iter().zip(theirs).map(apart).fold(0.0, f64::max);
                assert!(worst <= 1.0, "{alpha:?} from {bits} bits: {worst} of 4095 in {}", ffmpeg.display());
            }
        }
    }
}

/// The picture is as good as without alpha: it has the same bytes for it, and alpha comes on top.
#[test]
fn alpha_is_not_counted_against_the_picture() {
    let settings = settings(Profile::P4444, 640, 360, 12);
    let bare = Master::new(Kind::Grain, settings.raster, true, 12, 0);
    let plain = encoded(&settings, &bare);
    let with = Settings { alpha: Some(AlphaBits::Sixteen), ..settings.clone() };
    let mut frame = Vec::new();
    let coded = Encoder::new(with.clone()).unwrap().encode(&with_alpha(&with, 16).stored(0).picture(), &mut frame);
    let coded = coded.unwrap();
    assert_eq!(coded.counted_bytes + coded.alpha_bytes, frame.len() as u64);
    assert!(coded.counted_bytes <= target_bytes(Profile::P4444, settings.raster));
    assert!(coded.counted_bytes.abs_diff(plain.len() as u64) < 200, "{coded:?} {}", plain.len());
}
