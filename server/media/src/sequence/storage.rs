//! Files and reused buffers.

use crate::error::MediaError;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Opens a regular file and tells its size in bytes.
pub(crate) fn open(path: &Path) -> Result<(File, u64), MediaError> {
    let failed = |source| MediaError::Open { path: path.to_owned(), source };
    // Opening a fifo would wait for a writer, so the kind is asked first.
    let kind = std::fs::metadata(path).map_err(failed)?;
    if !kind.is_file() {
        return Err(MediaError::NotMedia { path: path.to_owned(), reason: "not a regular file".to_owned() });
    }
    let file = File::open(path).map_err(failed)?;
    let size_bytes = file.metadata().map_err(failed)?.len();
    Ok((file, size_bytes))
}

/// Fills `bytes` from `offset_bytes` on.
pub(crate) fn read_at(file: &File, path: &Path, bytes: &mut [u8], offset_bytes: u64) -> Result<(), MediaError> {
    file.read_exact_at(bytes, offset_bytes).map_err(|source| MediaError::Open { path: path.to_owned(), source })
}

/// Makes `buffer` at least `size_bytes` long. Never shrinks, so that a reused buffer is not zeroed again.
pub(crate) fn grow(buffer: &mut Vec<u8>, size_bytes: usize) {
    if buffer.capacity() < size_bytes {
        // Fresh zero pages come from the system without being touched.
        *buffer = vec![0; size_bytes];
    } else if buffer.len() < size_bytes {
        buffer.resize(size_bytes, 0);
    }
}
