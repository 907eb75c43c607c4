//! The `iXML` chunk of recorders (iXML specification, versions to 2.10).

mod fields;
mod read;

pub use fields::{BextCopy, FileSet, History, Ixml, IxmlTrack, Speed, SyncPoint};

#[cfg(test)]
mod tests;
