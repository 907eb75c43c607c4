//! Proxies and originals made by ffmpeg, one fault planted at a time, and what the check says of each.
//!
//! Whether a fault is in the file is ffprobe's word, not ours.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod edl;
mod faults;
mod material;
mod passports;
mod samples;
mod sequences;
mod sets;
mod sound;

use interneg_media::scan::{ScanOptions, scan};
use interneg_qc::check::{Outcome, ProxyReport, RelinkReport, Verdict};
use interneg_qc::rules::Application;
use interneg_qc::{ClipIdentity, RuleSet};
use interneg_spec::{Finding, Level};
use std::path::Path;

/// Identities of all clips of a folder, which must hold nothing else.
fn identities(folder: &Path) -> Vec<ClipIdentity> {
    let scan = scan(folder, &ScanOptions::default()).unwrap();
    assert!(scan.problems.is_empty(), "{:?}", scan.problems);
    scan.clips.iter().map(ClipIdentity::of_clip).collect()
}

/// Checks the folder `proxies` against the folder `ocf`, both below `root`.
fn checked(root: &Path) -> RelinkReport {
    let (proxies, ocf) = (identities(&root.join("proxies")), identities(&root.join("ocf")));
    let report = interneg_qc::check(&RuleSet::shipped().unwrap(), &proxies, &ocf);
    let (backwards, ocf): (Vec<_>, Vec<_>) = (proxies.into_iter().rev().collect(), ocf.into_iter().rev().collect());
    let again = interneg_qc::check(&RuleSet::shipped().unwrap(), &backwards, &ocf);
    assert_eq!(report, again, "the order of the clips does not matter");
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<RelinkReport>(&json).unwrap(), report);
    println!("{report}");
    report
}

/// The report on one proxy.
fn proxy<'a>(report: &'a RelinkReport, path: &str) -> &'a ProxyReport {
    report.proxies.iter().find(|proxy| proxy.proxy == path).unwrap_or_else(|| panic!("no {path} in {report}"))
}

/// Rule, field and message of each finding that is an error.
fn errors(findings: &[Finding]) -> Vec<(&str, &str, &str)> {
    let errors = findings.iter().filter(|finding| finding.level == Level::Error);
    errors.map(|finding| (finding.rule.as_str(), finding.field.as_str(), finding.message.as_str())).collect()
}

/// Rule by which an application finds an original, and the original.
fn matched(proxy: &ProxyReport, application: Application) -> Option<(&str, &str)> {
    match proxy.application(application)? {
        Outcome::Matched { rule, ocf, .. } => Some((rule, ocf)),
        _ => None,
    }
}

/// Originals that an application cannot tell apart.
fn candidates(proxy: &ProxyReport, application: Application) -> Vec<(&str, &str)> {
    match proxy.application(application) {
        Some(Outcome::Ambiguous { candidates, .. }) => {
            candidates.iter().map(|candidate| (candidate.ocf.as_str(), candidate.rule.as_str())).collect()
        }
        _ => Vec::new(),
    }
}

/// The nearest original and what is missing.
fn nearest(proxy: &ProxyReport, application: Application) -> Option<(&str, &[String])> {
    match proxy.application(application)? {
        Outcome::None { nearest: Some(nearest) } => Some((&nearest.ocf, &nearest.differences)),
        _ => None,
    }
}

/// That the report is bad, and says so in its last line.
fn is_bad(report: &RelinkReport) {
    assert_eq!(report.verdict, Verdict::Bad, "{report}");
    assert!(report.to_string().lines().last().unwrap().starts_with("relink bad"), "{report}");
}
