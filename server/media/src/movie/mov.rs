//! The top-level boxes of a QuickTime or MP4 file (ISO/IEC 14496-12 section 4.2).
//!
//! FFmpeg opens a recording that was cut short and finds out frame by frame; the box sizes tell at once.

use crate::MediaError;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// What the boxes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outline {
    /// The index lies in fragments, so the header does not know all frames.
    pub is_fragmented: bool,
}

/// More boxes than any recording has; a bound on the work that a hostile file can ask for.
const MOST_BOXES: usize = 1 << 20;

/// Walks the top-level boxes.
///
/// # Errors
/// `Damaged` where a box reaches past the end of the file or the `moov` box is missing.
pub(super) fn outline(path: &Path) -> Result<Outline, MediaError> {
    let open = |source| MediaError::Open { path: path.to_owned(), source };
    let damaged = |reason| MediaError::Damaged { path: path.to_owned(), what: "movie", reason };
    let mut file = File::open(path).map_err(open)?;
    let file_bytes = file.metadata().map_err(open)?.len();
    let (mut offset_bytes, mut has_header, mut is_fragmented) = (0, false, false);
    for _ in 0..MOST_BOXES {
        if offset_bytes + 8 > file_bytes {
            break;
        }
        file.seek(SeekFrom::Start(offset_bytes)).map_err(open)?;
        let mut head = [0; 16];
        let head_bytes = if offset_bytes + 16 <= file_bytes { 16 } else { 8 };
        file.read_exact(&mut head[..head_bytes]).map_err(open)?;
        let Some(found) = parse(&head, file_bytes - offset_bytes) else {
            // Some recorders pad behind the last box; that is no box, and harmless once the header was there.
            break;
        };
        if found.size_bytes > file_bytes - offset_bytes {
            return Err(damaged(format!(
                "box {} at byte {offset_bytes} is {} bytes long, but only {} bytes follow: the file is cut short",
                String::from_utf8_lossy(&found.name),
                found.size_bytes,
                file_bytes - offset_bytes
            )));
        }
        has_header |= &found.name == b"moov";
        is_fragmented |= &found.name == b"moof";
        offset_bytes += found.size_bytes;
    }
    if has_header {
        Ok(Outline { is_fragmented })
    } else {
        Err(damaged("there is no moov box: the recording was not finished or the file is cut short".to_owned()))
    }
}

struct BoxHead {
    name: [u8; 4],
    size_bytes: u64,
}

/// Reads a box header; `None` where the bytes are none.
fn parse(head: &[u8; 16], left_bytes: u64) -> Option<BoxHead> {
    let (size, rest) = head.split_first_chunk::<4>()?;
    let (name, rest) = rest.split_first_chunk::<4>()?;
    // 0xa9 is the copyright sign that begins QuickTime's user data types.
    if !name.iter().all(|byte| (0x20..0x7f).contains(byte) || *byte == 0xa9) {
        return None;
    }
    let size_bytes = match u32::from_be_bytes(*size) {
        0 => left_bytes,
        1 => u64::from_be_bytes(*rest.first_chunk()?),
        size => u64::from(size),
    };
    (size_bytes >= 8).then_some(BoxHead { name: *name, size_bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn check(bytes: &[u8], expected: Result<Outline, &str>) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        match (outline(file.path()), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (found, expected) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn boxes_are_walked() {
        let whole = Ok(Outline { is_fragmented: false });
        check(b"\0\0\0\x08ftyp\0\0\0\x09moovx\0\0\0\x0amdatxx", whole);
        check(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x11x\0\0\0\x08moov", whole);
        check(b"\0\0\0\x08moov\0\0\0\0mdatxxxxxxxx", whole);
        check(b"\0\0\0\x08moov\0\0\0\0\0\0\0\0\0\0\0\0", whole);
        check(b"\0\0\0\x08moov\0\0\0\x08moof\0\0\0\x08mdat", Ok(Outline { is_fragmented: true }));
        check(b"\0\0\0\x08ftyp\0\0\0\x20mdatxxxx", Err("cut short"));
        check(b"\0\0\0\x08ftyp\0\0\0\x0cmdatxxxx", Err("no moov box"));
        check(b"\0\0\0\x08ftyp\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff", Err("cut short"));
    }
}
