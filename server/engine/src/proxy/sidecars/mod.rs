//! Files beside the movies: logs and timelines of each roll, for editing systems.

mod log;
mod timeline;

use super::assembly::ClipRecord;
use super::plan::{PlannedClip, ProxyPlan};
use crate::EngineError;
use std::collections::BTreeMap;

/// The sidecars of everything that was made: path below the output folder, and content.
///
/// # Errors
/// `Sidecar` where a name cannot be written in a log.
pub(super) fn write(plan: &ProxyPlan, records: &[&ClipRecord]) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
    let mut files = Vec::new();
    for (index, rendition) in plan.job.renditions.iter().enumerate() {
        for (roll, made) in rolls(plan, records) {
            let folder = &rendition.name;
            files.push((format!("{folder}/{roll}.ale"), log::write(plan, index, roll, &made)?));
            files.push((format!("{folder}/{roll}.otio"), timeline::write(plan, index, roll, &made)));
        }
    }
    Ok(files)
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
