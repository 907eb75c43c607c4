//! One proxy in the eyes of one application.

use super::clock::Lie;
use super::difference;
use super::index::{Hit, Index, Known};
use super::likeness::{self, closest_rule};
use super::report::{ApplicationVerdict, Candidate, Nearest, Outcome, list};
use crate::rules::{Application, When};
use interneg_spec::Finding;
use std::collections::BTreeMap;

/// Originals of an ambiguity that are listed: a folder of copies must not fill the report.
const MOST_CANDIDATES: usize = 8;

/// What an application does with a proxy.
pub(super) struct Judged {
    pub verdict: ApplicationVerdict,
    /// Index of the original, where there is one that more than the clock speaks for.
    pub matched: Option<usize>,
    /// What other ways of relinking in the same application would do.
    pub remarks: Vec<Finding>,
}

/// Tries the rules of an application in order. The first that finds anything decides; rules that an editor may choose as
/// well must not lead to another original.
pub(super) fn judge(
    application: Application,
    indexes: &[Index],
    proxy: &Known,
    ocf: &[Known],
    nearest: Option<likeness::Nearest>,
) -> Judged {
    let own: Vec<&Index> = indexes.iter().filter(|index| index.rule.application == application).collect();
    let mut hits: Vec<(&Index, Hit)> = Vec::new();
    for index in &own {
        let is_decided = hits.iter().any(|(_, hit)| matches!(hit, Hit::One(_) | Hit::Many(_)));
        if index.rule.when == When::Always || !is_decided {
            hits.push((index, index.find(proxy, ocf)));
        }
    }
    let decisive = hits.iter().find(|(_, hit)| matches!(hit, Hit::One(_) | Hit::Many(_)));
    let mut remarks = Vec::new();
    let (outcome, matched) = match decisive {
        None => (none(&own, &hits, proxy, ocf, nearest), None),
        Some((index, Hit::Many(found))) => {
            let each = found.iter().map(|at| candidate(&index.rule.id, proxy, &ocf[*at]));
            (ambiguous(found.len(), each), None)
        }
        Some((index, _)) => {
            let mut by_original: BTreeMap<usize, &str> = BTreeMap::new();
            for (other, hit) in &hits {
                match hit {
                    Hit::One(at) => _ = by_original.entry(*at).or_insert(&other.rule.id),
                    Hit::Many(found) => remarks.push(remark(other, found, ocf)),
                    Hit::None | Hit::Partly(_) => {}
                }
            }
            match by_original.iter().collect::<Vec<_>>().as_slice() {
                [(at, _)] => {
                    let rule = &index.rule;
                    let ocf = ocf[**at].clip.path.clone();
                    let matched = (rule.when == When::Always).then_some(**at);
                    (Outcome::Matched { rule: rule.id.clone(), confirmed: rule.confirmed, ocf }, matched)
                }
                several => {
                    let each = several.iter().map(|(at, rule)| candidate(rule, proxy, &ocf[**at]));
                    (ambiguous(several.len(), each), None)
                }
            }
        }
    };
    Judged { verdict: ApplicationVerdict { application, outcome }, matched, remarks }
}

/// Why nothing was found: the rule that has the names but not the frames, or else the rule of which the least is missing
/// for the nearest original.
fn none(
    own: &[&Index],
    hits: &[(&Index, Hit)],
    proxy: &Known,
    ocf: &[Known],
    nearest: Option<likeness::Nearest>,
) -> Outcome {
    let partly = hits.iter().find_map(|(index, hit)| match hit {
        Hit::Partly(at) => Some((index.rule, *at)),
        _ => None,
    });
    let found = match partly {
        Some((rule, at)) => Some((rule, difference::of_rule(rule, proxy, &ocf[at]), at)),
        None => nearest.and_then(|likeness::Nearest { at, .. }| {
            let (rule, missing) = closest_rule(own.iter().map(|index| index.rule), proxy, &ocf[at])?;
            Some((rule, missing, at))
        }),
    };
    match found {
        Some((rule, differences, at)) => Outcome::None {
            nearest: Some(Nearest { ocf: ocf[at].clip.path.clone(), rule: rule.id.clone(), differences }),
        },
        None => Outcome::None { nearest: None },
    }
}

fn ambiguous(count: usize, candidates: impl Iterator<Item = Candidate>) -> Outcome {
    Outcome::Ambiguous { count, candidates: candidates.take(MOST_CANDIDATES).collect() }
}

fn candidate(rule: &str, proxy: &Known, ocf: &Known) -> Candidate {
    let reason = match (&proxy.clock, &ocf.clock) {
        (Some(own), Some(known)) => match own.lie(known) {
            Lie::Inside => "holds all frames of the proxy".to_owned(),
            Lie::Partly { first, frames } => {
                let last = first.saturating_add(frames).saturating_sub(1);
                format!("holds the frames {} to {} of the proxy", known.timecode(first), known.timecode(last))
            }
            Lie::Apart => "has the names that the rule compares".to_owned(),
        },
        _ => "has the names that the rule compares".to_owned(),
    };
    Candidate { ocf: ocf.clip.path.clone(), rule: rule.to_owned(), reason }
}

fn remark(index: &Index, found: &[usize], ocf: &[Known]) -> Finding {
    let names: Vec<_> = found.iter().map(|at| ocf[*at].clip.path.as_str()).collect();
    Finding::warning(
        &index.rule.id,
        "relink",
        format!("by {} it would be any of {}", index.rule.title, list(&names)),
        format!("do not relink in {} in this way", index.rule.application),
    )
}
