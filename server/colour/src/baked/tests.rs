//! The cube against arithmetic of its own, and which views are baked at all.

use super::*;
use crate::{Config, Step, View, ViewPrecision};

const CONFIG: &str = "studio-config-v4.0.0_aces-v2.0_ocio-v2.5";
const DISPLAY: &str = "Rec.1886 Rec.709 - Display";
const VIEW: &str = "ACES 2.0 - SDR 100 nits (Rec.709)";

fn baked(source: &str) -> (Transform, Arc<BakedView>) {
    let config = Config::builtin(CONFIG).unwrap();
    let exact = config.view(source, DISPLAY, VIEW).unwrap();
    let View::Baked(baked) = config.view_at(source, DISPLAY, VIEW, ViewPrecision::Baked).unwrap() else {
        panic!("{source} is not baked");
    };
    (exact, baked)
}

fn through(pixels: &[[f32; 3]], apply: impl Fn(&mut RgbTile)) -> Vec<[f32; 3]> {
    let mut tile = tile_of(pixels);
    apply(&mut tile);
    let [r, g, b] = tile.row(0);
    (0..pixels.len()).map(|at| [r[at], g[at], b[at]]).collect()
}

#[test]
fn entries_are_exact() {
    for source in ["ARRI LogC4", "ACES2065-1"] {
        let (exact, baked) = baked(source);
        let shaper = baked.shaper;
        let nodes: Vec<f32> = [8.0, 9.0, 20.0, 31.0, 47.0, 58.0, 62.0].map(|node| shaper.value_at(node)).to_vec();
        let pixels: Vec<[f32; 3]> =
            nodes.iter().flat_map(|r| nodes.iter().map(move |g| [*r, *g, (r * g).min(*r)])).collect();
        // An entry's place is off by the roundings of the curve, 64 * 2^-22, in which a view may move by a code.
        let on_nodes: Vec<[f32; 3]> = pixels.iter().map(|[r, g, _]| [*r, *g, *g]).collect();
        let (found, expected) =
            (through(&on_nodes, |tile| baked.apply(tile)), through(&on_nodes, |tile| exact.apply(tile)));
        for ((pixel, found), expected) in on_nodes.iter().zip(&found).zip(&expected) {
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-3, "{source} {pixel:?}: {found} instead of {expected}");
            }
        }
    }
}

#[test]
fn what_has_no_place_in_a_picture_stays_finite() {
    let special = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0, 1e-40, -1e30, 1e30];
    let pixels: Vec<[f32; 3]> = special.iter().flat_map(|a| special.iter().map(move |b| [*a, *b, 0.2])).collect();
    for source in ["ARRI LogC4", "ACES2065-1"] {
        let (_, baked) = baked(source);
        for pixel in through(&pixels, |tile| baked.apply(tile)) {
            assert!(pixel.iter().all(|value| (0.0..=1.0).contains(value)), "{source}: {pixel:?}");
        }
    }
}

#[test]
fn a_plan_says_what_runs_and_how_far_it_is_off() {
    let config = Config::builtin(CONFIG).unwrap();
    let at = |view, precision| config.view_at("ARRI LogC4", DISPLAY, view, precision).unwrap();
    let baked = at(VIEW, ViewPrecision::Baked);
    let [line] = &baked.describe()[..] else { panic!("{:?}", baked.describe()) };
    assert!(line.starts_with("baked 65-cube: mean 0."), "{line}");
    assert!(line.ends_with(" ten-bit codes against the exact view, on 65536 near-neutral pixels"), "{line}");
    let steps = baked.steps().unwrap();
    assert!(matches!(&steps[..], [Step::Program(operations)] if operations.len() == 2), "{steps:?}");
    let exact = at(VIEW, ViewPrecision::Exact);
    assert!(exact.describe().iter().all(|line| line.starts_with("OpenColorIO: ")), "{:?}", exact.describe());
    assert_eq!(exact.bake_error(), None);
    assert!(matches!(&exact.steps().unwrap()[..], [Step::Shader(_)]));
    // A matrix and a curve need no cube.
    let plain = at("Un-tone-mapped", ViewPrecision::Baked);
    assert!(plain.describe().iter().all(|line| line.starts_with("program: ")), "{:?}", plain.describe());
    assert!(matches!(&plain.steps().unwrap()[..], [Step::Program(_)]));
}
