//! ASC MHL 2.0: a folder `ascmhl` with one manifest a generation and a chain file over them.
//!
//! [`create`] makes the next generation from records; [`History::load`] reads the generations that are there. Folders with a
//! history of their own below the root can be verified, but not continued from above.

mod chain;
mod create;
mod history;
mod ignored;
mod read;
mod tree;
mod write;

pub use chain::chain_goes_on;
pub use create::{GenerationRequest, NewGeneration, create};
pub use history::{History, HistoryDamage, Known};
pub use ignored::{DEFAULT_PATTERNS, IgnoreSpec};
pub use read::{Action, FileEntry, FolderEntry, Manifest, Reference, parse};
pub use tree::{FolderHashes, Tree};
pub use write::{Author, Creator, Process};

pub(crate) use read::{NAMESPACE, from_root};

/// The folder of a history, directly below the folder that it speaks of.
pub const FOLDER_NAME: &str = "ascmhl";

/// The chain file inside.
pub const CHAIN_NAME: &str = "ascmhl_chain.xml";
