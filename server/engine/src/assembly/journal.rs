//! The journal: one published record a line, appended and synced before anybody is told.

use crate::EngineError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// An append-only file of records.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens the journal and reads what is in it. A last line that a crash cut off is dropped: its record was not
    /// announced yet, and its file is found or made again.
    pub(crate) fn open<R: DeserializeOwned>(path: &Path) -> Result<(Self, Vec<R>), EngineError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(EngineError::io("read", path)(error)),
        };
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        let records = text[..whole].lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let file = File::options().create(true).append(true).open(path).map_err(EngineError::io("open", path))?;
        file.set_len(whole as u64).map_err(EngineError::io("truncate", path))?;
        Ok((Self { path: path.to_path_buf(), file }, records))
    }

    /// Appends records and waits until they are on the disk.
    pub(crate) fn append<R: Serialize>(&mut self, records: &[R]) -> Result<(), EngineError> {
        let mut lines = Vec::new();
        for record in records {
            serde_json::to_writer(&mut lines, record)
                .map_err(|error| EngineError::Bug(format!("record as JSON: {error}")))?;
            lines.push(b'\n');
        }
        self.file
            .write_all(&lines)
            .and_then(|()| self.file.sync_data())
            .map_err(EngineError::io("append to", &self.path))
    }
}
