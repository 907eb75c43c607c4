//! Every profile, both chroma formats, odd sizes and all slice widths, read by FFmpeg.

use crate::judges::{check_frame, native_bits, psnrs};
use crate::material::{Kind, Master, encoded, settings, with_index};
use interneg_media::prores::{Profile, SliceWidth, decode, target_bytes};
use interneg_spec::Raster;

#[test]
fn every_profile_is_read_by_ffmpeg() {
    for profile in Profile::ALL {
        for kind in Kind::ALL {
            let settings = settings(profile, 400, 226, native_bits(profile));
            let master = Master::new(kind, settings.raster, profile.is_444(), settings.bits, 0);
            let frame = encoded(&settings, &master);
            check_frame(&format!("{kind:?} in {profile:?}"), &settings, &master, &frame);
        }
    }
}

#[test]
fn frames_of_any_size_are_read_by_ffmpeg() {
    for profile in [Profile::Standard, Profile::P4444] {
        for (width, height) in [(1, 1), (2, 2), (7, 5), (16, 16), (17, 33), (135, 77), (502, 3), (721, 19)] {
            let settings = settings(profile, width, height, 12);
            let master = Master::new(Kind::Grain, settings.raster, profile.is_444(), 12, 1);
            let frame = encoded(&settings, &master);
            check_frame(&format!("{width}x{height} in {profile:?}"), &settings, &master, &frame);
        }
    }
}

#[test]
fn slices_of_any_width_are_read_by_ffmpeg() {
    for profile in [Profile::Hq, Profile::P4444Xq] {
        for slice_width in SliceWidth::ALL {
            let settings = interneg_media::prores::Settings { slice_width, ..settings(profile, 250, 50, 12) };
            let master = Master::new(Kind::Grain, settings.raster, profile.is_444(), 12, 2);
            let frame = encoded(&settings, &master);
            check_frame(&format!("slices of {slice_width:?} in {profile:?}"), &settings, &master, &frame);
        }
    }
}

/// All quantisers: their scales, which no test of the target reaches, and both ends.
#[test]
fn any_quantiser_is_read_by_ffmpeg() {
    for index in [1, 2, 5, 31, 128, 129, 200, 224] {
        let settings = with_index(settings(Profile::Hq, 200, 100, 10), index);
        let master = Master::new(Kind::Grain, settings.raster, false, 10, 3);
        let frame = encoded(&settings, &master);
        check_frame(&format!("index {index}"), &settings, &master, &frame);
    }
}

/// A reading of ours that nobody else judges: finer quantisers are nearer to the picture.
#[test]
fn finer_quantisers_are_nearer() {
    let settings = settings(Profile::P4444, 160, 96, 12);
    let master = Master::new(Kind::Grain, settings.raster, true, 12, 0);
    let nearness = |index| {
        let decoded = decode(&encoded(&with_index(settings.clone(), index), &master), 12).unwrap();
        psnrs(decoded.planes.iter().map(|plane| &plane.samples[..]), 12, &master)
    };
    let all: Vec<Vec<f64>> = [1, 2, 4, 8, 16, 32].map(nearness).to_vec();
    for pair in all.windows(2) {
        assert!(pair[0].iter().zip(&pair[1]).all(|(fine, coarse)| *fine > coarse + 1.5), "{all:?}");
    }
}

#[test]
fn a_frame_says_what_it_is() {
    let settings = settings(Profile::Lt, 300, 200, 8);
    let master = Master::new(Kind::Grain, settings.raster, false, 8, 0);
    let frame = encoded(&settings, &master);
    assert_eq!(frame.len(), u32::from_be_bytes(frame[..4].try_into().unwrap()) as usize);
    assert_eq!((&frame[4..8], &frame[12..16]), (&b"icpf"[..], &b"intn"[..]));
    let header = decode(&frame, 8).unwrap().header;
    assert_eq!((header.raster, header.is_444, header.alpha), (settings.raster, false, None));
    assert!(frame.len() as u64 <= target_bytes(Profile::Lt, Raster { width: 300, height: 200 }));
}
