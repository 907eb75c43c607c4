//! Codes that have to stay, and codes that packing makes.

use crate::support::*;
use interneg_colour::Config;
use interneg_engine::proxy::picture::{
    ClipPicture, FrameError, Geometry, Letterbox, Looks, PictureError, PictureTarget, Planes, Region, RenditionPicture,
    Window,
};
use interneg_kernels::{ByteOrder, ChromaSiting, Layout, Matrix3Coefficients, Range, Sample, Subsampling};
use interneg_spec::Raster;

const RASTER: Raster = Raster { width: 254, height: 37 };

/// All codes that video may carry, in every plane; neighbours differ.
fn ramp(plane: usize, x: usize, y: usize) -> u16 {
    4 + ((x * 4 + y * 29 + plane * 311) % 1016) as u16
}

fn says_copied(config: &str, source: &Source, renditions: &[RenditionPicture]) -> bool {
    clip(config, source, renditions).describe().iter().any(|line| line.contains("codes copied"))
}

#[test]
fn a_ramp_at_its_own_size_and_space_keeps_its_codes() {
    for subsampling in [Subsampling::S422, Subsampling::S444] {
        let source = Source::ycbcr(RASTER, subsampling, 10, ramp);
        let renditions = [rendition(&source, PictureTarget { subsampling, ..TEN_422 })];
        let codes = &render(ACES_2, &source, &renditions)[0];
        for (plane, codes) in codes.planes.iter().enumerate() {
            let width = codes.len() / RASTER.height as usize;
            for (index, code) in codes.iter().enumerate() {
                assert_eq!(*code, ramp(plane, index % width, index / width), "{subsampling:?} {plane} {index}");
            }
        }
        assert_eq!(codes.counts, Default::default());
        assert!(says_copied(ACES_2, &source, &renditions));
    }
}

#[test]
fn copied_codes_have_the_bits_of_the_rendition() {
    let wide =
        |bits: u8| move |plane: usize, x: usize, y: usize| (ramp(plane, x, y) << 2 | (x % 4) as u16) >> (12 - bits);
    for (bits, target_bits) in [(8, 10), (8, 12), (10, 12), (12, 10), (10, 8), (12, 8), (12, 12)] {
        let source = Source::ycbcr(RASTER, Subsampling::S422, bits, wide(bits));
        let codes = &render(ACES_2, &source, &[rendition(&source, PictureTarget { bits: target_bits, ..TEN_422 })])[0];
        for x in 0..254 {
            for y in 0..37 {
                let expected = [(0, x), (1, x / 2), (2, x / 2)].map(|(plane, x)| {
                    let exact =
                        f64::from(wide(bits)(plane, x, y)) * 2f64.powi(i32::from(target_bits) - i32::from(bits));
                    let reserved = f64::from(1u32 << (target_bits - 8));
                    (exact + 0.5).floor().clamp(reserved, 256.0 * reserved - 1.0 - reserved) as u16
                });
                assert_eq!(codes.at(x, y), expected, "{bits} to {target_bits}: {x} {y}");
            }
        }
    }
}

#[test]
fn words_and_planes_of_every_kind_are_copied() {
    let expected = {
        let source = Source::ycbcr(RASTER, Subsampling::S422, 10, ramp);
        render(ACES_2, &source, &[rendition(&source, TEN_422)]).remove(0)
    };
    let big = Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample: Sample::U16(ByteOrder::Big) };
    let semi = Layout::YCbCrSemiPlanar {
        subsampling: Subsampling::S422,
        bits: 10,
        sample: Sample::U16(ByteOrder::Little),
        shift: 6,
    };
    for layout in [big, semi] {
        let mut source = Source::empty(RASTER, layout);
        source.facts.coding.range = Some(Range::Legal);
        source.facts.coding.matrix = Some(Matrix3Coefficients::Bt709);
        match layout == big {
            true => source.fill(2, |plane, x, y| ramp(plane, x, y).to_be_bytes()),
            false => source.fill(2, |plane, x, y| match plane {
                0 => (ramp(0, x, y) << 6).to_le_bytes(),
                _ => (ramp(1 + x % 2, x / 2, y) << 6).to_le_bytes(),
            }),
        }
        let renditions = [rendition(&source, TEN_422)];
        assert!(says_copied(ACES_2, &source, &renditions));
        assert_eq!(render(ACES_2, &source, &renditions)[0], expected, "{layout:?}");
    }
}

