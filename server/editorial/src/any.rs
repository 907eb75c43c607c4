//! One door for every kind of list.

use crate::ale::{self, AleError};
use crate::edl::{self, EdlError};
use crate::fcp7::{self, XmemlError};
use crate::otio::{self, OtioError};
use crate::text;
use crate::timeline::Timeline;
use interneg_spec::Rate;
use thiserror::Error;

/// The kinds of lists that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// CMX3600 edit decision list.
    Edl,
    /// OpenTimelineIO's JSON.
    Otio,
    /// Final Cut Pro 7 XML.
    Xmeml,
    /// Avid Log Exchange.
    Ale,
}

/// Why a list is not read. All name it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadTimelineError {
    /// None of the kinds that are read.
    #[error("{name}: not a list that is read: {reason}")]
    Unknown {
        /// Name of the list.
        name: String,
        /// What it looks like, and what would settle it.
        reason: &'static str,
    },
    /// An EDL, and nobody says its rate.
    #[error("{name}: an EDL has no frame rate of its own; say at which rate it counts")]
    NoRate {
        /// Name of the list.
        name: String,
    },
    /// An EDL that cannot be read.
    #[error("{name}: {error}")]
    Edl {
        /// Name of the list.
        name: String,
        /// What is wrong with it.
        error: EdlError,
    },
    /// An OTIO file that cannot be read.
    #[error("{name}: {error}")]
    Otio {
        /// Name of the list.
        name: String,
        /// What is wrong with it.
        error: OtioError,
    },
    /// A Final Cut Pro 7 XML that cannot be read.
    #[error("{name}: {error}")]
    Xmeml {
        /// Name of the list.
        name: String,
        /// What is wrong with it.
        error: XmemlError,
    },
    /// An ALE that cannot be read.
    #[error("{name}: {error}")]
    Ale {
        /// Name of the list.
        name: String,
        /// What is wrong with it.
        error: AleError,
    },
}

/// First bytes of a compound file, as AAF is.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How far into a document its root element may begin.
const LONGEST_PROLOGUE: usize = 64 << 10;

/// Tells the kind of a list from its content; the error says what else it looks like.
///
/// # Errors
/// Content of none of the kinds.
pub fn list_kind(bytes: &[u8]) -> Result<ListKind, &'static str> {
    if bytes.starts_with(COMPOUND_FILE) {
        return Err("it looks like an AAF; export OTIO, XML or an EDL");
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err("it is a ZIP archive, as an .otioz is; take its content.otio out");
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let head = &bytes[..bytes.len().min(LONGEST_PROLOGUE)];
    let holds = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
    match head.first() {
        Some(b'{') => Ok(ListKind::Otio),
        Some(b'<') if holds(b"<xmeml") => Ok(ListKind::Xmeml),
        Some(b'<') if holds(b"<fcpxml") => Err("FCPXML is not read; export Final Cut Pro 7 XML, OTIO or an EDL"),
        Some(b'<') => Err("it is XML of another kind than xmeml"),
        Some(_) if head.starts_with(b"Heading") => Ok(ListKind::Ale),
        Some(_) if edl::looks_like_one(&text::decode(head).0) => Ok(ListKind::Edl),
        Some(_) => Err("it is neither an EDL, nor OTIO, nor Final Cut Pro 7 XML, nor an ALE"),
        None => Err("it is empty"),
    }
}

/// Reads a list of any kind. `name` is what errors call it; `rate` is that of an EDL, and of others where they do not
/// say one themselves. An EDL leaves more open than that: [`edl::read`] has its options.
///
/// # Errors
/// What is none of the kinds, what cannot be read, and an EDL without a rate.
pub fn read_timeline(name: &str, bytes: &[u8], rate: Option<Rate>) -> Result<Timeline, ReadTimelineError> {
    let name = || name.to_owned();
    match list_kind(bytes).map_err(|reason| ReadTimelineError::Unknown { name: name(), reason })? {
        ListKind::Edl => {
            let rate = rate.ok_or_else(|| ReadTimelineError::NoRate { name: name() })?;
            let options = edl::ReadOptions::new(rate);
            edl::read(bytes, &options).map_err(|error| ReadTimelineError::Edl { name: name(), error })
        }
        ListKind::Otio => otio::read(bytes, rate).map_err(|error| ReadTimelineError::Otio { name: name(), error }),
        ListKind::Xmeml => {
            fcp7::read(bytes, None, rate).map_err(|error| ReadTimelineError::Xmeml { name: name(), error })
        }
        ListKind::Ale => {
            let log = ale::read(bytes).and_then(|log| ale::timeline(&log, rate));
            log.map_err(|error| ReadTimelineError::Ale { name: name(), error })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_kind() {
        for (text, kind) in [
            ("TITLE: x\r\n", ListKind::Edl),
            ("\n\n001  A V C 01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00", ListKind::Edl),
            ("\u{feff}{\"OTIO_SCHEMA\": \"Timeline.1\"}", ListKind::Otio),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE xmeml>\n<xmeml version=\"4\">", ListKind::Xmeml),
            ("Heading\r\nFPS\t24\r\n", ListKind::Ale),
        ] {
            assert_eq!(list_kind(text.as_bytes()), Ok(kind), "{text}");
        }
        for bytes in [&b""[..], b"PK\x03\x04", COMPOUND_FILE, b"<fcpxml version='1.9'>", b"<html>", b"hello", b"\xff\0"]
        {
            assert!(list_kind(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn errors_name_the_list() {
        let list = b"001  A V C 01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00";
        let error = read_timeline("cut.edl", list, None).unwrap_err();
        assert_eq!(error.to_string(), "cut.edl: an EDL has no frame rate of its own; say at which rate it counts");
        assert!(read_timeline("cut.edl", list, Some(Rate::FPS_24)).is_ok());
        for (bytes, start) in [
            (&b"TITLE: x"[..], "x: the list has no events"),
            (b"{}", "x: file: it has no OTIO_SCHEMA"),
            (b"<xmeml>", "x: line 1: <xmeml> is not closed"),
            (b"Heading\n", "x: the log has no section \"Column\""),
            (b"", "x: not a list that is read: it is empty"),
        ] {
            let error = read_timeline("x", bytes, Some(Rate::FPS_24)).unwrap_err().to_string();
            assert!(error.starts_with(start), "{error}");
        }
    }
}
