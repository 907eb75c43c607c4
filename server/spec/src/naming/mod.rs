//! Folder and file names of picture archival assets (client article 360000384727).
//!
//! ```text
//! [title]_[episode]_[asset]_[bits]_[range]_[ACES]_[space]_[transfer]_[date]_[aspect]_[resolution].[frame].[ext]
//! ```
//!
//! The article has no template for a movie. It gets the same name without `.[frame]`, because it holds all of them.

mod fields;
mod resolve;
mod stem;
mod vocabulary;

pub use fields::NameFields;
pub use resolve::{DEFAULT_FRAME_PADDING, MAX_PATH_CHARACTERS, NameContext, ResolvedName};
pub(crate) use stem::is_date;
pub use stem::{ParsedStem, StemError, parse_stem};
pub use vocabulary::{SpaceTokens, Standing, TokenField, Vocabulary, VocabularyError};
