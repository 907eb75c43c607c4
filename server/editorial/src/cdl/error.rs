//! Why a look cannot be read, or cannot be found.

use crate::xml::XmlError;

/// A number that no CDL may have (ASC CDL 1.2).
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{number} {value} is not allowed in a CDL; {allowed}")]
pub struct CdlValueError {
    /// Which of the ten: `slope`, `offset`, `power` or `saturation`.
    pub number: &'static str,
    /// The number.
    pub value: f64,
    /// What it may be.
    pub allowed: &'static str,
}

/// A text in a log or an edit list that is no CDL.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CdlTextError {
    /// The text has another form.
    #[error("not a CDL: {text:?}; write {form}")]
    Form {
        /// The text, at most its first 80 characters.
        text: String,
        /// What it should look like.
        form: &'static str,
    },
    /// A number out of its limits.
    #[error(transparent)]
    Value(#[from] CdlValueError),
}

/// A file that is no `.cc`, `.ccc` or `.cdl`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CdlError {
    /// The text is no XML, or an element is not where it has to be.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// A number out of its limits.
    #[error("line {line}: {source}")]
    Value {
        /// Line of its element, from 1.
        line: usize,
        /// The number.
        source: CdlValueError,
    },
}

/// A look that cannot be chosen without a guess.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CdlLookupError {
    /// Several corrections carry the name.
    #[error("{count} colour corrections have the id {id:?}; one of them has to be chosen")]
    Ambiguous {
        /// The name of the clip, or of its reel.
        id: String,
        /// How many.
        count: usize,
    },
    /// A decision points at a correction that is in another file.
    #[error("the colour correction {id:?} is referred to but not in this file; the file that has it is needed")]
    NotHere {
        /// The id that is referred to.
        id: String,
    },
}
