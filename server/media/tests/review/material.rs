//! Clips whose pictures tell their own number, and the writer that is fed with them.

use interneg_media::encode::EncodePlane;
use interneg_media::mux::{ColourTags, first_sample};
use interneg_media::review::{self, Description, ReviewCodec, ReviewPicture, ReviewSound, ReviewWriter, Segment};
use interneg_spec::{Raster, Rate, SampleRange};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub const WIDTH: usize = 640;
pub const HEIGHT: usize = 360;
/// Frames of a clip.
pub const FRAMES: u64 = 48;
/// Cells of the number, most significant bit first, and their size in pixels.
pub const CELLS: usize = 16;
const CELL_WIDTH: usize = WIDTH / CELLS;
const CELL_LINES: usize = 60;
/// Far beyond what a busy machine takes between two frames.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Whether GStreamer has what a review file of `codec` with sound needs; in CI it must.
pub fn can_review(codec: ReviewCodec) -> bool {
    let missing = review::choose(codec).err().or_else(|| review::choose_sound().err());
    if let Some(missing) = missing {
        assert!(std::env::var_os("CI").is_none(), "{missing}");
        println!("skipped: {missing}");
        return false;
    }
    true
}

/// Groups of 12 frames, segments of 24.
pub fn description(codec: ReviewCodec, rate: Rate) -> Description {
    Description {
        encoder: review::choose(codec).unwrap(),
        raster: Raster { width: WIDTH as u32, height: HEIGHT as u32 },
        rate,
        colour: ColourTags::REC709,
        range: SampleRange::Legal,
        bit_rate: 4_000_000,
        gop_frames: 12,
        segment_gops: 2,
        sound: Some(ReviewSound { encoder: review::choose_sound().unwrap(), channels: 2, bit_rate: 192_000 }),
    }
}

/// Y', Cb and Cr of a frame, one behind the other: its number in cells above a scene that moves.
pub fn picture(frame: u64) -> Vec<u8> {
    let pattern = 0b1010 << 12 | frame;
    let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 3 / 2);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            bytes.push(if y < CELL_LINES {
                let bright = pattern >> (CELLS - 1 - x / CELL_WIDTH) & 1 == 1;
                if bright { 200 } else { 40 }
            } else {
                (60 + (x + 5 * frame as usize + y / 2) / 4 % 128) as u8
            });
        }
    }
    bytes.resize(WIDTH * HEIGHT * 3 / 2, 128);
    bytes
}

/// The number in a picture's cells, from its first plane.
pub fn number_of(luma: &[u8]) -> Option<u64> {
    let centre = |cell: usize| luma[CELL_LINES / 2 * WIDTH + cell * CELL_WIDTH + CELL_WIDTH / 2];
    let bits = (0..CELLS).fold(0_u64, |bits, cell| bits << 1 | u64::from(centre(cell) > 120));
    (bits >> 12 == 0b1010).then_some(bits & 0xfff)
}

pub fn planes(bytes: &[u8]) -> ReviewPicture<'_> {
    let (luma, chroma) = bytes.split_at(WIDTH * HEIGHT);
    let (first, second) = chroma.split_at(WIDTH * HEIGHT / 4);
    let plane = |bytes, stride_bytes| EncodePlane { bytes, stride_bytes };
    ReviewPicture { planes: [plane(luma, WIDTH), plane(first, WIDTH / 2), plane(second, WIDTH / 2)] }
}

/// Sample of the clip at which a click stands: the begin of frame 30.
pub fn click_sample(rate: Rate) -> u64 {
    first_sample(30, rate, 48_000)
}

/// A tone of 440 Hz at a fifth of full scale, alike in both channels.
pub fn tone(samples: Range<u64>) -> Vec<i32> {
    let tone = |sample: u64| (sample as f64 * 440.0 / 48_000.0 * std::f64::consts::TAU).sin() * 1_600_000.0;
    samples.flat_map(|sample| [tone(sample) as i32; 2]).collect()
}

/// Silence with a click of 32 samples.
pub fn click(samples: Range<u64>, rate: Rate) -> Vec<i32> {
    let click = click_sample(rate)..click_sample(rate) + 32;
    samples.flat_map(|sample| [if click.contains(&sample) { 6_000_000 } else { 0 }; 2]).collect()
}

/// Writes some frames of a clip, the sound beside the pictures.
pub fn write(
    folder: &Path,
    description: &Description,
    frames: Range<u64>,
    sound: impl Fn(Range<u64>) -> Vec<i32>,
) -> Vec<Segment> {
    let mut writer = ReviewWriter::create(folder, description, frames.clone(), PATIENCE).unwrap();
    let samples = writer.sound_samples();
    let mut next = samples.start;
    for frame in frames {
        writer.write_picture(&planes(&picture(frame))).unwrap();
        let end = first_sample(frame + 1, description.rate, 48_000).clamp(next, samples.end);
        if next < end {
            writer.write_sound(&sound(next..end)).unwrap();
            next = end;
        }
    }
    if next < samples.end {
        writer.write_sound(&sound(next..samples.end)).unwrap();
    }
    writer.finish().unwrap()
}

pub fn paths(segments: &[Segment]) -> Vec<PathBuf> {
    segments.iter().map(|segment| segment.path.clone()).collect()
}
