//! What comes through of 12 bits.

use crate::judges::{decoded_by, ffmpegs, psnrs};
use crate::material::{Chance, Master, encoded, settings, with_index};
use interneg_media::prores::{Profile, decode};
use std::collections::BTreeSet;

/// One code of 12 bits every 16 pixels, in every plane: the slope of a dawn sky.
#[test]
fn a_ramp_of_single_codes_keeps_all_its_levels_through_xq() {
    let settings = settings(Profile::P4444Xq, 1920, 64, 12);
    let master = Master::of(settings.raster, true, 12, |plane, x, _| (900 + 600 * plane + x / 16) as u16);
    let frame = encoded(&settings, &master);
    let mut readings = vec![decode(&frame, 12).unwrap().planes.into_iter().map(|plane| plane.samples).collect()];
    for ffmpeg in ffmpegs() {
        let planes = decoded_by(&ffmpeg, &settings, &frame);
        readings.push(planes.into_iter().map(|plane| plane.samples).collect::<Vec<_>>());
    }
    for reading in readings {
        for (found, plane) in reading.iter().zip(&master.planes) {
            assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 120);
            assert!(found == &plane.samples, "some sample is another one");
        }
    }
}

#[test]
fn noise_of_12_bits_comes_through_the_finest_xq_at_75_db() {
    let settings = with_index(settings(Profile::P4444Xq, 512, 288, 12), 1);
    let mut chance = Chance::new(1);
    let master = Master::of(settings.raster, true, 12, |plane, x, y| {
        let slope = 900.0 + 2.0 * x as f64 + 1.5 * y as f64 + 300.0 * plane as f64;
        (slope + 60.0 * chance.normal()).round().clamp(256.0, 3760.0) as u16
    });
    let frame = encoded(&settings, &master);
    let own = decode(&frame, 12).unwrap();
    let mut readings = vec![psnrs(own.planes.iter().map(|plane| &plane.samples[..]), 12, &master)];
    for ffmpeg in ffmpegs() {
        let planes = decoded_by(&ffmpeg, &settings, &frame);
        readings.push(psnrs(planes.iter().map(|plane| &plane.samples[..]), 12, &master));
        let sum =
            |planes: &[crate::material::Plane]| planes[0].samples.iter().map(|s| u64::from(*s)).sum::<u64>() as f64;
        let mean = (sum(&planes) - sum(&master.planes)) / planes[0].samples.len() as f64;
        assert!(mean.abs() < 0.1, "mean error {mean} of {}", ffmpeg.display());
    }
    println!("dB: {readings:.2?}");
    assert!(readings.iter().flatten().all(|decibels| *decibels >= 75.0), "{readings:?}");
}
