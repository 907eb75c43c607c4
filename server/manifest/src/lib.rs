//! Digests and the manifests that carry them: `checksum.txt`, MHL 1.1 and ASC MHL 2.0.
//!
//! Writers take [`FileRecord`]s and give bytes: who wrote the files has hashed the very buffers, and nothing is read again.
//! Time stamps are parameters, so that the same records give the same bytes. [`verify::verify_folder`] reads whatever
//! manifests a folder carries and compares them with what lies on the disk.

pub mod asc_mhl;
pub mod atomic;
pub mod checksum_txt;
mod error;
pub mod hash;
pub mod mhl1;
pub mod names;
mod record;
mod stamp;
pub mod verify;
mod xml;

pub use error::ManifestError;
pub use hash::{Digest, DigestKind, md5_many};
pub use names::NameError;
pub use record::{FileRecord, FolderRecords};
pub use stamp::{Stamp, StampError};
