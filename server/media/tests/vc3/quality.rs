//! Quality beside FFmpeg's encoder at the same size, and at 12 bits beside 10.

use crate::judge::{decoded_by_ffmpeg, encoded_by_ffmpeg, is_made_by_ffmpeg, psnr};
use crate::likeness::ssim;
use crate::material::{Picture, SCENES, Scene, picture};
use crate::{encoded, encoder, formats};
use interneg_media::vc3::{Decoder, Format, Reading, Sampling};

/// Above it pictures have next to no errors left: what remains is how readers round.
const NEXT_TO_LOSSLESS_DB: f64 = 60.0;

/// PSNR in dB and structural similarity of each plane.
fn quality(source: &Picture, decoded: &[Vec<u16>; 3]) -> [(f64, f64); 3] {
    std::array::from_fn(|plane| {
        let (a, b) = (&source.planes[plane], &decoded[plane]);
        (psnr(a, b, source.bits), ssim(a, b, source.sizes[plane].0, source.bits))
    })
}

fn decoded(frame: &[u8], reading: Reading) -> [Vec<u16>; 3] {
    Decoder::with_reading(frame, reading).unwrap().decode(frame).unwrap().planes
}

/// Read by FFmpeg, no plane of ours is below FFmpeg's; read as the standard of 2008 has it, none is much.
#[test]
fn quality_is_not_below_ffmpegs() {
    println!(
        "| compression id | picture | dB, by plane | FFmpeg's | SSIM, by plane | FFmpeg's | dB as the standard reads | FFmpeg's |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let small = formats((1280, 720)).into_iter().filter(|format| format.id() < 1270);
    for format in formats((1920, 1080)).into_iter().chain(small).filter(is_made_by_ffmpeg) {
        let mut encoder = encoder(format, 2);
        for scene in SCENES {
            let source = picture(scene, &format, format.bits());
            let frames = [encoded(&mut encoder, &source), encoded_by_ffmpeg(&format, &source)];
            assert_eq!(frames[0].len(), frames[1].len());
            let [ours, theirs] =
                frames.each_ref().map(|frame| quality(&source, &decoded_by_ffmpeg(&format, frame).planes));
            let [middle, their_middle] =
                frames.each_ref().map(|frame| quality(&source, &decoded(frame, Reading::Middle)));
            let db = |quality: [(f64, f64); 3]| quality.map(|(db, _)| format!("{db:.2}")).join(" / ");
            let similar = |quality: [(f64, f64); 3]| quality.map(|(_, ssim)| format!("{ssim:.4}")).join(" / ");
            let name = format!("{} {}-bit {:?}", format.id(), format.bits(), format.sampling());
            println!(
                "| {name} | {scene:?} | {} | {} | {} | {} | {} | {} |",
                db(ours),
                db(theirs),
                similar(ours),
                similar(theirs),
                db(middle),
                db(their_middle)
            );
            for plane in 0..3 {
                let what = format!("{name} {scene:?} plane {plane}");
                for (ours, theirs, allowed_db) in
                    [(ours[plane], theirs[plane], 0.0), (middle[plane], their_middle[plane], 0.1)]
                {
                    let allowed_db = if theirs.0 > NEXT_TO_LOSSLESS_DB { 0.5 } else { allowed_db };
                    assert!(ours.0 >= theirs.0 - allowed_db, "{what}: {:.2} dB, FFmpeg's {:.2}", ours.0, theirs.0);
                    // Between hard bars there is nothing but quantiser noise, which similarity to nothing cannot tell.
                    let is_similar = scene == Scene::Bars || ours.1 >= theirs.1 - 2e-4;
                    assert!(is_similar, "{what}: SSIM {:.5}, FFmpeg's {:.5}", ours.1, theirs.1);
                }
            }
        }
    }
}

/// The same 12-bit source through CID 1270 at 12 bits, and rounded to 10 bits before.
#[test]
fn twelve_bits_are_better_than_ten() {
    let raster = (1920, 1080);
    for sampling in [Sampling::YCbCr444, Sampling::Gbr444] {
        // A zone plate in R', G' and B' needs so coarse a quantiser that no depth shows.
        for scene in [Scene::Grain, Scene::Gradients, Scene::DarkNoise] {
            let format = |bits| Format::new(1270, raster, bits, sampling).unwrap();
            let source = picture(scene, &format(12), 12);
            let twelve = encoded(&mut encoder(format(12), 2), &source);
            let twelve = decoded_by_ffmpeg(&format(12), &twelve).planes;
            let rounded = Picture {
                bits: 10,
                planes: source
                    .planes
                    .clone()
                    .map(|plane| plane.iter().map(|code| ((code + 2) / 4).min(1023)).collect()),
                ..source.clone()
            };
            let ten = encoded(&mut encoder(format(10), 2), &rounded);
            let ten = decoded_by_ffmpeg(&format(10), &ten).planes;
            let ten = ten.map(|plane| plane.iter().map(|code| code * 4).collect::<Vec<u16>>());
            for plane in 0..3 {
                let [twelve, ten] = [&twelve, &ten].map(|decoded| psnr(&source.planes[plane], &decoded[plane], 12));
                println!("1270 {sampling:?} {scene:?} plane {plane}: 12-bit {twelve:.2} dB, 10-bit {ten:.2} dB");
                assert!(twelve > ten || ten == 99.0, "{scene:?} plane {plane}: {twelve:.2} dB, {ten:.2} at 10 bits");
            }
        }
    }
}
