//! One of every operation, and the pixels that they are tried on.

use crate::matrix::Matrix;
use crate::program::{
    CameraLinToLog, CameraLogToLin, Cdl, CdlChannel, CdlStyle, Gamma, LinToLog, LogToLin, Lut1d, Lut3d, Moncurve,
    Operation,
};

/// Special values against each other, -1..2 and 0..400, an odd number of them.
pub fn inputs() -> Vec<[f32; 3]> {
    let special = [
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        0.0,
        -0.0,
        f32::from_bits(1),
        -f32::from_bits(1),
        1e-40,
        f32::MIN_POSITIVE,
        f32::MAX,
        f32::MIN,
        5.9e-8,
        6.1e-5,
        -6.2e-5,
        0.0001,
        0.18,
        1.0,
        -1.0,
        65504.0,
        65519.0,
        -65536.0,
    ];
    let mut pixels: Vec<[f32; 3]> =
        special.iter().flat_map(|a| special.iter().flat_map(move |b| [[*a, *b, 0.5], [0.25, *a, *b]])).collect();
    let mut state = 7u32;
    let mut unit = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    pixels.extend((0..3000).map(|_| [0; 3].map(|_| unit() * 3.0 - 1.0)));
    pixels.extend((0..1000).map(|_| [0; 3].map(|_| unit() * 400.0)));
    pixels.extend((0..=1024).map(|step| [step as f32 / 1024.0, step as f32 / 1023.0, 1.0 - step as f32 / 1024.0]));
    pixels
}

/// One of every kind, the matrices first.
pub fn operations() -> Vec<Operation> {
    let matrix = Matrix {
        rows: [[0.68, 0.236, 0.084], [0.085, 1.017, -0.103], [0.002, -0.0626, 1.0605]],
        constant: [0.0; 3],
        offset: None,
    };
    let to_log = |slope| LinToLog { lin_slope: slope, lin_offset: 0.0625, slope: 0.0733, offset: 0.42 };
    let to_lin = |scale| LogToLin { log_offset: -0.42, log_scale: 13.6, offset: -0.0625, scale };
    let camera_log = |slope| CameraLinToLog { curve: to_log(slope), cut: 0.01, line_slope: 5.4, line_offset: 0.09 };
    let camera_lin = |scale| CameraLogToLin { curve: to_lin(scale), cut: 0.14, line_offset: -0.09, line_scale: 0.185 };
    let srgb = Moncurve { power: 2.4, offset: 0.052_132_7, cut: 0.039_285_7, slope: 0.077_38, scale: 0.947_867 };
    let back = Moncurve { power: 1.0 / 2.4, offset: 0.055, cut: 0.003_039_9, slope: 12.923_2, scale: 1.055 };
    let mut operations = vec![
        Operation::Matrix(matrix),
        Operation::Matrix(Matrix { constant: [-0.0, 0.25, 0.0], offset: Some([0.1, -0.5, 1e-3]), ..matrix }),
        Operation::Scale([0.5, 1.3, -2.0]),
        Operation::ScaleAndOffset { scale: [0.5, 1.3, -2.0], offset: [0.1, 0.2, -0.3] },
        Operation::ScaleAndClamp { scale: 1.25, offset: -0.125, low: 0.0, high: 1.0 },
        Operation::Floor(0.0),
        Operation::Ceiling(0.75),
        Operation::Clamp { low: -0.36, high: 1.5 },
        Operation::LinToLog([1.0, 5.6, 0.3].map(to_log)),
        Operation::CameraLinToLog([1.0, 5.6, 0.3].map(camera_log)),
        Operation::LogToLin([1.0, 0.18, 4.0].map(to_lin)),
        Operation::CameraLogToLin([1.0, 0.18, 4.0].map(camera_lin)),
        Operation::Gamma(Gamma::Power([2.4, 0.45, 1.0])),
        Operation::Gamma(Gamma::PowerMirrored([2.4, 0.45, 1.0])),
        Operation::Gamma(Gamma::PowerPassing([2.4, 0.45, 1.0])),
        Operation::Gamma(Gamma::MoncurveToLinear([srgb; 3])),
        Operation::Gamma(Gamma::MoncurveFromLinear([back; 3])),
        Operation::Gamma(Gamma::MoncurveToLinearMirrored([srgb; 3])),
        Operation::Gamma(Gamma::MoncurveFromLinearMirrored([back; 3])),
    ];
    let styles = [CdlStyle::Limited, CdlStyle::Unlimited, CdlStyle::InverseLimited, CdlStyle::InverseUnlimited];
    let channel = |slope, offset, power| CdlChannel { slope, offset, power };
    let channels = [channel(1.1, -0.03, 0.9), channel(0.95, 0.02, 1.2), channel(1.0, 0.0, 1.0)];
    operations.extend(styles.map(|style| Operation::Cdl(Cdl { style, channels, saturation: 0.85 })));
    let wave = |length: usize, turns: f32| {
        (0..length).map(|entry| (entry as f32 / length as f32 * turns).sin() + 0.2).collect::<Vec<f32>>().into()
    };
    let luts = [(1024, false), (65536, true), (2, false)];
    operations.extend(luts.map(|(length, is_of_halves)| {
        let entries = [wave(length, 3.0), wave(length, 9.0), wave(length, -1.0)];
        Operation::Lut1d(Lut1d { entries, is_of_halves })
    }));
    operations
        .extend([2, 17].map(|edge| Operation::Lut3d(Lut3d { entries: wave(edge * edge * edge * 3, 77.0), edge })));
    operations
}
