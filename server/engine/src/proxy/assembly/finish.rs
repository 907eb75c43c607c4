//! The last step: sidecars for editing systems, and the list of what is delivered.

use super::{ClipFailure, ClipRecord, JOINED, ProxyAssembly, remove_folder};
use crate::EngineError;
use crate::assembly::{DELIVERED, Output, sync_folder, write_durable};
use crate::proxy::chunk::REVIEW_FOLDER;
use crate::proxy::sidecars;
use interneg_manifest::hash::{DigestKind, hash_buffer};
use interneg_media::verify::{LowestPlane, Verification, plane_name};
use interneg_spec::proxy::Rendition;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Proxies that are finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyDelivery {
    /// The output folder.
    pub folder: PathBuf,
    /// Every file that the job made, by path.
    pub outputs: Vec<Output>,
    /// Clips that could not be made, in order.
    pub failures: Vec<ClipFailure>,
    /// Renditions whose proxies do not all relink, and why.
    pub relink_faults: Vec<String>,
    /// What was verified in each rendition that asks for it, in words.
    pub verified: Vec<String>,
}

impl ProxyAssembly {
    /// Writes the sidecars of everything that was made. Called again, it answers the same.
    ///
    /// # Errors
    /// Frames are missing, or something cannot be written.
    pub fn finish(&mut self) -> Result<ProxyDelivery, EngineError> {
        if let Some(first) = self.missing().first() {
            let missing = self.missing().iter().map(|range| range.len()).sum();
            return Err(EngineError::Incomplete { missing, first: first.first });
        }
        let records: Vec<&ClipRecord> = self.clips.iter().flatten().collect();
        let mut outputs: BTreeMap<String, Output> = BTreeMap::new();
        for file in records.iter().flat_map(|record| record.outputs()) {
            let output = Output {
                relative_path: file.relative_path.clone(),
                size_bytes: file.size_bytes,
                xxh128: file.xxh128.clone(),
                md5: file.md5.clone(),
            };
            outputs.insert(file.relative_path.clone(), output);
        }
        let sidecars = sidecars::write(&self.plan, &records)?;
        for (relative_path, bytes) in sidecars.files {
            let path = self.plan.final_folder.join(&relative_path);
            write_durable(&path, &bytes)?;
            let digests = hash_buffer(&bytes, &[DigestKind::Xxh128, DigestKind::Md5]);
            let text = |kind| {
                digests.iter().find(|digest| digest.kind() == kind).map(|digest| digest.text()).unwrap_or_default()
            };
            let (xxh128, md5) = (text(DigestKind::Xxh128), text(DigestKind::Md5));
            let output = Output { relative_path: relative_path.clone(), size_bytes: bytes.len() as u64, xxh128, md5 };
            outputs.insert(relative_path, output);
        }
        sync_folder(&self.plan.final_folder)?;
        write_durable(&self.work.join(DELIVERED), b"")?;
        for name in ["stage", "chunks", JOINED, REVIEW_FOLDER] {
            remove_folder(&self.work.join(name))?;
        }
        Ok(ProxyDelivery {
            folder: self.plan.final_folder.clone(),
            outputs: outputs.into_values().collect(),
            failures: self.failures().cloned().collect(),
            relink_faults: sidecars.faults,
            verified: self.verified(),
        })
    }

    /// For each rendition that is verified: how many frames, and where each plane is least like its picture.
    fn verified(&self) -> Vec<String> {
        let renditions = self.plan.job.renditions.iter().enumerate();
        let words = |(index, rendition): (usize, &Rendition)| {
            let of_clip = |record: &ClipRecord| Some((record.clip, record.verified.get(&index)?.clone()));
            let clips: Vec<(usize, Verification)> = self.clips.iter().flatten().filter_map(of_clip).collect();
            let frames: u64 = clips.iter().map(|(_, verification)| verification.frames).sum();
            let lowest = |plane: usize| {
                let planes = clips.iter().map(|(clip, verification)| (verification.lowest[plane], *clip));
                let (LowestPlane { psnr_db, frame }, clip) = planes.min()?;
                let (plane, clip) = (plane_name(plane), &self.plan.clips[clip].name);
                Some(format!("{plane} {psnr_db} in frame {frame} of {clip}"))
            };
            let lowest = (0..3).map(lowest).collect::<Option<Vec<String>>>()?;
            Some(format!("{}: {frames} frames verified, lowest {}", rendition.name, lowest.join(", ")))
        };
        renditions.filter_map(words).collect()
    }
}
