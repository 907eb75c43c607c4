//! `make bench`: one pass from a decoded UHD frame to half-float lines in ACES2065-1, at every CPU level, beside
//! OpenColorIO on the same frame and a copy of as many bytes.
//!
//! Two OpenColorIOs are asked: the crate that this program links, between our unpacking and packing, and the official
//! C++ library through its Python package (`official.py`), which packs to half itself. For Y'CbCr it is given R'G'B' in
//! floats and our unpacking is added to its time; codes of a DPX it is given as integers, unpacked for free.

mod clock;
mod official;
mod source;

use clock::{FRAMES, core_time, on_all_cores};
use interneg_colour::{Config, Transform};
use interneg_kernels::{Level, Lines, Pass, RgbTile, Target};
use source::{HALF_BYTES, HEIGHT, Source, WIDTH, noise};
use std::error::Error;
use std::time::Duration;

/// The configuration that is asked.
pub const CONFIG: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";
const TILE_ROWS: usize = 8;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --benches` calls every bench with --test to see that it starts; there is nothing to time then.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        return Ok(());
    }
    println!(
        "| UHD frame to ACES2065-1 half | ms of a core | OpenColorIO crate | official OpenColorIO | all cores, ms a frame | copying as many bytes |"
    );
    println!("|---|---|---|---|---|---|");
    let config = Config::builtin(CONFIG)?;
    for source in [Source::log_c4_422(), Source::dpx10()] {
        let transform = config.transform(source.space, "ACES2065-1")?;
        let operations = transform.operations().ok_or("not every operation is known")?;
        let through_crate = through_crate(&source, &transform)?;
        let official = official::time(&source)?;
        let copied_bytes = (source.bytes() + HALF_BYTES) / 2;
        let copy = on_all_cores(|| {
            let from = noise(copied_bytes);
            let mut frames = vec![(from.clone(), from); FRAMES];
            move |frame| {
                let (from, to) = &mut frames[frame];
                to.copy_from_slice(from);
            }
        });
        for level in Level::available() {
            let pass = Pass::at_level(level, &source.coding, operations, Target::HalfBgr)?;
            let paint = |source: &Source, file: &mut [u8]| {
                let out = &mut [Lines { bytes: file, stride_bytes: WIDTH * 6 }];
                pass.rows(&source.picture(), 0, HEIGHT, out);
            };
            let mut file = vec![0; HALF_BYTES];
            let ours = core_time(|| paint(&source, &mut file));
            let all_cores = on_all_cores(|| {
                let mut frames = vec![(source.clone(), file.clone()); FRAMES];
                move |frame| {
                    let (source, file) = &mut frames[frame];
                    paint(source, file);
                }
            });
            println!(
                "| {} {}, {} | {} | {} | {} | {} | {} |",
                source.name,
                source.space,
                level.name(),
                ms(ours),
                ratio(through_crate, ours),
                official.map_or("not installed".to_owned(), |official| ratio(official, ours)),
                ms(all_cores),
                format_args!("{} ms: {:.1} times that", ms(copy), all_cores.as_secs_f64() / copy.as_secs_f64()),
            );
        }
    }
    Ok(())
}

/// Unpack a tile, OpenColorIO's processor, pack it.
fn through_crate(source: &Source, transform: &Transform) -> Result<Duration, Box<dyn Error>> {
    let theirs = transform.without_program();
    let mut tile = RgbTile::new(WIDTH, TILE_ROWS);
    tile.set_rows(TILE_ROWS);
    let unpack = Pass::new(&source.coding, &[], Target::RgbF32)?;
    let pack = Pass::from_tile(&tile, Target::HalfBgr)?;
    let mut file = vec![0; HALF_BYTES];
    Ok(core_time(|| {
        for first in (0..HEIGHT).step_by(TILE_ROWS) {
            unpack.rows(&source.picture(), first, TILE_ROWS, &mut tile.lines());
            theirs.apply(&mut tile);
            let out = &mut file[first * WIDTH * 6..];
            pack.rows(&tile.picture(), 0, TILE_ROWS, &mut [Lines { bytes: out, stride_bytes: WIDTH * 6 }]);
        }
    }))
}

fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

fn ratio(time: Duration, other: Duration) -> String {
    format!("{} ms: **{:.1}x**", ms(time), time.as_secs_f64() / other.as_secs_f64())
}
