//! The same pictures on a GPU, under the simulated driver and compiler of the kernels' own tests.

use crate::inside::simulated;
use crate::support::*;
use interneg_colour::{Config, Grade, LutFile};
use interneg_engine::proxy::picture::{
    BurnIn, BurnInField, BurnInPosition, BurnIns, CdlGrade, ClipPicture, Filter, FrameError, Geometry, GpuFrameError,
    GpuPicture, Letterbox, Look, LookOutput, LookPath, Looks, LutGrade, PictureTarget, Planes, Region,
    RenditionPicture, Window,
};
use interneg_kernels::cuda::{CudaDevice, KernelCache, Lane, Nvrtc};
use interneg_kernels::{ByteOrder, Layout, PackCounts, Range, Sample, Subsampling};
use interneg_media::encode::EncodePlane;
use interneg_media::vc3::{CudaEncoder, Encoder, Format, Sampling};
use interneg_spec::{Raster, ViewPrecision};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

    fn bring(&self, clip: &ClipPicture) -> Option<GpuPicture> {
        clip.on_gpu(&self.device, &self.kernels, |_| false).unwrap()
    }

    fn render(&mut self, clip: &ClipPicture, source: &Source, renditions: &[RenditionPicture]) -> Vec<Codes> {
        let gpu = self.bring(clip).unwrap();
        let mut memory: Vec<Memory> = renditions.iter().map(Memory::of).collect();
        let mut planes: Vec<Planes<'_>> = memory.iter_mut().map(Memory::planes).collect();
        let mut text = String::new();
        clip.render_on_gpu((&gpu, &mut self.lane), &source.picture(), &FACTS, &mut planes, &mut text).unwrap();
        let counts: Vec<PackCounts> = planes.iter().map(|planes| planes.counts).collect();
        memory.iter().zip(counts).map(|(memory, counts)| memory.codes(counts)).collect()
    }
}

/// A movie of a camera, of an odd size.
fn movie() -> Source {
    let raster = Raster { width: 163, height: 91 };
    let mut noise = Noise(7);
    let codes: Vec<u16> = (0..163 * 91 * 2).map(|_| noise.below(1024) as u16).collect();
    Source::ycbcr(raster, Subsampling::S422, 10, move |plane, x, y| codes[(plane * 91 + y) * 82 + x % 82])
}

/// Floats of which some are none.
fn floats() -> Source {
    let raster = Raster { width: 90, height: 60 };
    let source = Source::floats(raster, |x, y| match (x * 7 + y * 31) % 400 {
        0 => [f32::NAN, 0.5, -0.25],
        1 => [1.0, f32::INFINITY, 70_000.0],
        2 => [f32::NEG_INFINITY, 1e-40, 0.0],
        other => [other as f32 / 200.0, x as f32 / 90.0, y as f32 / 60.0 - 0.1],
    });
    source.in_space("ACES2065-1")
}

/// A movie of two planes and eight bits.
fn semi_planar() -> Source {
    let layout = Layout::YCbCrSemiPlanar { subsampling: Subsampling::S420, bits: 8, sample: Sample::U8, shift: 0 };
    let mut source = Source::empty(Raster { width: 96, height: 54 }, layout);
    source.facts.coding.range = Some(Range::Legal);
    source.facts.coding.matrix = Some(interneg_kernels::Matrix3Coefficients::Bt709);
    source.fill(1, |plane, x, y| [(plane * 90 + x * 13 + y * 29) as u8]);
    source
}

/// A scan.
fn scan() -> Source {
    let mut source = Source::empty(Raster { width: 70, height: 40 }, Layout::Dpx10FilledA(ByteOrder::Big));
    source.facts.coding.range = Some(Range::Full);
    source.fill(4, |_, x, y| ((x as u32 * 90_001 + y as u32 * 7_000_003) << 2).to_be_bytes());
    source
}

