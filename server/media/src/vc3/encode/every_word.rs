//! Frames that hold every word of their codes, read by FFmpeg as by us. No picture has them all.

use super::super::blocks::{RowLayout, ZIGZAG};
use super::super::header::{self, END_MARK};
use super::super::words::{BlockWords, Word};
use super::super::{Decoder, Format, Sampling};
use super::bits::BitWriter;
use super::write::HEAD_BITS;
use ffmpeg_next::codec::{Context, Id};
use ffmpeg_next::{Packet, decoder, frame};

/// A level behind so many zeros, in each block of a macroblock, and the macroblock's quantiser.
#[derive(Debug, Clone, Copy)]
struct Symbol {
    zeros: usize,
    level: i16,
    quantiser: u16,
}

/// Levels of each size and sign at the first place and behind zeros, and each number of zeros; sizes above 64 have an index.
/// Quantisers make them as high as samples allow, so that the next level is another picture.
fn symbols(format: &Format) -> Vec<Symbol> {
    let highest = 400.0 * f64::from(1u32 << (format.bits() - 8));
    let symbol = |zeros: usize, level: i16| {
        let step = (0..3).map(|plane| super::step_of(format, plane, zeros + 1)).fold(0.0, f64::max);
        let quantiser = (highest / (f64::from(level.abs()) * step)).clamp(1.0, 2047.0) as u16;
        Symbol { zeros, level, quantiser }
    };
    // Indices that leave the range at the finest quantiser are left out.
    let finest = super::step_of(format, 0, 1);
    let indexed = (1..=63).map(|index| 64 * index).filter(|level| f64::from(*level) * finest <= highest);
    let levels = (1..=128).chain(indexed).flat_map(|level| [(0, level), (0, -level), (6, level), (7, -level)]);
    levels.chain((1..=62).map(|zeros| (zeros, 3))).map(|(zeros, level)| symbol(zeros, level)).collect()
}

/// The frame: macroblocks with the symbols at half scale, then some with means whose differences are of all size classes.
fn frame_of(format: &Format, symbols: &[Symbol]) -> Vec<u8> {
    let words = BlockWords::new(format.profile.tables);
    let layout = RowLayout::new(format);
    let (columns, rows) = format.macroblocks();
    let colour = u32::from(format.sampling() == Sampling::YCbCr444);
    let classes = format.profile.tables.differences.len();
    let mut left = symbols.iter();
    let mut frame = Vec::new();
    for unit in format.units() {
        let mut bytes = vec![0; format.unit_bytes()];
        let (head, rest) = bytes.split_at_mut(header::header_bytes(rows));
        let (mut offsets, mut at) = (Vec::new(), 0);
        for _ in 0..rows {
            offsets.push(u32::try_from(at).unwrap());
            let mut writer = BitWriter::new(&mut rest[at..]);
            let mut before = [format.first_mean(); 3];
            let steps = (1..classes).flat_map(|class| [8, 8 + (1 << (class - 1))]).cycle();
            let mut means: [_; 3] = std::array::from_fn(|_| steps.clone());
            for column in 0..columns {
                let symbol = left.next();
                let quantiser = symbol.map_or(1, |symbol| symbol.quantiser);
                writer.put(Word { code: u32::from(quantiser) << 1 | colour, bits: HEAD_BITS });
                for block in layout.blocks(column) {
                    let of_class = means[block.plane].next().unwrap();
                    let mean = if symbol.is_some() { format.first_mean() } else { of_class };
                    writer.put(words.difference(mean - std::mem::replace(&mut before[block.plane], mean)));
                    if let Some(Symbol { zeros, level, .. }) = symbol {
                        let (level, run) = words.level(*level, *zeros);
                        writer.put_long(u64::from(level.code) << run.bits | u64::from(run.code), level.bits + run.bits);
                    }
                    writer.put(words.end);
                }
            }
            at += writer.bits().div_ceil(32) * 4;
        }
        header::write(format, *unit, 0, &offsets, head);
        let end = bytes.len() - END_MARK.len();
        bytes[end..].copy_from_slice(&END_MARK);
        frame.extend(bytes);
    }
    assert!(left.next().is_none(), "the frame has too few macroblocks");
    frame
}

