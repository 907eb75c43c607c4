//! Every kind of wrong frame fails, and the error says where.

use crate::material::{ENCODERS, SMALL, Shot, encoded, track, verified};
use crate::pictures::Kind;
use interneg_media::mux::{FieldOrder, PictureTrack};
use interneg_media::verify::{FrameVerifier, VerifyError};
use interneg_spec::Raster;
use interneg_spec::proxy::{CodecFamily, EncoderChoice, ProxyCodec};

/// Codecs that quantise most coarsely in each way of coding, and the finest.
const CODECS: [(ProxyCodec, u8); 6] = [
    (ProxyCodec::ProresProxy, 10),
    (ProxyCodec::ProresHq, 10),
    (ProxyCodec::Prores4444, 10),
    (ProxyCodec::DnxhrLb, 8),
    (ProxyCodec::DnxhrHqx, 10),
    (ProxyCodec::Dnxhr444, 10),
];

/// What is wrong with the planes that the frame shows, against those that were encoded; the plane to be named.
pub fn wrong_planes(shot: &Shot, next: &Shot) -> Vec<(&'static str, Shot, usize)> {
    let mut wrong = Vec::new();
    for plane in 0..3 {
        let name = ["Y' of the next frame", "Cb of the next frame", "Cr of the next frame"][plane];
        let of_next = shot.changed(|p, x, y, shot| if p == plane { next.at(p, x, y) } else { shot.at(p, x, y) });
        wrong.push((name, of_next, plane));
    }
    let swapped = shot.changed(|plane, x, y, shot| shot.at([0, 2, 1][plane], x, y));
    wrong.push(("chroma swapped", swapped, 1));
    let shifted = |plane: usize| {
        shot.changed(move |p, x, y, shot| {
            let x = if p == plane { (x + 8) % shot.widths[p] } else { x };
            shot.at(p, x, y)
        })
    };
    wrong.push(("Y' shifted by a block", shifted(0), 0));
    wrong.push(("Cr shifted by a block", shifted(2), 2));
    let grey = shot.changed(|plane, x, y, shot| if plane == 1 { 1 << (shot.bits - 1) } else { shot.at(plane, x, y) });
    wrong.push(("no Cb", grey, 1));
    // The last whole macroblock row and its neighbour above change places.
    let rows = shot.planes[0].len() / shot.widths[0] / 16 * 16;
    let row = shot.changed(|plane, x, y, shot| {
        let y = if y < rows - 32 || y >= rows {
            y
        } else if y < rows - 16 {
            y + 16
        } else {
            y - 16
        };
        shot.at(plane, x, y)
    });
    wrong.push(("two rows of macroblocks have changed places", row, 0));
    wrong
}

#[test]
fn wrong_planes_are_named() {
    for (codec, bits) in CODECS {
        for encoder in ENCODERS {
            let track = track(codec, bits);
            // The next frame is the picture 7 columns further on; noise alone would be within a coarse quantiser.
            let (shot, next) = (Shot::made_up(Kind::Grain, &track, 0), Shot::made_up(Kind::Grain, &track, 3));
            let packet = encoded(&track, encoder, &shot);
            verified(&track, &shot, &packet).unwrap();
            for (what, wrong, plane) in wrong_planes(&shot, &next) {
                match verified(&track, &wrong, &packet) {
                    Err(VerifyError::Plane { plane: found, found: off, allowed, .. }) => {
                        assert_eq!(found, plane, "{codec} by {encoder}: {what}");
                        assert!(off > allowed, "{codec} by {encoder}: {what}");
                    }
                    other => panic!("{codec} by {encoder}: {what}: {other:?}"),
                }
            }
        }
    }
}

/// A block alone, in the middle, at an edge that the raster cuts, and in the second field.
#[test]
fn one_block_is_enough_and_is_named() {
    let progressive = track(ProxyCodec::ProresHq, 10);
    let fields = PictureTrack { field_order: FieldOrder::TopFirst, ..progressive.clone() };
    for track in [&progressive, &fields, &track(ProxyCodec::DnxhrHqx, 10)] {
        let shot = Shot::made_up(Kind::Grain, track, 0);
        let packet = encoded(track, EncoderChoice::Interneg, &shot);
        let step = if track.field_order == FieldOrder::Progressive { 1 } else { 2 };
        for (column, line) in [(64, 32), (272, 64), (128, 128)] {
            let line = if step == 2 { line + 1 } else { line };
            // A block of lines `step` apart is brighter by an eighth of the scale.
            let wrong = shot.changed(|plane, x, y, shot| {
                let is_line = y >= line && (y - line).is_multiple_of(step) && (y - line) / step < 8;
                let is_in = plane == 0 && x / 8 == column / 8 && is_line;
                let brighter = shot.at(plane, x, y) + if is_in { 1 << (shot.bits - 3) } else { 0 };
                brighter.min((1 << shot.bits) - 1)
            });
            match verified(track, &wrong, &packet) {
                Err(VerifyError::Plane { plane: 0, column: found_column, line: found_line, .. }) => {
                    assert_eq!((found_column, found_line), (column, line), "{}", track.codec);
                }
                other => panic!("{} at {column}, {line}: {other:?}", track.codec),
            }
        }
    }
}

