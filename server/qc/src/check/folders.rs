//! A folder of proxies against a folder of originals.

use super::{RelinkReport, check};
use crate::ClipIdentity;
use crate::rules::RuleSet;
use interneg_media::scan::{FolderScan, Problem, ProblemKind};
use interneg_spec::{Finding, Level};

/// Judges what two scans found. What could not be read is a finding: an error among proxies, since nothing is known of
/// them, and a warning among originals, whose proxies are told one by one.
pub fn check_folders(rules: &RuleSet, proxies: &FolderScan, ocf: &FolderScan) -> RelinkReport {
    let identities = |scan: &FolderScan| scan.clips.iter().map(ClipIdentity::of_clip).collect::<Vec<_>>();
    let (known_proxies, originals) = (identities(proxies), identities(ocf));
    let report = check(rules, &known_proxies, &originals);
    let unread_proxies = proxies.problems.iter().map(|problem| finding(problem, Level::Error, "proxy"));
    let unread_ocf = ocf.problems.iter().map(|problem| finding(problem, Level::Warning, "original"));
    report.with_findings(unread_proxies.chain(unread_ocf))
}

fn finding(problem: &Problem, level: Level, what: &str) -> Finding {
    let remedy = match problem.kind {
        ProblemKind::Unreadable => "copy the file again, or take it out of the folder",
        ProblemKind::NotRead => "look at it by other means, or take it out of the folder",
        ProblemKind::VariableRate => "no conform finds its frames; transcode it to a constant rate first",
        ProblemKind::BrokenSequence => "copy the folder of frames again",
        ProblemKind::Link => "name the folder that it leads to",
        ProblemKind::BrokenSpan => "put all parts of the recording into one folder",
        ProblemKind::SoundAlone => "put the picture beside it",
        ProblemKind::MissingSound => "copy the file again",
    };
    // A clip is judged by its picture, whatever sound it has lost.
    let judged = if problem.kind == ProblemKind::MissingSound { "lacks sound" } else { "not judged" };
    Finding {
        rule: "SRC-READ".to_owned(),
        level,
        field: problem.path.clone(),
        message: format!("{what} {judged}: {}", problem.reason),
        remedy: remedy.to_owned(),
    }
}
