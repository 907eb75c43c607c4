//! Which clip a file is for.

use super::Amf;
use crate::stem::stem;

/// The clip that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmfClip {
    /// Name of the clip; nothing where the file leaves it empty.
    pub name: Option<String>,
    /// Its media.
    pub media: Option<ClipMedia>,
}

/// By what a file names the media of a clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClipMedia {
    /// Name or URI of a file, as it stands.
    File(String),
    /// Files of frames.
    Sequence {
        /// Their name, with wild cards for digits.
        pattern: String,
        /// The wild card.
        wild_card: String,
        /// First frame number.
        first: u64,
        /// Last frame number.
        last: u64,
    },
    /// A UUID, lower case, without `urn:uuid:`.
    Uuid(String),
}

/// Several files are for one clip.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{count} AMF files are for the clip {clip:?}; one of them has to be chosen")]
pub struct MatchError {
    /// Name of the clip.
    pub clip: String,
    /// How many.
    pub count: usize,
}

impl AmfClip {
    /// Whether it has this name, or its file has it without folder and extension; letter case counts.
    pub fn is_called(&self, name: &str) -> bool {
        let stem = match &self.media {
            Some(ClipMedia::File(file)) => stem(file),
            _ => "",
        };
        !name.is_empty() && (self.name.as_deref() == Some(name) || stem == name)
    }

    /// Whether its media have this UUID, with or without `urn:uuid:`.
    pub fn has_uuid(&self, uuid: &str) -> bool {
        let digits = uuid.strip_prefix("urn:uuid:").unwrap_or(uuid);
        matches!(&self.media, Some(ClipMedia::Uuid(known)) if known.eq_ignore_ascii_case(digits))
    }
}

impl Amf {
    /// The file for a clip among several: by the clip's name, or the stem of its file, or else by its UUID. A file that
    /// names no clip is for none.
    ///
    /// # Errors
    /// Several are for it.
    pub fn for_clip<'a>(files: &'a [Self], name: &str, uuid: Option<&str>) -> Result<Option<&'a Self>, MatchError> {
        let clips = || files.iter().filter_map(|file| Some((file, file.clip.as_ref()?)));
        let named: Vec<_> = clips().filter(|(_, clip)| clip.is_called(name)).collect();
        let found = match uuid {
            Some(uuid) if named.is_empty() => clips().filter(|(_, clip)| clip.has_uuid(uuid)).collect(),
            _ => named,
        };
        match found[..] {
            [] => Ok(None),
            [(file, _)] => Ok(Some(file)),
            _ => Err(MatchError { clip: name.to_owned(), count: found.len() }),
        }
    }
}
