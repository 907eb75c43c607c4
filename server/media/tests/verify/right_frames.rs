//! No frame fails that is what an encoder makes of its picture, and its likeness is that of the definition.

use crate::material::{ENCODERS, SMALL, Shot, encoded, track, verified};
use crate::pictures::Kind;
use interneg_media::mux::{FieldOrder, PictureTrack};
use interneg_media::verify::Psnr;
use interneg_media::{prores, vc3};
use interneg_spec::proxy::{CodecFamily, EncoderChoice, ProxyCodec};
use interneg_spec::{Raster, SampleRange};

fn decoded(track: &PictureTrack, packet: &[u8]) -> Vec<Vec<u16>> {
    if track.codec.family() == CodecFamily::Prores {
        let picture = prores::decode(packet, track.bits).unwrap();
        return picture.planes.into_iter().map(|plane| plane.samples).collect();
    }
    vc3::Decoder::new(packet).unwrap().decode(packet).unwrap().planes.into()
}

/// By the definition: squares in a row, then the logarithm.
fn likeness(found: &[u16], encoded: &[u16], bits: u8) -> Psnr {
    let squared: f64 = found.iter().zip(encoded).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum();
    if squared == 0.0 {
        return Psnr::Same;
    }
    let peak = 2f64.powi(bits.into()) - 1.0;
    Psnr::Hundredths((1000.0 * (peak * peak / (squared / found.len() as f64)).log10()).floor() as u32)
}

fn check(track: &PictureTrack, encoder: EncoderChoice, shot: &Shot, what: &str) {
    let packet = encoded(track, encoder, shot);
    let context = format!("{} of {} bits by {encoder}, {what}", track.codec, track.bits);
    let found = verified(track, shot, &packet).unwrap_or_else(|error| panic!("{context}: {error}"));
    for (plane, samples) in decoded(track, &packet).iter().enumerate() {
        let expected = likeness(samples, &shot.planes[plane], track.bits);
        let is_near = match (found[plane], expected) {
            (Psnr::Hundredths(found), Psnr::Hundredths(expected)) => found.abs_diff(expected) <= 1,
            (found, expected) => found == expected,
        };
        assert!(is_near, "{context}: plane {plane} is said to have {}, and has {expected}", found[plane]);
    }
}

#[test]
fn every_codec_and_encoder_passes_with_every_picture() {
    let mut count = 0;
    for codec in ProxyCodec::ALL {
        for encoder in ENCODERS {
            for bits in codec.depths(encoder) {
                let track = track(codec, *bits);
                // HD takes its time: one picture that has all the others in it.
                let kinds = if track.raster == SMALL { &Kind::ALL[..] } else { &[Kind::All] };
                for kind in kinds {
                    let shot = Shot::made_up(*kind, &track, 0);
                    check(&track, encoder, &shot, &format!("{kind:?}"));
                    count += 1;
                }
            }
        }
    }
    assert_eq!(count, 22 * 5 + 7 + 5 * 4, "codecs of one raster and of any, each in its depths");
}

/// Black and white as far as codes go, and noise of all codes: quantisers are at their coarsest, samples are clipped, and our
/// ProRes encoder leaves coefficients out.
#[test]
fn the_hardest_pictures_pass() {
    for (codec, bits) in [
        (ProxyCodec::ProresProxy, 10),
        (ProxyCodec::ProresHq, 10),
        (ProxyCodec::Prores4444Xq, 12),
        (ProxyCodec::DnxhrLb, 8),
        (ProxyCodec::DnxhrHqx, 12),
        (ProxyCodec::Dnxhr444, 10),
    ] {
        let track = track(codec, bits);
        let most = (1u32 << bits) - 1;
        let base = Shot::made_up(Kind::Gradients, &track, 0);
        let noise = |x: usize, y: usize, plane: usize| {
            let state = (x as u32).wrapping_mul(0x9E37_79B9) ^ (y as u32).wrapping_mul(0x85EB_CA6B) ^ plane as u32;
            let state = (state ^ state >> 15).wrapping_mul(0x2C1B_3C6D);
            (state ^ state >> 12).wrapping_mul(0x297A_2D39) >> 8
        };
        let all_codes = base.changed(|plane, x, y, _| (noise(x, y, plane) % (most + 1)) as u16);
        let two_codes =
            base.changed(|plane, x, y, _| if noise(x, y, plane).is_multiple_of(2) { 0 } else { most as u16 });
        let edges = base.changed(|_, x, y, _| if (x / 5 + y / 3).is_multiple_of(2) { 0 } else { most as u16 });
        for encoder in ENCODERS.into_iter().filter(|encoder| codec.depths(*encoder).contains(&bits)) {
            for (shot, what) in [(&all_codes, "noise"), (&two_codes, "noise of two codes"), (&edges, "edges")] {
                if encoder == EncoderChoice::Ffmpeg && what != "edges" {
                    // FFmpeg's encoders do not get such noise into a frame.
                    continue;
                }
                if codec.family() != CodecFamily::Prores && what != "edges" {
                    // Nor does any quantiser of VC-3.
                    continue;
                }
                check(&track, encoder, shot, what);
            }
        }
    }
}

#[test]
fn fields_and_odd_rasters_pass() {
    for field_order in [FieldOrder::TopFirst, FieldOrder::BottomFirst] {
        for encoder in ENCODERS {
            let track = PictureTrack { field_order, ..track(ProxyCodec::ProresLt, 10) };
            check(&track, encoder, &Shot::made_up(Kind::All, &track, 1), "fields");
        }
        // FFmpeg's are made of whole frames.
        for (codec, bits) in [(ProxyCodec::Dnxhd115, 8), (ProxyCodec::Dnxhd175, 8), (ProxyCodec::Dnxhd175, 10)] {
            let track = PictureTrack { field_order, ..track(codec, bits) };
            check(&track, EncoderChoice::Interneg, &Shot::made_up(Kind::All, &track, 1), "fields");
        }
    }
    for (width, height) in [(256, 120), (272, 144), (258, 122), (266, 130)] {
        for codec in [ProxyCodec::Prores422, ProxyCodec::Prores4444, ProxyCodec::DnxhrSq, ProxyCodec::Dnxhr444] {
            for encoder in ENCODERS {
                let track = PictureTrack { raster: Raster { width, height }, ..track(codec, codec.bits()) };
                check(&track, encoder, &Shot::made_up(Kind::All, &track, 2), "raster");
            }
        }
    }
    // What the codes mean is nothing to verification.
    let track = PictureTrack { range: SampleRange::Full, ..track(ProxyCodec::DnxhrHq, 8) };
    check(&track, EncoderChoice::Interneg, &Shot::made_up(Kind::Grain, &track, 0), "full range");
}
