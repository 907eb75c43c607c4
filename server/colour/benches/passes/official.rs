//! The official OpenColorIO, through its Python package.

use crate::CONFIG;
use crate::clock::core_time;
use crate::source::{HEIGHT, Source, WIDTH};
use interneg_kernels::{Layout, Pass, RgbTile, Target};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Core time of a frame; nothing where the package is not installed.
pub fn time(source: &Source) -> Result<Option<Duration>, Box<dyn Error>> {
    let Some(python) = python() else { return Ok(None) };
    let (kind, pixels, unpacking) = match source.coding.layout {
        Layout::Dpx10FilledA(_) => ("u10", codes_of_dpx(source), Duration::ZERO),
        _ => {
            let (pixels, unpacking) = singles(source)?;
            ("f32", pixels, unpacking)
        }
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/passes/official.py");
    let mut child = Command::new(python)
        .arg(script)
        .args([CONFIG, source.space, kind, &WIDTH.to_string(), &HEIGHT.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("no way to write to the script")?.write_all(&pixels)?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("official.py ended with {}", output.status).into());
    }
    let seconds: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(Some(Duration::from_secs_f64(seconds) + unpacking))
}

/// R, G, B in singles, and the core time that our unpacking took.
fn singles(source: &Source) -> Result<(Vec<u8>, Duration), Box<dyn Error>> {
    let unpack = Pass::new(&source.coding, &[], Target::RgbF32)?;
    let mut tile = RgbTile::new(WIDTH, 8);
    tile.set_rows(8);
    let unpacking = core_time(|| {
        for first in (0..HEIGHT).step_by(8) {
            unpack.rows(&source.picture(), first, 8, &mut tile.lines());
        }
    });
    let mut pixels = Vec::with_capacity(WIDTH * HEIGHT * 12);
    for y in 0..HEIGHT {
        unpack.rows(&source.picture(), y, 1, &mut tile.lines());
        let [r, g, b] = tile.row(0);
        for ((r, g), b) in r.iter().zip(g).zip(b) {
            [r, g, b].iter().for_each(|value| pixels.extend_from_slice(&value.to_le_bytes()));
        }
    }
    Ok((pixels, unpacking))
}

/// R, G, B as 10-bit codes in 16-bit words.
fn codes_of_dpx(source: &Source) -> Vec<u8> {
    let (words, _) = source.picture().planes[0].bytes.as_chunks::<4>();
    let codes =
        words.iter().flat_map(|word| [22, 12, 2].map(|shift| (u32::from_be_bytes(*word) >> shift & 1023) as u16));
    codes.flat_map(u16::to_le_bytes).collect()
}

/// The interpreter of the workspace's virtual environment.
fn python() -> Option<PathBuf> {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/python");
    venv.is_file().then_some(venv)
}
