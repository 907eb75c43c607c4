//! FFmpeg's decoder and encoder, and how far two planes are apart.

use crate::material::Picture;
use ffmpeg_next::codec::{Context, Flags, Id};
use ffmpeg_next::format::Pixel;
use ffmpeg_next::{Dictionary, Packet, Rational, decoder, encoder, frame};
use interneg_media::mux::FieldOrder;
use interneg_media::vc3::{Format, Sampling};
use std::path::{Path, PathBuf};

/// Decodes a frame with the linked FFmpeg, and checks that it finds the format in it.
pub fn decoded_by_ffmpeg(format: &Format, frame: &[u8]) -> Picture {
    let context = Context::new_with_codec(decoder::find(Id::DNXHD).unwrap());
    let mut decoder = context.decoder().video().unwrap();
    decoder.send_packet(&Packet::copy(frame)).unwrap();
    let mut picture = frame::Video::empty();
    decoder.receive_frame(&mut picture).unwrap();
    assert_eq!(picture.format(), pixel_format(format));
    assert_eq!((picture.width(), picture.height()), format.raster());
    let order = match (picture.is_interlaced(), picture.is_top_first()) {
        (false, _) => FieldOrder::Progressive,
        (true, true) => FieldOrder::TopFirst,
        (true, false) => FieldOrder::BottomFirst,
    };
    assert_eq!(order, format.field_order());
    let sizes: [(usize, usize); 3] = std::array::from_fn(|plane| format.plane_size(plane));
    let plane = |index: usize| {
        let (width, height) = sizes[index];
        let (data, stride) = (picture.data(index), picture.stride(index));
        let lines = (0..height).map(|y| &data[y * stride..]);
        if format.bits() == 8 {
            lines.flat_map(|line| line[..width].iter().map(|sample| u16::from(*sample))).collect()
        } else {
            lines
                .flat_map(|line| line[..2 * width].as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)))
                .collect()
        }
    };
    Picture { bits: format.bits(), sizes, planes: [plane(0), plane(1), plane(2)] }
}

/// FFmpeg's name of a format's samples.
fn pixel_format(format: &Format) -> Pixel {
    match (format.sampling(), format.bits()) {
        (Sampling::YCbCr422, 8) => Pixel::YUV422P,
        (Sampling::YCbCr422, 10) => Pixel::YUV422P10LE,
        (Sampling::YCbCr422, _) => Pixel::YUV422P12LE,
        (Sampling::YCbCr444, 10) => Pixel::YUV444P10LE,
        (Sampling::YCbCr444, _) => Pixel::YUV444P12LE,
        (Sampling::Gbr444, 10) => Pixel::GBRP10LE,
        (Sampling::Gbr444, _) => Pixel::GBRP12LE,
    }
}

/// Whether FFmpeg's encoder makes frames of a format: it takes 10 bits at most, and reads 1256 without making it.
pub fn is_made_by_ffmpeg(format: &Format) -> bool {
    format.bits() < 12 && format.id() != 1256
}

/// A picture of 8 or 10 bits through FFmpeg's own encoder, the top field first where there are fields.
pub fn encoded_by_ffmpeg(format: &Format, picture: &Picture) -> Vec<u8> {
    let (profile, mbps) = match format.id() {
        1270 => ("dnxhr_444", 0),
        1271 => ("dnxhr_hqx", 0),
        1272 => ("dnxhr_hq", 0),
        1273 => ("dnxhr_sq", 0),
        1274 => ("dnxhr_lb", 0),
        1235 | 1238 => ("dnxhd", 175),
        1237 => ("dnxhd", 115),
        1241 | 1243 => ("dnxhd", 185),
        1242 => ("dnxhd", 120),
        1250 | 1251 => ("dnxhd", 90),
        1252 => ("dnxhd", 60),
        1253 => ("dnxhd", 36),
        other => panic!("FFmpeg makes no frames of {other}"),
    };
    let (width, height) = format.raster();
    let context = Context::new_with_codec(encoder::find_by_name("dnxhd").unwrap());
    let mut video = context.encoder().video().unwrap();
    video.set_width(width);
    video.set_height(height);
    video.set_format(pixel_format(format));
    video.set_time_base(Rational::new(1, 24));
    if format.field_order() != FieldOrder::Progressive {
        video.set_flags(Flags::INTERLACED_DCT);
    }
    if mbps > 0 {
        video.set_bit_rate(mbps * 1_000_000);
    }
    let options = Dictionary::from_iter([("profile", profile), ("threads", "1")]);
    let mut opened = video.open_with(options).unwrap();
    let mut source = frame::Video::new(pixel_format(format), width, height);
    for (plane, bytes) in picture.bytes().iter().enumerate() {
        let (stride, line_bytes) = (source.stride(plane), picture.line_bytes(plane));
        for (line, bytes) in source.data_mut(plane).chunks_mut(stride).zip(bytes.chunks(line_bytes)) {
            line[..line_bytes].copy_from_slice(bytes);
        }
    }
    source.set_pts(Some(0));
    opened.send_frame(&source).unwrap();
    opened.send_eof().unwrap();
    let mut packet = Packet::empty();
    opened.receive_packet(&mut packet).unwrap();
    packet.data().unwrap().to_vec()
}

/// Mean square of the differences of two planes.
pub fn mean_square(a: &[u16], b: &[u16]) -> f64 {
    assert_eq!(a.len(), b.len());
    let sum: f64 = a.iter().zip(b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    sum / a.len() as f64
}

/// Peak signal-to-noise ratio in dB of samples of `bits` bits; 99 where they are the same.
pub fn psnr(a: &[u16], b: &[u16], bits: u8) -> f64 {
    let (peak, noise) = (f64::from((1u32 << bits) - 1), mean_square(a, b));
    if noise == 0.0 { 99.0 } else { 10.0 * (peak * peak / noise).log10() }
}

/// The largest difference of two samples.
pub fn farthest(a: &[u16], b: &[u16]) -> u16 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

/// ffmpeg of the system, and the newest one that `scripts/setup.sh test` installs beside it.
pub fn programs() -> Vec<PathBuf> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/lib");
    let pythons = std::fs::read_dir(python).into_iter().flatten().flatten();
    let folders = pythons.map(|python| python.path().join("site-packages/imageio_ffmpeg/binaries"));
    let files = folders.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let newest: Vec<_> = files
        .map(|file| file.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ffmpeg")))
        .collect();
    if newest.is_empty() {
        println!("no imageio-ffmpeg in .venv: only the system's ffmpeg is asked");
        assert!(std::env::var_os("CI").is_none(), "scripts/setup.sh test installs imageio-ffmpeg");
    }
    [vec![PathBuf::from("ffmpeg")], newest].concat()
}
