//! Quality beside FFmpeg's `prores_ks` at the same size, on pictures that are hard in different ways.

use crate::judges::{native_bits, psnr};
use crate::material::{Kind, Master, Plane};
use crate::real_files::output_of;
use interneg_media::prores::{Encoder, Profile, RateControl, Settings, decode, target_bytes};
use interneg_spec::Raster;
use std::path::Path;
use std::process::Command;

const RASTER: Raster = Raster { width: 1920, height: 1080 };

/// What luma gains at the least, in dB.
const GAIN_DB: f64 = 1.5;

/// Where it gains less, and what then. But for the noise in LT, these are pictures that `prores_ks` stops far below its own
/// target with: at so small a size there are no bits for what is left of them in either, which is noise of less than half a
/// code (`Gradients`), or nearly all of the picture.
const LESS: [(Profile, Kind, f64); 5] = [
    (Profile::Proxy, Kind::DarkNoise, 0.0),
    (Profile::Lt, Kind::DarkNoise, 0.5),
    (Profile::Lt, Kind::Gradients, 0.2),
    (Profile::Standard, Kind::Gradients, 0.0),
    (Profile::Hq, Kind::Gradients, -0.05),
];

/// What chroma may lose in dB, where there is an error to speak of, and where roundings are what is left.
const CHROMA_DB: (f64, f64) = (0.02, 0.15);
const NEXT_TO_LOSSLESS_DB: f64 = 60.0;
/// What may be lost for the eye in luma, in dB, where all errors are far below what it sees (`DarkNoise` in 422,
/// `Gradients` in HQ).
const SEEN_DB: f64 = 0.3;
/// What may be lost of similarity, which the table shows four places of.
const SIMILARITY: f64 = 1e-4;

/// Luma is 1.5 dB nearer to the picture than FFmpeg 5.1's `prores_ks` brings it, but for the places above; no plane is below it by
/// more than is said above, and frames for jobs are at or below Apple's size. Prints the table of `server/media/README.md`.
#[test]
fn quality_at_the_size_of_ffmpegs() {
    let film = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/imf/phdr_uhd_p3pq");
    if !film.is_dir() {
        println!("without the frame of film: no samples beside the project");
    }
    println!(
        "| profile | picture | bytes (to Apple's target) | Y' dB: ours / prores_ks | Cb | Cr | as the eye sees Y', dB | \
         SSIM Y': ours / prores_ks | SSIM Cb, Cr | ours at the target: bytes, Y' dB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for profile in Profile::ALL {
        for kind in Kind::ALL {
            let master = Master::new(kind, RASTER, profile.is_444(), native_bits(profile), 0);
            let less = LESS.iter().find(|(of_profile, of_kind, _)| (*of_profile, *of_kind) == (profile, kind));
            compare(profile, &format!("{kind:?}"), &master, less.map_or(GAIN_DB, |(.., least)| *least));
        }
        if film.is_dir() {
            compare(profile, "Film", &of_film(&film, profile), GAIN_DB);
        }
    }
}

/// The first frame of a street of the 1940s, scanned at UHD and coded in PQ, at half its size.
fn of_film(package: &Path, profile: Profile) -> Master {
    let movie = package.join("VIDEO_23e9a145-f2da-4183-86b2-1c399db41afb.mxf");
    let format = if profile.is_444() { "yuv444p12le" } else { "yuv422p10le" };
    let filter = format!("scale={}:{}:flags=lanczos", RASTER.width, RASTER.height);
    let raw = output_of(&movie, &["-frames:v", "1", "-vf", &filter, "-pix_fmt", format, "-f", "rawvideo", "-"]);
    let mut samples = raw.as_chunks::<2>().0.iter().map(|sample| u16::from_le_bytes(*sample));
    Master::of(RASTER, profile.is_444(), native_bits(profile), |_, _, _| samples.next().expect("a whole frame"))
}

