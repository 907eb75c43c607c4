//! Resuming: which frames of an earlier run may stay.

use super::{Assembly, read_manifest};
use crate::{EngineError, FrameRecord};
use interneg_manifest::hash::{DigestKind, hash_file};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

impl Assembly {
    /// Adopts the frames that `found` describes and that are still there unaltered.
    pub(super) fn reuse(&mut self, found: Vec<FrameRecord>) -> Result<(), EngineError> {
        let by_frame: BTreeMap<u64, FrameRecord> =
            found.into_iter().map(|record| (record.frame_number, record)).collect();
        let wanted = |record: &FrameRecord| {
            self.plan.frames.contains(record.frame_number)
                && record.file_name == self.plan.file_name(record.frame_number)
        };
        let candidates = by_frame.into_iter().filter(|(_, record)| wanted(record));
        if self.plan.final_folder.exists() {
            return self.adopt(candidates.collect());
        }
        self.records = self.keep_good(candidates.map(|(_, record)| record).collect())?;
        Ok(())
    }

    /// Those of the frames that lie unaltered where published frames lie; what lies there of the others is removed.
    pub(super) fn keep_good(&self, records: Vec<FrameRecord>) -> Result<BTreeMap<u64, FrameRecord>, EngineError> {
        let folder = self.frames_folder();
        let (good, bad) = sort_out(records, &folder)?;
        remove_files(&bad, &folder)?;
        Ok(good.into_iter().map(|record| (record.frame_number, record)).collect())
    }

    /// Publishes what attempts of an earlier coordinator had proven, and clears away what they had not.
    pub(super) fn adopt_stages(&mut self) -> Result<(), EngineError> {
        let stages = self.work.join("stage");
        let mut tokens: Vec<String> = fs::read_dir(&stages)
            .and_then(|entries| {
                entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<_, _>>()
            })
            .map_err(EngineError::io("list", &stages))?;
        // The order of a folder's entries is the file system's; ours must not depend on it.
        tokens.sort();
        for token in tokens {
            let frames = read_manifest(&self.stage_folder(&token), &token).map(|manifest| manifest.frames);
            let wanted = frames.is_ok_and(|frames| {
                let needed = (frames.first..frames.end).any(|frame| !self.records.contains_key(&frame));
                needed && self.publish(&token, frames).is_ok()
            });
            if !wanted {
                self.discard(&token)?;
            }
        }
        Ok(())
    }
}

/// Which records have a file of the right size and hash below `folder`.
pub(super) fn sort_out(
    records: Vec<FrameRecord>,
    folder: &Path,
) -> Result<(Vec<FrameRecord>, Vec<FrameRecord>), EngineError> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for record in records {
        let path = folder.join(&record.file_name);
        let same_size = match path.metadata() {
            Ok(metadata) => metadata.len() == record.size_bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
            Err(error) => return Err(EngineError::io("find", &path)(error)),
        };
        let same = same_size
            && hash_file(&path, &[DigestKind::Xxh128])
                .map_err(EngineError::io("read", &path))?
                .1
                .first()
                .is_some_and(|digest| digest.text() == record.xxh128);
        if same { good.push(record) } else { bad.push(record) }
    }
    Ok((good, bad))
}

pub(super) fn remove_files(records: &[FrameRecord], folder: &Path) -> Result<(), EngineError> {
    for record in records {
        let path = folder.join(&record.file_name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(EngineError::io("remove", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}
