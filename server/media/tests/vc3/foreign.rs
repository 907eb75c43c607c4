//! Frames that are not ours: FFmpeg's, and those of a real file; and ours through the programs of FFmpeg.

use crate::judge::{decoded_by_ffmpeg, encoded_by_ffmpeg, farthest, is_made_by_ffmpeg, programs};
use crate::material::{SCENES, Scene, picture};
use crate::{encoded, encoder, formats, hd_formats};
use interneg_media::mux::FieldOrder;
use interneg_media::vc3::{Decoder, Sampling};
use std::path::Path;
use std::process::Command;

#[test]
fn frames_of_ffmpeg_are_decoded_as_ffmpeg_does() {
    for format in formats((1920, 1080)).into_iter().chain(formats((1280, 720))).filter(is_made_by_ffmpeg) {
        for scene in SCENES {
            let frame = encoded_by_ffmpeg(&format, &picture(scene, &format, format.bits()));
            let mut decoder = Decoder::new(&frame).unwrap();
            assert_eq!((decoder.format().id(), decoder.format().frame_bytes()), (format.id(), frame.len()));
            let ours = decoder.decode(&frame).unwrap();
            let theirs = decoded_by_ffmpeg(&format, &frame);
            for plane in 0..3 {
                let far = farthest(&ours.planes[plane], &theirs.planes[plane]);
                assert!(far <= 1, "{} {scene:?} plane {plane}: {far} codes apart", format.id());
            }
        }
    }
}

/// Headers are FFmpeg's, byte for byte, but for the places of the rows.
#[test]
fn headers_are_those_that_ffmpeg_writes() {
    for raster in [(1920, 1080), (1280, 720), (272, 1104)] {
        for format in formats(raster).into_iter().filter(is_made_by_ffmpeg) {
            let source = picture(Scene::Gradients, &format, format.bits());
            let (ours, theirs) = (encoded(&mut encoder(format, 1), &source), encoded_by_ffmpeg(&format, &source));
            assert_eq!(ours.len(), theirs.len());
            let units = if format.field_order() == FieldOrder::Progressive { 1 } else { 2 };
            let bytes = ours.len() / units;
            for (unit, (ours, theirs)) in ours.chunks(bytes).zip(theirs.chunks(bytes)).enumerate() {
                assert!(ours[..0x170] == theirs[..0x170], "{} {raster:?} {unit}", format.id());
                assert_eq!(ours[bytes - 4..], theirs[bytes - 4..]);
            }
        }
    }
}

/// A file of Avid Media Composer.
#[test]
fn a_frame_of_media_composer_is_decoded_as_ffmpeg_does() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !samples.exists() {
        println!("skipped: no samples beside the project");
        return;
    }
    let mut input = ffmpeg_next::format::input(&samples.join("camera/mxf_opatom_avid_dnxhr_lb_uhd25.mxf")).unwrap();
    let frame = input.packets().next().unwrap().1.data().unwrap().to_vec();
    let mut decoder = Decoder::new(&frame).unwrap();
    let format = *decoder.format();
    assert_eq!((format.id(), format.raster(), format.bits()), (1274, (3840, 2160), 8));
    assert_eq!(frame.len(), format.frame_bytes());
    let (ours, theirs) = (decoder.decode(&frame).unwrap(), decoded_by_ffmpeg(&format, &frame));
    for plane in 0..3 {
        let far = farthest(&ours.planes[plane], &theirs.planes[plane]);
        assert!(far <= 1, "plane {plane}: {far} codes apart");
    }
}

/// The program of the system, and the newest one that the set-up brings.
#[test]
fn programs_read_our_frames_as_we_do() {
    for program in programs() {
        for format in formats((517, 131)).into_iter().chain(hd_formats()) {
            let source = picture(Scene::Grain, &format, format.bits());
            let frame = encoded(&mut encoder(format, 1), &source);
            let folder = tempfile::tempdir().unwrap();
            let (stream, raw) = (folder.path().join("frame.dnxhd"), folder.path().join("frame.raw"));
            std::fs::write(&stream, &frame).unwrap();
            let mut command = Command::new(&program);
            command.args(["-v", "error", "-f", "dnxhd", "-i"]).arg(&stream);
            let output = command.args(["-frames:v", "1", "-f", "rawvideo"]).arg(&raw).output().unwrap();
            let what = format!("{} {} {:?}", program.display(), format.id(), format.sampling());
            assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
            let bytes = std::fs::read(&raw).unwrap();
            let samples: Vec<u16> = if format.bits() == 8 {
                bytes.iter().map(|byte| u16::from(*byte)).collect()
            } else {
                bytes.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect()
            };
            let ours = Decoder::new(&frame).unwrap().decode(&frame).unwrap().planes.concat();
            assert_eq!(samples.len(), ours.len(), "{what}");
            // Raw frames of R'G'B' have the same order of planes as the picture: G', B', R'.
            assert!(farthest(&ours, &samples) <= 1, "{what}");
            assert!(format.sampling() != Sampling::Gbr444 || source.planes[0] != source.planes[1]);
        }
    }
}
