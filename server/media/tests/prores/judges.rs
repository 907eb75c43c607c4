//! FFmpeg as a reader of our frames, and the distance of pictures.

use crate::material::{Master, Plane};
use interneg_media::mux::mov::MovWriter;
use interneg_media::mux::{ColourTags, MovieDescription, PictureTrack};
use interneg_media::prores::{DecodedPicture, Profile, Settings};
use interneg_spec::proxy::{ProxyCodec, Vendor};
use interneg_spec::{Rate, SampleRange, UtcTime};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's FFmpeg, and the newest of the set-up's Python environment. In CI, whose set-up installs it, both must be there.
pub fn ffmpegs() -> Vec<PathBuf> {
    let mut found = vec![PathBuf::from("ffmpeg")];
    let environments = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join(".venv/lib"));
    let pythons = environments.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    let folders = pythons.map(|python| python.path().join("site-packages/imageio_ffmpeg/binaries"));
    let files = folders.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    let newest = files.map(|file| file.path()).find(|path| path.to_string_lossy().contains("/ffmpeg-"));
    match newest {
        Some(path) => found.push(path),
        None => {
            assert!(std::env::var_os("CI").is_none(), "scripts/setup.sh test installs imageio-ffmpeg");
            println!("skipped: no newest FFmpeg in .venv");
        }
    }
    found
}

pub fn codec(profile: Profile) -> ProxyCodec {
    let mut all = ProxyCodec::ALL.into_iter();
    all.find(|codec| Profile::of(*codec) == Some(profile)).unwrap()
}

/// A movie of frames.
pub fn write_movie(path: &Path, settings: &Settings, frames: &[Vec<u8>]) {
    let description = MovieDescription {
        roll: "A001".to_owned(),
        clip_name: "clip".to_owned(),
        reel: None,
        rate: Rate::FPS_24,
        start: None,
        frame_count: frames.len() as u64,
        picture: PictureTrack {
            codec: codec(settings.profile),
            bits: settings.bits,
            raster: settings.raster,
            pixel_aspect: (1, 1),
            has_alpha: settings.alpha.is_some(),
            vendor: Vendor::Interneg,
            clean_aperture: None,
            field_order: settings.field_order,
            colour: ColourTags::REC709,
            range: SampleRange::Legal,
        },
        sound: None,
        comments: [].into(),
        project: "P".to_owned(),
        rendition: "r".to_owned(),
        created: UtcTime::parse("2026-01-31T10:00:00Z").unwrap(),
        tool: "interneg".to_owned(),
        tool_version: "0".to_owned(),
    };
    let mut writer = MovWriter::create(File::create(path).unwrap(), &description).unwrap();
    frames.iter().for_each(|frame| writer.write_picture(frame).unwrap());
    writer.finish().unwrap();
}

/// Bits that FFmpeg decodes a profile's frames to.
pub fn native_bits(profile: Profile) -> u8 {
    if profile.is_444() { 12 } else { 10 }
}

/// What a FFmpeg makes of one frame: planes of the format that it decodes to by itself, alpha last. It must find nothing
/// to complain of.
pub fn decoded_by(ffmpeg: &Path, settings: &Settings, frame: &[u8]) -> Vec<Plane> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frame.mov");
    write_movie(&path, settings, &[frame.to_vec()]);
    let format = match (settings.profile.is_444(), settings.alpha.is_some()) {
        (false, _) => "yuv422p10le",
        (true, false) => "yuv444p12le",
        (true, true) => "yuva444p12le",
    };
    let output = Command::new(ffmpeg)
        .args(["-nostdin", "-v", "error", "-xerror", "-i"])
        .arg(&path)
        .args(["-f", "rawvideo", "-pix_fmt", format, "-"])
        .output()
        .expect("ffmpeg is installed");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{}: {words}", ffmpeg.display());
    let samples: Vec<u16> = output.stdout.as_chunks::<2>().0.iter().map(|sample| u16::from_le_bytes(*sample)).collect();
    let (columns, rows) = (settings.raster.width as usize, settings.raster.height as usize);
    let chroma = if settings.profile.is_444() { columns } else { columns.div_ceil(2) };
    let mut widths = vec![columns, chroma, chroma];
    widths.extend(settings.alpha.map(|_| columns));
    assert_eq!(samples.len(), widths.iter().sum::<usize>() * rows, "{}", ffmpeg.display());
    let mut left = &samples[..];
    let mut take = |columns: usize| {
        let (samples, behind) = left.split_at(columns * rows);
        left = behind;
        Plane { columns, rows, samples: samples.to_vec() }
    };
    widths.into_iter().map(&mut take).collect()
}

