//! Our own side of the bench, as a process: raw frames from a file, encoded, into a file.

use interneg_media::encode::EncodePlane;
use interneg_media::prores::{Encoder, Picture, Profile, Settings};
use interneg_spec::Raster;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::path::Path;

/// What a process of ours is to do.
#[derive(Debug, Clone)]
pub struct Task {
    pub profile: Profile,
    pub raster: Raster,
    pub bits: u8,
    pub frames: usize,
    pub threads: usize,
}

impl Task {
    /// As arguments of the process.
    pub fn arguments(&self) -> Vec<String> {
        let Raster { width, height } = self.raster;
        let numbers = [width as usize, height as usize, self.bits.into(), self.frames, self.threads];
        std::iter::once(self.profile.name().to_owned()).chain(numbers.map(|number| number.to_string())).collect()
    }

    /// The way back.
    pub fn parse(arguments: &[String]) -> Result<Self, Box<dyn Error>> {
        let [profile, numbers @ ..] = arguments else { return Err("no profile".into()) };
        let numbers = numbers.iter().map(|number| number.parse::<usize>()).collect::<Result<Vec<_>, _>>()?;
        let &[width, height, bits, frames, threads] = &numbers[..] else {
            return Err("five numbers are needed".into());
        };
        let profile = Profile::ALL.into_iter().find(|known| known.name() == profile).ok_or("no such profile")?;
        let raster = Raster { width: u32::try_from(width)?, height: u32::try_from(height)? };
        Ok(Self { profile, raster, bits: u8::try_from(bits)?, frames, threads })
    }
}

/// Bytes of the planes of a picture whose samples are words.
pub fn plane_bytes(raster: Raster, is_444: bool) -> [usize; 3] {
    let (columns, rows) = (raster.width as usize, raster.height as usize);
    let chroma = if is_444 { columns } else { columns.div_ceil(2) };
    [columns, chroma, chroma].map(|columns| 2 * columns * rows)
}

/// Reads all frames of `input` one after the other, over and over up to their number, and writes them encoded.
pub fn run(task: &Task, input: &Path, output: &Path) -> Result<(), Box<dyn Error>> {
    let threads = NonZeroUsize::new(task.threads).ok_or("no thread")?;
    let settings = Settings { threads, ..Settings::new(task.profile, task.raster, task.bits) };
    let encoder = Encoder::new(settings)?;
    let sizes = plane_bytes(task.raster, task.profile.is_444());
    let mut source = File::open(input)?;
    let mut out = BufWriter::new(File::create(output)?);
    let mut picture = vec![0; sizes.iter().sum()];
    let mut frame = Vec::new();
    for _ in 0..task.frames {
        source.read_exact(&mut picture)?;
        let (luma, chroma) = picture.split_at(sizes[0]);
        let (cb, cr) = chroma.split_at(sizes[1]);
        let planes =
            [luma, cb, cr].map(|bytes| EncodePlane { bytes, stride_bytes: bytes.len() / task.raster.height as usize });
        encoder.encode(&Picture { bits: task.bits, planes, alpha: None }, &mut frame)?;
        out.write_all(&frame)?;
    }
    out.flush()?;
    Ok(())
}
