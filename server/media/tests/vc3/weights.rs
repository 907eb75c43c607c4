//! Weights, one by one: a picture whose blocks hold one high coefficient each is read by FFmpeg as by us.

use crate::judge::decoded_by_ffmpeg;
use crate::material::Picture;
use crate::{encoded, encoder, formats, hd_formats};
use interneg_media::mux::FieldOrder;
use interneg_media::vc3::{Decoder, Format};
use std::f64::consts::PI;

/// Where in the basis pictures a sample of a plane is: place of the coefficient, and row and column in the block. Blocks of
/// a field have every other line.
fn place(format: &Format, width: usize, index: usize) -> ((usize, usize), (usize, usize)) {
    let (x, y) = (index % width, index / width);
    let (field, y) = if format.field_order() == FieldOrder::Progressive { (0, y) } else { (y % 2, y / 2) };
    let block = (y / 8) * width.div_ceil(8) + x / 8 + 7 * field;
    let coefficient = block % 63 + 1;
    ((coefficient / 8, coefficient % 8), (y % 8, x % 8))
}

/// Orthonormal basis of the transform at a sample, by independent arithmetic.
fn basis(((v, u), (y, x)): ((usize, usize), (usize, usize))) -> f64 {
    let wave = |frequency: usize, at: usize| {
        let scale = if frequency == 0 { (1.0f64 / 8.0).sqrt() } else { 0.5 };
        scale * ((2 * at + 1) as f64 * frequency as f64 * PI / 16.0).cos()
    };
    wave(v, y) * wave(u, x)
}

/// Mean of a plane's coefficients at each place, over the blocks that were made of it.
fn coefficients(format: &Format, width: usize, samples: impl Iterator<Item = f64>) -> [f64; 64] {
    let (mut sums, mut counts) = ([0.0; 64], [0.0; 64]);
    for (index, sample) in samples.enumerate() {
        let at = place(format, width, index);
        let coefficient = at.0.0 * 8 + at.0.1;
        sums[coefficient] += sample * basis(at);
        counts[coefficient] += 1.0 / 64.0;
    }
    std::array::from_fn(|i| if counts[i] > 0.0 { sums[i] / counts[i] } else { 0.0 })
}

#[test]
fn every_weight_is_that_of_ffmpeg() {
    let dnxhr = formats((1920, 1080)).into_iter().filter(|format| format.id() >= 1270);
    for format in hd_formats().into_iter().chain(dnxhr) {
        let scale = f64::from(1u32 << (format.bits() - 8));
        // As high as one coefficient can be without leaving the range.
        let high = 440.0 * scale;
        let sizes: [(usize, usize); 3] = std::array::from_fn(|plane| format.plane_size(plane));
        let planes = sizes.map(|(width, height)| {
            let sample = |index| (128.0 * scale + high * basis(place(&format, width, index)) + 0.5) as u16;
            (0..width * height).map(sample).collect()
        });
        let source = Picture { bits: format.bits(), sizes, planes };
        let frame = encoded(&mut encoder(format, 2), &source);
        let ours = Decoder::new(&frame).unwrap().decode(&frame).unwrap();
        let theirs = decoded_by_ffmpeg(&format, &frame);
        for (plane, (width, _)) in sizes.into_iter().enumerate() {
            let (one, other) = (&ours.planes[plane], &theirs.planes[plane]);
            let apart = one.iter().zip(other).map(|(one, other)| f64::from(*one) - f64::from(*other));
            let found = coefficients(&format, width, one.iter().map(|sample| f64::from(*sample)));
            let apart = coefficients(&format, width, apart);
            for i in 1..64 {
                // A weight that is one too high or too low moves its coefficient by a 134th at least: 2.4 of what small
                // frames keep of 440.
                let what = format!("{} {:?} plane {plane} place {i}", format.id(), format.sampling());
                assert!(found[i] > 0.75 * high, "{what}: {:.1} of {high}", found[i]);
                assert!(apart[i].abs() < scale, "{what}: {:.2} apart of {high}", apart[i]);
            }
        }
    }
}
