//! Frames that a GPU encodes, under the simulated driver and compiler of the kernels' own tests: the bytes of the processors
//! at every level, and the same refusals.

use crate::inside::simulated;
use crate::material::{Chance, Kind, Master, settings, with_index};
use interneg_kernels::Level;
use interneg_kernels::cuda::{CudaDevice, CudaError, KeptPicture, KernelCache, Lane, Nvrtc};
use interneg_media::mux::FieldOrder;
use interneg_media::prores::{
    AlphaBits, Coded, CudaEncodeError, CudaEncoder, EncodeError, Encoder, Profile, RateControl, Settings, SliceWidth,
};
use std::path::PathBuf;

/// A GPU with a lane that goes through frames of all sizes.
struct Gpu {
    device: CudaDevice,
    kernels: KernelCache,
    lane: Lane,
}

impl Gpu {
    fn open() -> Self {
        let nvrtc = Nvrtc::load(&[], Some((12, 4))).expect("the simulated compiler is found");
        let kernels = KernelCache::new(nvrtc, std::env::var_os("INTERNEG_TEST_KERNELS").map(PathBuf::from));
        let device = CudaDevice::open(0).expect("the simulated GPU opens");
        let lane = Lane::new(&device).unwrap();
        Self { device, kernels, lane }
    }

    fn bring(&mut self, master: &Master) -> Result<KeptPicture, CudaError> {
        let store = |index: usize| {
            let plane = &master.planes[index];
            let bytes: Vec<u8> = match master.bits {
                8 => plane.samples.iter().map(|sample| *sample as u8).collect(),
                _ => plane.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect(),
            };
            (bytes, (plane.columns, plane.rows))
        };
        let planes = [0, 1, 2].map(store);
        let bytes = planes.each_ref().map(|(bytes, _)| bytes.as_slice());
        KeptPicture::bring(&self.device, &mut self.lane, bytes, planes.each_ref().map(|(_, size)| *size), master.bits)
    }

    fn encode(&mut self, settings: &Settings, master: &Master) -> Result<(Coded, Vec<u8>), CudaEncodeError> {
        let encoder = CudaEncoder::new(&self.device, &self.kernels, settings.clone())?;
        let picture = self.bring(master)?;
        // What a frame before has left is no matter.
        let mut frame = vec![1, 2, 3];
        let coded = encoder.encode(&mut self.lane, &picture, &mut frame)?;
        Ok((coded, frame))
    }

    /// The frame, or the refusal, must be that of the processors at every level.
    #[track_caller]
    fn assert_same(&mut self, settings: &Settings, master: &Master, what: &str) {
        let found = self.encode(settings, master);
        for level in Level::available() {
            let encoder = Encoder::at_level(settings.clone(), level).unwrap();
            let mut frame = Vec::new();
            match encoder.encode(&master.stored(0).picture(), &mut frame) {
                Ok(coded) => {
                    let (found_coded, found_frame) = found.as_ref().unwrap_or_else(|error| panic!("{what}: {error}"));
                    let pairs = found_frame.iter().zip(&frame);
                    let off = pairs.enumerate().find(|(_, (found, expected))| found != expected).map(|(at, _)| at);
                    let lengths = (found_frame.len(), frame.len());
                    assert!(off.is_none() && lengths.0 == lengths.1, "{what}: byte {off:?}, {lengths:?} {settings:?}");
                    assert_eq!(*found_coded, coded, "{what}");
                }
                Err(error) => assert_eq!(found, Err(CudaEncodeError::Encode(error)), "{what} {settings:?}"),
            }
        }
    }
}

/// Pictures that are hard on a coder: nothing at all, every code by chance, the two extreme ones.
const HARD: [&str; 3] = ["constant", "noise", "contrast"];

fn hard(kind: &str, settings: &Settings) -> Master {
    let bits = settings.bits;
    let most = ((1u32 << bits) - 1) as u16;
    let mut chance = Chance::new(5);
    Master::of(settings.raster, settings.profile.is_444(), bits, |_, _, _| match kind {
        "constant" => most / 5,
        "noise" => (chance.next() * f64::from(most)).round() as u16,
        _ => most * u16::from(chance.next() < 0.5),
    })
}

const ORDERS: [FieldOrder; 3] = [FieldOrder::Progressive, FieldOrder::TopFirst, FieldOrder::BottomFirst];

