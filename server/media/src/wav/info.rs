//! Everything that a sound file tells of itself.

use super::chunks::{Chunk, Chunks, Flaw};
use super::format::{FormatFlaw, WavFormat};
use super::{Bext, Ixml, bext, conflicts};
use crate::MediaError;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Bytes of a `fmt ` chunk that mean anything.
const FORMAT_BYTES: u64 = 64;
/// iXML that is longer is not read; recorders write about 5000 bytes.
const MAX_IXML_BYTES: u64 = 1 << 20;
/// Coding history that is longer is cut.
const MAX_BEXT_BYTES: u64 = 1 << 20;
/// Warnings that are kept of a file.
const MAX_WARNINGS: usize = 100;

/// What a WAVE file is, and what a recorder wrote into it. Absent fields are not in the file; nothing is guessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WavInfo {
    /// The file.
    pub path: PathBuf,
    /// How samples are stored.
    pub format: WavFormat,
    /// Samples of each channel.
    pub samples: u64,
    /// Where the samples begin in the file.
    pub(crate) data_offset_bytes: u64,
    /// Samples at [`Self::timestamp_rate_hz`] from midnight to the first sample: that of `bext`, else that of iXML.
    pub time_reference: Option<u64>,
    /// Broadcast Wave metadata.
    pub bext: Option<Bext>,
    /// Metadata of the recorder.
    pub ixml: Option<Ixml>,
    /// What is odd about the file: damage that was got over, fields that contradict each other.
    pub warnings: Vec<String>,
}

impl WavInfo {
    /// Reads the chunks of a WAVE, RF64 or BW64 file, the samples aside. Chunks may come in any order.
    ///
    /// # Errors
    /// `Open` where the file cannot be read, `NotMedia` where it is none, `Damaged` without a readable `fmt ` or `data`,
    /// `Unsupported` for codings that are not read.
    pub fn read(path: &Path) -> Result<Self, MediaError> {
        let open = |source| MediaError::Open { path: path.to_owned(), source };
        let damaged = |reason| MediaError::Damaged { path: path.to_owned(), what: "WAVE file", reason };
        let file = File::open(path).map_err(open)?;
        let mut chunks = Chunks::walk(&file).map_err(|flaw| match flaw {
            Flaw::Io(source) => open(source),
            Flaw::NotWave(reason) => MediaError::NotMedia { path: path.to_owned(), reason },
            Flaw::Damaged(reason) => damaged(reason),
        })?;
        let mut warnings = std::mem::take(&mut chunks.warnings);
        let contents = |chunk: Chunk, limit: u64| contents(&file, chunk, limit).map_err(open);

        let fmt = chunks.find(b"fmt ").ok_or_else(|| damaged("it has no fmt chunk".to_owned()))?;
        let (format, notes) = WavFormat::parse(&contents(fmt, FORMAT_BYTES)?).map_err(|flaw| match flaw {
            FormatFlaw::Damaged(reason) => damaged(reason),
            FormatFlaw::Unsupported(what) => MediaError::Unsupported { path: path.to_owned(), what },
        })?;
        warnings.extend(notes);
        let block_bytes = format.block_bytes() as u64;
        let samples = chunks.data.size_bytes / block_bytes;
        let left_bytes = chunks.data.size_bytes % block_bytes;
        if left_bytes > 0 {
            warnings.push(format!("{left_bytes} bytes at the end of the sound are no whole sample and were left out"));
        }
        if let Some(announced) = chunks.announced_samples.filter(|announced| *announced != samples) {
            warnings.push(format!("ds64 tells of {announced} samples, the data has {samples}"));
        }

        let bext = match chunks.find(b"bext") {
            Some(chunk) => read_bext(&contents(chunk, MAX_BEXT_BYTES)?, chunk, &mut warnings),
            None => None,
        };
        let ixml = match chunks.find(b"iXML") {
            Some(chunk) if chunk.size_bytes > MAX_IXML_BYTES => {
                warnings.push(format!("iXML of {} bytes was not read; {MAX_IXML_BYTES} are allowed", chunk.size_bytes));
                None
            }
            Some(chunk) => Ixml::parse(&contents(chunk, MAX_IXML_BYTES)?, &mut warnings)
                .map_err(|reason| warnings.push(format!("iXML was not used: {reason}")))
                .ok(),
            None => None,
        };
        if let Some(ixml) = &ixml {
            warnings.extend(conflicts::between(&format, bext.as_ref(), ixml));
        }
        let time_reference = time_reference(bext.as_ref(), ixml.as_ref(), &mut warnings);
        if warnings.len() > MAX_WARNINGS {
            let left_out = warnings.len() - MAX_WARNINGS;
            warnings.truncate(MAX_WARNINGS);
            warnings.push(format!("and {left_out} more"));
        }
        let data_offset_bytes = chunks.data.offset_bytes;
        Ok(Self { path: path.to_owned(), format, samples, data_offset_bytes, time_reference, bext, ixml, warnings })
    }

