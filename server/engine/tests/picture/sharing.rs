//! Renditions that share work, threads that share a clip, and processors that have other instructions.

use crate::support::*;
use interneg_colour::{Config, Grade};
use interneg_engine::proxy::picture::{
    BurnIn, BurnInField, BurnInPosition, BurnIns, CdlGrade, Filter, Geometry, Letterbox, Look, LookOutput,
    PictureTarget, Region, RenditionPicture, Window,
};
use interneg_kernels::{Level, Subsampling};
use interneg_spec::{Raster, ViewPrecision};

const RASTER: Raster = Raster { width: 640, height: 362 };

fn frame(number: u64) -> Source {
    let mut noise = Noise(number);
    let codes: Vec<u16> = (0..RASTER.width * RASTER.height * 2).map(|_| 100 + noise.below(700) as u16).collect();
    let at = move |plane: usize, x: usize, y: usize| match plane {
        0 => codes[y * RASTER.width as usize + x],
        _ => 400 + codes[(plane * 7 + y) * RASTER.width as usize + x] / 4,
    };
    Source::ycbcr(RASTER, Subsampling::S422, 10, at)
}

/// Every kind: copied, unscaled and scaled, two of one look, graded, cropped, boxed, dithered, burnt in.
fn renditions(source: &Source) -> Vec<RenditionPicture> {
    let config = Config::builtin(ACES_1).unwrap();
    let exact = Look::ungraded(LookOutput::rec709(&config, ViewPrecision::Exact).unwrap());
    let baked = Look::ungraded(LookOutput::rec709(&config, ViewPrecision::Baked).unwrap());
    let grade = Grade::from_numbers([1.1, 1.0, 0.9, 0.01, 0.0, -0.01, 1.2, 1.0, 0.8, 0.5]).unwrap();
    let graded = Look { cdl: Some(CdlGrade { grade, space: CdlGrade::SPACE.to_owned() }), ..exact.clone() };
    let own = rendition(source, TEN_422);
    let canvas = Raster { width: 320, height: 180 };
    let half = Geometry {
        source_window: Window { x: 1.5, y: 0.25, width: 636.0, height: 361.0 },
        placed: Region { x: 7, y: 3, width: 300, height: 170 },
        canvas,
        letterbox: Letterbox { top: 20, ..Letterbox::default() },
    };
    let third = Geometry {
        placed: Region { x: 0, y: 0, width: 213, height: 120 },
        canvas: Raster { width: 213, height: 120 },
        letterbox: Letterbox::default(),
        ..half
    };
    let eight = PictureTarget { subsampling: Subsampling::S444, bits: 8, is_dithered: false };
    let name = BurnIn { position: BurnInPosition::BottomLeft, fields: vec![BurnInField::Reel] };
    vec![
        own.clone(),
        RenditionPicture { look: exact.clone(), ..own.clone() },
        RenditionPicture { geometry: half, look: baked.clone(), ..own.clone() },
        RenditionPicture { geometry: half, look: baked.clone(), target: eight, ..own.clone() },
        RenditionPicture {
            geometry: half,
            look: baked.clone(),
            target: PictureTarget { is_dithered: true, ..TEN_422 },
            burn_ins: Some(BurnIns { line_height: 0.1, items: vec![name] }),
            ..own.clone()
        },
        RenditionPicture { geometry: third, look: graded, filter: Filter::Mitchell, ..own.clone() },
        RenditionPicture { geometry: third, filter: Filter::Box, target: eight, ..own },
    ]
}

#[test]
fn together_or_alone_a_rendition_is_the_same() {
    let source = frame(1);
    let renditions = renditions(&source);
    let together = render(ACES_1, &source, &renditions);
    for (index, wanted) in renditions.iter().enumerate() {
        let alone = render(ACES_1, &source, std::slice::from_ref(wanted));
        assert!(alone[0] == together[index], "rendition {index}");
    }
    assert!(together[2].planes[0] != together[4].planes[0]);
}

#[test]
fn threads_give_what_one_gives() {
    let frames: Vec<Source> = (0..6).map(frame).collect();
    let renditions = renditions(&frames[0]);
    let clip = clip(ACES_1, &frames[0], &renditions);
    let one_by_one = {
        let mut scratch = clip.scratch();
        let each = |source| render_clip(&clip, source, &renditions, &FACTS, &mut scratch);
        frames.iter().map(each).collect::<Vec<_>>()
    };
    let at_once: Vec<Vec<Codes>> = std::thread::scope(|scope| {
        let threads = (0..3).map(|thread| {
            let (clip, renditions, frames) = (&clip, &renditions, &frames);
            scope.spawn(move || {
                let mut scratch = clip.scratch();
                // Last first, so that what a scratch held before differs.
                let mine = (0..frames.len()).rev().filter(|index| index % 3 == thread);
                mine.map(|index| (index, render_clip(clip, &frames[index], renditions, &FACTS, &mut scratch)))
                    .collect::<Vec<_>>()
            })
        });
        let threads: Vec<_> = threads.collect();
        let mut found: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        found.sort_by_key(|(index, _)| *index);
        found.into_iter().map(|(_, codes)| codes).collect()
    });
    assert!(at_once == one_by_one);
    assert!(one_by_one[0] != one_by_one[1]);
}

#[test]
fn memory_is_stated() {
    let source = frame(1);
    let mut wanted = renditions(&source);
    wanted.retain(|wanted| !wanted.target.is_dithered);
    let bytes = clip(ACES_1, &source, &wanted).scratch_bytes();
    // A band of the source and tiles: less than a frame in single precision.
    let frame_bytes = 640 * 362 * 3 * 4;
    assert!((frame_bytes / 20..frame_bytes).contains(&bytes), "{bytes}");
    let dithered = clip(ACES_1, &source, &renditions(&source)).scratch_bytes();
    // A whole picture of 302 columns (pairs of the placed ones), rounded up to 304, and 170 rows.
    assert!(dithered - bytes >= 304 * 170 * 12 && dithered - bytes < 304 * 170 * 12 + 20_000, "{}", dithered - bytes);
}

#[test]
#[should_panic(expected = "scratch of another clip")]
fn another_clips_scratch_is_refused() {
    let source = frame(1);
    let renditions = renditions(&source);
    let (all, first) = (clip(ACES_1, &source, &renditions), clip(ACES_1, &source, &renditions[..1]));
    render_clip(&all, &source, &renditions, &FACTS, &mut first.scratch());
}

/// A digest of all codes; FNV-1a.
fn digest() -> u64 {
    let source = frame(3);
    let codes = render(ACES_1, &source, &renditions(&source));
    let all = codes.iter().flat_map(|codes| codes.planes.iter().flatten());
    all.fold(0xcbf2_9ce4_8422_2325, |hash, code| (hash ^ u64::from(*code)).wrapping_mul(0x100_0000_01b3))
}

const ASKED: &str = "INTERNEG_TEST_PICTURE_DIGEST";

/// Not a test by itself: says the digest to the one below.
#[test]
fn digest_for_another_process() {
    if std::env::var_os(ASKED).is_some() {
        println!("digest {}", digest());
    }
}

#[test]
fn every_level_of_this_machine_gives_the_same_codes() {
    let expected = format!("digest {}", digest());
    for level in Level::available() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "sharing::digest_for_another_process", "--nocapture"])
            .env("INTERNEG_CPU", level.name())
            .env(ASKED, "1")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(&expected), "{}: {expected} {text}", level.name());
    }
}
