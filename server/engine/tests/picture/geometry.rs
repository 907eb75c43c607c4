//! Where the picture lies, and what is black.

use crate::support::*;
use interneg_engine::proxy::picture::{Filter, Geometry, Letterbox, Region, RenditionPicture, Window};
use interneg_spec::Raster;

const BLACK: [u16; 3] = [64, 512, 512];
const WHITE: [u16; 3] = [940, 512, 512];

/// White inside of a rectangle, in linear light, so that codes are what the filter leaves.
fn rectangle(raster: Raster, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> Source {
    let value = move |x: usize, y: usize| if columns.contains(&x) && rows.contains(&y) { [1.0; 3] } else { [0.0; 3] };
    Source::floats(raster, value).in_space("ACES2065-1")
}

fn placed(source: &Source, window: Window, placed: Region, canvas: Raster) -> RenditionPicture {
    let geometry = Geometry { source_window: window, placed, canvas, letterbox: Letterbox::default() };
    RenditionPicture { geometry, filter: Filter::Box, ..rendition(source, TEN_422) }
}

fn whole(raster: Raster) -> Window {
    Window { x: 0.0, y: 0.0, width: f64::from(raster.width), height: f64::from(raster.height) }
}

/// Every pixel is white within, black outside; chroma is neutral everywhere.
fn assert_rectangle(codes: &Codes, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) {
    for y in 0..codes.height {
        for x in 0..codes.width {
            let expected = if columns.contains(&x) && rows.contains(&y) { WHITE } else { BLACK };
            assert_eq!(codes.at(x, y), expected, "{x} {y}");
        }
    }
}

#[test]
fn a_rectangle_lands_on_its_pixels() {
    let raster = Raster { width: 400, height: 300 };
    let source = rectangle(raster, 100..300, 60..240);
    // Half size, off centre, with black on all sides.
    let region = Region { x: 20, y: 10, width: 200, height: 150 };
    let half = placed(&source, whole(raster), region, Raster { width: 240, height: 170 });
    assert_rectangle(&render(ACES_2, &source, &[half])[0], 70..170, 40..130);
    // A crop at its own size.
    let window = Window { x: 50.0, y: 30.0, width: 300.0, height: 240.0 };
    let region = Region { x: 0, y: 0, width: 300, height: 240 };
    let crop = placed(&source, window, region, Raster { width: 300, height: 240 });
    assert_rectangle(&render(ACES_2, &source, &[crop])[0], 50..250, 30..210);
    // Twice its size.
    let window = Window { x: 90.0, y: 50.0, width: 60.0, height: 40.0 };
    let region = Region { x: 4, y: 2, width: 120, height: 80 };
    let twice = placed(&source, window, region, Raster { width: 130, height: 90 });
    assert_rectangle(&render(ACES_2, &source, &[twice])[0], 24..124, 22..82);
}

#[test]
fn de_squeeze_widens_and_letterbox_covers() {
    // 2:1 anamorphic, stored 400x300, seen as 800x300 and fitted to 480x180 of a 480x270 canvas.
    let raster = Raster { width: 400, height: 300 };
    let source = rectangle(raster, 100..200, 100..200);
    let region = Region { x: 0, y: 45, width: 480, height: 180 };
    let squeezed = placed(&source, whole(raster), region, Raster { width: 480, height: 270 });
    let codes = &render(ACES_2, &source, std::slice::from_ref(&squeezed))[0];
    // A box scales 400 to 480 and 300 to 180 with shares; edges are whole here, at 120 and 240, 105 and 165.
    assert_rectangle(codes, 120..240, 105..165);
    // Bars over the picture hide it, exactly, and cost no part of it elsewhere.
    let letterbox = Letterbox { top: 110, bottom: 120, left: 130, right: 300 };
    let geometry = Geometry { letterbox, ..squeezed.geometry };
    let codes = &render(ACES_2, &source, &[RenditionPicture { geometry, ..squeezed }])[0];
    assert_rectangle(codes, 130..180, 110..150);
}

#[test]
fn bars_are_black_beside_a_coloured_picture() {
    let raster = Raster { width: 160, height: 120 };
    let source = Source::floats(raster, |_, _| [0.8, 0.1, 0.6]).in_space("ACES2065-1");
    // Pillarbox whose edges are even, and one whose edges cut pairs of pixels.
    for x in [40, 41] {
        let region = Region { x, y: 0, width: 80, height: 60 };
        let pillar = placed(&source, whole(raster), region, Raster { width: 160, height: 60 });
        let codes = &render(ACES_2, &source, &[pillar])[0];
        let inside = codes.at(x + 20, 30);
        assert!(inside[1].abs_diff(512) > 20 && inside[2].abs_diff(512) > 20);
        for (at, y) in (0..160).flat_map(|at| (0..60).map(move |y| (at, y))) {
            let code = codes.at(at, y);
            let is_inside = (x..x + 80).contains(&at);
            assert_eq!(code[0], if is_inside { inside[0] } else { 64 }, "{at} {y}");
            // A chroma sample is of two pixels.
            let pair = [at & !1, at | 1].map(|at| (x..x + 80).contains(&at));
            match pair {
                [false, false] => assert_eq!(code, BLACK, "{at} {y}"),
                [true, true] if (x + 2..x + 78).contains(&at) => assert_eq!(code, inside, "{at} {y}"),
                _ => {}
            }
        }
    }
}

#[test]
fn windows_begin_between_pixels() {
    // A ramp in linear light stays a ramp where the filter does not meet the edge, moved by the window's fraction.
    let raster = Raster { width: 200, height: 40 };
    let value = |x: f64| 0.2 + 0.003 * x;
    let source = Source::floats(raster, |x, _| [value(x as f64 + 0.5) as f32; 3]).in_space("ACES2065-1");
    for filter in [Filter::Lanczos3, Filter::Mitchell] {
        for begin in [0.25, 10.5, 33.75] {
            let window = Window { x: begin, y: 0.0, width: 150.0, height: 40.0 };
            let region = Region { x: 0, y: 0, width: 100, height: 40 };
            let wanted = placed(&source, window, region, Raster { width: 100, height: 40 });
            let codes = &render(ACES_2, &source, &[RenditionPicture { filter, ..wanted }])[0];
            for x in 10..90 {
                let expected = 64.0 + 876.0 * value(begin + (x as f64 + 0.5) * 1.5);
                let off = f64::from(codes.at(x, 20)[0]) - expected;
                // A pixel off would be 2.6 codes of a pixel's step and a half.
                assert!(off.abs() < 1.0, "{filter:?} {begin} {x}: {off}");
            }
        }
    }
}

#[test]
fn light_is_averaged_and_not_codes() {
    // Lines of 18 % and of 90 % light, a pixel each, as LogC4 codes: their mean is 54 % light.
    let raster = Raster { width: 64, height: 64 };
    let light = Source::floats(raster, |_, _| [0.54; 3]).in_space("ACEScg");
    let to_log = |source: &Source| {
        let region = Region { x: 0, y: 0, width: 32, height: 32 };
        let window = whole(raster);
        placed(source, window, region, Raster { width: 32, height: 32 })
    };
    // ARRI LogC4 specification, table 2: E' = (log2(a E + 64) - 6) / 14 * b + c, in double precision.
    let (a, b, c) = ((2f64.powi(18) - 16.0) / 117.45, (1023.0 - 95.0) / 1023.0, 95.0 / 1023.0);
    let log = |light: f64| ((a * light + 64.0).log2() - 6.0) / 14.0 * b + c;
    let stripes = Source::floats(raster, |_, y| [log(if y % 2 == 0 { 0.18 } else { 0.9 }) as f32; 3]);
    let codes = &render(ACES_2, &stripes, &[to_log(&stripes)])[0];
    let expected = 64.0 + 876.0 * log(0.54);
    assert!((f64::from(codes.at(16, 16)[0]) - expected).abs() <= 1.0, "{:?} {expected}", codes.at(16, 16));
    assert!((876.0 * (log(0.54) - (log(0.18) + log(0.9)) / 2.0)).abs() > 20.0, "codes averaged would be another code");
    let codes = &render(ACES_2, &light, &[to_log(&light)])[0];
    assert_eq!(codes.at(16, 16)[0], (64.0f64 + 876.0 * 0.54).round() as u16);
}

#[test]
fn fields_of_interlaced_sources_stay_apart() {
    // Fields of black and white: any mixture would be grey.
    let raster = Raster { width: 100, height: 40 };
    let mut source = Source::floats(raster, |_, y| if y % 2 == 0 { [0.0; 3] } else { [1.0; 3] }).in_space("ACES2065-1");
    source.facts.is_interlaced = true;
    let region = Region { x: 10, y: 8, width: 80, height: 40 };
    let wanted = placed(&source, whole(raster), region, Raster { width: 100, height: 56 });
    let codes = &render(ACES_2, &source, &[wanted])[0];
    for y in 8..48 {
        assert_eq!(codes.at(50, y), if y % 2 == 0 { BLACK } else { WHITE }, "{y}");
    }
}