fn grade() -> CdlGrade {
    let grade = Grade::from_numbers([1.1, 1.0, 0.9, 0.01, 0.0, -0.01, 1.2, 1.0, 0.8, 0.5]).unwrap();
    CdlGrade { grade, space: CdlGrade::SPACE.to_owned() }
}

fn cube() -> LutGrade {
    let text = "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 1 0\n0.9 1 0.1\n0 0 1\n1 0.1 1\n0 1 1\n0.9 0.9 1\n";
    let file = LutFile::parse(Path::new("show.cube"), text.as_bytes()).unwrap();
    LutGrade { file: Arc::new(file), space: CdlGrade::SPACE.to_owned() }
}

fn viewed(precision: ViewPrecision) -> Look {
    Look::ungraded(LookOutput::rec709(&Config::builtin(ACES_1).unwrap(), precision).unwrap())
}

/// Copied, unscaled and scaled; log, baked, graded by CDL and cube; cropped, boxed and burnt in; of odd columns; two
/// codings of one picture.
fn renditions(source: &Source) -> Vec<RenditionPicture> {
    let (width, height) = (source.raster().width as usize, source.raster().height as usize);
    let own = rendition(source, TEN_422);
    let baked = viewed(ViewPrecision::Baked);
    let graded = Look { cdl: Some(grade()), ..baked.clone() };
    let cubed = Look { lut: Some(cube()), ..graded.clone() };
    let window = Window {
        x: 1.5,
        y: 0.25,
        width: source.raster().width as f64 - 4.0,
        height: source.raster().height as f64 - 1.0,
    };
    let boxed = Geometry {
        source_window: window,
        placed: Region { x: 7, y: 3, width: 51, height: 29 },
        canvas: Raster { width: 80, height: 45 },
        letterbox: Letterbox { top: 5, bottom: 16, left: 9, right: 0 },
    };
    let whole = Geometry {
        placed: Region { x: 0, y: 0, width: width / 2, height: height / 2 },
        canvas: Raster { width: width as u32 / 2, height: height as u32 / 2 },
        ..Geometry::unscaled(source.raster())
    };
    // Behind the first column, and onto an odd one.
    let cropped = Geometry {
        source_window: Window { x: 2.0, y: 1.0, width: width as f64 - 5.0, height: height as f64 - 1.0 },
        placed: Region { x: 3, y: 0, width: width - 5, height: height - 1 },
        ..Geometry::unscaled(source.raster())
    };
    // Nothing of the picture is seen.
    let hidden = Geometry { letterbox: Letterbox { top: 40, ..Letterbox::default() }, ..boxed };
    let eight = PictureTarget { subsampling: Subsampling::S444, bits: 8, is_dithered: false };
    let twelve = PictureTarget { subsampling: Subsampling::S444, bits: 12, is_dithered: false };
    let dithered = PictureTarget { is_dithered: true, ..TEN_422 };
    let name = BurnIn { position: BurnInPosition::BottomLeft, fields: vec![BurnInField::SourceFrame] };
    let burn_ins = Some(BurnIns { line_height: 0.25, items: vec![name] });
    vec![
        own.clone(),
        RenditionPicture { look: baked.clone(), ..own.clone() },
        RenditionPicture { geometry: boxed, look: graded.clone(), burn_ins, ..own.clone() },
        RenditionPicture { geometry: boxed, look: graded.clone(), target: eight, ..own.clone() },
        RenditionPicture { geometry: whole, filter: Filter::Mitchell, ..own.clone() },
        RenditionPicture { geometry: whole, look: baked.clone(), target: dithered, ..own.clone() },
        RenditionPicture { geometry: cropped, look: cubed, ..own.clone() },
        RenditionPicture { geometry: hidden, look: baked, ..own.clone() },
        RenditionPicture { geometry: whole, look: graded, target: twelve, filter: Filter::Box, ..own },
    ]
}

