//! Numbers of a CDL, and the steps of a graded transform.

use super::*;

const CONFIG: &str = "studio-config-v4.0.0_aces-v2.0_ocio-v2.5";
const VIEW: GradeTarget<'_> = GradeTarget::View {
    display: "Rec.1886 Rec.709 - Display",
    view: "ACES 2.0 - SDR 100 nits (Rec.709)",
    precision: ViewPrecision::Exact,
};
const NUMBERS: [f32; 10] = [1.1, 1.0, 0.9, 0.01, -0.02, 0.0, 1.0, 1.05, 0.95, 0.8];

#[test]
fn numbers_that_a_cdl_cannot_have_are_refused() {
    let with = |place: usize, value: f32| {
        let mut numbers = NUMBERS;
        numbers[place] = value;
        Grade::from_numbers(numbers)
    };
    assert_eq!(
        with(0, 1.1),
        Ok(Grade { slope: [1.1, 1.0, 0.9], offset: [0.01, -0.02, 0.0], power: [1.0, 1.05, 0.95], saturation: 0.8 })
    );
    for (place, value, number) in [
        (2, -0.1, "slope"),
        (1, f32::INFINITY, "slope"),
        (4, f32::NAN, "offset"),
        (6, 0.0, "power"),
        (8, f32::NAN, "power"),
        (9, -1.0, "saturation"),
    ] {
        let Err(ColourError::BadGrade { number: found, .. }) = with(place, value) else { panic!("{number} {value}") };
        assert_eq!(found, number);
    }
    assert_eq!(with(6, 0.0).unwrap_err().to_string(), "a CDL cannot have a power of 0");
    assert!(with(0, 0.0).is_ok() && with(9, 0.0).is_ok());
}

#[test]
fn another_shot_has_other_numbers_and_no_other_step() {
    let config = Config::builtin(CONFIG).unwrap();
    let grade = Grade::from_numbers(NUMBERS).unwrap();
    let first = config.graded("V-Log V-Gamut", "ACEScct", grade, VIEW).unwrap();
    let steps = first.steps().unwrap();
    let [Step::Program(operations), Step::Shader(shader)] = &steps[..] else { panic!("{steps:?}") };
    let cdl = operations.len() - 1;
    assert!(matches!(operations[cdl], Operation::Cdl(_)), "{operations:?}");
    let second = first.with_grade(Grade { saturation: 0.5, ..grade }).unwrap().steps().unwrap();
    let [Step::Program(others), Step::Shader(same)] = &second[..] else { panic!("{second:?}") };
    assert_eq!((shader, &operations[..cdl]), (same, &others[..cdl]));
    assert_ne!(operations[cdl], others[cdl]);
    let lines = first.describe();
    assert!(lines.iter().any(|line| line.starts_with("program: CDL slope [1.1, 1.0, 0.9] ")), "{lines:?}");
    assert!(first.with_grade(Grade { power: [0.0; 3], ..grade }).is_err());
}

#[test]
fn between_programs_a_grade_is_one_program() {
    let config = Config::builtin(CONFIG).unwrap();
    let graded = config.graded("ARRI LogC4", "ACEScct", Grade::NEUTRAL, GradeTarget::Space("ACEScg")).unwrap();
    let steps = graded.steps().unwrap();
    let [Step::Program(operations)] = &steps[..] else { panic!("{steps:?}") };
    // The program over the whole gives the bits that the three parts give.
    let program = Program::new(operations).unwrap();
    let mut parts = RgbTile::new(1024, 1);
    parts.set_rows(1);
    for (channel, plane) in parts.row_mut(0).into_iter().enumerate() {
        for (at, value) in plane.iter_mut().enumerate() {
            *value = ((at * (channel * 2 + 1)) % 1024) as f32 / 1023.0;
        }
    }
    let mut whole = parts.clone();
    graded.apply(&mut parts);
    program.apply(&mut whole);
    assert_eq!(parts.row(0), whole.row(0));
}