simulated! {
    fn every_profile_and_depth_has_the_bytes_of_the_processors() {
        let mut gpu = Gpu::open();
        let sizes = [(201, 66), (176, 49), (259, 35), (33, 90)];
        for (round, profile) in Profile::ALL.into_iter().enumerate() {
            for (turn, bits) in [8, 10, 12, 16].into_iter().enumerate() {
                let (width, height) = sizes[(round + turn) % 4];
                let settings = Settings {
                    field_order: ORDERS[(round + turn) % 3],
                    slice_width: SliceWidth::ALL[(round + 3 * turn + 3) % 4],
                    ..settings(profile, width, height, bits)
                };
                let kind = Kind::ALL[(2 * round + turn) % 5];
                let master = Master::new(kind, settings.raster, profile.is_444(), bits, 0);
                gpu.assert_same(&settings, &master, &format!("{kind:?}"));
            }
        }
    }

    fn every_division_has_the_bytes_of_the_processors() {
        let mut gpu = Gpu::open();
        for profile in [Profile::Lt, Profile::P4444] {
            for slice_width in SliceWidth::ALL {
                for field_order in ORDERS {
                    for (width, height) in [(241, 38), (16, 16), (1, 2), (15, 33)] {
                        let settings = Settings { slice_width, field_order, ..settings(profile, width, height, 10) };
                        let master = Master::new(Kind::All, settings.raster, profile.is_444(), 10, 0);
                        gpu.assert_same(&settings, &master, "a division");
                    }
                }
            }
        }
    }

    fn every_rate_has_the_bytes_of_the_processors() {
        let mut gpu = Gpu::open();
        for (profile, bits) in [(Profile::Hq, 10), (Profile::P4444Xq, 12), (Profile::Proxy, 8)] {
            let settings = settings(profile, 195, 50, bits);
            let indices = [1, 4, 128, 224].map(RateControl::Index);
            let limits = [300, 2_000, 9_000, 200_000].map(RateControl::Bytes);
            for rate in indices.into_iter().chain(limits).chain([RateControl::Target]) {
                let settings = Settings { rate, ..settings.clone() };
                for kind in HARD {
                    gpu.assert_same(&settings, &hard(kind, &settings), kind);
                }
                let master = Master::new(Kind::Grain, settings.raster, profile.is_444(), bits, 0);
                gpu.assert_same(&settings, &master, "grain");
            }
        }
    }

    fn frames_of_many_slices_are_looked_at_alike() {
        // More slices than are looked at one by one.
        let mut gpu = Gpu::open();
        let settings = Settings { slice_width: SliceWidth::One, ..settings(Profile::Standard, 290, 280, 10) };
        let master = Master::new(Kind::All, settings.raster, false, 10, 0);
        gpu.assert_same(&settings, &master, "many slices");
    }

    fn what_cannot_be_encoded_is_refused_by_name() {
        let mut gpu = Gpu::open();
        let good = settings(Profile::P4444, 64, 32, 10);
        let master = Master::new(Kind::Grain, good.raster, true, 10, 0);
        let with_alpha = Settings { alpha: Some(AlphaBits::Eight), ..good.clone() };
        let refused = gpu.encode(&with_alpha, &master).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "ProRes cannot be made with alpha on a GPU: the processors encode it"
        );
        let refused = gpu.encode(&settings(Profile::Hq, 64, 0, 10), &master).unwrap_err();
        assert!(matches!(refused, CudaEncodeError::Encode(EncodeError::Raster { .. })), "{refused}");
        for plane in 0..3 {
            let mut high = master.clone();
            *high.planes[plane].samples.last_mut().unwrap() = 1024;
            let refused = gpu.encode(&good, &high).unwrap_err();
            assert_eq!(refused, CudaEncodeError::Encode(EncodeError::Code { plane, bits: 10, most: 1023 }));
        }
        for other in [settings(Profile::Hq, 64, 32, 10), settings(Profile::P4444, 64, 32, 12)] {
            let refused = gpu.encode(&other, &master).unwrap_err();
            assert!(matches!(refused, CudaEncodeError::Encode(EncodeError::Picture { .. })), "{refused}");
            assert!(refused.to_string().contains("10-bit samples in planes of 64x32, 64x32 and 64x32"), "{refused}");
        }
    }

    fn one_encoder_serves_two_lanes() {
        let mut gpu = Gpu::open();
        let settings = settings(Profile::Hq, 120, 40, 10);
        let encoder = CudaEncoder::new(&gpu.device, &gpu.kernels, settings.clone()).unwrap();
        let masters = [Kind::Grain, Kind::ZonePlate].map(|kind| Master::new(kind, settings.raster, false, 10, 0));
        let mut other = Lane::new(&gpu.device).unwrap();
        let first = gpu.bring(&masters[0]).unwrap();
        std::mem::swap(&mut gpu.lane, &mut other);
        let second = gpu.bring(&masters[1]).unwrap();
        let mut frames = [Vec::new(), Vec::new()];
        let [of_first, of_second] = &mut frames;
        std::thread::scope(|scope| {
            scope.spawn(|| encoder.encode(&mut other, &first, of_first).unwrap());
            scope.spawn(|| encoder.encode(&mut gpu.lane, &second, of_second).unwrap());
        });
        for (master, frame) in masters.iter().zip(&frames) {
            assert!(*frame == crate::material::encoded(&settings, master));
        }
    }

    fn a_gpu_without_room_is_told("MEMORY" = "150000") {
        let mut gpu = Gpu::open();
        let settings = settings(Profile::Hq, 400, 100, 10);
        let master = Master::new(Kind::Grain, settings.raster, false, 10, 0);
        let refused = gpu.encode(&settings, &master).unwrap_err();
        let CudaEncodeError::Cuda(error) = refused else { panic!("{refused}") };
        assert!(error.is_out_of_memory(), "{error}");
    }

    fn a_lost_gpu_is_told("LOSE_AT" = "3") {
        let mut gpu = Gpu::open();
        let settings = with_index(settings(Profile::Hq, 40, 40, 10), 4);
        let master = Master::new(Kind::Grain, settings.raster, false, 10, 0);
        let refused = gpu.encode(&settings, &master).unwrap_err();
        let CudaEncodeError::Cuda(error) = refused else { panic!("{refused}") };
        assert!(error.is_device_lost(), "{error}");
    }
}
