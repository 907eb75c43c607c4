//! Every operation against double precision with a running bound of the rounding errors, and every level against
//! baseline.

mod bounded;
mod fused;
mod truth;

use super::*;
use crate::suite::{inputs, operations};

/// Runs the operations over a row of `inputs`, with guard values on both sides.
fn run(program: &Program, inputs: &[[f32; 3]]) -> Vec<[f32; 3]> {
    const GUARD: f32 = -123.25;
    let plane = |channel: usize| {
        let values = inputs.iter().map(|pixel| pixel[channel]);
        [GUARD; 3].into_iter().chain(values).chain([GUARD; 19]).collect::<Vec<f32>>()
    };
    let mut planes = [plane(0), plane(1), plane(2)];
    program.apply_row(planes.each_mut().map(|plane| &mut plane[3..3 + inputs.len()]));
    for plane in &planes {
        assert!(plane[..3].iter().chain(&plane[3 + inputs.len()..]).all(|value| *value == GUARD), "a guard is gone");
    }
    (0..inputs.len()).map(|x| [0, 1, 2].map(|channel| planes[channel][3 + x])).collect()
}

#[test]
fn every_operation_is_as_exact_as_its_steps() {
    let inputs = inputs();
    for operation in operations() {
        let program = Program::new(std::slice::from_ref(&operation)).unwrap();
        let (mut worst, mut open) = (0.0f64, 0);
        for (input, found) in inputs.iter().zip(run(&program, &inputs)) {
            let expected = truth::of(&operation, *input);
            for (found, expected) in found.iter().zip(expected) {
                assert!(expected.admits(*found), "{operation:?} {input:?}: {found:e}, expected {expected:?}");
                open += usize::from(expected.is_open());
                if found.is_finite() && !expected.is_open() {
                    worst = worst.max((f64::from(*found) - expected.value).abs() / expected.value.abs().max(1.0));
                }
            }
        }
        // A bound that lets everything through would prove nothing.
        assert!(open < inputs.len() / 10 && worst < 2e-4, "{operation:?}: {open} open, worst {worst:e}");
    }
}

#[test]
fn every_level_gives_the_bits_of_baseline() {
    let inputs = inputs();
    let bits = |level, operations: &[Operation], inputs: &[[f32; 3]]| {
        let program = Program::at_level(level, operations).unwrap();
        run(&program, inputs).into_iter().map(|pixel| pixel.map(f32::to_bits)).collect::<Vec<_>>()
    };
    let all = operations();
    let lists = all.chunks(1).chain(all.chunks(5)).chain([&all[..]]);
    for list in lists {
        for width in [1, 7, 16, 33, 255, 257, inputs.len()] {
            let expected = bits(Level::BASELINE, list, &inputs[..width]);
            for level in Level::available() {
                let found = bits(level, list, &inputs[..width]);
                let off = found.iter().zip(&expected).position(|(found, expected)| found != expected);
                assert!(off.is_none(), "{} {list:?} width {width}, pixel {off:?}", level.name());
            }
        }
    }
}

#[test]
fn a_pixel_does_not_depend_on_its_neighbours() {
    let inputs = inputs();
    let bits = |pixels: Vec<[f32; 3]>| pixels.into_iter().map(|pixel| pixel.map(f32::to_bits)).collect::<Vec<_>>();
    for level in Level::available() {
        for operation in operations() {
            let program = Program::at_level(level, std::slice::from_ref(&operation)).unwrap();
            let together = bits(run(&program, &inputs));
            for (input, expected) in inputs.iter().zip(together).step_by(11) {
                assert_eq!(bits(run(&program, &[*input])), [expected], "{operation:?} {input:?} at {}", level.name());
            }
        }
    }
}

#[test]
fn only_one_nan_comes_out() {
    let nan = [0x7FC0_0000u32, 0xFFC0_0000, 0x7F80_0001, 0xFFFF_FFFF].map(f32::from_bits);
    let inputs: Vec<[f32; 3]> = nan.iter().flat_map(|a| nan.iter().map(move |b| [*a, *b, 1.0])).collect();
    for operations in [&operations()[..1], &[]] {
        for pixel in run(&Program::new(operations).unwrap(), &inputs) {
            assert_eq!([pixel[0].to_bits(), pixel[1].to_bits()], [0x7FC0_0000; 2]);
        }
    }
}

#[test]
fn what_cannot_run_is_refused() {
    let refused = Program::new(&[Operation::Floor(0.0), Operation::Scale([1.0, f32::NAN, 1.0])]).unwrap_err();
    assert_eq!(refused, ProgramError::NotFinite { operation: 1 });
    let table = |length: usize| std::sync::Arc::<[f32]>::from(vec![0.5; length]);
    let uneven = Lut1d { entries: [table(16), table(16), table(15)], is_of_halves: false };
    let refused = Program::new(&[Operation::Lut1d(uneven)]).unwrap_err();
    assert_eq!(refused, ProgramError::TableLength { operation: 0, found: 15, expected: 16 });
    let short = Lut1d { entries: [table(1), table(1), table(1)], is_of_halves: false };
    let refused = Program::new(&[Operation::Lut1d(short)]).unwrap_err();
    assert_eq!(refused, ProgramError::TableLength { operation: 0, found: 1, expected: 2 });
    let halves = Lut1d { entries: [table(65536), table(65535), table(65536)], is_of_halves: true };
    let refused = Program::new(&[Operation::Lut1d(halves)]).unwrap_err();
    assert_eq!(refused, ProgramError::TableLength { operation: 0, found: 65535, expected: 65536 });
    let cube = Lut3d { entries: table(80), edge: 3 };
    let refused = Program::new(&[Operation::Lut3d(cube)]).unwrap_err();
    assert_eq!(refused, ProgramError::TableLength { operation: 0, found: 80, expected: 81 });
}

