//! Every kind of operation that OpenColorIO has and that lowers, against its processor.

use crate::Transform;
use crate::transform::Ends;
use ocio::{
    CdlStyle, CdlTransform, Config, ExponentTransform, ExponentWithLinearTransform, Interpolation, LogAffineTransform,
    LogCameraTransform, LogTransform, Lut1DHueAdjust, Lut1DTransform, Lut3DTransform, MatrixTransform, NegativeStyle,
    Processor, RangeTransform, TransformDirection,
};

const BOTH: [TransformDirection; 2] = [TransformDirection::Forward, TransformDirection::Inverse];

fn transform(transform: &ocio::Transform) -> Transform {
    let config = Config::create_raw();
    let context = config.current_context().clone();
    let forward = TransformDirection::Forward;
    let processor = Processor::from_transform(&config, &context, transform, forward).unwrap();
    let processor = processor.optimized_cpu_processor(ocio::OptimizationFlags::LOSSLESS);
    Transform::new(std::sync::Arc::new(processor), Ends::default())
}

/// Runs both over values from -1 to 2 and up to 400.
fn check(ocio: &ocio::Transform) {
    let lowered = transform(ocio);
    assert!(lowered.is_program(), "{ocio:?} is not lowered: {:?}", lowered.describe());
    let theirs = lowered.without_program();
    let mut state = 5u32;
    let mut unit = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    let special = [0.0, -0.0, 1.0, 0.5, 1e-40, 65504.0, f32::INFINITY];
    let mut pixels: Vec<[f32; 3]> = special.iter().map(|value| [*value; 3]).collect();
    pixels.extend((0..2000).map(|_| [0; 3].map(|_| unit() * 3.0 - 1.0)));
    pixels.extend((0..200).map(|_| [0; 3].map(|_| unit() * 400.0)));
    for pixel in pixels {
        let (found, expected) = (lowered.apply_pixel(pixel), theirs.apply_pixel(pixel));
        let scale = expected.iter().fold(0.1f32, |scale, value| scale.max(value.abs()));
        for (found, expected) in found.iter().zip(expected) {
            let is_same = *found == expected || (found.is_nan() && expected.is_nan());
            assert!(is_same || (found - expected).abs() <= scale * 1e-5, "{ocio:?} {pixel:?}: {found}, not {expected}");
        }
    }
}

#[test]
fn logarithms_are_lowered() {
    for direction in BOTH {
        for base in [2.0, 10.0, std::f64::consts::E] {
            check(&ocio::Transform::Log(LogTransform { direction, base, ..LogTransform::new(base) }));
            check(&ocio::Transform::LogAffine(LogAffineTransform {
                direction,
                base,
                log_side_slope: [0.2, 0.25, 0.3],
                log_side_offset: [0.6, 0.5, 0.4],
                lin_side_slope: [1.1, 0.9, 1.0],
                lin_side_offset: [0.01, 0.02, 0.03],
                ..LogAffineTransform::default()
            }));
            for linear_slope in [None, Some([5.0, 5.5, 6.0])] {
                let mut camera = LogCameraTransform::new([0.01, 0.012, 0.009]);
                (camera.direction, camera.base, camera.linear_slope) = (direction, base, linear_slope);
                camera.log_side_slope = [0.25, 0.24, 0.26];
                camera.log_side_offset = [0.4, 0.39, 0.41];
                camera.lin_side_slope = [5.5, 5.0, 6.0];
                camera.lin_side_offset = [0.05, 0.06, 0.04];
                check(&ocio::Transform::LogCamera(camera));
            }
        }
    }
}

#[test]
fn powers_are_lowered() {
    let negatives = [NegativeStyle::Clamp, NegativeStyle::Mirror, NegativeStyle::PassThru];
    for direction in BOTH {
        for negative_style in negatives {
            let value = [2.4, 1.8, 2.2, 1.0];
            check(&ocio::Transform::Exponent(ExponentTransform {
                direction,
                value,
                negative_style,
                ..ExponentTransform::default()
            }));
        }
        for negative_style in [NegativeStyle::Linear, NegativeStyle::Mirror] {
            check(&ocio::Transform::ExponentWithLinear(ExponentWithLinearTransform {
                direction,
                gamma: [2.4, 2.2, 3.0, 1.0],
                offset: [0.055, 0.099, 0.16, 0.0],
                negative_style,
                ..ExponentWithLinearTransform::default()
            }));
        }
    }
}