/// Prints a row, and holds it to what it should be: luma to gain `least_db`.
fn compare(profile: Profile, picture: &str, master: &Master, least_db: f64) {
    let bits = master.bits;
    let theirs = of_ffmpeg(profile, master);
    let target = target_bytes(profile, RASTER);
    let own = |rate| {
        let settings = Settings { rate, ..Settings::new(profile, RASTER, bits) };
        let mut frame = Vec::new();
        let coded = Encoder::new(settings).unwrap().encode(&master.stored(0).picture(), &mut frame).unwrap();
        (frame, coded.coarsest_index)
    };
    let (ours, index) = own(RateControl::Bytes(theirs.len() as u64));
    let (at_target, _) = own(RateControl::Target);
    let [our, their, target_our] = [&ours, &theirs, &at_target].map(|frame| likeness(frame, master));
    let pair = |plane: usize| {
        let (our, their) = (our[plane].decibels, their[plane].decibels);
        format!("{our:.2} / {their:.2} ({:+.2})", our - their)
    };
    let seen = our[0].seen - their[0].seen;
    println!(
        "| {} | {picture} | {} ({:+.1} %){} | {} | {} | {} | {seen:+.2} | {:.4} / {:.4} | {:+.4}, {:+.4} | {}, {:.2} |",
        profile.name(),
        theirs.len(),
        (theirs.len() as f64 / target as f64 - 1.0) * 100.0,
        // The finest quantiser does not need as many.
        if index > 1 { String::new() } else { format!(", ours {}", ours.len()) },
        pair(0),
        pair(1),
        pair(2),
        our[0].similarity,
        their[0].similarity,
        our[1].similarity - their[1].similarity,
        our[2].similarity - their[2].similarity,
        at_target.len(),
        target_our[0].decibels
    );
    let name = format!("{} {picture}", profile.name());
    assert!(ours.len() <= theirs.len() && at_target.len() as u64 <= target, "{name}: too large");
    let gain = our[0].decibels - their[0].decibels;
    assert!(gain >= least_db, "{name}: luma gains {gain:.2} dB of {least_db}");
    assert!(seen >= -SEEN_DB, "{name}: {seen:.2} dB for the eye");
    for plane in 0..3 {
        let (our, their) = (our[plane], their[plane]);
        let may_lose = if their.decibels < NEXT_TO_LOSSLESS_DB { CHROMA_DB.0 } else { CHROMA_DB.1 };
        let gain = our.decibels - their.decibels;
        assert!(gain >= -may_lose, "{name}, plane {plane}: {gain:.2} dB");
        let similar = our.similarity - their.similarity;
        assert!(similar >= -SIMILARITY, "{name}, plane {plane}: SSIM {similar:.5}");
    }
}

