//! The passport as a file, checked when it is written and when it is read.

use super::{Entry, FileFacts};
use crate::identity::ClipKind;
use crate::rules::Application;
use interneg_manifest::Digest;
use interneg_spec::MediaPath;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The form that is read and written.
const VERSION: u32 = 1;

/// The proxies of a job and their originals. Entries stand in order of the proxies' paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passport {
    version: u32,
    project: String,
    entries: Vec<Entry>,
}

/// Why a passport is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PassportError {
    /// Not the form of a passport.
    #[error("not a relink passport: {0}")]
    Syntax(String),
    /// Another version of the form.
    #[error("relink passport of version {found}; version {VERSION} is read")]
    Version {
        /// What the text says.
        found: u32,
    },
    /// An entry that contradicts itself or another.
    #[error("relink passport, proxy {proxy:?}, {field}: {reason}")]
    Entry {
        /// Path of the proxy.
        proxy: String,
        /// The field.
        field: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl Passport {
    /// A passport of `entries`, which are put in order.
    ///
    /// # Errors
    /// `Entry` for what could not be read back.
    pub fn new(project: impl Into<String>, mut entries: Vec<Entry>) -> Result<Self, PassportError> {
        entries.sort_by(|one, other| one.proxy_path().cmp(other.proxy_path()));
        let passport = Self { version: VERSION, project: project.into(), entries };
        passport.check()?;
        Ok(passport)
    }

    /// Reads a passport and checks all that can be checked without the files.
    ///
    /// # Errors
    /// Each names what is wrong.
    pub fn from_json(text: &str) -> Result<Self, PassportError> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let syntax = |error: serde_json::Error| PassportError::Syntax(error.to_string());
        // The version comes first: a later form has other fields.
        let Head { version: found } = serde_json::from_str(text).map_err(syntax)?;
        if found != VERSION {
            return Err(PassportError::Version { found });
        }
        let passport: Self = serde_json::from_str(text).map_err(syntax)?;
        passport.check()?;
        Ok(passport)
    }

    /// The passport as JSON with a line end; the same passport gives the same bytes.
    ///
    /// # Errors
    /// None for a passport that was checked, which this one was.
    pub fn to_json(&self) -> Result<String, PassportError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| PassportError::Syntax(error.to_string()))?;
        Ok(text + "\n")
    }

    /// Name of the project or show.
    pub fn project(&self) -> &str {
        &self.project
    }

    /// The entries, in order of the proxies' paths.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a proxy, by the path of its picture.
    pub fn entry(&self, proxy_path: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.proxy_path().cmp(proxy_path)).ok()?;
        self.entries.get(at)
    }

    fn check(&self) -> Result<(), PassportError> {
        for entry in &self.entries {
            check_entry(entry).map_err(|(field, reason)| PassportError::Entry {
                proxy: entry.proxy_path().to_owned(),
                field,
                reason,
            })?;
        }
        let pair = self.entries.windows(2).find(|pair| pair[0].proxy_path() >= pair[1].proxy_path());
        pair.map_or(Ok(()), |pair| {
            Err(PassportError::Entry {
                proxy: pair[1].proxy_path().to_owned(),
                field: "proxy",
                reason: "it stands behind itself or behind a later path".to_owned(),
            })
        })
    }
}

fn check_entry(entry: &Entry) -> Result<(), (&'static str, String)> {
    if entry.clip.trim().is_empty() {
        return Err(("clip", "the name is empty".to_owned()));
    }
    check_files(&entry.proxy, ClipKind::Movie).map_err(|reason| ("proxy", reason))?;
    check_files(&entry.ocf, entry.ocf_kind).map_err(|reason| ("ocf", reason))?;
    if entry.frames.end <= entry.frames.first {
        return Err(("frames", "there are none".to_owned()));
    }
    if let Some(start) = entry.start {
        start.frame_count(entry.rate).map_err(|error| ("start", error.to_string()))?;
    }
    match Application::ALL.into_iter().find(|application| !entry.relink.contains_key(application)) {
        Some(application) => Err(("relink", format!("nothing is said of {application}"))),
        None => Ok(()),
    }
}

fn check_files(files: &[FileFacts], kind: ClipKind) -> Result<(), String> {
    if files.is_empty() {
        return Err("there is no file".to_owned());
    }
    for file in files {
        file.path.parse::<MediaPath>().map_err(|error| error.to_string())?;
        if file.path.starts_with('/') {
            return Err(format!("path is not relative: {:?}", file.path));
        }
        if file.digests.is_empty() && kind == ClipKind::Movie {
            return Err(format!("{} has no digest", file.path));
        }
        for (kind, text) in &file.digests {
            Digest::parse(*kind, text).map_err(|error| format!("{}: {error}", file.path))?;
        }
    }
    Ok(())
}
