//! Which original each proxy would find in each application, and in which ways it is not what its original is.

mod application;
mod clock;
mod compare;
mod difference;
mod folders;
mod index;
mod likeness;
mod overlap;
mod reel;
mod report;

pub use folders::check_folders;
pub use overlap::{Overlap, Take, overlaps};
pub use reel::fold as folded_reel;
pub use report::{ApplicationVerdict, Candidate, Counts, Nearest, Outcome, ProxyReport, RelinkReport, Verdict};

use crate::ClipIdentity;
use crate::rules::{Application, RuleSet};
use index::{Index, Known};
use interneg_spec::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// Judges `proxies` by `rules` against the originals `ocf`. The same clips give the same report, in whatever order they
/// come.
pub fn check(rules: &RuleSet, proxies: &[ClipIdentity], ocf: &[ClipIdentity]) -> RelinkReport {
    let (proxies, ocf) = (known(proxies), known(ocf));
    let indexes: Vec<Index> = rules.rules().iter().map(|rule| Index::new(rule, &ocf)).collect();
    let by_stem = by_stem(&ocf);
    let mut report = RelinkReport {
        verdict: Verdict::Bad,
        counts: Counts::default(),
        proxies: Vec::new(),
        ocf_without_proxy: Vec::new(),
        proxies_without_ocf: Vec::new(),
        findings: Vec::new(),
    };
    let mut originals = Vec::new();
    for proxy in &proxies {
        let (judged, original) = judge(&indexes, &by_stem, proxy, &ocf);
        if original.is_none() {
            report.proxies_without_ocf.push(proxy.clip.path.clone());
        }
        report.proxies.push(judged);
        originals.push(original);
    }
    let pairs = || proxies.iter().zip(&originals).filter_map(|(proxy, at)| Some((proxy.clip, ocf[(*at)?].clip)));
    report.findings.extend(reel::one_rule(pairs()));
    report.findings.extend(overlap::of_proxies(&proxies, &originals));
    let used: BTreeSet<usize> = originals.iter().copied().flatten().collect();
    let unused = ocf.iter().enumerate().filter(|(index, _)| !used.contains(index));
    report.ocf_without_proxy = unused.map(|(_, known)| known.clip.path.clone()).collect();
    report.judged(ocf.len())
}

/// Clips in order of their paths.
fn known(clips: &[ClipIdentity]) -> Vec<Known<'_>> {
    let mut known: Vec<_> = clips.iter().map(Known::of).collect();
    known.sort_by(|one, other| one.clip.path.cmp(&other.clip.path));
    known
}

fn by_stem<'a>(ocf: &[Known<'a>]) -> BTreeMap<String, Vec<usize>> {
    let mut by_stem: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (index, known) in ocf.iter().enumerate() {
        by_stem.entry(known.stem.clone()).or_default().push(index);
    }
    by_stem
}

/// One proxy: its report, and the index of the original that it is of.
fn judge(
    indexes: &[Index],
    by_stem: &BTreeMap<String, Vec<usize>>,
    proxy: &Known,
    ocf: &[Known],
) -> (ProxyReport, Option<usize>) {
    let nearest = likeness::nearest(proxy, ocf);
    let mut findings = Vec::new();
    let mut verdicts = Vec::new();
    let mut matched = BTreeSet::new();
    for application in Application::ALL {
        let judged = application::judge(application, indexes, proxy, ocf, nearest);
        matched.extend(judged.matched);
        verdicts.push(judged.verdict);
        findings.extend(judged.remarks);
    }
    let original = original(proxy, by_stem, &matched, nearest);
    match original {
        Some(at) => {
            let mut compared = compare::compare(proxy, &ocf[at]);
            compared.extend(verdicts.iter().filter_map(|verdict| wrong_clip(verdict, Some(ocf[at].clip))));
            compared.append(&mut findings);
            findings = compared;
        }
        None => {
            let unknown = Finding::error(
                "PX-12",
                "",
                "no original is known to be its source",
                "name the folder that holds its original, or leave the proxy out",
            );
            let wrong = verdicts.iter().filter_map(|verdict| wrong_clip(verdict, None));
            findings = std::iter::once(unknown).chain(wrong).chain(findings).collect();
        }
    }
    let ocf = original.map(|at| ocf[at].clip.path.clone());
    (ProxyReport { proxy: proxy.clip.path.clone(), ocf, applications: verdicts, findings }, original)
}

/// The original that a proxy is of: the only one with its name, else the one that applications agree on, else the nearest.
fn original(
    proxy: &Known,
    by_stem: &BTreeMap<String, Vec<usize>>,
    matched: &BTreeSet<usize>,
    nearest: Option<likeness::Nearest>,
) -> Option<usize> {
    let namesakes = by_stem.get(&proxy.stem).map(Vec::as_slice).unwrap_or_default();
    match (namesakes, matched.iter().copied().collect::<Vec<_>>().as_slice()) {
        ([only], _) => Some(*only),
        (_, [agreed]) => Some(*agreed),
        _ => nearest.filter(|nearest| nearest.has_name && !nearest.is_tied).map(|nearest| nearest.at),
    }
}

/// That an application takes another clip than the one that the proxy is of.
fn wrong_clip(verdict: &ApplicationVerdict, ocf: Option<&ClipIdentity>) -> Option<Finding> {
    let Outcome::Matched { rule, ocf: found, .. } = &verdict.outcome else { return None };
    let original = match ocf {
        Some(ocf) if ocf.path == *found => return None,
        Some(ocf) => format!("which is {}", ocf.path),
        None => "which is not known".to_owned(),
    };
    Some(Finding::error(
        rule,
        "relink",
        format!("{} would take {found} for its original, {original}", verdict.application),
        "settle the other findings first; a wrong match shows no error in the application",
    ))
}
