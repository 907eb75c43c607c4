//! Digests of files and buffers, and their text forms.

mod base58;
mod digest;
pub mod md5;
mod stream;

pub use digest::{Digest, DigestError, DigestKind};
pub use md5::{Md5Engine, Md5Level, Md5State, md5_many};
pub use stream::{MultiHasher, READ_SIZE_BYTES, hash_buffer, hash_file};
