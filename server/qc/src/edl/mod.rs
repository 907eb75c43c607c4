//! From a cut of proxies to ranges of camera originals: the list of what finishing has to fetch.
//!
//! Which original an event means is the business of `interneg_editorial::conform`; here are the originals of a folder put
//! into its index, and its answers into frames of files.

mod list;
mod originals;
mod range;

pub use list::list;
pub use range::{EventRange, FileRange, Pull, RangeList, RangeOutcome, Unlisted};