/// Rows of the coded frame itself: ProRes's slices trade places with those of another row, VC-3's rows in the header's table.
#[test]
fn rows_that_lie_elsewhere_fail() {
    for (codec, bits) in CODECS {
        for encoder in ENCODERS {
            let track = track(codec, bits);
            let shot = Shot::made_up(Kind::Grain, &track, 0);
            let mut packet = encoded(&track, encoder, &shot);
            match codec.family() {
                CodecFamily::Prores => swap_prores_rows(&mut packet),
                _ => {
                    let (one, other) = packet[0x174..0x17c].split_at_mut(4);
                    one.swap_with_slice(other);
                }
            }
            let error = verified(&track, &shot, &packet).unwrap_err();
            // VC-3 rows end where the next begins: one that begins earlier may also end in the middle of its codes.
            let is_told = matches!(error, VerifyError::Plane { .. } | VerifyError::Vc3(_));
            assert!(is_told, "{codec} by {encoder}: {error}");
        }
    }
}

/// Slices of the second row of macroblocks stand in for those of the third.
fn swap_prores_rows(packet: &mut [u8]) {
    let header = 8 + usize::from(u16::from_be_bytes([packet[8], packet[9]]));
    let table = header + usize::from(packet[header] >> 3);
    let slices = usize::from(u16::from_be_bytes([packet[header + 5], packet[header + 6]]));
    let rows = (SMALL.height as usize).div_ceil(16);
    let across = slices / rows;
    let size = |slice: usize| {
        let at = table + 2 * slice;
        usize::from(u16::from_be_bytes([packet[at], packet[at + 1]]))
    };
    let data = table + 2 * slices;
    let start = |slice: usize| data + (0..slice).map(size).sum::<usize>();
    let (first, second, third) = (start(across), start(2 * across), start(3 * across));
    let sizes = table + 2 * across;
    let swapped: Vec<u8> = [&packet[second..third], &packet[first..second]].concat();
    packet[first..third].copy_from_slice(&swapped);
    let (one, other) = packet[sizes..sizes + 4 * across].split_at_mut(2 * across);
    one.swap_with_slice(other);
}

/// Damage inside of a frame's codes either does not decode or shows; nothing passes with other pictures than the frame has.
#[test]
fn damaged_codes_never_pass_as_another_picture() {
    for (codec, bits) in CODECS {
        let track = track(codec, bits);
        let shot = Shot::made_up(Kind::Grain, &track, 0);
        let good = encoded(&track, EncoderChoice::Interneg, &shot);
        let mut counts = [0; 2];
        for round in 0..200 {
            let mut packet = good.clone();
            // A row's worth of bytes, behind the headers.
            let at = 0x280 + (round * 7919) % (good.len() * 3 / 4 - 0x280);
            for (byte, place) in packet[at..at + 64].iter_mut().enumerate() {
                *place ^= (0x5A + 31 * byte + round) as u8 | 1;
            }
            match verified(&track, &shot, &packet) {
                Err(VerifyError::Plane { .. }) => counts[0] += 1,
                Err(_) => counts[1] += 1,
                Ok(_) => {
                    // VC-3 frames end in bytes that belong to no row: what nobody reads may be anything.
                    assert_ne!(codec.family(), CodecFamily::Prores, "{codec}, round {round}");
                    let last = good[..good.len() - 4].iter().rposition(|byte| *byte != 0).unwrap();
                    assert!(at + 64 > last - 64, "{codec}, round {round}: byte {at} of {last}");
                }
            }
        }
        assert!(counts[0] + counts[1] > 100, "{codec}: {counts:?}");
    }
}

#[test]
fn frames_of_another_kind_are_told() {
    let of = |codec, bits| track(codec, bits);
    let hq = of(ProxyCodec::ProresHq, 10);
    let shot = Shot::made_up(Kind::Grain, &hq, 0);
    let packet = encoded(&hq, EncoderChoice::Interneg, &shot);
    let told = |track: &PictureTrack, packet: &[u8]| {
        let shot = Shot::made_up(Kind::Grain, track, 0);
        verified(track, &shot, packet).unwrap_err().to_string()
    };
    assert!(told(&hq, &packet[..packet.len() - 1]).contains("does not decode"));
    assert!(told(&hq, &[]).contains("does not decode"));
    let longer = [&packet[..], &[0; 3]].concat();
    assert!(told(&hq, &longer).contains("size in bytes"));
    let wider = PictureTrack { raster: Raster { width: 288, height: 138 }, ..hq.clone() };
    assert_eq!(told(&wider, &packet), "its raster is 278x138, and 288x138 was encoded");
    assert!(told(&of(ProxyCodec::Prores4444, 10), &packet).contains("its sampling is 4:2:2, and 4:4:4 was encoded"));
    let fields = PictureTrack { field_order: FieldOrder::TopFirst, ..hq.clone() };
    assert!(told(&fields, &packet).contains("field order"));
    let hqx = of(ProxyCodec::DnxhrHqx, 10);
    let frame = encoded(&hqx, EncoderChoice::Interneg, &Shot::made_up(Kind::Grain, &hqx, 0));
    assert!(told(&hqx, &packet).contains("does not decode"));
    assert!(told(&of(ProxyCodec::DnxhrHq, 8), &frame).contains("its compression id is 1271, and 1272 was encoded"));
    assert!(told(&of(ProxyCodec::DnxhrHqx, 12), &frame).contains("its depth in bits is 10, and 12 was encoded"));
    // Planes that cannot have been encoded.
    let mut planes = shot.planes();
    planes.planes[2].bytes = &planes.planes[2].bytes[1..];
    let short = FrameVerifier::new(&hq).unwrap().verify(&planes, &packet).unwrap_err();
    assert_eq!(short, VerifyError::Source { plane: 2 });
}
