//! Distance from the picture at the size of FFmpeg's frames.

use crate::material::{Kind, Master};
use crate::peers::Peer;
use interneg_media::prores::{Encoder, Profile, RateControl, Settings, decode, target_bytes};
use interneg_spec::Raster;
use std::error::Error;
use std::path::Path;
use std::process::Command;

const RASTER: Raster = Raster { width: 1920, height: 1080 };

pub fn run() -> Result<(), Box<dyn Error>> {
    println!(
        "| profile | picture | bytes of prores_ks, to Apple's target | Y' dB | Cb dB | Cr dB | SSIM Y' | SSIM Cb, Cr | at the target: \
         bytes, Y' dB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for profile in Profile::ALL {
        for kind in Kind::ALL {
            compare(profile, kind)?;
        }
    }
    Ok(())
}

/// Prints a row.
fn compare(profile: Profile, kind: Kind) -> Result<(), Box<dyn Error>> {
    let is_444 = profile.is_444();
    let bits = if is_444 { 12 } else { 10 };
    let master = Master::new(kind, RASTER, is_444, bits, 0);
    let theirs = of_ffmpeg(profile, &master)?;
    let target = target_bytes(profile, RASTER);
    let own = |rate| -> Result<(Vec<u8>, u8), Box<dyn Error>> {
        let settings = Settings { rate, ..Settings::new(profile, RASTER, bits) };
        let mut frame = Vec::new();
        let coded = Encoder::new(settings)?.encode(&master.stored(0).picture(), &mut frame)?;
        Ok((frame, coded.coarsest_index))
    };
    let (same_size, index) = own(RateControl::Bytes(theirs.len() as u64))?;
    let (at_target, _) = own(RateControl::Target)?;
    let judged = |frame: &[u8]| -> Result<Vec<(f64, f64)>, Box<dyn Error>> {
        let decoded = decode(frame, bits)?;
        let planes = decoded.planes.iter().zip(&master.planes);
        Ok(planes.map(|(found, plane)| likeness(&found.samples, &plane.samples, plane.columns, bits)).collect())
    };
    let (their, our, target_ours) = (judged(&theirs)?, judged(&same_size)?, judged(&at_target)?);
    let pair =
        |plane: usize| format!("{:.2} / {:.2} ({:+.2})", our[plane].0, their[plane].0, our[plane].0 - their[plane].0);
    println!(
        "| {} | {kind:?} | {} ({:+.1} %){} | {} | {} | {} | {:.4} / {:.4} | {:+.4}, {:+.4} | {} ({:+.2} %), {:.2} |",
        profile.name(),
        theirs.len(),
        (theirs.len() as f64 / target as f64 - 1.0) * 100.0,
        if index > 1 { String::new() } else { format!(", ours {}", same_size.len()) },
        pair(0),
        pair(1),
        pair(2),
        our[0].1,
        their[0].1,
        our[1].1 - their[1].1,
        our[2].1 - their[2].1,
        at_target.len(),
        (at_target.len() as f64 / target as f64 - 1.0) * 100.0,
        target_ours[0].0
    );
    Ok(())
}

/// The frame that prores_ks makes of the picture, rounded to the 10 bits that it takes.
fn of_ffmpeg(profile: Profile, master: &Master) -> Result<Vec<u8>, Box<dyn Error>> {
    let shift = master.bits - 10;
    let ten = Master::of(RASTER, profile.is_444(), 10, |plane, x, y| {
        let plane = &master.planes[plane];
        let sample = u32::from(plane.samples[y * plane.columns + x]);
        // Rounded to nearest; legal range ends far below the highest code.
        ((sample + (1u32 << shift >> 1)) >> shift) as u16
    });
    let folder = tempfile::tempdir()?;
    let (raw, movie) = (folder.path().join("raw.yuv"), folder.path().join("movie.mov"));
    std::fs::write(&raw, ten.raw())?;
    done(Peer::ProresKs.command(profile, RASTER, &raw, &movie))?;
    let packet = folder.path().join("packet.bin");
    done(packet_command(&movie, &packet))?;
    Ok(std::fs::read(packet)?)
}

fn packet_command(movie: &Path, packet: &Path) -> Command {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-y", "-i"]).arg(movie);
    command.args(["-c", "copy", "-f", "rawvideo"]).arg(packet);
    command
}

fn done(mut command: Command) -> Result<(), Box<dyn Error>> {
    let output = command.output()?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// Signal to noise in dB of full scale, and structural similarity: the mean over windows of 8 by 8, 4 apart (Wang, Bovik,
/// Sheikh and Simoncelli, "Image quality assessment", 2004, with flat windows).
fn likeness(found: &[u16], wanted: &[u16], columns: usize, bits: u8) -> (f64, f64) {
    let full = f64::from((1u32 << bits) - 1);
    let squares = found.iter().zip(wanted).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum::<f64>();
    let decibels = 10.0 * (full * full * found.len() as f64 / squares).log10();
    let (c1, c2) = ((0.01 * full).powi(2), (0.03 * full).powi(2));
    let rows = found.len() / columns;
    let (mut sum, mut windows) = (0.0, 0usize);
    for top in (0..=rows - 8).step_by(4) {
        for left in (0..=columns - 8).step_by(4) {
            let [mut a, mut b, mut aa, mut bb, mut ab] = [0u64; 5];
            for y in top..top + 8 {
                let at = y * columns + left;
                for (x, y) in found[at..at + 8].iter().zip(&wanted[at..at + 8]) {
                    let (x, y) = (u64::from(*x), u64::from(*y));
                    a += x;
                    b += y;
                    aa += x * x;
                    bb += y * y;
                    ab += x * y;
                }
            }
            let [a, b, aa, bb, ab] = [a, b, aa, bb, ab].map(|number| number as f64 / 64.0);
            let (va, vb, covariance) = (aa - a * a, bb - b * b, ab - a * b);
            sum += (2.0 * a * b + c1) * (2.0 * covariance + c2) / ((a * a + b * b + c1) * (va + vb + c2));
            windows += 1;
        }
    }
    (decibels, sum / windows as f64)
}
