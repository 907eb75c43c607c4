//! Resampling next to OpenImageIO's, which has filters of the same names.
//!
//! Compared is the interior: OpenImageIO leaves pixels beyond the edge out of the sum, we repeat the edge.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its files has to stop")]

use interneg_kernels::frame::{FloatPlane, FloatPlaneMut};
use interneg_kernels::resample::{Filter, ResampleSpec, Resampler};
use std::process::Command;

mod tiff;

/// From -1 to 2, by the place alone.
fn picture(width: usize, height: usize) -> Vec<f32> {
    let pixel = |i: usize| {
        let bits = (i as u32).wrapping_mul(0x9E37_79B1);
        ((bits ^ bits >> 15).wrapping_mul(0x2C1B_3C6D) >> 8) as f32 / 16_777_216.0 * 3.0 - 1.0
    };
    (0..width * height).map(pixel).collect()
}

fn ours(filter: Filter, source: (usize, usize), target: (usize, usize), values: &[f32]) -> Vec<f32> {
    let resampler = Resampler::new(&ResampleSpec::whole(filter, source, target)).unwrap();
    let mut out = vec![0.0; target.0 * target.1];
    let plane = FloatPlaneMut { values: &mut out, stride: target.0 };
    resampler.run(FloatPlane { values, stride: source.0 }, 0..target.1, plane, &mut resampler.scratch());
    out
}

/// `None`, with a message, where `oiiotool` is missing.
fn theirs(filter: &str, source: (usize, usize), target: (usize, usize), values: &[f32]) -> Option<Vec<f32>> {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.tif"), folder.path().join("to.tif"));
    std::fs::write(&from, tiff::write(source.0, source.1, values)).unwrap();
    let mut tool = Command::new("oiiotool");
    tool.arg(&from).arg(format!("--resize:filter={filter}")).arg(format!("{}x{}", target.0, target.1));
    match tool.args(["-d", "float", "--compression", "none", "-o"]).arg(&to).output() {
        Err(absent) => {
            println!("skipped: no oiiotool: {absent}");
            None
        }
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(tiff::read(&std::fs::read(&to).unwrap()))
        }
    }
}

#[test]
fn interiors_are_those_of_openimageio() {
    let source = (240, 180);
    let values = picture(source.0, source.1);
    let cases = [
        (Filter::Lanczos3, "lanczos3", (120, 90)),
        (Filter::Lanczos3, "lanczos3", (480, 360)),
        (Filter::Lanczos3, "lanczos3", (100, 77)),
        (Filter::Lanczos3, "lanczos3", (301, 199)),
        (Filter::Mitchell, "mitchell", (120, 90)),
        (Filter::Mitchell, "mitchell", (480, 360)),
        (Filter::Mitchell, "mitchell", (100, 77)),
        (Filter::Box, "box", (120, 90)),
        (Filter::Box, "box", (80, 60)),
    ];
    for (filter, name, target) in cases {
        let Some(theirs) = theirs(name, source, target, &values) else { return };
        let ours = ours(filter, source, target, &values);
        let mut worst = 0.0f32;
        for y in target.1 / 8..target.1 * 7 / 8 {
            for x in target.0 / 8..target.0 * 7 / 8 {
                worst = worst.max((ours[y * target.0 + x] - theirs[y * target.0 + x]).abs());
            }
        }
        println!("{name} {source:?} to {target:?}: worst {worst:e}");
        // OpenImageIO's positions are of single precision: 1e-5 pixel off, on slopes of 3 a pixel. A box has none.
        let tolerance = if filter == Filter::Box { 1e-6 } else { 2e-4 };
        assert!(worst < tolerance, "{name} {target:?}: {worst:e}");
    }
}