/// Samples as FFmpeg reads them.
fn decoded_by_ffmpeg(format: &Format, frame: &[u8]) -> [Vec<u16>; 3] {
    let mut decoder = Context::new_with_codec(decoder::find(Id::DNXHD).unwrap()).decoder().video().unwrap();
    decoder.send_packet(&Packet::copy(frame)).unwrap();
    let mut picture = frame::Video::empty();
    decoder.receive_frame(&mut picture).unwrap();
    std::array::from_fn(|plane| {
        let (width, height) = format.plane_size(plane);
        let (data, stride) = (picture.data(plane), picture.stride(plane));
        let sample = |x: usize, y: usize| match format.bits() {
            8 => u16::from(data[y * stride + x]),
            _ => u16::from_le_bytes([data[y * stride + 2 * x], data[y * stride + 2 * x + 1]]),
        };
        (0..width * height).map(|i| sample(i % width, i / width)).collect()
    })
}

/// A symbol's coefficient in the upper left block of a plane's part of a macroblock, in samples of a whole frame or its field.
fn coefficient(format: &Format, plane: usize, macroblock: usize, zeros: usize, samples: &[u16]) -> f64 {
    let (columns, rows) = format.macroblocks();
    let (unit, row, column) =
        (format.units()[macroblock / (columns * rows)], macroblock / columns % rows, macroblock % columns);
    let (width, _) = format.plane_size(plane);
    let place = usize::from(ZIGZAG[zeros + 1]);
    let wave = |frequency: usize, at: usize| {
        let scale = if frequency == 0 { 0.125f64.sqrt() } else { 0.5 };
        scale * ((2 * at + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0).cos()
    };
    let part = (0..64).map(|i| {
        let (x, y) = (i % 8, i / 8);
        let line = unit.first_line() + unit.line_step() * (16 * row + y);
        let sample = samples[line * width + column * 8 * format.blocks_across(plane) + x];
        f64::from(sample) * wave(place / 8, y) * wave(place % 8, x)
    });
    part.sum()
}

#[test]
fn ffmpeg_reads_every_word_as_we_do() {
    let (ycbcr, gbr) = (Sampling::YCbCr422, Sampling::Gbr444);
    let full = [(1235, 10, ycbcr), (1237, 8, ycbcr), (1238, 8, ycbcr), (1241, 10, ycbcr), (1242, 8, ycbcr)];
    let more = [(1243, 8, ycbcr), (1256, 10, gbr), (1271, 12, ycbcr), (1274, 8, ycbcr)];
    let small = [(1250, 10, ycbcr), (1251, 8, ycbcr), (1252, 8, ycbcr)];
    let full = full.into_iter().chain(more).map(|kind| (kind, (1920, 1080)));
    for ((id, bits, sampling), raster) in full.chain(small.map(|kind| (kind, (1280, 720)))) {
        let format = Format::new(id, raster, bits, sampling).unwrap();
        let symbols = symbols(&format);
        let frame = frame_of(&format, &symbols);
        let ours = Decoder::new(&frame).unwrap().decode(&frame).unwrap().planes;
        let theirs = decoded_by_ffmpeg(&format, &frame);
        for plane in 0..3 {
            let apart = ours[plane].iter().zip(&theirs[plane]).map(|(one, other)| one.abs_diff(*other)).max();
            assert!(apart <= Some(1), "{id} plane {plane}: {apart:?} codes apart");
            for (macroblock, symbol) in symbols.iter().enumerate() {
                let of = |samples| coefficient(&format, plane, macroblock, symbol.zeros, samples);
                let (one, other) = (of(&ours[plane]), of(&theirs[plane]));
                let step = super::step_of(&format, plane, symbol.zeros + 1) * f64::from(symbol.quantiser);
                // Half a level, or what rounding comes to; one that is wrong by its index is 64 levels off.
                let allowed = if symbol.level.abs() > 128 { 8.0 * step } else { step / 2.0 };
                let what = format!("{id} plane {plane} {symbol:?}: {one:.2} and {other:.2}");
                assert!((one - other).abs() < allowed.max(1.0), "{what}");
                assert!(one.abs() > 0.9 * f64::from(symbol.level.abs()) * step, "{what}");
            }
        }
    }
}