#[test]
fn a_window_is_copied_where_chroma_keeps_its_pixels() {
    let source = Source::ycbcr(RASTER, Subsampling::S422, 10, ramp);
    let moved = |window_x: f64, x: usize| {
        let geometry = Geometry {
            source_window: Window { x: window_x, y: 3.0, width: 100.0, height: 20.0 },
            placed: Region { x, y: 9, width: 100, height: 20 },
            canvas: Raster { width: 160, height: 40 },
            letterbox: Letterbox { top: 12, ..Letterbox::default() },
        };
        [RenditionPicture { geometry, ..rendition(&source, TEN_422) }]
    };
    let codes = &render(ACES_2, &source, &moved(50.0, 30))[0];
    for y in 0..40 {
        for x in 0..160 {
            let is_seen = (30..130).contains(&x) && (12..29).contains(&y);
            let source_code = |plane: usize, x: usize| ramp(plane, x, y + 3 - 9);
            let expected = match is_seen {
                true => [source_code(0, x + 20), source_code(1, (x + 20) / 2), source_code(2, (x + 20) / 2)],
                false => [64, 512, 512],
            };
            assert_eq!(codes.at(x, y), expected, "{x} {y}");
        }
    }
    // Else chroma has to be filtered, which is said.
    for (window_x, x) in [(51.0, 30), (50.0, 31)] {
        assert!(!says_copied(ACES_2, &source, &moved(window_x, x)));
        let codes = &render(ACES_2, &source, &moved(window_x, x))[0];
        for seen_x in x..x + 100 {
            let expected = ramp(0, seen_x - x + window_x as usize, 20 + 3 - 9);
            assert!(codes.at(seen_x, 20)[0].abs_diff(expected) <= 1, "{seen_x}: {codes:?}");
        }
    }
}

#[test]
fn codes_that_video_may_not_carry_are_clipped_and_counted() {
    let source = Source::ycbcr(RASTER, Subsampling::S422, 10, |_, x, _| if x == 5 { 1 } else { 1023 });
    let codes = &render(ACES_2, &source, &[rendition(&source, TEN_422)])[0];
    assert_eq!((codes.at(5, 3)[0], codes.at(6, 3)[0]), (4, 1019));
    assert_eq!(codes.counts.clipped, 2 * 254 * 37);
}

#[test]
fn what_codes_otherwise_is_never_copied() {
    let source = |change: &dyn Fn(&mut Source)| {
        let mut source = Source::ycbcr(RASTER, Subsampling::S422, 10, ramp);
        change(&mut source);
        source
    };
    let others: [&dyn Fn(&mut Source); 3] = [
        &|source| source.facts.coding.range = Some(Range::Full),
        &|source| source.facts.coding.matrix = Some(Matrix3Coefficients::Bt2020),
        &|source| source.facts.coding.siting = ChromaSiting::Centre,
    ];
    for change in others {
        let source = source(change);
        assert!(!says_copied(ACES_2, &source, &[rendition(&source, TEN_422)]));
    }
    let plain = source(&|_| {});
    assert!(says_copied(ACES_2, &plain, &[rendition(&plain, TEN_422)]));
    assert!(!says_copied(ACES_2, &plain, &[rendition(&plain, TEN_444)]));
}

