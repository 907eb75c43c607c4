//! Interlaced frames in both orders of fields.

use crate::judges::{check_frame, native_bits};
use crate::material::{Kind, Master, encoded, settings};
use interneg_media::mux::FieldOrder;
use interneg_media::prores::{Profile, Settings, decode};
use std::process::Command;

#[test]
fn fields_of_both_orders_are_read_by_ffmpeg() {
    for field_order in [FieldOrder::TopFirst, FieldOrder::BottomFirst] {
        for (profile, width, height) in
            [(Profile::Standard, 720, 576), (Profile::Hq, 150, 67), (Profile::P4444Xq, 130, 50), (Profile::Lt, 40, 2)]
        {
            let settings = Settings { field_order, ..settings(profile, width, height, native_bits(profile)) };
            // What lies between the lines of one field is another picture.
            let is_444 = profile.is_444();
            let pictures = [0, 9].map(|frame| Master::new(Kind::Grain, settings.raster, is_444, settings.bits, frame));
            let woven = Master::of(settings.raster, is_444, settings.bits, |plane, x, y| {
                let plane = &pictures[y % 2].planes[plane];
                plane.samples[y * plane.columns + x]
            });
            let frame = encoded(&settings, &woven);
            check_frame(&format!("{field_order:?} {width}x{height} in {profile:?}"), &settings, &woven, &frame);
        }
    }
}

/// FFmpeg's encoder as well: the order of fields, and which lines they have, are those that it means.
#[test]
fn fields_of_ffmpeg_are_read_as_ffmpeg_reads_them() {
    let settings = settings(Profile::Hq, 144, 66, 10);
    let master = Master::new(Kind::Grain, settings.raster, false, 10, 0);
    let folder = tempfile::tempdir().unwrap();
    let raw = folder.path().join("raw.yuv");
    std::fs::write(&raw, master.raw()).unwrap();
    for (order, expected) in [("tff", FieldOrder::TopFirst), ("bff", FieldOrder::BottomFirst)] {
        let run = |input: &[&str], output: &[&str]| {
            let run = Command::new("ffmpeg").args(["-nostdin", "-v", "error", "-y"]).args(input).args(output).output();
            let run = run.expect("ffmpeg is installed");
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            run.stdout
        };
        let movie = folder.path().join("movie.mov");
        let input = ["-f", "rawvideo", "-pix_fmt", "yuv422p10le", "-s", "144x66", "-i", raw.to_str().unwrap(), "-vf"];
        let output = ["-c:v", "prores_ks", "-profile:v", "hq", "-flags", "+ildct", movie.to_str().unwrap()];
        let filter = format!("setfield={order}");
        run(&[&input[..], &[&filter]].concat(), &output);
        let packet = run(&["-i", movie.to_str().unwrap()], &["-c", "copy", "-f", "rawvideo", "-"]);
        let theirs = run(&["-i", movie.to_str().unwrap()], &["-f", "rawvideo", "-pix_fmt", "yuv422p10le", "-"]);
        let own = decode(&packet, 10).unwrap();
        assert_eq!(own.header.field_order, expected);
        let own: Vec<u16> = crate::judges::like_ffmpeg(&own).concat();
        let theirs = theirs.as_chunks::<2>().0.iter().map(|sample| u16::from_le_bytes(*sample));
        let worst = own.iter().zip(theirs).map(|(own, their)| own.abs_diff(their)).max().unwrap();
        assert!(worst <= 1, "{order}: {worst} codes apart");
    }
}
