//! Frames that a GPU encodes, under the simulated driver and compiler of the kernels' own tests: the bytes of the processors.

use crate::inside::simulated;
use crate::material::{Noise, Picture, SCENES, Scene, picture};
use crate::{formats, hd_formats};
use interneg_kernels::Level;
use interneg_kernels::cuda::{CudaDevice, CudaError, KeptPicture, KernelCache, Lane, Nvrtc};
use interneg_media::encode::EncodePlane;
use interneg_media::mux::FieldOrder;
use interneg_media::vc3::{CudaEncoder, CudaVc3Error, Encoder, Format, Sampling, Vc3Error};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// A GPU with a lane, and the kernels that earlier runs have left.
struct Gpu {
    device: CudaDevice,
    kernels: KernelCache,
    lane: Lane,
}

impl Gpu {
    fn open() -> Self {
        let device = CudaDevice::open(0).unwrap();
        let nvrtc = Nvrtc::load(&[], Some((12, 4))).unwrap();
        let kernels = KernelCache::new(nvrtc, std::env::var_os("INTERNEG_TEST_KERNELS").map(PathBuf::from));
        let lane = Lane::new(&device).unwrap();
        Self { device, kernels, lane }
    }

    fn encoder(&self, format: Format) -> CudaEncoder {
        CudaEncoder::new(&self.device, &self.kernels, format, 0).unwrap()
    }

    fn bring(&mut self, picture: &Picture) -> KeptPicture {
        bring(&self.device, &mut self.lane, picture)
    }

    fn encoded(&mut self, encoder: &CudaEncoder, picture: &Picture) -> Result<Vec<u8>, CudaVc3Error> {
        let kept = self.bring(picture);
        let mut frame = vec![7; 9];
        encoder.encode(&mut self.lane, &kept, &mut frame).map(|()| frame)
    }
}

fn bring(device: &CudaDevice, lane: &mut Lane, picture: &Picture) -> KeptPicture {
    let bytes = picture.bytes();
    KeptPicture::bring(device, lane, bytes.each_ref().map(Vec::as_slice), picture.sizes, picture.bits).unwrap()
}

