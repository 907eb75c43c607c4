//! Which camera original an event means.
//!
//! An event and an original belong together where a name or a reel agrees **and** the timecode lies inside; the rules
//! are [`RULES`]. Nothing is guessed: what has two answers is [`Resolution::Ambiguous`], with both of them.

mod fit;
mod index;
mod names;
mod ocf;
mod options;
mod record;
mod resolution;
mod resolve;
mod rules;
mod tie;

pub use index::OcfIndex;
pub use ocf::{Ocf, ProxyEntry};
pub use options::{ConformOptions, Key, TieBreaker};
pub use record::{ConformRecord, conform};
pub use resolution::{Candidate, ClipFrames, Confidence, Match, Resolution, Why};
pub use resolve::resolve;
pub use rules::{RULES, Rule};
