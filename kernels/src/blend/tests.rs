//! Against double precision, at the ends, and every level against baseline.

use super::*;

/// Special values against each other, then -1..2 and 0..400; each entry is colour, alpha, other colour, other alpha.
fn inputs() -> Vec<[f32; 4]> {
    let special = [
        f32::NAN,
        f32::from_bits(0xFFC1_2345),
        f32::INFINITY,
        f32::NEG_INFINITY,
        0.0,
        -0.0,
        1.0,
        0.5,
        f32::from_bits(1),
        -1e-40,
        f32::MAX,
        -1.0,
        65504.0,
    ];
    let mut out = Vec::new();
    for a in special {
        for b in special {
            out.extend([[a, b, 0.25, 0.75], [0.25, a, b, 1.0], [b, 0.3, 0.6, a], [a, 1.0, b, 0.0]]);
        }
    }
    let mut state = 11u32;
    let mut unit = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    out.extend((0..2000).map(|_| [unit() * 3.0 - 1.0, unit(), unit() * 3.0 - 1.0, unit()]));
    out.extend((0..501).map(|_| [unit() * 400.0, unit(), unit() * 400.0, unit()]));
    out
}

const GUARD: f32 = -123.25;
const LEAD: usize = 5;

/// The pixels' component with guards on both sides.
fn plane(inputs: &[[f32; 4]], component: usize) -> Vec<f32> {
    let values = inputs.iter().map(|pixel| pixel[component]);
    [GUARD; LEAD].into_iter().chain(values).chain([GUARD; 19]).collect()
}

fn inner(plane: &mut [f32], count: usize) -> &mut [f32] {
    &mut plane[LEAD..LEAD + count]
}

/// Premultiplied, unpremultiplied, over (R and alpha), and three dissolves.
fn all(level: Level, inputs: &[[f32; 4]]) -> Vec<Vec<f32>> {
    let count = inputs.len();
    let of = |component| plane(inputs, component);
    let mut alpha = of(1);
    let alpha = &*inner(&mut alpha, count);
    let three = |operation: fn(Level, [&mut [f32]; 3], &[f32])| {
        let mut planes = [of(0), of(2), of(3)];
        operation(level, planes.each_mut().map(|plane| inner(plane, count)), alpha);
        planes
    };
    let mut out: Vec<Vec<f32>> = three(premultiply).into_iter().chain(three(unpremultiply)).collect();
    let mut front = of(0);
    let front = &*inner(&mut front, count);
    let mut back = [of(2), of(2), of(2), of(3)];
    over(level, [front, front, front, alpha], back.each_mut().map(|plane| inner(plane, count)));
    out.extend(back);
    for factor in [0.0, 0.25, 0.7, 1.0] {
        let (mut first, mut second) = (of(0), of(2));
        Dissolve::new(factor).unwrap().apply(level, inner(&mut first, count), inner(&mut second, count));
        out.push(first);
    }
    for plane in &out {
        let guards = plane[..LEAD].iter().chain(&plane[LEAD + count..]);
        assert!(guards.copied().all(|value| value == GUARD), "a guard is gone");
    }
    out.into_iter().map(|plane| plane[LEAD..LEAD + count].to_vec()).collect()
}

/// Within `steps` roundings of numbers as large as `size`, or the same kind of none.
fn assert_near(found: f32, expected: f64, size: f64, steps: f64, what: &str) {
    let rounded = expected as f32;
    if !rounded.is_finite() || !size.is_finite() {
        let same = found == rounded || found.is_nan() && (expected.is_nan() || !size.is_finite());
        assert!(same, "{what}: {found:e}, expected {expected:e}");
        return;
    }
    let allowed = steps * (size.max(expected.abs()) * 2f64.powi(-24) + 2f64.powi(-149));
    assert!((f64::from(found) - expected).abs() <= allowed, "{what}: {found:e}, expected {expected:e}");
}

#[test]
fn results_are_those_of_double_precision() {
    let inputs = inputs();
    let found = all(Level::best(), &inputs);
    for (index, pixel) in inputs.iter().enumerate() {
        let [a, alpha, b, back_alpha] = pixel.map(f64::from);
        let what = format!("{pixel:?}");
        assert_near(found[0][index], a * alpha, 0.0, 1.0, &what);
        assert_near(found[1][index], b * alpha, 0.0, 1.0, &what);
        let divided = |colour: f64| if alpha == 0.0 { colour } else { colour / alpha };
        assert_near(found[3][index], divided(a), 0.0, 1.0, &what);
        assert_near(found[4][index], divided(b), 0.0, 1.0, &what);
        let over = |front: f64, back: f64| if alpha == 1.0 { front } else { front + back * (1.0 - alpha) };
        let size = |front: f64, back: f64| front.abs() + back.abs() * (1.0 + alpha.abs());
        assert_near(found[6][index], over(a, b), size(a, b), 4.0, &what);
        assert_near(found[9][index], over(alpha, back_alpha), size(alpha, back_alpha), 4.0, &what);
        for (plane, factor) in [(11, f64::from(0.25f32)), (12, f64::from(0.7f32))] {
            let size = a.abs() + b.abs();
            // Beyond the largest number a difference is infinite, although the mix is not.
            if size < f64::from(f32::MAX) {
                assert_near(found[plane][index], a + factor * (b - a), size, 4.0, &what);
            }
        }
    }
}

#[test]
fn every_level_gives_the_bits_of_baseline() {
    let inputs = inputs();
    for count in [0, 1, 2, 3, 7, 17, 255, 257, inputs.len()] {
        let bits = |level| {
            let planes = all(level, &inputs[..count]).into_iter().flatten();
            planes.map(f32::to_bits).collect::<Vec<_>>()
        };
        let expected = bits(Level::BASELINE);
        for level in Level::available() {
            assert!(bits(level) == expected, "{} {count}", level.name());
        }
    }
}

