//! The feature `official-ocio`: that it is really the C++ library that processes.
#![cfg(feature = "official-ocio")]

use interneg_colour::{ColourError, Config};
use std::process::Command;

const DEFAULT: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";

#[test]
fn transforms_name_the_library_and_agree_with_programs() {
    let official = Config::builtin_official(DEFAULT).unwrap();
    let ours = Config::builtin(DEFAULT).unwrap();
    for space in ours.camera_spaces() {
        let (theirs, program) =
            [&official, &ours].map(|config| config.transform(&space.name, "ACES2065-1").unwrap()).into();
        let words = theirs.describe();
        println!("{}: {words:?}", space.name);
        assert!(words.iter().any(|words| words.starts_with("OpenColorIO: official OpenColorIO 2.")), "{words:?}");
        assert!(!theirs.is_program() && program.is_program());
        for code in [[0.2f32, 0.4, 0.6], [0.391; 3], [0.7, 0.05, 0.9]] {
            let (found, expected) = (theirs.apply_pixel(code), program.apply_pixel(code));
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() <= expected.abs().max(0.1) * 1e-5, "{code:?}: {found} {expected}");
            }
        }
    }
    assert!(official.transform("ACES2065-1", "aces").unwrap().is_identity());
    let unknown = Config::builtin_official("studio-config-latest").unwrap_err();
    assert!(matches!(unknown, ColourError::UnknownConfig { .. }), "{unknown}");
}

#[test]
fn transforms_run_on_several_threads() {
    let config = Config::builtin_official(DEFAULT).unwrap();
    let transform = config.transform("ARRI LogC4", "ACES2065-1").unwrap();
    let expected = transform.apply_pixel([0.5, 0.4, 0.3]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..1000).for_each(|_| assert_eq!(transform.apply_pixel([0.5, 0.4, 0.3]), expected)));
        }
    });
}

#[test]
fn variables_that_change_results_are_refused() {
    const CHILD: &str = "INTERNEG_COLOUR_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        let refused = Config::builtin_official(DEFAULT).unwrap_err();
        assert!(refused.to_string().contains("OCIO_OPTIMIZATION_FLAGS"), "{refused}");
        return;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "variables_that_change_results_are_refused"])
        .env(CHILD, "1")
        .env("OCIO_OPTIMIZATION_FLAGS", "0xFFFFFFFF")
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
}
