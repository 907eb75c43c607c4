//! Why a question of editorial has no answer.

use crate::{ExitClass, RootError};
use interneg_editorial::ReadTimelineError;
use interneg_media::MediaError;
use interneg_media::scan::ScanError;
use interneg_qc::passport::PassportError;
use interneg_qc::rules::RuleError;
use thiserror::Error;

/// Why a question of editorial has no answer.
#[derive(Debug, Error)]
pub enum EditorialError {
    /// The caller: a path that may not be used, or that leads nowhere.
    #[error("{field}: {error}")]
    Path {
        /// Field of the request, `ocf[1]`.
        field: String,
        /// What is wrong with it.
        error: RootError,
    },
    /// The caller: a folder that cannot be searched.
    #[error("{field}: {error}")]
    Folder {
        /// Field of the request.
        field: String,
        /// Why not.
        error: ScanError,
    },
    /// The caller: a file that is no clip.
    #[error("{field}: {error}")]
    Clip {
        /// Field of the request.
        field: String,
        /// Why not.
        error: MediaError,
    },
    /// The caller: a folder of sound that cannot be searched.
    #[error("{field}: {reason}")]
    Sound {
        /// Field of the request.
        field: String,
        /// Why not, and which folder.
        reason: String,
    },
    /// Whoever made the cut: it cannot be read.
    #[error(transparent)]
    Cut(#[from] ReadTimelineError),
    /// Whoever made the passport: it is none.
    #[error("{0}; use the .relink.json that was written beside the proxies")]
    Passport(#[from] PassportError),
    /// Us: the rules that come with the program are wrong.
    #[error("{0}")]
    Rules(#[from] RuleError),
}

impl EditorialError {
    /// Who must act.
    pub fn class(&self) -> ExitClass {
        match self {
            Self::Path { error: RootError::Missing { .. }, .. } => ExitClass::MissingInput,
            Self::Path { error: RootError::BadRoot { .. } | RootError::BadName(_), .. } => ExitClass::Configuration,
            Self::Path { .. } => ExitClass::NotPermitted,
            Self::Folder { error: ScanError::Root { .. }, .. } => ExitClass::MissingInput,
            Self::Clip { error: MediaError::Open { .. }, .. } => ExitClass::MissingInput,
            Self::Folder { error: ScanError::TooLarge { .. }, .. } | Self::Clip { .. } | Self::Sound { .. } => {
                ExitClass::BadInput
            }
            Self::Cut(_) | Self::Passport(_) => ExitClass::BadInput,
            Self::Rules(_) => ExitClass::Internal,
        }
    }

    /// Field of the request that is at fault; empty where none is.
    pub fn field(&self) -> &str {
        match self {
            Self::Path { field, .. }
            | Self::Folder { field, .. }
            | Self::Clip { field, .. }
            | Self::Sound { field, .. } => field,
            Self::Cut(_) => "cut",
            Self::Passport(_) => "passport",
            Self::Rules(_) => "",
        }
    }
}