/// Renders exact views as shaders.
fn shaded(config: &str, source: &Source, renditions: &[RenditionPicture]) -> ClipPicture {
    let config = Config::builtin(config).unwrap();
    ClipPicture::new(&mut Looks::with_shaders(&config), &source.facts, renditions).unwrap()
}

simulated! {
    fn a_gpu_gives_the_codes_and_counts_of_the_processors() {
        let mut gpu = Gpu::open();
        for (name, source) in [("movie", movie()), ("floats", floats()), ("8 bits", semi_planar()), ("scan", scan())] {
            let renditions = renditions(&source);
            let clip = clip(ACES_1, &source, &renditions);
            assert_eq!(clip.path(), Some(LookPath::Baked), "{name}");
            let found = gpu.render(&clip, &source, &renditions);
            let expected = render_clip(&clip, &source, &renditions, &FACTS, &mut clip.scratch());
            for (number, (found, expected)) in found.iter().zip(&expected).enumerate() {
                assert_eq!(found.counts, expected.counts, "{name}, rendition {number}");
                let pairs = |plane: usize| found.planes[plane].iter().zip(&expected.planes[plane]);
                let off = [0, 1, 2].map(|plane| pairs(plane).position(|(found, expected)| found != expected));
                assert_eq!(off, [None; 3], "{name}, rendition {number}");
                let is_hidden = number == 7;
                let is_flat = expected.planes[0].iter().all(|code| *code == expected.planes[0][0]);
                assert_eq!(is_flat, is_hidden, "{name}, rendition {number}");
            }
            let counted = |codes: &Codes| codes.counts.nan > 0 && codes.counts.infinite > 0;
            assert_eq!(expected.iter().any(counted), name == "floats");
        }
    }

    fn a_lane_goes_from_frame_to_frame() {
        let mut gpu = Gpu::open();
        let (first, second) = (movie(), movie());
        let renditions = renditions(&first);
        let clip = clip(ACES_1, &first, &renditions);
        let one = gpu.render(&clip, &first, &renditions);
        let mut other = second;
        other.fill(2, |plane, x, y| ((plane * 300 + 2 * x + 3 * y) as u16).to_le_bytes());
        let two = gpu.render(&clip, &other, &renditions);
        assert!(one != two && gpu.render(&clip, &first, &renditions) == one);
        assert!(two == render_clip(&clip, &other, &renditions, &FACTS, &mut clip.scratch()));
    }

    fn shaders_of_exact_views_are_within_a_thousandth_of_opencolorio() {
        let mut gpu = Gpu::open();
        let source = movie();
        for config in [ACES_1, ACES_2] {
            let look = Look::ungraded(LookOutput::rec709(&Config::builtin(config).unwrap(), ViewPrecision::Exact).unwrap());
            let graded = Look { cdl: Some(grade()), ..look.clone() };
            let renditions: Vec<RenditionPicture> = renditions(&source)
                .into_iter()
                .map(|rendition| match &rendition.look {
                    wanted if wanted.lut.is_some() || wanted.output == LookOutput::Source => rendition,
                    wanted if wanted.cdl.is_some() => RenditionPicture { look: graded.clone(), ..rendition },
                    _ => RenditionPicture { look: look.clone(), ..rendition },
                })
                .filter(|rendition| rendition.look.lut.is_none())
                .collect();
            let exact = clip(config, &source, &renditions);
            assert_eq!((exact.path(), gpu.bring(&exact).is_none()), (Some(LookPath::Processors), true));
            let clip = shaded(config, &source, &renditions);
            assert_eq!(clip.path(), Some(LookPath::Shader), "{config}");
            let told = clip.describe_rendition(1).join("\n");
            assert!(told.contains("OpenColorIO's shader: "), "{told}");
            let found = gpu.render(&clip, &source, &renditions);
            let expected = render_clip(&exact, &source, &renditions, &FACTS, &mut exact.scratch());
            let mut worst = 0;
            for (number, (found, expected)) in found.iter().zip(&expected).enumerate() {
                // A thousandth of legal range is 0.876 codes of 10 bits, and less than a code more by rounding.
                let most = match renditions[number].target.bits { 8 => 1, 10 => 2, _ => 5 };
                for (found, expected) in found.planes.iter().flatten().zip(expected.planes.iter().flatten()) {
                    worst = worst.max(found.abs_diff(*expected));
                    assert!(found.abs_diff(*expected) <= most, "rendition {number}: {found}, expected {expected}");
                }
            }
            println!("{config}: {worst} codes at most");
            // What the processors would give are other bytes.
            let mut memory: Vec<Memory> = renditions.iter().map(Memory::of).collect();
            let mut planes: Vec<Planes<'_>> = memory.iter_mut().map(Memory::planes).collect();
            let refused = clip.render(&source.picture(), &FACTS, &mut planes, &mut clip.scratch()).unwrap_err();
            assert_eq!(refused, FrameError::Shader);
        }
    }

    fn planes_on_which_nothing_is_left_to_do_stay_for_an_encoder() {
        let mut gpu = Gpu::open();
        let source = movie();
        let renditions = renditions(&source);
        let clip = clip(ACES_1, &source, &renditions);
        // Of those that are not copied, cut, boxed or burnt in, all but one may stay.
        let picture = clip.on_gpu(&gpu.device, &gpu.kernels, |rendition| rendition != 5).unwrap().unwrap();
        let stays = |rendition: &usize| picture.kept(*rendition).is_some();
        let kept: Vec<usize> = (0..renditions.len()).filter(stays).collect();
        assert_eq!(kept, [1, 4, 8]);
        let mut memory: Vec<Memory> = renditions.iter().map(Memory::of).collect();
        let mut planes: Vec<Planes<'_>> = memory.iter_mut().map(Memory::planes).collect();
        let mut text = String::new();
        clip.render_on_gpu((&picture, &mut gpu.lane), &source.picture(), &FACTS, &mut planes, &mut text).unwrap();
        let counts: Vec<PackCounts> = planes.iter().map(|planes| planes.counts).collect();
        let expected = render_clip(&clip, &source, &renditions, &FACTS, &mut clip.scratch());
        for (rendition, expected) in expected.iter().enumerate() {
            let found = memory[rendition].codes(counts[rendition]);
            assert_eq!(found.counts, expected.counts, "{rendition}");
            let Some(kept) = picture.kept(rendition) else {
                assert_eq!(found, *expected, "{rendition}");
                continue;
            };
            assert!(found.planes.iter().flatten().all(|code| code.to_le_bytes() == [GUARD; 2]), "{rendition}: written");
            let is_444 = expected.chroma_width == expected.width;
            let (id, sampling) = if is_444 { (1270, Sampling::YCbCr444) } else { (1271, Sampling::YCbCr422) };
            let raster = (expected.width as u32, expected.height as u32);
            let format = Format::new(id, raster, kept.bits(), sampling).unwrap();
            let (mut on_gpu, mut on_cpu) = (Vec::new(), Vec::new());
            let encoder = CudaEncoder::new(&gpu.device, &gpu.kernels, format, 0).unwrap();
            encoder.encode(&mut gpu.lane, kept, &mut on_gpu).unwrap();
            let bytes: [Vec<u8>; 3] = expected
                .planes
                .each_ref()
                .map(|plane| plane.iter().flat_map(|code| code.to_le_bytes()).collect());
            let plane = |index: usize, columns: usize| EncodePlane { bytes: &bytes[index], stride_bytes: 2 * columns };
            let planes = [(0, expected.width), (1, expected.chroma_width), (2, expected.chroma_width)]
                .map(|(index, columns)| plane(index, columns));
            Encoder::new(format, 0, NonZeroUsize::MIN).unwrap().encode(&planes, &mut on_cpu).unwrap();
            assert!(on_gpu == on_cpu, "{rendition}: frames differ");
        }
    }

    fn a_full_gpu_and_another_picture_are_told("MEMORY" = "4000000") {
        let mut gpu = Gpu::open();
        let source = movie();
        let renditions = vec![RenditionPicture { look: viewed(ViewPrecision::Baked), ..rendition(&source, TEN_422) }];
        let full = clip(ACES_1, &source, &renditions).on_gpu(&gpu.device, &gpu.kernels, |_| false).unwrap_err();
        assert!(full.is_out_of_memory(), "a cube of 65 entries a side has 3.3 MB, its curves 0.8 MB: {full:?}");
        let half = Geometry {
            placed: Region { x: 0, y: 0, width: 80, height: 45 },
            canvas: Raster { width: 80, height: 45 },
            ..Geometry::unscaled(source.raster())
        };
        let renditions = vec![RenditionPicture { geometry: half, ..rendition(&source, TEN_422) }];
        let clip = clip(ACES_1, &source, &renditions);
        let picture = gpu.bring(&clip).unwrap();
        let mut memory = Memory::of(&renditions[0]);
        let mut render = |source: &Source| {
            let mut planes = [memory.planes()];
            clip.render_on_gpu((&picture, &mut gpu.lane), &source.picture(), &FACTS, &mut planes, &mut String::new())
        };
        let refused = render(&scan()).unwrap_err();
        assert!(matches!(refused, GpuFrameError::Frame(FrameError::Picture(_))), "{refused:?}");
        render(&source).unwrap();
    }
}

