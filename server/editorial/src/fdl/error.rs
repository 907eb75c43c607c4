//! Why a framing decision list cannot be read or applied.

use super::Layer;

/// A text that is no ASC FDL of version 2.0 or older.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FdlError {
    /// It is no JSON, or a property is missing, unknown or of another type.
    #[error("line {line}, column {column}: {reason}")]
    Shape {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1; 0 at the end of a line.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// A property is missing, unknown or of another type in a list of version 2.0.
    #[error("{reason}")]
    Property {
        /// What the parser says, with the property's name.
        reason: String,
    },
    /// The text is longer than any list.
    #[error("the text has {bytes} bytes, and no more than {max_bytes} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        max_bytes: usize,
    },
    /// A version that this reader does not know.
    #[error("ASC FDL {major}.{minor} is not known; 0.1, 1.0, 1.1 and 2.0 are")]
    Version {
        /// Major number.
        major: u32,
        /// Minor number.
        minor: u32,
    },
    /// A value that the schema does not allow.
    #[error("{path}: {reason}")]
    Value {
        /// JSON path of the value.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An id stands twice where it has to be unique.
    #[error("{path}: the id {id:?} is there already")]
    DuplicateId {
        /// JSON path of the second one.
        path: String,
        /// The id.
        id: String,
    },
    /// Something is referred to that is not in the list.
    #[error("{path}: there is no {what} {id:?}")]
    Reference {
        /// JSON path of the reference.
        path: String,
        /// What is looked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// An area lies outside of the one that has to hold it.
    #[error("{path}: {inner} is not inside {outer}")]
    Outside {
        /// JSON path of the area.
        path: String,
        /// The area.
        inner: &'static str,
        /// What has to hold it.
        outer: &'static str,
    },
}

/// A template that does not fit a canvas.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The template asks for an area that the source does not have.
    #[error("the template {template} wants {layer}, which the source does not have")]
    Missing {
        /// Id of the template.
        template: String,
        /// The area.
        layer: Layer,
    },
    /// The new canvas has no size that a picture can have.
    #[error("the template {template} makes a canvas of {width} by {height} pixels; 1 to 65535 are possible")]
    Size {
        /// Id of the template.
        template: String,
        /// Its width, as a number.
        width: String,
        /// Its height, as a number.
        height: String,
    },
}