    /// Rate of [`Self::time_reference`] in Hz: iXML's `TIMESTAMP_SAMPLE_RATE`, else its `FILE_SAMPLE_RATE`, else that of
    /// `fmt `.
    pub fn timestamp_rate_hz(&self) -> u32 {
        let speed = self.ixml.as_ref().map(|ixml| &ixml.speed);
        speed
            .and_then(|speed| speed.timestamp_sample_rate_hz.or(speed.file_sample_rate_hz))
            .filter(|rate| super::format::SAMPLE_RATES_HZ.contains(rate))
            .unwrap_or(self.format.sample_rate_hz)
    }

    /// Scene: iXML's, else that of a `SCENE=` line of `bext`.
    pub fn scene(&self) -> Option<&str> {
        self.noted(|ixml| ixml.scene.as_deref(), "SCENE")
    }

    /// Take: iXML's, else that of a `TAKE=` line of `bext`.
    pub fn take(&self) -> Option<&str> {
        self.noted(|ixml| ixml.take.as_deref(), "TAKE")
    }

    /// Sound roll: iXML's `TAPE`, else that of a `TAPE=` line of `bext`.
    pub fn tape(&self) -> Option<&str> {
        self.noted(|ixml| ixml.tape.as_deref(), "TAPE")
    }

    /// Names of all channels in order, empty where a channel has none.
    pub fn channel_names(&self) -> Vec<String> {
        (0..usize::from(self.format.channels))
            .map(|channel| {
                self.ixml.as_ref().and_then(|ixml| ixml.channel_name(channel)).unwrap_or_default().to_owned()
            })
            .collect()
    }

    fn noted<'a>(&'a self, of_ixml: impl Fn(&'a Ixml) -> Option<&'a str>, key: &str) -> Option<&'a str> {
        let noted = || self.bext.as_ref()?.noted(key);
        self.ixml.as_ref().and_then(of_ixml).or_else(noted)
    }
}

fn contents(file: &File, chunk: Chunk, limit: u64) -> std::io::Result<Vec<u8>> {
    // The walk has seen that so many bytes are in the file, and the limits are small.
    let mut bytes = vec![0; usize::try_from(chunk.size_bytes.min(limit)).unwrap_or(0)];
    file.read_exact_at(&mut bytes, chunk.offset_bytes)?;
    Ok(bytes)
}

fn read_bext(bytes: &[u8], chunk: Chunk, warnings: &mut Vec<String>) -> Option<Bext> {
    let parsed = Bext::parse(bytes);
    match &parsed {
        None => warnings.push(format!(
            "bext of {} bytes was not used; the standard has at least {}",
            chunk.size_bytes,
            bext::FIXED_BYTES
        )),
        Some(_) if chunk.size_bytes > MAX_BEXT_BYTES => warnings.push("the coding history of bext was cut".to_owned()),
        Some(_) => {}
    }
    parsed
}

fn time_reference(bext: Option<&Bext>, ixml: Option<&Ixml>, warnings: &mut Vec<String>) -> Option<u64> {
    if let Some(bext) = bext {
        return Some(bext.time_reference);
    }
    let ixml = ixml?;
    let copy = ixml.speed.timestamp_samples.or(ixml.bext.time_reference)?;
    warnings.push("there is no bext; the time reference was taken from iXML".to_owned());
    Some(copy)
}
