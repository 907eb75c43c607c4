//! Finding the original of an event.

use super::fit::{Fit, fit};
use super::index::How;
use super::tie::decide;
use super::{Candidate, Confidence, ConformOptions, Key, Match, Ocf, OcfIndex, Resolution, Why};
use crate::timeline::{Event, Picture, SourceOrigin};
use interneg_spec::Finding;

/// An original that has frames of the event.
struct Found<'a> {
    ocf: &'a Ocf,
    how: How,
    fit: Fit,
}

/// Finds the original of an event. The first key that finds an original with frames of the event decides: a later one
/// is never better.
pub fn resolve(event: &Event, index: &OcfIndex, options: &ConformOptions) -> Resolution {
    let not_readable = |why: String| Resolution::Missing { why: Why::NotReadable(why), rejected: Vec::new() };
    match &event.picture {
        Picture::Clip => {}
        Picture::Black | Picture::Bars | Picture::Generator(_) => return Resolution::Generated,
        Picture::Nested(name) => return not_readable(format!("the timeline {name:?} within the timeline")),
        Picture::Unknown(why) => return not_readable(why.clone()),
    }
    let mut rejected: Vec<Candidate> = Vec::new();
    let keys =
        std::iter::once(Key::ProxyTable).chain(options.keys.iter().copied().filter(|key| *key != Key::ProxyTable));
    for key in keys {
        let mut found = Vec::new();
        for (ocf, how) in index.find(key, event, options) {
            if key == Key::Reel && lacks_timecode(event, options) {
                let reason = "a reel needs timecode, and the event counts from the first frame of its media";
                rejected.push(candidate(ocf, key, "CF-10", reason.to_owned()));
                continue;
            }
            match fit(event, ocf, options) {
                Ok(fit) => found.push(Found { ocf, how, fit }),
                Err(misfit) => rejected.push(candidate(ocf, key, misfit.rule, misfit.reason)),
            }
        }
        if found.iter().any(|one| one.fit.missing.is_empty()) {
            found.retain(|one| one.fit.missing.is_empty());
        }
        match found.len() {
            0 => {}
            1 => return taken(event, key, found.remove(0), &rejected, None),
            _ => return among(event, key, found, &rejected, options),
        }
        // An original of the right name and the wrong rate is the right one; no other may take its place.
        if rejected.iter().any(|candidate| candidate.rule == "CF-14") {
            break;
        }
    }
    let why = if rejected.is_empty() { Why::NoCandidate } else { Why::NoneFits };
    rejected.dedup_by(|a, b| a.ocf_path == b.ocf_path && a.reason == b.reason);
    Resolution::Missing { why, rejected }
}

fn lacks_timecode(event: &Event, options: &ConformOptions) -> bool {
    match event.source_origin {
        SourceOrigin::Timecode => false,
        SourceOrigin::MediaStart => true,
        SourceOrigin::Unstated => options.unstated_origin == SourceOrigin::MediaStart,
    }
}

fn among(
    event: &Event,
    key: Key,
    mut found: Vec<Found<'_>>,
    rejected: &[Candidate],
    options: &ConformOptions,
) -> Resolution {
    let ocfs: Vec<&Ocf> = found.iter().map(|one| one.ocf).collect();
    if let Some((place, tie_breaker)) = decide(event, &ocfs, &options.tie_breakers) {
        let others = found.len() - 1;
        let message = format!("{tie_breaker:?} decided against {others} other candidates");
        let finding = Finding::warning("CF-12", &event.id, message, "look whether it is the right one");
        return taken(event, key, found.swap_remove(place), rejected, Some(finding));
    }
    let candidates = found.iter().map(|one| {
        let missing = if one.fit.missing.is_empty() { "" } else { "it lacks frames; " };
        candidate(one.ocf, key, "CF-12", format!("{missing}{}", one.ocf.description()))
    });
    Resolution::Ambiguous { candidates: candidates.collect() }
}

fn taken(event: &Event, key: Key, found: Found<'_>, rejected: &[Candidate], tie: Option<Finding>) -> Resolution {
    let Found { ocf, how, fit } = found;
    let mut warnings = fit.warnings;
    let warn =
        |rule: &str, message: String| Finding::warning(rule, &event.id, message, "look whether it is the right one");
    if how == How::ByPrefix {
        let reel = event.reel.as_deref().unwrap_or_default();
        warnings.push(warn("CF-17", format!("the reel {reel:?} was taken for the beginning of a longer one")));
    }
    if key == Key::CleanStem {
        warnings.push(warn("CF-10", "the name was matched without what proxies add to it".to_owned()));
    }
    if !fit.by_timecode {
        warnings
            .push(warn("CF-10", "the list has no timecode of the clip: frames count from its first one".to_owned()));
    }
    if let Some(other) = rejected.iter().find(|candidate| candidate.key < key && candidate.ocf_path != ocf.path) {
        let message = format!("a better key found {}, which does not fit: {}", other.ocf_path, other.reason);
        warnings.push(warn("CF-10", message));
    }
    let is_weak = tie.is_some() || !fit.by_timecode || how == How::ByPrefix;
    let confidence = match (key, how) {
        (Key::ProxyTable, _) if tie.is_none() => Confidence::Certain,
        (Key::CleanStem, _) => Confidence::Weak,
        _ if is_weak => Confidence::Weak,
        (Key::Name, How::Exactly) => Confidence::Certain,
        _ => Confidence::Strong,
    };
    warnings.extend(tie);
    let rule = if how == How::ByPrefix { "CF-17" } else { key.rule() };
    let one = Match {
        ocf_path: ocf.path.clone(),
        key,
        rule: rule.to_owned(),
        confidence,
        used: fit.used,
        fetch: fit.fetch,
        warnings,
    };
    if fit.missing.is_empty() {
        return Resolution::Matched(one);
    }
    Resolution::Partial { found: one, missing: fit.missing }
}

fn candidate(ocf: &Ocf, key: Key, rule: &str, reason: String) -> Candidate {
    Candidate { ocf_path: ocf.path.clone(), key, rule: rule.to_owned(), reason }
}

#[cfg(test)]
mod tests;
