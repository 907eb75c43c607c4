//! Under which name, reel and timecode a clip is known in the cut (rules PX-02 to PX-06).

use super::find::FoundClip;
use interneg_media::SourceInfo;
use interneg_spec::proxy::{IdentityChoice, ProxySource, ReelRule, Unidentified};
use interneg_spec::{Finding, Rate, Timecode};

/// What ties a proxy to its camera original.
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) reel: String,
    pub(super) rate: Rate,
    pub(super) start: Timecode,
    /// The file has no timecode of its own.
    pub(super) is_of_job: bool,
}

/// The identity of a clip; faults become findings and `None`.
pub(super) fn of(
    found: &FoundClip,
    source: &ProxySource,
    choice: IdentityChoice,
    findings: &mut Vec<Finding>,
) -> Option<Identity> {
    let first = &found.clip.first;
    let field = |name: &str| format!("sources[{}].{name}", found.source);
    let name = found.name.clone();
    let here = &found.clip.path;
    let Some(rate) = source.rate.or(first.rate) else {
        let message = format!("{here} does not say its rate");
        let remedy = format!("set {} to the project's rate", found.field("rate"));
        findings.push(Finding::error("PX-05", field("rate"), message, remedy));
        return None;
    };
    let stated = first.start_timecode.filter(|_| counts_alike(rate, first.rate));
    if source.start_timecode.is_some() && !found.is_only {
        let message = "a start timecode is given for a source with several clips";
        let remedy = "name the clip by itself, as a source of its own";
        findings.push(Finding::error("PX-04", field("start_timecode"), message, remedy));
        return None;
    }
    let embedded = source.reel.clone().or_else(|| reel_of(first));
    let start = match (source.start_timecode.or(stated), choice.unidentified) {
        (Some(start), _) => start,
        (None, Unidentified::FileName) => Timecode::from_frame_count(0, rate, false),
        (None, Unidentified::Refuse) => {
            let without = match (untrusted(first, rate), &embedded) {
                (Some(why), _) => format!("has a timecode that cannot be taken: {why}"),
                (None, Some(_)) => "has no timecode".to_owned(),
                (None, None) => "has neither a timecode nor a reel".to_owned(),
            };
            let message = format!("{here} {without}, so no conform could find its frames");
            let remedy = format!(
                "set {}, or allow clips that only their file name identifies with identity.unidentified = \"file_name\"",
                found.own_field("start_timecode")
            );
            findings.push(Finding::error("PX-04", field("path"), message, remedy));
            return None;
        }
    };
    if let Err(error) = start.frame_count(rate) {
        let message = format!("{here}: {error}");
        let (name, remedy) = match source.start_timecode {
            Some(_) => ("start_timecode", format!("set {} to one that exists", field("start_timecode"))),
            None => ("rate", format!("set {} to the rate that the camera counted in", found.field("rate"))),
        };
        findings.push(Finding::error("PX-04", field(name), message, remedy));
        return None;
    }
    let reel = match choice.reel {
        ReelRule::Embedded => embedded.unwrap_or_else(|| name.clone()),
        ReelRule::ClipName => name.clone(),
        ReelRule::Roll => found.roll.clone(),
    };
    if reel.contains(char::is_control) {
        let message = format!("{here}: {reel:?} is no name of a reel");
        let remedy = "set it to a name without control characters";
        findings.push(Finding::error("PX-03", field("reel"), message, remedy));
        return None;
    }
    warn_of_overrides(found, source, &reel, findings);
    Some(Identity { name, reel, rate, start, is_of_job: stated.is_none() })
}

/// Why the timecode that a file has is none of its frames'.
fn untrusted(source: &SourceInfo, rate: Rate) -> Option<String> {
    match (source.start_timecode, source.rate) {
        (Some(start), Some(stated)) if !counts_alike(rate, Some(stated)) => {
            Some(format!("{start} counts frames at {stated}, and the job's rate is {rate}"))
        }
        (Some(_), _) => None,
        // What the probe says of a timecode that it did not take.
        (None, _) => source.metadata.get("interneg:timecode").cloned(),
    }
}

fn reel_of(source: &SourceInfo) -> Option<String> {
    source.reel.as_deref().map(str::trim).filter(|reel| !reel.is_empty()).map(str::to_owned)
}

/// What the job says against the file is what the proxies will say, and applications read the file.
fn warn_of_overrides(found: &FoundClip, source: &ProxySource, reel: &str, findings: &mut Vec<Finding>) {
    let first = &found.clip.first;
    let mut warn = |rule: &str, field: String, says: Option<String>, wanted: Option<String>| {
        if let (Some(says), Some(wanted)) = (says, wanted)
            && says != wanted
        {
            let message =
                format!("{} says {says}, the job {wanted}: its proxies will not be found by that", found.ocf_path);
            let remedy = "leave the field out, or correct the original's metadata as well";
            findings.push(Finding::warning(rule, field, message, remedy));
        }
    };
    let of_source = |name: &str| format!("sources[{}].{name}", found.source);
    let reel_field = if source.reel.as_deref() == Some(reel) { of_source("reel") } else { "identity.reel".to_owned() };
    warn("PX-03", reel_field, reel_of(first), Some(reel.to_owned()));
    let text = |timecode: Option<Timecode>| timecode.map(|timecode| timecode.to_string());
    warn("PX-04", of_source("start_timecode"), text(first.start_timecode), text(source.start_timecode));
    let text = |rate: Option<Rate>| rate.map(|rate| rate.to_string());
    warn("PX-05", of_source("rate"), text(first.rate), text(source.rate));
}

/// Whether a timecode that was recorded at `stated` counts the same at `rate`: as many frames in a second.
fn counts_alike(rate: Rate, stated: Option<Rate>) -> bool {
    stated.is_none_or(|stated| stated.nominal() == rate.nominal())
}