/// What processors of a level make of a picture.
fn on_processors(level: Level, format: Format, picture: &Picture) -> Result<Vec<u8>, Vc3Error> {
    let bytes = picture.bytes();
    let planes: [EncodePlane<'_>; 3] =
        std::array::from_fn(|plane| EncodePlane { bytes: &bytes[plane], stride_bytes: picture.line_bytes(plane) });
    let mut frame = Vec::new();
    Encoder::at_level(level, format, 0, NonZeroUsize::MIN)?.encode(&planes, &mut frame).map(|()| frame)
}

/// The frame, or the refusal, of every level of the processors.
#[track_caller]
fn assert_same(gpu: &mut Gpu, encoder: &CudaEncoder, picture: &Picture, what: &str) {
    let found = gpu.encoded(encoder, picture);
    for level in Level::available() {
        let (format, level_name) = (*encoder.format(), level.name());
        let what = || format!("{what}, {} {:?} {:?}, {level_name}", format.id(), format.raster(), format.sampling());
        match (&found, on_processors(level, format, picture)) {
            (Ok(found), Ok(expected)) => {
                let off = found.iter().zip(&expected).position(|(found, expected)| found != expected);
                assert_eq!((off, found.len()), (None, expected.len()), "{}", what());
            }
            (Err(CudaVc3Error::Picture(found)), Err(expected)) => assert_eq!(*found, expected, "{}", what()),
            (found, expected) => panic!("{}: {found:?} instead of {expected:?}", what()),
        }
    }
}

/// A picture of a format whose samples are what `sample` gives for each plane and place.
fn of_samples(format: &Format, mut sample: impl FnMut(usize, usize) -> u16) -> Picture {
    let sizes = std::array::from_fn(|plane| format.plane_size(plane));
    let planes = std::array::from_fn(|plane| {
        let (width, height) = format.plane_size(plane);
        (0..width * height).map(|place| sample(plane, place)).collect()
    });
    Picture { bits: format.bits(), sizes, planes }
}

/// Pictures that no camera makes: nothing but one code, every code by chance, the lowest and the highest in turns.
fn extremes(format: &Format) -> Vec<(String, Picture)> {
    let most = u16::try_from((1u32 << format.bits()) - 1).unwrap();
    let mut noise = Noise::new(u64::from(format.id()));
    let flat = [0, 1, most / 2, most].map(|code| (format!("only {code}"), of_samples(format, |_, _| code)));
    let by_chance = of_samples(format, |_, _| noise.next() as u16 & most);
    let turns = of_samples(format, |plane, place| if (place + plane).is_multiple_of(2) { 0 } else { most });
    let blocks = of_samples(
        format,
        |plane, place| if (place % format.plane_size(plane).0 / 8).is_multiple_of(2) { most } else { 0 },
    );
    let rest = [("chance", by_chance), ("turns", turns), ("blocks in turns", blocks)];
    flat.into_iter().chain(rest.map(|(name, picture)| (name.to_owned(), picture))).collect()
}

simulated! {
    fn every_format_gives_the_frames_of_the_processors() {
        let mut gpu = Gpu::open();
        // With rests in both directions, of one macroblock and less, and with lines whose bytes are no multiple of 8.
        for raster in [(517, 131), (272, 48), (16, 16), (1, 1), (33, 9)] {
            for format in formats(raster) {
                let encoder = gpu.encoder(format);
                for scene in SCENES {
                    let picture = picture(scene, &format, format.bits());
                    assert_same(&mut gpu, &encoder, &picture, &format!("{scene:?}"));
                }
            }
        }
    }

    fn extreme_pictures_give_the_frames_or_refusals_of_the_processors() {
        let mut gpu = Gpu::open();
        for raster in [(416, 272), (45, 21), (7, 40)] {
            for format in formats(raster) {
                let encoder = gpu.encoder(format);
                for (name, picture) in extremes(&format) {
                    assert_same(&mut gpu, &encoder, &picture, &name);
                }
            }
        }
    }

    /// Every compression id of HD, of fields in either order too, and DNxHR of more rows than a short header holds.
    fn large_frames_are_those_of_the_processors() {
        let mut gpu = Gpu::open();
        let turned = hd_formats().into_iter().filter(|format| format.field_order() == FieldOrder::TopFirst);
        let turned = turned.map(|format| format.with_field_order(FieldOrder::BottomFirst).unwrap());
        for format in hd_formats().into_iter().chain(turned.take(1)) {
            let encoder = gpu.encoder(format);
            assert_same(&mut gpu, &encoder, &picture(Scene::Grain, &format, format.bits()), "grain");
        }
        for format in formats((64, 1200)) {
            let encoder = gpu.encoder(format);
            assert_same(&mut gpu, &encoder, &picture(Scene::ZonePlate, &format, format.bits()), "a tall one");
        }
    }

    fn threads_and_frames_before_do_not_matter() {
        let gpu = Gpu::open();
        let format = Format::new(1270, (301, 77), 12, Sampling::Gbr444).unwrap();
        let encoder = gpu.encoder(format);
        let pictures = SCENES.map(|scene| picture(scene, &format, 12));
        let expected = pictures.each_ref().map(|picture| on_processors(Level::best(), format, picture).unwrap());
        std::thread::scope(|scope| {
            for first in 0..3 {
                let (device, encoder, pictures, expected) = (&gpu.device, &encoder, &pictures, &expected);
                scope.spawn(move || {
                    let mut lane = Lane::new(device).unwrap();
                    for index in 0..2 * pictures.len() {
                        let index = (first + index * (first + 1)) % pictures.len();
                        let kept = bring(device, &mut lane, &pictures[index]);
                        let mut frame = Vec::new();
                        // Twice: the picture stays.
                        for _ in 0..2 {
                            encoder.encode(&mut lane, &kept, &mut frame).unwrap();
                            assert!(frame == expected[index], "{index} by thread {first}");
                        }
                    }
                });
            }
        });
    }

    fn planes_that_are_not_those_of_the_format_are_named() {
        let mut gpu = Gpu::open();
        let format = Format::new(1271, (320, 128), 10, Sampling::YCbCr422).unwrap();
        let encoder = gpu.encoder(format);
        for wrong in 0..3 {
            // One code above those of 10 bits, in the last macroblock.
            let mut high = picture(Scene::Gradients, &format, 10);
            *high.planes[wrong].last_mut().unwrap() = 0x0400;
            assert_same(&mut gpu, &encoder, &high, "a code that is too high");
            let told = gpu.encoded(&encoder, &high).unwrap_err().to_string();
            assert_eq!(told, format!("plane {wrong} of the picture is wrong: it has codes above those of 10 bits"));
        }
        let others = [
            Format::new(1271, (320, 129), 10, Sampling::YCbCr422),
            Format::new(1271, (320, 128), 12, Sampling::YCbCr422),
            Format::new(1270, (320, 128), 10, Sampling::YCbCr444),
        ];
        for (other, plane) in others.into_iter().zip([0, 0, 1]) {
            let other = other.unwrap();
            let refused = gpu.encoded(&encoder, &picture(Scene::Gradients, &other, other.bits())).unwrap_err();
            assert!(
                matches!(refused, CudaVc3Error::Picture(Vc3Error::Plane { plane: found, .. }) if found == plane),
                "{refused}"
            );
        }
        let refused = CudaEncoder::new(&gpu.device, &gpu.kernels, format, 4).err().unwrap();
        assert!(matches!(refused, CudaVc3Error::Picture(Vc3Error::Format { .. })), "{refused}");
    }

    fn a_picture_that_no_quantiser_gets_into_its_frame_is_refused() {
        let mut gpu = Gpu::open();
        let format = Format::new(1274, (416, 272), 8, Sampling::YCbCr422).unwrap();
        let encoder = gpu.encoder(format);
        let means = of_samples(&format, |plane, place| {
            let width = format.plane_size(plane).0;
            let block = if plane == 0 { place % width / 8 } else { place / width / 8 };
            if block.is_multiple_of(2) { 255 } else { 0 }
        });
        let refused = gpu.encoded(&encoder, &means).unwrap_err();
        assert_eq!(refused, CudaVc3Error::Picture(Vc3Error::TooDetailed { frame_bytes: format.frame_bytes() }));
    }

    fn a_gpu_without_room_is_told_apart("MEMORY" = "3000000") {
        let mut gpu = Gpu::open();
        let format = Format::new(1271, (640, 360), 10, Sampling::YCbCr422).unwrap();
        let encoder = gpu.encoder(format);
        assert!(encoder.picture_bytes() > 1_800_000, "{}", encoder.picture_bytes());
        let picture = picture(Scene::Grain, &format, 10);
        let refused = gpu.encoded(&encoder, &picture).map(|frame| frame.len());
        match refused {
            Err(CudaVc3Error::Cuda(error)) => assert!(error.is_out_of_memory(), "{error}"),
            other => panic!("{other:?}"),
        }
    }

    fn a_lost_gpu_is_told_apart("LOSE_AT" = "4") {
        let mut gpu = Gpu::open();
        let format = Format::new(1272, (64, 64), 8, Sampling::YCbCr422).unwrap();
        let encoder = gpu.encoder(format);
        let picture = picture(Scene::Grain, &format, 8);
        let refused = gpu.encoded(&encoder, &picture).unwrap_err();
        assert!(matches!(&refused, CudaVc3Error::Cuda(error) if error.is_device_lost()), "{refused:?}");
    }

    fn a_lane_of_another_gpu_is_refused("DEVICES" = "2") {
        let gpu = Gpu::open();
        let format = Format::new(1272, (64, 64), 8, Sampling::YCbCr422).unwrap();
        let encoder = gpu.encoder(format);
        let other = CudaDevice::open(1).unwrap();
        let mut lane = Lane::new(&other).unwrap();
        let kept = bring(&other, &mut lane, &picture(Scene::Grain, &format, 8));
        let refused = encoder.encode(&mut lane, &kept, &mut Vec::new()).unwrap_err();
        assert_eq!(refused, CudaVc3Error::Cuda(CudaError::OtherDevice { lane: 1, work: 0 }));
    }
}
