//! Reads back what was written: beginnings and fragments of our own, and nothing else.

use super::fragment::{BASE_IS_MOOF, HAS_COMPOSITIONS, HAS_FLAGS, HAS_OFFSET, HAS_SIZES, KEY};
use super::movie::{Track, TrackKind};
use interneg_spec::Raster;

/// Most bytes of the head of a segment; 12 bytes a sample leave room for more frames than a segment may have.
const MOST_HEAD_BYTES: usize = 1 << 24;

/// The head of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Where the samples begin in the file.
    pub data_offset_bytes: u64,
    /// Length of all samples together.
    pub data_bytes: u64,
    /// The tracks, in order; their samples lie one behind the other.
    pub tracks: Vec<FragmentTrack>,
}

/// Samples of a track in a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FragmentTrack {
    /// When the first one is decoded, in ticks of the track.
    pub begin_ticks: u64,
    /// Size in bytes, key frame or not, and ticks from decoding to presentation, of each.
    pub samples: Vec<(u32, bool, i32)>,
}

/// Bytes that are taken from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("a box ends early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, String> {
        let (taken, rest) = self.0.split_first_chunk().ok_or("a box ends early")?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*taken))
    }

    fn u64(&mut self) -> Result<u64, String> {
        Ok(u64::from(self.u32()?) << 32 | u64::from(self.u32()?))
    }

    /// The content of the next box, which must be called `name`.
    fn atom(&mut self, name: &[u8; 4]) -> Result<Self, String> {
        let found = self.next_atom()?;
        match found {
            Some((found, content)) if found == name => Ok(content),
            Some((found, _)) => Err(format!("box {} where {} is expected", shown(found), shown(name))),
            None => Err(format!("no box {}", shown(name))),
        }
    }

    /// The content of the first box called `name`; those before it are passed over.
    fn find(&mut self, name: &[u8; 4]) -> Result<Self, String> {
        while let Some((found, content)) = self.next_atom()? {
            if found == name {
                return Ok(content);
            }
        }
        Err(format!("no box {}", shown(name)))
    }

    fn next_atom(&mut self) -> Result<Option<(&'a [u8], Self)>, String> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let size = self.u32()? as usize;
        let name = self.take(4)?;
        let content = size.checked_sub(8).ok_or("a box is shorter than its head")?;
        Ok(Some((name, Self(self.take(content)?))))
    }

    /// The flags of a full box, whose version must be `version`.
    fn flags(&mut self, version: u32) -> Result<u32, String> {
        let word = self.u32()?;
        match word >> 24 == version {
            true => Ok(word & 0x00ff_ffff),
            false => Err(format!("version {} of a box where {version} is expected", word >> 24)),
        }
    }
}

fn shown(name: &[u8]) -> String {
    name.escape_ascii().to_string()
}

/// Reads the tracks of a beginning.
pub fn read_init(bytes: &[u8]) -> Result<Vec<Track>, String> {
    let mut file = Bytes(bytes);
    file.atom(b"ftyp")?;
    let movie = file.atom(b"moov")?;
    let mut durations = Bytes(movie.0).find(b"mvex")?;
    let mut rest = Bytes(movie.0);
    let mut tracks = Vec::new();
    while let Ok(track) = rest.find(b"trak") {
        let mut defaults = durations.atom(b"trex")?;
        defaults.take(12)?;
        tracks.push(read_track(track, defaults.u32()?)?);
    }
    if tracks.is_empty() { Err("no tracks".to_owned()) } else { Ok(tracks) }
}

