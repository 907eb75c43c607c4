//! Digests and the manifests that carry them: `checksum.txt`, MHL 1.1 and ASC MHL 2.0.

pub mod hash;
