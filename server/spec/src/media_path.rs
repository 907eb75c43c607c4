//! Where media lies: a path below a named root.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// `root:relative/path`, or a plain path that the server must find to lie below one of its roots.
///
/// For image sequences the last component holds one frame pattern, `####` or `%07d`; a folder stands for the one
/// sequence in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaPath {
    root: Option<String>,
    path: String,
}

/// Why a text is no media path.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MediaPathError {
    /// Nothing there.
    #[error("the path is empty")]
    Empty,
    /// A root name with characters other than letters, digits, `-` and `_`.
    #[error("not a root name: {0:?}; root names are letters, digits, - and _")]
    RootName(String),
    /// `..` in the path, or an absolute path behind a root name.
    #[error("path leaves its root: {0:?}")]
    Escapes(String),
    /// A NUL or a line break in the path.
    #[error("path holds a control character: {0:?}")]
    Control(String),
}

impl MediaPath {
    /// Name of the root, where the text named one.
    pub fn root(&self) -> Option<&str> {
        self.root.as_deref()
    }

    /// The path below the root, or the plain path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Last component.
    pub fn file_name(&self) -> &str {
        self.path.trim_end_matches('/').rsplit('/').next().unwrap_or(&self.path)
    }
}

impl std::str::FromStr for MediaPath {
    type Err = MediaPathError;

    fn from_str(text: &str) -> Result<Self, MediaPathError> {
        if text.is_empty() {
            return Err(MediaPathError::Empty);
        }
        if text.chars().any(char::is_control) {
            return Err(MediaPathError::Control(text.to_owned()));
        }
        let (root, path) = match text.split_once(':') {
            Some((root, path)) if !root.contains('/') => (Some(root), path),
            _ => (None, text),
        };
        if path.split('/').any(|component| component == "..") {
            return Err(MediaPathError::Escapes(text.to_owned()));
        }
        let Some(root) = root else { return Ok(Self { root: None, path: path.to_owned() }) };
        if root.is_empty() || !root.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
            return Err(MediaPathError::RootName(root.to_owned()));
        }
        if path.starts_with('/') {
            return Err(MediaPathError::Escapes(text.to_owned()));
        }
        Ok(Self { root: Some(root.to_owned()), path: path.to_owned() })
    }
}

impl std::fmt::Display for MediaPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.root {
            Some(root) => write!(f, "{root}:{}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

impl TryFrom<String> for MediaPath {
    type Error = MediaPathError;

    fn try_from(text: String) -> Result<Self, MediaPathError> {
        text.parse()
    }
}

impl From<MediaPath> for String {
    fn from(path: MediaPath) -> Self {
        path.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rooted_and_plain_paths() {
        let rooted: MediaPath = "ocf:A001/A001C001.mov".parse().unwrap();
        assert_eq!(
            (rooted.root(), rooted.path(), rooted.file_name()),
            (Some("ocf"), "A001/A001C001.mov", "A001C001.mov")
        );
        let plain: MediaPath = "/mnt/show/A001.%07d.dpx".parse().unwrap();
        assert_eq!((plain.root(), plain.file_name()), (None, "A001.%07d.dpx"));
        assert_eq!(rooted.to_string(), "ocf:A001/A001C001.mov");
    }

    #[test]
    fn refuses_paths_that_leave_their_root() {
        for text in ["", "ocf:../secret", "a/../../b", "ocf:/etc/passwd", "bad root:x", ":x", "a\nb"] {
            assert!(text.parse::<MediaPath>().is_err(), "{text:?}");
        }
    }
}