fn read_track(track: Bytes<'_>, sample_ticks: u32) -> Result<Track, String> {
    let mut header = Bytes(track.0).find(b"tkhd")?;
    header.flags(0)?;
    header.take(72)?;
    let raster = Raster { width: header.u32()? >> 16, height: header.u32()? >> 16 };
    let lead_ticks = match Bytes(track.0).find(b"edts") {
        Ok(mut edits) => {
            let mut list = edits.atom(b"elst")?;
            list.flags(0)?;
            list.take(8)?;
            list.u32()?
        }
        Err(_) => 0,
    };
    let media = Bytes(track.0).find(b"mdia")?;
    let mut header = Bytes(media.0).find(b"mdhd")?;
    header.flags(0)?;
    header.take(8)?;
    let time_scale = header.u32()?;
    let mut handler = Bytes(media.0).find(b"hdlr")?;
    handler.take(8)?;
    let kind = match handler.take(4)? {
        b"vide" => TrackKind::Picture(raster),
        b"soun" => TrackKind::Sound,
        other => return Err(format!("a track of kind {}", shown(other))),
    };
    let mut entries = Bytes(media.0).find(b"minf")?.find(b"stbl")?.find(b"stsd")?;
    entries.take(8)?;
    if time_scale == 0 || sample_ticks == 0 {
        return Err("a track without time".to_owned());
    }
    Ok(Track { kind, time_scale, sample_ticks, lead_ticks, entry: entries.0.to_vec() })
}

/// Reads the head of a segment of `file_bytes` bytes; `read` gives the bytes from its beginning, as many as asked for.
pub fn read_fragment(
    file_bytes: u64,
    mut read: impl FnMut(usize) -> Result<Vec<u8>, String>,
) -> Result<Fragment, String> {
    let start = read(8)?;
    let head_bytes = Bytes(&start).u32()? as usize;
    if !(8..=MOST_HEAD_BYTES).contains(&head_bytes) {
        return Err(format!("a head of {head_bytes} bytes"));
    }
    let bytes = read(head_bytes + 8)?;
    let mut file = Bytes(&bytes);
    let mut head = file.atom(b"moof")?;
    let data_box_bytes = file.u32()?;
    let name = file.take(4)?;
    let data_offset_bytes = head_bytes as u64 + 8;
    if name != b"mdat" || head_bytes as u64 + u64::from(data_box_bytes) != file_bytes {
        return Err("its samples are not all of the rest of it".to_owned());
    }
    head.atom(b"mfhd")?;
    let mut tracks = Vec::new();
    let mut data_bytes = 0_u64;
    while !head.0.is_empty() {
        let track = head.atom(b"traf")?;
        tracks.push(read_run(track, tracks.len() + 1, data_offset_bytes + data_bytes)?);
        data_bytes += tracks.last().map_or(0, FragmentTrack::bytes);
    }
    if data_offset_bytes + data_bytes != file_bytes {
        return Err("its samples are longer or shorter than they are said to be".to_owned());
    }
    Ok(Fragment { data_offset_bytes, data_bytes, tracks })
}

fn read_run(mut track: Bytes<'_>, number: usize, offset_bytes: u64) -> Result<FragmentTrack, String> {
    let mut header = track.atom(b"tfhd")?;
    if header.flags(0)? != BASE_IS_MOOF || header.u32()? as usize != number {
        return Err("a track fragment of another kind".to_owned());
    }
    let mut time = track.atom(b"tfdt")?;
    time.flags(1)?;
    let begin_ticks = time.u64()?;
    let mut run = track.atom(b"trun")?;
    if run.flags(1)? != HAS_OFFSET | HAS_SIZES | HAS_FLAGS | HAS_COMPOSITIONS {
        return Err("a run of another kind".to_owned());
    }
    let count = run.u32()? as usize;
    if u64::from(run.u32()?) != offset_bytes {
        return Err("samples that do not follow each other".to_owned());
    }
    if run.0.len() != count.saturating_mul(12) {
        return Err(format!("{} bytes for {count} samples", run.0.len()));
    }
    let mut samples = Vec::with_capacity(count);
    for _ in 0..count {
        let (size, flags, composition) = (run.u32()?, run.u32()?, run.u32()?);
        samples.push((size, flags == KEY, composition.cast_signed()));
    }
    Ok(FragmentTrack { begin_ticks, samples })
}

impl FragmentTrack {
    /// Length of its samples together.
    pub fn bytes(&self) -> u64 {
        self.samples.iter().map(|(size, ..)| u64::from(*size)).sum()
    }
}
