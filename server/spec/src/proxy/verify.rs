//! How sure a job wants to be of the files that it makes.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What is verified of a rendition before its files get their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifyChoice {
    /// Nothing beyond the digests of files.
    #[default]
    None,
    /// Every coded frame is decoded by our own decoder and held against the picture that was encoded, and every frame of the
    /// finished file is read back by the file's own index and compared with the frame that was verified.
    Decode,
}

impl VerifyChoice {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::None
    }
}

impl fmt::Display for VerifyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Decode => "decode",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_job_files_hold() {
        for choice in [VerifyChoice::None, VerifyChoice::Decode] {
            let written = serde_json::to_string(&choice).unwrap();
            assert_eq!(written, format!("\"{choice}\""));
            assert_eq!(serde_json::from_str::<VerifyChoice>(&written).unwrap(), choice);
        }
        assert_eq!(VerifyChoice::default(), VerifyChoice::None, "nobody pays for what nobody asks for");
    }
}
