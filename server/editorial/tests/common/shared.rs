//! Samples of others, and foreign programs that judge.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its judge has to stop")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of the shared samples, where there is one.
pub fn samples(folder: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("INTERNEG_SHARED").map_or_else(beside, PathBuf::from);
    let samples = shared.join("samples").join(folder);
    if !samples.is_dir() {
        println!("skipped: no samples at {}", samples.display());
        return None;
    }
    Some(samples)
}

/// A Python that has these modules: the one that `INTERNEG_PYTHON` names, or the one in `.venv` at the workspace root.
/// Nothing, said aloud, where there is none; in CI, whose set-up installs it, that is a failure.
pub fn python(modules: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("INTERNEG_PYTHON").map(PathBuf::from);
    let has_judge = |python: &PathBuf| {
        let imported = Command::new(python).args(["-c", &format!("import {modules}")]).output();
        imported.is_ok_and(|output| output.status.success())
    };
    let found = named.into_iter().chain([root.join(".venv/bin/python")]).find(has_judge);
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no Python with {modules}, which the set-up installs");
        println!("skipped: no Python with {modules}; set INTERNEG_PYTHON or make .venv at the workspace root");
    }
    found
}

/// Runs a script of `tests/` and gives what it prints; a script that fails, fails the test.
pub fn judge(python: &Path, script: &str, arguments: &[&Path]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
    let judged = Command::new(python).arg(script).args(arguments).output().unwrap();
    let report = String::from_utf8_lossy(&judged.stdout).into_owned();
    assert!(judged.status.success(), "{report}{}", String::from_utf8_lossy(&judged.stderr));
    report
}

/// Copies of a text with one to three of its characters replaced, always the same ones.
pub fn damaged(text: &str, count: usize) -> impl Iterator<Item = String> {
    let characters: Vec<char> = text.chars().collect();
    let mut state = 1u64;
    let mut draw = move |count: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % count
    };
    (0..count).map(move |_| {
        let mut damaged = characters.clone();
        for _ in 0..=draw(3) {
            let replacements =
                ['<', '>', '&', '"', '\'', '/', '{', '[', ',', ':', '-', '9', '0', '.', 'e', ' ', '\0', '\u{20ac}'];
            let place = draw(damaged.len());
            damaged[place] = replacements[draw(replacements.len())];
        }
        damaged.into_iter().collect()
    })
}
