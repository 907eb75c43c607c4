//! What editorial asks between the camera cards and the finished cut: whether proxies find their originals, which frames
//! of which originals a cut shows, and which sound lies under which clip.
//!
//! Nothing here renders or writes. Folders are searched, facts are compared by the crates that know the rules, and every
//! clip is called `root:relative/path`, whatever form the caller used, so that two folders cannot hold the same name.

mod cut;
mod drift;
mod error;
mod relink;
mod search;
mod sound;

pub use cut::{CutRequest, list_cut};
pub use error::EditorialError;
pub use relink::check_relink;
pub use sound::{DaySync, LeftOut, report_sync};
