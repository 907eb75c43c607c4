//! Files beside the movies: logs and timelines of each roll for editing systems, the relink passport of each rendition,
//! and the report on sync.

mod log;
mod passport;
mod timeline;

use super::assembly::ClipRecord;
use super::plan::{PlannedClip, ProxyPlan};
use crate::EngineError;
use interneg_spec::Rate;
use std::collections::{BTreeMap, BTreeSet};

/// A clip that was made, and its movies.
type MadeClip<'a> = (&'a PlannedClip, &'a ClipRecord);

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
            for (rate, made) in by_rate(&made) {
                files.push((format!("{folder}/{}", log_name(plan, roll, rate)), log::write(plan, index, roll, &made)?));
            }
            files.push((format!("{folder}/{roll}.otio"), timeline::write(index, roll, &made)));
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
    let logs = plan.clips.iter().map(|clip| log_name(plan, &clip.roll, clip.rate));
    let others = rolls.iter().flat_map(|roll| ["otio", "relink.json"].map(|kind| format!("{roll}.{kind}")));
    let of_roll: BTreeSet<String> = logs.chain(others).collect();
    let of_rolls = plan.job.renditions.iter().flat_map(|rendition| {
        let folder = &rendition.name;
        of_roll.iter().map(move |name| format!("{folder}/{name}"))
    });
    of_rolls.chain(plan.sync.as_ref().and(sync_names(plan)).into_iter().flatten()).collect()
}

/// Names of the report on sync, as text and as JSON: after the first roll.
fn sync_names(plan: &ProxyPlan) -> Option<[String; 2]> {
    let roll = plan.clips.iter().map(|clip| clip.roll.as_str()).min()?;
    Some([format!("{roll}.sync.txt"), format!("{roll}.sync.json")])
}

/// Clips by their rate, in order: a log has one rate for all of its clips.
fn by_rate<'a>(made: &[MadeClip<'a>]) -> Vec<(Rate, Vec<MadeClip<'a>>)> {
    let mut rates: Vec<(Rate, Vec<MadeClip<'a>>)> = Vec::new();
    for clip in made {
        match rates.iter_mut().find(|(rate, _)| *rate == clip.0.rate) {
            Some((_, clips)) => clips.push(*clip),
            None => rates.push((clip.0.rate, vec![*clip])),
        }
    }
    rates
}

/// `A001.ale`, or `A001_25.ale` where the roll has clips of several rates. The plan decides and not what was made, so
/// that a retry of clips that failed renames nothing.
fn log_name(plan: &ProxyPlan, roll: &str, rate: Rate) -> String {
    if plan.clips.iter().any(|clip| clip.roll == roll && clip.rate != rate) {
        format!("{roll}_{}.ale", rate.to_string().replace('/', "-"))
    } else {
        format!("{roll}.ale")
    }
}

/// Clips that were made, by roll, in order.
fn rolls<'a>(plan: &'a ProxyPlan, records: &[&'a ClipRecord]) -> BTreeMap<&'a str, Vec<MadeClip<'a>>> {
    let mut rolls: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for record in records.iter().filter(|record| record.failure.is_none()) {
        let clip = &plan.clips[record.clip];
        rolls.entry(clip.roll.as_str()).or_default().push((clip, *record));
    }
    rolls
}