#[test]
fn grades_matrices_and_ranges_are_lowered() {
    for direction in BOTH {
        for style in [CdlStyle::Asc, CdlStyle::NoClamp] {
            check(&ocio::Transform::Cdl(CdlTransform {
                direction,
                style,
                slope: [1.1, 0.95, 1.0],
                offset: [-0.02, 0.01, 0.03],
                power: [0.9, 1.2, 1.05],
                sat: 0.85,
                ..CdlTransform::default()
            }));
        }
    }
    let mut matrix = MatrixTransform::default();
    matrix.matrix[..3].copy_from_slice(&[0.7, 0.2, 0.1]);
    check(&ocio::Transform::Matrix(matrix.clone()));
    matrix.offset = [0.1, -0.2, 0.3, 0.0];
    check(&ocio::Transform::Matrix(matrix.clone()));
    let mut scale = MatrixTransform::default();
    (scale.matrix[0], scale.matrix[5], scale.matrix[10]) = (0.5, 2.0, 3.0);
    check(&ocio::Transform::Matrix(scale.clone()));
    scale.offset = [0.1, -0.2, 0.3, 0.0];
    check(&ocio::Transform::Matrix(scale));
    let range = |min_in, max_in, min_out, max_out| {
        ocio::Transform::Range(RangeTransform { min_in, max_in, min_out, max_out, ..RangeTransform::default() })
    };
    check(&range(Some(0.0), Some(1.0), Some(0.0), Some(1.0)));
    check(&range(Some(0.0625), Some(0.92), Some(0.0), Some(1.0)));
    check(&range(Some(-0.1), None, Some(-0.1), None));
    check(&range(None, Some(0.75), None, Some(0.75)));
}

#[test]
fn tables_are_lowered() {
    let wave =
        |length: usize| (0..length).map(|entry| (entry as f32 / length as f32 * 9.0).sin()).collect::<Vec<f32>>();
    let mut curve = Lut1DTransform::new(33, false);
    curve.values = wave(33 * 3);
    check(&ocio::Transform::Lut1D(curve.clone()));
    let mut cube = Lut3DTransform::new(5);
    (cube.values, cube.interpolation) = (wave(5 * 5 * 5 * 3), Interpolation::Tetrahedral);
    check(&ocio::Transform::Lut3D(cube.clone()));

    cube.interpolation = Interpolation::Linear;
    assert!(!transform(&ocio::Transform::Lut3D(cube)).is_program(), "trilinear");
    curve.hue_adjust = Lut1DHueAdjust::Dw3;
    assert!(!transform(&ocio::Transform::Lut1D(curve)).is_program(), "a table that moves the hue");
}

#[test]
fn inverse_tables_are_lowered() {
    let even = |entry: fn(f32) -> f32| {
        let mut lut = Lut1DTransform::new(1024, false);
        lut.values =
            (0..1024 * 3).map(|index| entry((index / 3) as f32 / 1023.0) + (index % 3) as f32 * 0.01).collect();
        lut
    };
    let of_halves = |entry: fn(f32) -> f32| {
        let mut lut = Lut1DTransform::new(65536, true);
        let value = |bits: usize| half::f16::from_bits(bits as u16).to_f32();
        let finite = |value: f32| if value.is_nan() { 0.0 } else { value.clamp(-65504.0, 65504.0) };
        lut.values = (0..65536 * 3).map(|index| entry(finite(value(index / 3)))).collect();
        lut
    };
    let tables = [
        even(|x| x.exp2() - 1.2),
        even(|x| 0.4 - x * x),
        // Level at both ends, and against its direction in the middle.
        even(|x| (x * 1.4 - 0.2).clamp(0.0, 1.0) + (x * 40.0).sin() * 0.05),
        even(|_| 0.5),
        of_halves(|x| x.cbrt()),
        of_halves(|x| 1.0 - x * 2.0),
        of_halves(|x| (x * 12.0 - 8.0).exp2() - 0.01),
        of_halves(|x| x.max(0.0).sqrt() - 0.05),
    ];
    for mut table in tables {
        table.direction = TransformDirection::Inverse;
        check(&ocio::Transform::Lut1D(table));
    }
}

#[test]
fn an_operation_on_alpha_is_not_lowered() {
    let mut matrix = MatrixTransform::default();
    matrix.matrix[12] = 0.5;
    assert!(!transform(&ocio::Transform::Matrix(matrix)).is_program());
}
