//! Files beside the movies: logs and timelines of each roll for editing systems, the relink passport of each rendition,
//! and the report on sync.

mod log;
mod passport;
mod timeline;

use super::assembly::ClipRecord;
use super::plan::{PlannedClip, ProxyPlan};
use crate::EngineError;
use std::collections::BTreeMap;

/// Sidecars, and what they found.
#[derive(Default)]
pub(super) struct Sidecars {
    /// Path below the output folder, and content.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Renditions whose proxies do not all relink, and why.
    pub(super) faults: Vec<String>,
}

/// The sidecars of everything that was made; reads the proxies back.
///
/// # Errors
/// `Sidecar` where a name cannot be written in a log, or a proxy cannot be read back.
pub(super) fn write(plan: &ProxyPlan, records: &[&ClipRecord]) -> Result<Sidecars, EngineError> {
    let mut sidecars = Sidecars::default();
    let files = &mut sidecars.files;
    for (index, rendition) in plan.job.renditions.iter().enumerate() {
        for (roll, made) in rolls(plan, records) {
            let folder = &rendition.name;
            files.push((format!("{folder}/{roll}.ale"), log::write(plan, index, roll, &made)?));
            files.push((format!("{folder}/{roll}.otio"), timeline::write(plan, index, roll, &made)));
        }
        let (text, fault) = passport::write(plan, index, records)?;
        files.push((format!("{}/relink.json", rendition.name), text));
        sidecars.faults.extend(fault);
    }
    if let Some(report) = &plan.sync {
        files.push(("sync.txt".to_owned(), report.to_string().into_bytes()));
        let text = serde_json::to_vec_pretty(report);
        files.push(("sync.json".to_owned(), text.map_err(|error| EngineError::Bug(format!("sync as JSON: {error}")))?));
    }
    Ok(sidecars)
}

/// Clips that were made, by roll, in order.
fn rolls<'a>(
    plan: &'a ProxyPlan,
    records: &[&'a ClipRecord],
) -> BTreeMap<&'a str, Vec<(&'a PlannedClip, &'a ClipRecord)>> {
    let mut rolls: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for record in records.iter().filter(|record| record.failure.is_none()) {
        let clip = &plan.clips[record.clip];
        rolls.entry(clip.roll.as_str()).or_default().push((clip, *record));
    }
    rolls
}