#[test]
fn only_one_nan_comes_out_but_for_the_copies() {
    let found = all(Level::best(), &inputs());
    for (index, plane) in found.iter().enumerate().filter(|(index, _)| ![10, 13].contains(index)) {
        assert!(plane.iter().all(|value| !value.is_nan() || value.to_bits() == 0x7FC0_0000), "plane {index}");
    }
}

#[test]
fn the_ends_of_a_dissolve_are_its_pictures() {
    let inputs = inputs();
    let found = all(Level::best(), &inputs);
    for (index, pixel) in inputs.iter().enumerate() {
        assert_eq!(found[10][index].to_bits(), pixel[0].to_bits());
        assert_eq!(found[13][index].to_bits(), pixel[2].to_bits());
    }
}

#[test]
fn equal_pictures_dissolve_into_themselves() {
    let values: Vec<f32> =
        inputs().iter().map(|pixel| pixel[0]).chain([-0.0, 1.0 / 3.0]).filter(|value| value.is_finite()).collect();
    for step in 0..=100u8 {
        let mut mixed = values.clone();
        Dissolve::new(f32::from(step) / 100.0).unwrap().apply(Level::best(), &mut mixed, &values);
        let same = mixed.iter().zip(&values).all(|(mixed, value)| mixed.to_bits() == value.to_bits());
        assert!(same, "step {step}");
    }
}

#[test]
fn light_that_covers_nothing_is_kept_and_nothing_shines_through_what_is_opaque() {
    let mut planes = [[0.5f32, -0.25], [2.0, 0.0], [f32::MAX, 1.0]];
    let before = planes;
    unpremultiply(Level::best(), planes.each_mut().map(|plane| &mut plane[..]), &[0.0, -0.0]);
    assert_eq!(planes, before);
    let front = [[0.5f32], [0.25], [-0.0], [1.0]];
    let mut back = [[f32::NAN], [f32::INFINITY], [7.0], [f32::NAN]];
    over(Level::best(), front.each_ref().map(|plane| &plane[..]), back.each_mut().map(|plane| &mut plane[..]));
    assert_eq!(back.map(|plane| plane[0].to_bits()), front.map(|plane| plane[0].to_bits()));
}

#[test]
fn factors_are_from_0_to_1() {
    for factor in [-0.1, 1.1, f32::INFINITY] {
        assert_eq!(Dissolve::new(factor), Err(DissolveError { factor }));
    }
    assert!(Dissolve::new(f32::NAN).is_err());
    assert_eq!(Dissolve::new(1.5).unwrap_err().to_string(), "dissolve factor 1.5 is not from 0 to 1");
}

/// Reads pixels, then runs every kernel of `device/cuda/blend.cu` on copies of them.
const MAIN: &str = r"
    const unsigned int pixels = number(), plane = pixels + 5;
    const auto pictures = items<float>(8ull * plane);
    const float *source = pictures.data();
    std::vector<float> target(4ull * plane, -123.25f);
    threads(pixels, [&] { interneg_premultiply(source, target.data(), plane, pixels); });
    answer(target);
    threads(pixels, [&] { interneg_unpremultiply(source, target.data(), plane, pixels); });
    answer(target);
    threads(pixels, [&] { interneg_over(source, target.data(), plane, pixels); });
    answer(target);
    for (const float factor : {0.0f, 0.25f, 0.7f, 1.0f}) {
        threads(pixels, [&] { interneg_dissolve(source, target.data(), plane, pixels, factor); });
        answer(target);
    }
    return 0;
";

#[test]
fn kernels_for_gpus_give_the_bits_of_the_loops() {
    let inputs = inputs();
    let (pixels, level) = (inputs.len(), Level::best());
    let gap = [GUARD; 5];
    // R, G, B, alpha of both pictures from the components of the inputs.
    let planes =
        |components: [usize; 4]| components.map(|component| inputs.iter().map(|pixel| pixel[component]).collect());
    let front: [Vec<f32>; 4] = planes([0, 2, 3, 1]);
    let back: [Vec<f32>; 4] = planes([2, 1, 0, 3]);
    let flat = |planes: &[Vec<f32>; 4]| {
        planes.iter().flat_map(|plane| plane.iter().chain(&gap).copied()).collect::<Vec<f32>>()
    };
    let mut expected = Vec::new();
    for operation in [premultiply, unpremultiply] {
        let mut changed = front.clone();
        let [r, g, b, alpha] = changed.each_mut().map(Vec::as_mut_slice);
        operation(level, [r, g, b], alpha);
        expected.extend(flat(&changed));
    }
    let mut changed = back.clone();
    over(level, front.each_ref().map(Vec::as_slice), changed.each_mut().map(Vec::as_mut_slice));
    expected.extend(flat(&changed));
    for factor in [0.0, 0.25, 0.7, 1.0] {
        let mut changed = front.clone();
        for (changed, back) in changed.iter_mut().zip(&back) {
            Dissolve::new(factor).unwrap().apply(level, changed, back);
        }
        expected.extend(flat(&changed));
    }
    let pictures = [flat(&front), flat(&back)].concat();
    let words: Vec<u32> = [pixels as u32].into_iter().chain(pictures.iter().map(|value| value.to_bits())).collect();
    let Some(found) = crate::device_text::run("blend.cu", MAIN, &words) else { return };
    assert_eq!(found.len(), expected.len());
    let off = found.iter().zip(&expected).position(|(found, expected)| found.to_bits() != expected.to_bits());
    assert_eq!(off, None);
}
