//! Curves of cameras by their names, and the colour spaces that are made of them where a configuration has none.
//!
//! S-Log2, F-Log, F-Log2 and N-Log are not here: their formulas are in none of the documents that the tables cite.

mod operations;
mod own;
mod table;

pub(crate) use own::{OwnSpace, logc3_space, own_spaces};
pub use table::Curve;
#[cfg(test)]
mod tests;
