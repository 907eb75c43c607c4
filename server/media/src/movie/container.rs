//! Tells from the first bytes what a file is, before FFmpeg sees it.

use crate::MediaError;
use std::ffi::CStr;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// SMPTE ST 377-1 section 6.5: a run-in before the header partition is shorter than 65536 bytes.
const LONGEST_RUN_IN_BYTES: usize = 65535;

/// First 13 bytes of the key of every partition pack (ST 377-1 table 4); the 14th tells header, body and footer.
pub(super) const PARTITION_PACK_KEY: [u8; 13] =
    [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01];

/// Boxes that a QuickTime or ISO base media file can begin with.
const FIRST_BOXES: [&[u8; 4]; 7] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"];

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// A movie in this container.
    Movie(Container),
    /// An image of one frame: DPX or EXR.
    Image,
}

/// A movie container that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// QuickTime and ISO base media (MP4).
    Mov,
    /// Material Exchange Format, with the bytes before its header partition.
    Mxf { run_in_bytes: u64 },
}

impl Container {
    /// FFmpeg's name of the one demuxer that may open the file.
    pub(super) fn demuxer(self) -> &'static CStr {
        match self {
            Self::Mov => c"mov",
            Self::Mxf { .. } => c"mxf",
        }
    }

    /// The same as text.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Mov => "mov",
            Self::Mxf { .. } => "mxf",
        }
    }
}

/// Looks at the first bytes of a file.
///
/// # Errors
/// `Open` where the file cannot be read, `NotMedia` with what it looks like where it is not accepted.
pub(crate) fn identify(path: &Path) -> Result<FileKind, MediaError> {
    let open = |source| MediaError::Open { path: path.to_owned(), source };
    let mut head = Vec::new();
    let longest = LONGEST_RUN_IN_BYTES + PARTITION_PACK_KEY.len() + 1;
    File::open(path).map_err(open)?.take(longest as u64).read_to_end(&mut head).map_err(open)?;
    kind_of(&head).map_err(|found| MediaError::NotMedia {
        path: path.to_owned(),
        reason: format!("looks like {found}; accepted are QuickTime, MP4, MXF, DPX and OpenEXR"),
    })
}

/// The kind of a file that begins with `head`, or words for what else it seems to be.
fn kind_of(head: &[u8]) -> Result<FileKind, String> {
    if is_box_header(head) {
        return Ok(FileKind::Movie(Container::Mov));
    }
    if head.starts_with(b"SDPX") || head.starts_with(b"XPDS") || head.starts_with(&[0x76, 0x2f, 0x31, 0x01]) {
        return Ok(FileKind::Image);
    }
    let is_header_partition = |window: &[u8]| window[..13] == PARTITION_PACK_KEY && window[13] == 0x02;
    if let Some(run_in) = head.windows(14).position(is_header_partition) {
        return Ok(FileKind::Movie(Container::Mxf { run_in_bytes: run_in as u64 }));
    }
    Err(words_for(head))
}

fn is_box_header(head: &[u8]) -> bool {
    let Some((size, rest)) = head.split_first_chunk::<4>() else { return false };
    let size = u32::from_be_bytes(*size);
    // ISO/IEC 14496-12 section 4.2: 0 stands for "to the end of the file", 1 for a 64-bit size behind the type.
    FIRST_BOXES.iter().any(|name| rest.starts_with(*name)) && !(2..8).contains(&size)
}

fn words_for(head: &[u8]) -> String {
    let named: [(&[u8], &str); 12] = [
        (b"#EXTM3U", "an HLS playlist"),
        (b"ffconcat version", "an ffconcat list"),
        (b"<?xml", "an XML text"),
        (b"RIFF", "a RIFF file (AVI or WAVE)"),
        (b"RF64", "an RF64 sound file"),
        (&[0x1a, 0x45, 0xdf, 0xa3], "Matroska or WebM"),
        (&[0x89, b'P', b'N', b'G'], "a PNG image"),
        (&[0xff, 0xd8, 0xff], "a JPEG image"),
        (b"II*\0", "a TIFF or DNG image"),
        (b"MM\0*", "a TIFF or DNG image"),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive"),
    ];
    if head.is_empty() {
        return "an empty file".to_owned();
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if let Some((_, words)) = named.iter().find(|(magic, _)| text.starts_with(magic)) {
        return (*words).to_owned();
    }
    if is_text(&head[..head.len().min(512)]) {
        return "a text file".to_owned();
    }
    let bytes: Vec<_> = head.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("no format that is known (first bytes {})", bytes.join(" "))
}

fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A character may be cut in two at the end of the excerpt.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty() && valid.chars().all(|character| !character.is_control() || "\t\r\n\x0c".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_decide() {
        let movie = |container| Ok(FileKind::Movie(container));
        assert_eq!(kind_of(b"\0\0\0\x14ftypqt  "), movie(Container::Mov));
        assert_eq!(kind_of(b"\0\0\0\x01mdat\0\0\0\0\0\0\x10\0"), movie(Container::Mov));
        assert_eq!(kind_of(b"SDPX"), Ok(FileKind::Image));
        let mut mxf = vec![0; 300];
        mxf.extend_from_slice(&PARTITION_PACK_KEY);
        mxf.extend_from_slice(&[0x02, 0x04, 0x00]);
        assert_eq!(kind_of(&mxf), movie(Container::Mxf { run_in_bytes: 300 }));
    }

    #[test]
    fn everything_else_is_named() {
        for (head, words) in [
            (&b""[..], "an empty file"),
            (b"#EXTM3U\n#EXT-X-VERSION:3\n", "an HLS playlist"),
            (b"ffconcat version 1.0\nfile b.mov\n", "an ffconcat list"),
            (b"title,reel\nA001,\xc3\xa9", "a text file"),
            (b"title,reel\nA001,\xc3", "a text file"),
            (b"\0\0\0\x07ftypqt  ", "no format that is known (first bytes 00 00 00 07 66 74 79 70)"),
            (b"\xde\xad\xbe\xef", "no format that is known (first bytes de ad be ef)"),
        ] {
            assert_eq!(kind_of(head), Err(words.to_owned()));
        }
    }
}
