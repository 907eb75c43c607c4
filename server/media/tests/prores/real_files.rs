//! Frames of Apple's own encoder; skipped where they are absent.

use crate::judges::like_ffmpeg;
use interneg_media::prores::decode;
use std::path::Path;
use std::process::Command;

/// What FFmpeg makes of a movie.
pub fn output_of(movie: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("ffmpeg").args(["-nostdin", "-v", "error", "-i"]).arg(movie).args(arguments).output();
    let output = output.expect("ffmpeg is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn apples_frames_are_read_as_ffmpeg_reads_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/camera");
    if !folder.is_dir() {
        println!("skipped: no samples beside the project");
        return;
    }
    for name in ["qt_prores422hq_apple_encoder.mov", "qt_prores422proxy_apple_encoder.mov"] {
        let movie = folder.join(name);
        let packets = output_of(&movie, &["-map", "0:v", "-c", "copy", "-f", "rawvideo", "-"]);
        let theirs = output_of(&movie, &["-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv422p10le", "-"]);
        let (mut left, mut theirs) = (&packets[..], &theirs[..]);
        let mut frames = 0;
        while !left.is_empty() {
            let size = u32::from_be_bytes(left[..4].try_into().unwrap()) as usize;
            let (packet, behind) = left.split_at(size);
            left = behind;
            let own = like_ffmpeg(&decode(packet, 10).unwrap()).concat();
            let (now, behind) = theirs.split_at(2 * own.len());
            theirs = behind;
            let their = now.as_chunks::<2>().0.iter().map(|sample| u16::from_le_bytes(*sample));
            let worst = own.iter().zip(their).map(|(own, their)| own.abs_diff(their)).max().unwrap();
            assert!(worst <= 1, "{name}, frame {frames}: {worst} codes apart");
            frames += 1;
        }
        assert_eq!((frames, theirs.len()), (25, 0), "{name}");
    }
}
