//! Files beside the movies: logs and timelines of each roll for editing systems, the relink passport of each rendition,
//! and the report on sync.

mod log;
mod passport;
mod timeline;

use super::assembly::ClipRecord;
use super::plan::{PlannedClip, ProxyPlan};
use crate::EngineError;
use std::collections::{BTreeMap, BTreeSet};

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
        let passports = passport::write(plan, index, records)?;
        let named = passports.by_roll.into_iter();
        files.extend(named.map(|(roll, text)| (format!("{}/{roll}.relink.json", rendition.name), text)));
        sidecars.faults.extend(passports.fault);
    }
    if let Some((report, [text_name, json_name])) = plan.sync.as_ref().zip(sync_names(plan)) {
        files.push((text_name, report.to_string().into_bytes()));
        let text = serde_json::to_vec_pretty(report);
        files.push((json_name, text.map_err(|error| EngineError::Bug(format!("sync as JSON: {error}")))?));
    }
    Ok(sidecars)
}

/// Every sidecar that a plan may give, below the output folder. All of them are of a roll, so that the cards of a day can
/// be jobs of their own that deliver into one folder.
pub(super) fn names(plan: &ProxyPlan) -> Vec<String> {
    let rolls: BTreeSet<&str> = plan.clips.iter().map(|clip| clip.roll.as_str()).collect();
    let of_rolls = plan.job.renditions.iter().flat_map(|rendition| {
        let name = move |roll: &&str, kind: &str| format!("{}/{roll}.{kind}", rendition.name);
        rolls.iter().flat_map(move |roll| ["ale", "otio", "relink.json"].map(|kind| name(roll, kind)))
    });
    of_rolls.chain(plan.sync.as_ref().and(sync_names(plan)).into_iter().flatten()).collect()
}

/// Names of the report on sync, as text and as JSON: after the first roll.
fn sync_names(plan: &ProxyPlan) -> Option<[String; 2]> {
    let roll = plan.clips.iter().map(|clip| clip.roll.as_str()).min()?;
    Some([format!("{roll}.sync.txt"), format!("{roll}.sync.json")])
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
