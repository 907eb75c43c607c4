//! A file that is hashed as it is written.

use super::super::chunk::FileProof;
use crate::EngineError;
use interneg_manifest::hash::{DigestKind, MultiHasher};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// A file of a stage, written from its begin to its end.
pub(super) struct ProvenFile {
    path: PathBuf,
    file: BufWriter<File>,
    hasher: MultiHasher,
}

impl ProvenFile {
    pub(super) fn create(path: PathBuf) -> Result<Self, EngineError> {
        let file = File::create(&path).map_err(EngineError::io("create", &path))?;
        let file = BufWriter::with_capacity(1 << 20, file);
        Ok(Self { path, file, hasher: MultiHasher::new(&[DigestKind::Xxh128]) })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), EngineError> {
        self.hasher.update(bytes);
        self.file.write_all(bytes).map_err(EngineError::io("write", &self.path))
    }

    /// Waits until all of it is on the disk.
    pub(super) fn finish(mut self) -> Result<FileProof, EngineError> {
        let sync = |file: &mut BufWriter<File>| file.flush().and_then(|()| file.get_ref().sync_data());
        sync(&mut self.file).map_err(EngineError::io("write", &self.path))?;
        let size_bytes = self.hasher.size_bytes();
        let xxh128 = self.hasher.finish().first().map(|digest| digest.text()).unwrap_or_default();
        Ok(FileProof { size_bytes, xxh128 })
    }
}
