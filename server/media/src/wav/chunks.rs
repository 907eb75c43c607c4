//! The chunks of a RIFF, RF64 or BW64 file (EBU Tech 3285 and 3306, ITU-R BS.2088).

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Chunks that a file may have; recorders write about ten.
const MAX_CHUNKS: usize = 4096;
/// Entries of a `ds64` table that are looked at; none is usual.
const MAX_DS64_ENTRIES: usize = 64;
/// A 32-bit size that stands for "see `ds64`", or that a recorder never came to fill in.
const SIZE_UNKNOWN: u32 = u32::MAX;
const HEADER_BYTES: u64 = 8;

/// A chunk and how much of it is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Four-character code.
    pub id: [u8; 4],
    /// Where its contents begin.
    pub offset_bytes: u64,
    /// Length of its contents, as far as the file has them.
    pub size_bytes: u64,
}

/// Everything that the walk over a file found.
#[derive(Debug)]
pub(super) struct Chunks {
    /// All chunks but `data`, in order of the file.
    pub metadata: Vec<Chunk>,
    /// The samples.
    pub data: Chunk,
    /// Sample frames that `ds64` announces.
    pub announced_samples: Option<u64>,
    /// What is odd about the file.
    pub warnings: Vec<String>,
}

/// Why a file has no chunks to read.
#[derive(Debug)]
pub(super) enum Flaw {
    Io(io::Error),
    NotWave(String),
    Damaged(String),
}

impl From<io::Error> for Flaw {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Chunks {
    /// The first chunk of this name.
    pub fn find(&self, id: &[u8; 4]) -> Option<Chunk> {
        self.metadata.iter().find(|chunk| &chunk.id == id).copied()
    }

    /// Walks the chunks of a file.
    pub fn walk(file: &File) -> Result<Self, Flaw> {
        let mut walk = Walk::start(file)?;
        let mut metadata: Vec<Chunk> = Vec::new();
        let mut data: Option<Chunk> = None;
        while let Some(chunk) = walk.next()? {
            if metadata.len() == MAX_CHUNKS {
                return Err(Flaw::Damaged(format!("it has more than {MAX_CHUNKS} chunks")));
            }
            let is_again = ["fmt ", "bext", "iXML"].iter().any(|id| id.as_bytes() == chunk.id)
                && metadata.iter().any(|known| known.id == chunk.id);
            match (&chunk.id, data) {
                (b"data", None) => data = Some(chunk),
                (b"data", Some(_)) => walk.warn("a second data chunk was not read".to_owned()),
                _ if is_again => walk.warn(format!("a second {} chunk was not read", name_of(chunk.id))),
                _ => metadata.push(chunk),
            }
        }
        let data = data.ok_or_else(|| Flaw::Damaged("it has no data chunk".to_owned()))?;
        Ok(Self {
            metadata,
            data,
            announced_samples: walk.sizes.and_then(|sizes| sizes.samples),
            warnings: walk.warnings,
        })
    }
}

/// What `ds64` says, of an RF64 or BW64 file.
struct Sizes {
    riff: u64,
    data: u64,
    samples: Option<u64>,
    others: Vec<([u8; 4], u64)>,
}

struct Walk<'a> {
    file: &'a File,
    file_bytes: u64,
    /// Where the next chunk begins.
    at: u64,
    /// Where the file says that its chunks end.
    end: Option<u64>,
    sizes: Option<Sizes>,
    warnings: Vec<String>,
}

impl<'a> Walk<'a> {
    fn start(file: &'a File) -> Result<Self, Flaw> {
        let file_bytes = file.metadata()?.len();
        let not_wave = |what: &str| Flaw::NotWave(format!("{what}; expected RIFF, RF64 or BW64 with WAVE"));
        let mut head = [0; 12];
        if file_bytes < 12 {
            return Err(not_wave(&format!("the file has {file_bytes} bytes")));
        }
        file.read_exact_at(&mut head, 0)?;
        let is_64 = [b"RF64", b"BW64"].iter().any(|magic| head.starts_with(*magic));
        if !(is_64 || head.starts_with(b"RIFF")) || &head[8..] != b"WAVE" {
            return Err(not_wave("its first bytes are of another format"));
        }
        let mut walk = Self { file, file_bytes, at: 12, end: None, sizes: None, warnings: Vec::new() };
        let riff_bytes = word(&head, 4);
        let mut riff_bytes = Some(u64::from(riff_bytes)).filter(|_| riff_bytes != SIZE_UNKNOWN && riff_bytes != 0);
        if is_64 {
            walk.sizes = walk.read_ds64()?;
            riff_bytes = walk.sizes.as_ref().map(|sizes| sizes.riff).filter(|size| *size != 0).or(riff_bytes);
        }
        walk.end = riff_bytes.map(|size| size.saturating_add(HEADER_BYTES));
        match walk.end {
            None => walk.warn("the recorder left the size of the file open".to_owned()),
            // A pad byte at the very end is often not counted, or not written.
            Some(end) if end.abs_diff(file_bytes) > 1 => {
                walk.warn(format!("the header tells of {end} bytes, the file has {file_bytes}"));
            }
            Some(_) => {}
        }
        Ok(walk)
    }