#[test]
fn full_range_rgb_in_its_own_space_is_what_double_precision_gives() {
    let mut source = Source::empty(RASTER, Layout::RgbPlanar { bits: 12, sample: Sample::U16(ByteOrder::Little) });
    source.facts.coding.range = Some(Range::Full);
    let code = |plane: usize, x: usize, y: usize| ((x * 16 + y * 37 + plane * 1711) % 4096) as u16;
    source.fill(2, |plane, x, y| code(plane, x, y).to_le_bytes());
    for bits in [8, 10, 12] {
        let codes = &render(ACES_2, &source, &[rendition(&source, PictureTarget { bits, ..TEN_444 })])[0];
        for (x, y) in (0..254).flat_map(|x| (0..37).map(move |y| (x, y))) {
            let rgb = [0, 1, 2].map(|plane| f64::from(code(plane, x, y)) / 4095.0);
            let expected = ycbcr_of(rgb, bits);
            for (found, expected) in codes.at(x, y).into_iter().zip(expected) {
                // Single precision may round a half to the other side.
                assert!((f64::from(found) - expected).abs() <= 0.5 + 1e-3, "{bits} {x} {y}: {found} {expected}");
            }
        }
    }
}

#[test]
fn chroma_is_halved_as_double_precision_does() {
    let value = |x: usize, y: usize| [0, 1, 2].map(|plane| ((x * 37 + y * 11 + plane * 59) % 101) as f32 / 100.0);
    let source = Source::floats(RASTER, value);
    let codes = &render(ACES_2, &source, &[rendition(&source, TEN_422)])[0];
    let exact = |x: usize, y: usize| ycbcr_of(value(x, y).map(f64::from), 10);
    for y in 0..37 {
        for x in (0..254usize).step_by(2) {
            let (before, own, after) = (exact(x.saturating_sub(1), y), exact(x, y), exact((x + 1).min(253), y));
            for plane in 1..3 {
                let expected = (before[plane] + 2.0 * own[plane] + after[plane]) / 4.0;
                let found = f64::from(codes.at(x, y)[plane]);
                assert!((found - expected).abs() <= 0.5 + 1e-3, "{x} {y} {plane}: {found} {expected}");
            }
        }
    }
}

#[test]
fn numbers_that_are_none_are_black_and_counted() {
    let source = Source::floats(RASTER, |x, y| match (x, y) {
        (7, 5) => [f32::NAN; 3],
        (9, 5) => [f32::INFINITY, 0.5, 0.5],
        _ => [0.5; 3],
    });
    let codes = &render(ACES_2, &source, &[rendition(&source, TEN_444)])[0];
    assert_eq!(codes.at(7, 5), [64, 512, 512]);
    // Infinite red makes luma and the blue difference infinite, and leaves no number for the red one.
    assert_eq!((codes.counts.nan, codes.counts.infinite), (4, 2));
    // Of a scaled picture the support of the filter is touched, and counted too.
    let half = Geometry {
        placed: Region { x: 0, y: 0, width: 127, height: 37 },
        canvas: Raster { width: 127, height: 37 },
        ..Geometry::unscaled(RASTER)
    };
    let scaled = RenditionPicture { geometry: half, ..rendition(&source, TEN_444) };
    let codes = &render(ACES_2, &source, &[scaled])[0];
    assert!(codes.counts.nan > 3, "{:?}", codes.counts);
    let plain = codes.at(100, 20);
    assert!(codes.at(100, 5) == plain && codes.at(3, 5) != plain);
}