#[test]
fn inverses_of_what_does_not_rise_are_refused() {
    let refused = |operation| Program::new(&[operation]).unwrap_err();
    let inverse = |entries: &[f32], first, length| {
        let stretch = Stretch { first, entries: entries.into() };
        Operation::Lut1dInverse(Lut1dInverse {
            stretches: [stretch.clone(), stretch.clone(), stretch],
            is_falling: [false; 3],
            length,
        })
    };
    assert_eq!(refused(inverse(&[0.0, 2.0, 1.0], 0, 3)), ProgramError::NotRising { operation: 0 });
    assert_eq!(refused(inverse(&[f32::NEG_INFINITY, 0.0], 0, 2)), ProgramError::NotFinite { operation: 0 });
    let length = |found, expected| ProgramError::TableLength { operation: 0, found, expected };
    assert_eq!(refused(inverse(&[0.0, 1.0], 1, 2)), length(2, 1));
    assert_eq!(refused(inverse(&[], 0, 2)), length(0, 2));
    assert_eq!(refused(inverse(&[0.0], 0, 1)), length(1, 2));
    let halves = |first| {
        let [positive, negative] = [0, first].map(|first| Stretch { first, entries: [0.0, 1.0].as_slice().into() });
        Operation::Lut1dOfHalvesInverse(Lut1dOfHalvesInverse {
            positive: [positive.clone(), positive.clone(), positive],
            negative: [negative.clone(), negative.clone(), negative],
            is_falling: [false; 3],
            middle: [0.0; 3],
        })
    };
    assert_eq!(refused(halves(0)), length(2, 0x7C00));
    assert_eq!(refused(halves(0xFBFF)), length(2, 1));
    assert!(Program::new(&[halves(0xFBFE)]).is_ok());
    let bent = |quadratic| Shoulder { start: 0.8, span: 0.2, quadratic, cubic: 0.0 };
    assert_eq!(refused(Operation::IntoShoulder([bent(-0.1); 3])), ProgramError::NotRising { operation: 0 });
    assert!(Program::new(&[Operation::FromShoulder([bent(-0.1); 3])]).is_ok());
}

#[test]
fn all_rows_of_a_tile_are_changed() {
    let mut tile = RgbTile::new(19, 3);
    tile.set_rows(2);
    for row in 0..2 {
        for plane in tile.row_mut(row) {
            plane.fill(row as f32 + 1.0);
        }
    }
    Program::new(&[Operation::Scale([2.0, 3.0, 4.0])]).unwrap().apply(&mut tile);
    for row in 0..2 {
        let of_row = row as f32 + 1.0;
        for (plane, scale) in tile.row(row).into_iter().zip([2.0, 3.0, 4.0]) {
            assert!(plane.iter().all(|value| *value == scale * of_row), "row {row}");
        }
    }
}

/// Which sign a NaN has is the processor's affair, also where a power of 0 makes a number of it.
#[test]
fn the_sign_of_a_nan_does_not_matter() {
    let line = Moncurve { power: 0.0, offset: 0.0, cut: 0.0, slope: 1.0, scale: 1.0 };
    let operations = [
        Operation::Gamma(Gamma::PowerMirrored([0.0; 3])),
        Operation::Gamma(Gamma::MoncurveToLinearMirrored([line; 3])),
        Operation::Gamma(Gamma::MoncurveFromLinearMirrored([line; 3])),
    ];
    for operation in operations {
        let nan = [f32::from_bits(0x7FC0_0000), f32::from_bits(0xFFC0_0000)];
        let found = run(&Program::new(std::slice::from_ref(&operation)).unwrap(), &nan.map(|nan| [nan; 3]));
        assert_eq!(found[0].map(f32::to_bits), found[1].map(f32::to_bits), "{operation:?}");
    }
}

/// Behind the largest half there is no other one to go to.
#[test]
fn a_table_of_the_last_half_alone_is_inverted() {
    let alone = |bits: usize, entry: f32| Stretch { first: bits, entries: vec![entry].into() };
    let inverse = Lut1dOfHalvesInverse {
        positive: [0; 3].map(|_| alone(0x7BFF, 1.0)),
        negative: [0; 3].map(|_| alone(0xFBFF, -1.0)),
        is_falling: [false; 3],
        middle: [0.0; 3],
    };
    let program = Program::new(&[Operation::Lut1dOfHalvesInverse(inverse)]).unwrap();
    let found = run(&program, &[[0.5, 2.0, -0.5]]);
    assert_eq!(found, [[65504.0, 65504.0, -65504.0]]);
}
