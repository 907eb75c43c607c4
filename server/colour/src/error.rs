//! Why a colour question has no answer.

use interneg_kernels::ProgramError;
use std::path::PathBuf;
use thiserror::Error;

/// Why a configuration, a space or a transform cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ColourError {
    /// No configuration of that name is built in.
    #[error("no built-in colour configuration {name:?}; there are: {}", known.join(", "))]
    UnknownConfig {
        /// Name that was asked for.
        name: String,
        /// Names that exist.
        known: Vec<String>,
    },
    /// A configuration file that OpenColorIO does not accept.
    #[error("failed to load colour configuration: {reason}: {}", path.display())]
    BadConfig {
        /// The file.
        path: PathBuf,
        /// OpenColorIO's words.
        reason: String,
    },
    /// A space that the configuration does not have.
    #[error("no colour space {name:?} in configuration {config}; {}", candidates_text(candidates))]
    UnknownSpace {
        /// Name that was asked for.
        name: String,
        /// The configuration.
        config: String,
        /// Names that are spelt most like it, best first; where none is, all spaces that a source may be in.
        candidates: Vec<String>,
    },
    /// A space of data: nothing is known of its colours, so OpenColorIO would silently leave them as they are.
    #[error("colour space {0:?} holds data, not colours, and cannot be converted")]
    DataSpace(String),
    /// The official OpenColorIO does not do what is asked.
    #[cfg(feature = "official-ocio")]
    #[error("the official OpenColorIO cannot be used: {reason}")]
    NoOfficialLibrary {
        /// What is wrong, or the library's words.
        reason: String,
    },
    /// OpenColorIO cannot connect the two spaces.
    #[error("failed to build the transform from {source_space:?} to {target_space:?}: {reason}")]
    NoTransform {
        /// Space of the source.
        source_space: String,
        /// Space of the delivery.
        target_space: String,
        /// OpenColorIO's words.
        reason: String,
    },
    /// A view that no cube can hold.
    #[error("failed to bake the view {view:?} of {display:?}: {reason}; ask for it with the precision `exact`")]
    NoBake {
        /// Name of the display.
        display: String,
        /// Name of the view.
        view: String,
        /// What is wrong with the cube.
        reason: ProgramError,
    },
    /// A file that is no look.
    #[error("failed to read the look: {reason}: {}", path.display())]
    BadLut {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A CDL with a number that the ASC does not allow.
    #[error("a CDL cannot have a {number} of {value}")]
    BadGrade {
        /// Which of the ten.
        number: &'static str,
        /// Its value.
        value: String,
    },
}

fn candidates_text(candidates: &[String]) -> String {
    format!("candidates: {}", candidates.join(", "))
}
