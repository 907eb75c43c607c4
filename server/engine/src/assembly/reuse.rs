//! Resuming: which frames of an earlier run may stay.

use super::{Assembly, read_manifest, sync_folder};
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
        let candidates: Vec<FrameRecord> = by_frame.into_values().filter(wanted).collect();
        let final_folder = self.plan.final_folder.clone();
        if final_folder.exists() && self.plan.job.format.is_movie() {
            let complete = candidates.len() as u64 == self.plan.frames.len();
            if complete && self.adopt_movie()? {
                self.records = candidates.into_iter().map(|record| (record.frame_number, record)).collect();
                self.delivered = true;
                return Ok(());
            }
            // A movie that was damaged afterwards cannot be mended: its coded frames are gone with it.
            self.take_back(&final_folder)?;
        } else if final_folder.exists() {
            let (good, bad) = sort_out(candidates, &self.plan.sequence_path(&final_folder))?;
            let complete = good.len() as u64 == self.plan.frames.len();
            self.records = good.into_iter().map(|record| (record.frame_number, record)).collect();
            if complete && bad.is_empty() {
                self.delivered = true;
                return Ok(());
            }
            // A delivery of ours that was damaged afterwards goes back to being assembled.
            self.take_back(&final_folder)?;
            return remove_files(&bad, &self.plan.sequence_path(&self.delivery_folder()));
        }
        let sequence = self.frames_folder();
        let (good, bad) = sort_out(candidates, &sequence)?;
        self.records = good.into_iter().map(|record| (record.frame_number, record)).collect();
        remove_files(&bad, &sequence)
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

    fn take_back(&self, final_folder: &Path) -> Result<(), EngineError> {
        let assembled = self.delivery_folder();
        let parent = self.work.join("delivery");
        fs::create_dir_all(&parent).map_err(EngineError::io("create", &parent))?;
        fs::rename(final_folder, &assembled).map_err(EngineError::io("rename", &assembled))?;
        sync_folder(&parent)
    }
}

/// Which records have a file of the right size and hash below `folder`.
fn sort_out(records: Vec<FrameRecord>, folder: &Path) -> Result<(Vec<FrameRecord>, Vec<FrameRecord>), EngineError> {
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

fn remove_files(records: &[FrameRecord], folder: &Path) -> Result<(), EngineError> {
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