    /// Reads `ds64`, which must come first; a file of less than 4 GiB may do without.
    fn read_ds64(&mut self) -> Result<Option<Sizes>, Flaw> {
        let Some((id, size)) = self.header_at(self.at)? else { return Ok(None) };
        if &id != b"ds64" {
            self.warn("a 64-bit file without a ds64 chunk in front".to_owned());
            return Ok(None);
        }
        let mut fixed = [0; 28];
        let contents = self.at + HEADER_BYTES;
        if size < 28 || contents + 28 > self.file_bytes {
            return Err(Flaw::Damaged(format!("ds64 has {size} bytes, at least 28 are needed")));
        }
        self.file.read_exact_at(&mut fixed, contents)?;
        let long = |at: usize| u64::from(word(&fixed, at)) | u64::from(word(&fixed, at + 4)) << 32;
        let fitting = (u64::from(size) - 28) / 12;
        let entries = u64::from(word(&fixed, 24)).min(fitting).min(MAX_DS64_ENTRIES as u64);
        let mut others = Vec::new();
        for index in 0..entries {
            let mut entry = [0; 12];
            let offset = contents + 28 + 12 * index;
            if offset + 12 > self.file_bytes {
                break;
            }
            self.file.read_exact_at(&mut entry, offset)?;
            let size = u64::from(word(&entry, 4)) | u64::from(word(&entry, 8)) << 32;
            others.push(([entry[0], entry[1], entry[2], entry[3]], size));
        }
        Ok(Some(Sizes { riff: long(0), data: long(8), samples: Some(long(16)).filter(|count| *count > 0), others }))
    }

    /// Name and 32-bit size of the chunk at an offset, where the file has room for one.
    fn header_at(&self, offset: u64) -> Result<Option<([u8; 4], u32)>, Flaw> {
        let mut header = [0; 8];
        if offset.checked_add(HEADER_BYTES).is_none_or(|end| end > self.file_bytes) {
            return Ok(None);
        }
        self.file.read_exact_at(&mut header, offset)?;
        Ok(Some(([header[0], header[1], header[2], header[3]], word(&header, 4))))
    }

    fn next(&mut self) -> Result<Option<Chunk>, Flaw> {
        let Some((id, stored)) = self.header_at(self.at)? else {
            let rest = self.file_bytes.saturating_sub(self.at);
            if rest > 1 {
                self.warn(format!("{rest} bytes at the end of the file are no chunk"));
            }
            return Ok(None);
        };
        if !is_name(id) {
            self.warn(format!("what stands at byte {} is no chunk; the file was read up to there", self.at));
            return Ok(None);
        }
        let offset_bytes = self.at + HEADER_BYTES;
        let room = self.file_bytes - offset_bytes;
        let declared = self.declared_size(id, stored, offset_bytes)?;
        let size_bytes = declared.min(room);
        if declared > room {
            self.warn(format!("the {} chunk is cut short: {room} of {declared} bytes are in the file", name_of(id)));
        }
        self.at = self.behind(offset_bytes + size_bytes, size_bytes)?;
        Ok(Some(Chunk { id, offset_bytes, size_bytes }))
    }

    fn declared_size(&mut self, id: [u8; 4], stored: u32, offset_bytes: u64) -> Result<u64, Flaw> {
        let room = self.file_bytes - offset_bytes;
        let of_table = self.sizes.as_ref().and_then(|sizes| {
            let data = (id == *b"data").then_some(sizes.data);
            data.or_else(|| sizes.others.iter().find(|(known, _)| *known == id).map(|(_, size)| *size))
        });
        let size = match stored {
            SIZE_UNKNOWN => of_table,
            stored => Some(u64::from(stored)),
        };
        match size {
            // An empty take has chunks behind its data or nothing at all; a crashed recorder has samples there.
            Some(0) if id == *b"data" && !self.is_chain(offset_bytes)? => {
                self.warn(format!(
                    "the recorder left the size of the sound open; all {room} bytes behind it are taken"
                ));
                Ok(room)
            }
            Some(size) => Ok(size),
            None => {
                let name = name_of(id);
                self.warn(format!("the {name} chunk has no size; all {room} bytes behind it are taken"));
                Ok(room)
            }
        }
    }

    /// Whether chunks, one behind the other, lead from here to the end of the file.
    fn is_chain(&self, mut offset: u64) -> Result<bool, Flaw> {
        for _ in 0..MAX_CHUNKS {
            if self.file_bytes.saturating_sub(offset) <= 1 {
                return Ok(true);
            }
            let Some((id, size)) = self.header_at(offset)? else { return Ok(false) };
            let end = offset + HEADER_BYTES + u64::from(size);
            if !is_name(id) || end > self.file_bytes {
                return Ok(false);
            }
            offset = end + u64::from(size % 2);
        }
        Ok(false)
    }

    /// Where the chunk after one that ends at `end` begins. Chunks are padded to even length; some writers forget it.
    fn behind(&mut self, end: u64, size_bytes: u64) -> Result<u64, Flaw> {
        if size_bytes.is_multiple_of(2) {
            return Ok(end);
        }
        let begins = |found: Option<([u8; 4], u32)>| found.is_some_and(|(id, _)| is_name(id));
        if !begins(self.header_at(end + 1)?) && begins(self.header_at(end)?) {
            self.warn("a chunk of odd length has no pad byte behind it".to_owned());
            return Ok(end);
        }
        Ok(end + 1)
    }

    fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }
}

/// Little-endian word; the callers' buffers are longer than `at + 4`.
fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |word| u32::from_le_bytes(*word))
}

fn is_name(id: [u8; 4]) -> bool {
    id.iter().all(|byte| (0x20..0x7f).contains(byte))
}

fn name_of(id: [u8; 4]) -> String {
    String::from_utf8_lossy(&id).trim().to_owned()
}
