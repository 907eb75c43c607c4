//! The same with pictures that cameras and Apple's own encoder have made; skipped where they are absent.

use crate::faults::wrong_planes;
use crate::material::{ENCODERS, Shot, encoded, track, verified};
use interneg_media::mux::PictureTrack;
use interneg_media::verify::VerifyError;
use interneg_spec::Raster;
use interneg_spec::proxy::{CodecFamily, ProxyCodec};
use std::path::Path;
use std::process::Command;

/// Two frames of a movie, a sixth of a second apart, in the samples of a track.
fn shots(movie: &Path, track: &PictureTrack) -> [Shot; 2] {
    let sampling = if track.codec.is_444() { "444" } else { "422" };
    let pixel_format =
        if track.bits == 8 { format!("yuv{sampling}p") } else { format!("yuv{sampling}p{}le", track.bits) };
    let Raster { width, height } = track.raster;
    let filter = format!("select='eq(n,0)+eq(n,4)',scale={width}:{height}");
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(movie)
        .args(["-map", "0:v:0", "-vf", &filter, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt"])
        .args([&pixel_format, "-"])
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (width, height) = (width as usize, height as usize);
    let chroma = if track.codec.is_444() { width } else { width / 2 };
    let mut samples = match track.bits {
        8 => output.stdout.iter().map(|byte| u16::from(*byte)).collect::<Vec<_>>(),
        _ => output.stdout.as_chunks::<2>().0.iter().map(|word| u16::from_le_bytes(*word)).collect(),
    }
    .into_iter();
    let widths = [width, chroma, chroma];
    let shots = [0, 1]
        .map(|_| Shot::of(track.bits, widths, widths.map(|width| samples.by_ref().take(width * height).collect())));
    assert_eq!(samples.len(), 0, "two frames of {}", movie.display());
    shots
}

#[test]
fn real_pictures_pass_and_their_faults_do_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/camera");
    if !folder.is_dir() {
        println!("skipped: no samples beside the project");
        return;
    }
    let movies = ["qt_prores422hq_apple_encoder.mov", "gopro_h264_tmcd.mp4"];
    for movie in movies {
        for (codec, bits) in [
            (ProxyCodec::ProresProxy, 10),
            (ProxyCodec::ProresHq, 10),
            (ProxyCodec::Prores4444, 10),
            (ProxyCodec::DnxhrLb, 8),
            (ProxyCodec::DnxhrHqx, 10),
            (ProxyCodec::Dnxhd36, 8),
        ] {
            let mut track = track(codec, bits);
            if codec.family() != CodecFamily::Dnxhd {
                track.raster = Raster { width: 960, height: 540 };
            }
            let [shot, next] = shots(&folder.join(movie), &track);
            for encoder in ENCODERS {
                let packet = encoded(&track, encoder, &shot);
                let likeness = verified(&track, &shot, &packet);
                let likeness = likeness.unwrap_or_else(|error| panic!("{movie} in {codec} by {encoder}: {error}"));
                println!("{movie} in {codec} by {encoder}: {}", likeness.map(|psnr| psnr.to_string()).join(", "));
                for (what, wrong, plane) in wrong_planes(&shot, &next) {
                    let context = format!("{movie} in {codec} by {encoder}: {what}");
                    match verified(&track, &wrong, &packet) {
                        Err(error @ VerifyError::Plane { plane: found, .. }) => {
                            assert_eq!(found, plane, "{context}");
                            println!("  {what}: {error}");
                        }
                        other => panic!("{context}: {other:?}"),
                    }
                }
            }
        }
    }
}
