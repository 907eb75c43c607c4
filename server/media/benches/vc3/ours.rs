//! Our side as a process of its own: a raw file in, frames to nowhere.

use interneg_media::encode::EncodePlane;
use interneg_media::vc3::{Encoder, Format, Sampling};
use std::error::Error;
use std::fs::File;
use std::io::{Read, Write};

/// A format as arguments of [`encode`].
pub fn arguments(format: &Format) -> [String; 5] {
    let sampling = match format.sampling() {
        Sampling::YCbCr422 => "422",
        Sampling::YCbCr444 => "444",
        Sampling::Gbr444 => "gbr",
    };
    let (width, height) = format.raster();
    [format.id().to_string(), width.to_string(), height.to_string(), format.bits().to_string(), sampling.to_owned()]
}

/// Raw file, format and number of threads.
pub fn encode(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let [raw, id, width, height, bits, sampling, threads, rest @ ..] = arguments else {
        return Err("usage: encode RAW ID WIDTH HEIGHT BITS 422|444|gbr THREADS [OUT]".into());
    };
    let sampling = match sampling.as_str() {
        "422" => Sampling::YCbCr422,
        "444" => Sampling::YCbCr444,
        _ => Sampling::Gbr444,
    };
    let format = Format::new(id.parse()?, (width.parse()?, height.parse()?), bits.parse()?, sampling)?;
    let sample_bytes = if format.bits() > 8 { 2 } else { 1 };
    let sizes: [(usize, usize); 3] = std::array::from_fn(|plane| format.plane_size(plane));
    let lengths = sizes.map(|(width, height)| width * height * sample_bytes);
    let mut input = File::open(raw)?;
    let mut output = File::create(rest.first().map_or("/dev/null", String::as_str))?;
    let mut encoder = Encoder::new(format, 0, threads.parse()?)?;
    let (mut picture, mut frame) = (vec![0; lengths.iter().sum()], Vec::new());
    while input.read(&mut picture[..1])? == 1 {
        input.read_exact(&mut picture[1..])?;
        let (first, rest) = picture.split_at(lengths[0]);
        let (second, third) = rest.split_at(lengths[1]);
        let plane = |index: usize, bytes| EncodePlane { bytes, stride_bytes: sizes[index].0 * sample_bytes };
        encoder.encode(&[plane(0, first), plane(1, second), plane(2, third)], &mut frame)?;
        output.write_all(&frame)?;
    }
    Ok(())
}