/// Signal to noise of a plane of `bits` bits against the master's, in dB of full scale; infinite where they are the same.
/// FFmpeg keeps decoded codes 4 away from both ends; the master's are moved there as well.
pub fn psnr(found: &[u16], bits: u8, master: &[u16], master_bits: u8) -> f64 {
    let scale = |sample: u16| f64::from(sample) * 2f64.powi(i32::from(bits) - i32::from(master_bits));
    assert_eq!(found.len(), master.len());
    let pairs = found.iter().zip(master);
    let squares = pairs.map(|(found, master)| (f64::from(*found) - scale(*master)).powi(2)).sum::<f64>();
    let full = f64::from((1u32 << bits) - 1);
    10.0 * (full * full * found.len() as f64 / squares).log10()
}

/// Each plane of a reading against the master.
pub fn psnrs<'a>(planes: impl IntoIterator<Item = &'a [u16]>, bits: u8, master: &Master) -> Vec<f64> {
    planes
        .into_iter()
        .zip(&master.planes)
        .map(|(found, plane)| psnr(found, bits, &plane.samples, master.bits))
        .collect()
}

/// Codes of our own reading as far away from the ends as FFmpeg's.
pub fn like_ffmpeg(decoded: &DecodedPicture) -> Vec<Vec<u16>> {
    let least = 1 << (decoded.bits - 8);
    let most = (1 << decoded.bits) - 1 - least;
    let colour = decoded.planes.iter().take(3);
    colour.map(|plane| plane.samples.iter().map(|sample| (*sample).clamp(least, most)).collect()).collect()
}

/// Holds a frame against all FFmpegs: each reads every sample of it within one code of our own reading, and every plane at
/// the distance from the master that our own reading has, within 0.1 dB. Nearer than 65 dB the roundings of FFmpeg's
/// transform, which is one of integers, are a part of its distance; and of few samples, each is.
pub fn check_frame(name: &str, settings: &Settings, master: &Master, frame: &[u8]) {
    let bits = native_bits(settings.profile);
    let own = interneg_media::prores::decode(frame, bits).unwrap();
    let own_planes = like_ffmpeg(&own);
    let own_psnrs = psnrs(own_planes.iter().map(Vec::as_slice), bits, master);
    for ffmpeg in ffmpegs() {
        let theirs = decoded_by(&ffmpeg, settings, frame);
        let their_psnrs = psnrs(theirs.iter().take(3).map(|plane| &plane.samples[..]), bits, master);
        for plane in 0..3 {
            let name = format!("{name}, plane {plane}, {}", ffmpeg.display());
            let pairs = own_planes[plane].iter().zip(&theirs[plane].samples);
            let worst = pairs.map(|(own, their)| own.abs_diff(*their)).max().unwrap();
            assert!(worst <= 1, "{name}: {worst} codes apart");
            let (own, their) = (own_psnrs[plane], their_psnrs[plane]);
            let tolerance = if own.min(their) < 65.0 { 0.1 } else { 0.5 };
            let is_few = theirs[plane].samples.len() < 1000;
            let is_as_near = (own - their).abs() < tolerance || is_few || own.min(their) > 80.0;
            assert!(is_as_near, "{name}: {own:.2} and {their:.2} dB");
        }
    }
}