#[test]
fn the_path_is_known_before_any_gpu_is() {
    let source = movie();
    let own = rendition(&source, TEN_422);
    let half = Geometry {
        placed: Region { x: 0, y: 0, width: 80, height: 45 },
        canvas: Raster { width: 80, height: 45 },
        ..Geometry::unscaled(source.raster())
    };
    let with = |look: Look| RenditionPicture { geometry: half, look, ..own.clone() };
    let (exact, baked) = (viewed(ViewPrecision::Exact), viewed(ViewPrecision::Baked));
    let log = Look { cdl: Some(grade()), ..Look::ungraded(LookOutput::Source) };
    for (renditions, on_processors, on_gpu) in [
        (vec![own.clone()], None, None),
        (vec![with(log.clone())], Some(LookPath::Program), Some(LookPath::Program)),
        (vec![with(baked.clone()), own.clone()], Some(LookPath::Baked), Some(LookPath::Baked)),
        (vec![with(exact.clone())], Some(LookPath::Processors), Some(LookPath::Shader)),
        (vec![with(log), with(exact.clone())], Some(LookPath::Processors), Some(LookPath::Shader)),
    ] {
        assert_eq!(clip(ACES_1, &source, &renditions).path(), on_processors);
        assert_eq!(shaded(ACES_1, &source, &renditions).path(), on_gpu);
    }
    // Noise whose first rows are hidden is of the processors, and so is all that lies beside it.
    let dithered = PictureTarget { is_dithered: true, ..TEN_422 };
    let hidden = Geometry { letterbox: Letterbox { top: 4, ..Letterbox::default() }, ..half };
    let both = vec![RenditionPicture { geometry: hidden, target: dithered, ..with(baked) }, with(exact)];
    let clip = shaded(ACES_1, &source, &both);
    assert_eq!((clip.path(), clip.path_reason()), (Some(LookPath::Processors), Some("its noise is of the processors")));
    for (path, told) in [
        (LookPath::Program, "program, any device"),
        (LookPath::Baked, "baked cube, any device"),
        (LookPath::Shader, "OpenColorIO's shader on CUDA, within 1e-3"),
        (LookPath::Processors, "OpenColorIO on the processors"),
    ] {
        assert_eq!(path.to_string(), told);
    }
}