#[test]
fn dither_is_less_than_a_code_and_of_the_place_alone() {
    let source = Source::floats(RASTER, |x, _| [0.3 + x as f32 * 1e-5; 3]);
    let dithered = PictureTarget { is_dithered: true, ..TEN_422 };
    let renditions = [rendition(&source, dithered), rendition(&source, TEN_422)];
    let [noisy, plain] = &render(ACES_2, &source, &renditions)[..] else { panic!() };
    assert!(noisy.planes[0] != plain.planes[0]);
    let mean = |codes: &[u16]| codes.iter().map(|code| f64::from(*code)).sum::<f64>() / codes.len() as f64;
    assert!(noisy.planes[0].iter().zip(&plain.planes[0]).all(|(a, b)| a.abs_diff(*b) <= 1));
    let exact = (0..254).map(|x| ycbcr_of([0.3 + f64::from(x) * 1e-5; 3], 10)[0]).sum::<f64>() / 254.0;
    assert!((mean(&noisy.planes[0]) - exact).abs() < 0.02, "{} {exact}", mean(&noisy.planes[0]));
    // Rows far apart differ: the pattern is not one of the tiles that are worked on.
    let row = |y: usize| &noisy.planes[0][y * 254..][..254];
    assert!(row(3) != row(19));
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let config = Config::builtin(ACES_2).unwrap();
    let source = Source::ycbcr(RASTER, Subsampling::S422, 10, ramp);
    let refused = |source: &Source, wanted: RenditionPicture| {
        ClipPicture::new(&mut Looks::new(&config), &source.facts, &[wanted]).unwrap_err()
    };
    let target = |subsampling, bits| RenditionPicture {
        target: PictureTarget { subsampling, bits, is_dithered: false },
        ..rendition(&source, TEN_422)
    };
    for wanted in [target(Subsampling::S420, 10), target(Subsampling::S422, 9), target(Subsampling::S422, 200)] {
        assert!(matches!(refused(&source, wanted), PictureError::Target { rendition: 0, .. }));
    }
    let mut interlaced = Source::ycbcr(UHD, Subsampling::S422, 10, |_, _, _| 512);
    interlaced.facts.is_interlaced = true;
    let placed = Region { x: 0, y: 0, width: 1920, height: 1080 };
    let geometry = Geometry { placed, canvas: HD, ..Geometry::unscaled(UHD) };
    let error = refused(&interlaced, RenditionPicture { geometry, ..rendition(&interlaced, TEN_422) });
    assert!(error.to_string().contains("interlaced: scaling would mix its fields"), "{error}");
    let mut unknown = Source::ycbcr(RASTER, Subsampling::S422, 10, ramp);
    unknown.facts.coding.matrix = None;
    assert!(matches!(refused(&unknown, rendition(&unknown, TEN_422)), PictureError::Source(_)));
    let nowhere = Source::ycbcr(RASTER, Subsampling::S422, 10, ramp).in_space("nowhere");
    assert!(matches!(refused(&nowhere, rendition(&nowhere, TEN_422)), PictureError::Colour(_)));
}

#[test]
fn frames_and_planes_that_do_not_fit_are_refused() {
    let source = Source::ycbcr(RASTER, Subsampling::S422, 10, ramp);
    let renditions = [rendition(&source, TEN_422)];
    let clip = clip(ACES_2, &source, &renditions);
    let other = Source::ycbcr(Raster { width: 256, height: 37 }, Subsampling::S422, 10, ramp);
    let mut memory = Memory::of(&renditions[0]);
    let mut scratch = clip.scratch();
    let refused = clip.render(&other.picture(), &FACTS, &mut [memory.planes()], &mut scratch);
    assert!(matches!(refused, Err(FrameError::Picture(_))));
    let refused = clip.render(&source.picture(), &FACTS, &mut [], &mut scratch);
    assert!(matches!(refused, Err(FrameError::Planes(_))));
    let mut planes = memory.planes();
    let last = planes.lines[2].bytes.len();
    let short: Planes<'_> = {
        let [y, cb, cr] = planes.lines;
        let cr = interneg_kernels::Lines { bytes: &mut cr.bytes[..last - 40], ..cr };
        planes = Planes { lines: [y, cb, cr], counts: planes.counts };
        planes
    };
    let refused = clip.render(&source.picture(), &FACTS, &mut [short], &mut scratch).unwrap_err();
    assert!(refused.to_string().starts_with("rendition 0: plane 2 of "), "{refused}");
}
