//! No frame is larger than its target.

use crate::material::{Chance, Kind, Master, settings};
use interneg_media::prores::{EncodeError, Encoder, Profile, RateControl, Settings, SliceWidth, target_bytes};
use interneg_spec::Raster;

fn size_of(settings: &Settings, master: &Master) -> u64 {
    let mut frame = Vec::new();
    let coded = Encoder::new(settings.clone()).unwrap().encode(&master.stored(0).picture(), &mut frame).unwrap();
    assert_eq!(coded.counted_bytes, frame.len() as u64);
    assert!(coded.finest_index <= coded.coarsest_index);
    coded.counted_bytes
}

/// Pictures that are as hard as any: noise at full contrast, chequers of blocks and of samples.
fn hardest(raster: Raster, is_444: bool, bits: u8) -> [Master; 3] {
    let most = ((1u32 << bits) - 1) as u16;
    let mut chance = Chance::new(9);
    [
        Master::of(raster, is_444, bits, |_, _, _| if chance.next() < 0.5 { 0 } else { most }),
        Master::of(raster, is_444, bits, |plane, x, y| if (x / 8 + y / 8 + plane) % 2 == 0 { 0 } else { most }),
        Master::of(raster, is_444, bits, |_, x, y| if (x + y) % 2 == 0 { 0 } else { most }),
    ]
}

#[test]
fn no_picture_makes_a_frame_larger_than_its_target() {
    for profile in Profile::ALL {
        for (width, height) in [(16, 16), (1, 1), (100, 60), (720, 486), (1000, 300)] {
            for slice_width in [SliceWidth::One, SliceWidth::Eight] {
                let settings = Settings { slice_width, ..settings(profile, width, height, 10) };
                for (index, master) in hardest(settings.raster, profile.is_444(), 10).iter().enumerate() {
                    let (found, target) = (size_of(&settings, master), target_bytes(profile, settings.raster));
                    let name = format!("picture {index}, {profile:?} {width}x{height} {slice_width:?}");
                    assert!(found <= target, "{name}: {found} of {target}");
                }
            }
        }
    }
}

/// Hard pictures use what they may: the rest is less than what one slice costs more with a finer quantiser.
#[test]
fn hard_pictures_use_their_target() {
    for profile in Profile::ALL {
        let settings = settings(profile, 1280, 720, 10);
        let master = Master::new(Kind::Grain, settings.raster, profile.is_444(), 10, 0);
        let (found, target) = (size_of(&settings, &master), target_bytes(profile, settings.raster));
        assert!(found <= target && found as f64 > 0.998 * target as f64, "{profile:?}: {found} of {target}");
    }
}

#[test]
fn a_number_of_bytes_is_kept_or_refused() {
    let settings = settings(Profile::Hq, 320, 180, 10);
    let master = Master::new(Kind::Grain, settings.raster, false, 10, 0);
    for bytes in [4000, 9000, 20_000, 60_000, 1_000_000] {
        let found = size_of(&Settings { rate: RateControl::Bytes(bytes), ..settings.clone() }, &master);
        assert!(found <= bytes && (found as f64 > 0.99 * bytes as f64 || bytes == 1_000_000), "{found} of {bytes}");
    }
    let encoder = Encoder::new(Settings { rate: RateControl::Bytes(500), ..settings }).unwrap();
    let refused = encoder.encode(&master.stored(0).picture(), &mut Vec::new()).unwrap_err();
    assert!(matches!(refused, EncodeError::Limit { limit_bytes: 500, least_bytes: 1000.. }), "{refused}");
}