/// The frame that `prores_ks` makes of the picture, rounded to the 10 bits that it takes.
fn of_ffmpeg(profile: Profile, master: &Master) -> Vec<u8> {
    let shift = master.bits - 10;
    let ten = Master::of(RASTER, profile.is_444(), 10, |plane, x, y| {
        let plane = &master.planes[plane];
        let sample = u32::from(plane.samples[y * plane.columns + x]);
        // Rounded to nearest; legal range ends far below the highest code.
        ((sample + (1u32 << shift >> 1)) >> shift) as u16
    });
    let folder = tempfile::tempdir().unwrap();
    let raw = folder.path().join("raw.yuv");
    std::fs::write(&raw, ten.raw()).unwrap();
    let format = if profile.is_444() { "yuv444p10le" } else { "yuv422p10le" };
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-f", "rawvideo", "-pix_fmt", format, "-s", &RASTER.to_string(), "-i"])
        .arg(&raw)
        .args(["-c:v", "prores_ks", "-profile:v", &(profile as usize).to_string(), "-f", "rawvideo", "-"])
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// How near a plane is to the master's.
#[derive(Debug, Clone, Copy)]
struct Likeness {
    decibels: f64,
    /// In dB as well, but errors count as the eye sees them.
    seen: f64,
    similarity: f64,
}

/// Of each plane of a frame, read by our decoder in the master's depth.
fn likeness(frame: &[u8], master: &Master) -> Vec<Likeness> {
    let decoded = decode(frame, master.bits).unwrap();
    let planes = decoded.planes.iter().zip(&master.planes);
    planes
        .map(|(found, wanted)| Likeness {
            decibels: psnr(&found.samples, master.bits, &wanted.samples, master.bits),
            seen: seen(&found.samples, wanted, master.bits),
            similarity: similarity(&found.samples, wanted, master.bits),
        })
        .collect()
}

/// Steps of JPEG for luma, in proportion to what the eye does not see of each frequency (ITU-T T.81, table K.1).
const UNSEEN: [f64; 64] = [
    16.0, 11.0, 10.0, 16.0, 24.0, 40.0, 51.0, 61.0, //
    12.0, 12.0, 14.0, 19.0, 26.0, 58.0, 60.0, 55.0, //
    14.0, 13.0, 16.0, 24.0, 40.0, 57.0, 69.0, 56.0, //
    14.0, 17.0, 22.0, 29.0, 51.0, 87.0, 80.0, 62.0, //
    18.0, 22.0, 37.0, 56.0, 68.0, 109.0, 103.0, 77.0, //
    24.0, 35.0, 55.0, 64.0, 81.0, 104.0, 113.0, 92.0, //
    49.0, 64.0, 78.0, 87.0, 103.0, 121.0, 120.0, 101.0, //
    72.0, 92.0, 95.0, 98.0, 112.0, 100.0, 103.0, 99.0, //
];

/// Signal to noise in dB where each frequency of an error counts as it is seen (Egiazarian and others, "New full-reference
/// quality metrics based on HVS", 2006, without masking); weights have a mean square of 1.
fn seen(found: &[u16], wanted: &Plane, bits: u8) -> f64 {
    let cosine = |place: usize, frequency: usize| {
        let norm = if frequency == 0 { 0.125f64.sqrt() } else { 0.5 };
        norm * ((2 * place + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0).cos()
    };
    let cosines: [[f64; 8]; 8] = std::array::from_fn(|k| std::array::from_fn(|i| cosine(i, k)));
    let mean_square = UNSEEN.iter().map(|unseen| unseen.powi(-2)).sum::<f64>() / 64.0;
    let (mut squares, mut blocks) = (0.0, 0usize);
    for top in (0..=wanted.rows - 8).step_by(8) {
        for left in (0..=wanted.columns - 8).step_by(8) {
            let rows: [[f64; 8]; 8] = std::array::from_fn(|y| {
                let at = (top + y) * wanted.columns + left;
                let off = |x| f64::from(found[at + x]) - f64::from(wanted.samples[at + x]);
                std::array::from_fn(|u| (0..8).map(|x| cosines[u][x] * off(x)).sum())
            });
            for (index, unseen) in UNSEEN.iter().enumerate() {
                let (v, u) = (index / 8, index % 8);
                let coefficient = (0..8).map(|y| cosines[v][y] * rows[y][u]).sum::<f64>();
                squares += (coefficient / unseen).powi(2);
            }
            blocks += 1;
        }
    }
    let full = f64::from((1u32 << bits) - 1);
    10.0 * (full * full * 64.0 * blocks as f64 * mean_square / squares).log10()
}

/// Structural similarity: the mean over windows of 8 by 8, 4 apart (Wang, Bovik, Sheikh and Simoncelli, "Image quality
/// assessment", 2004, with flat windows).
fn similarity(found: &[u16], wanted: &Plane, bits: u8) -> f64 {
    let full = f64::from((1u32 << bits) - 1);
    let (c1, c2) = ((0.01 * full).powi(2), (0.03 * full).powi(2));
    let (mut sum, mut windows) = (0.0, 0usize);
    for top in (0..=wanted.rows - 8).step_by(4) {
        for left in (0..=wanted.columns - 8).step_by(4) {
            let [mut a, mut b, mut aa, mut bb, mut ab] = [0u64; 5];
            for y in top..top + 8 {
                let at = y * wanted.columns + left;
                for (x, y) in found[at..at + 8].iter().zip(&wanted.samples[at..at + 8]) {
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
    sum / windows as f64
}
