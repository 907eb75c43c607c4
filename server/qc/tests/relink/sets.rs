//! Several clips that are right one by one and wrong together.

use crate::material::Movie;
use crate::{candidates, checked, errors, is_bad, matched, nearest, proxy};
use interneg_media::scan::{ScanOptions, scan};
use interneg_qc::check::{Outcome, RelinkReport, Verdict};
use interneg_qc::rules::Application::{ContentHub, MediaComposer, Premiere, Resolve};
use interneg_qc::{ClipIdentity, RuleSet};
use interneg_spec::{Finding, Level};

fn check(movies: &[Movie]) -> RelinkReport {
    let folder = tempfile::tempdir().unwrap();
    movies.iter().for_each(|movie| movie.make(folder.path()));
    checked(folder.path())
}

#[test]
fn takes_that_share_timecodes_on_one_reel_are_ambiguous() {
    let report = check(&[
        Movie::at("ocf/A001/A001C001.mov", "A001"),
        Movie::at("ocf/A001/A001C002.mov", "A001").from("10:00:00:12"),
        Movie::at("ocf/A001/A001C003.mov", "A001").from("10:01:00:00"),
        Movie::at("proxies/A001C001.mov", "A001"),
        Movie::at("proxies/A001C002.mov", "A001").from("10:00:00:12"),
        Movie::at("proxies/A001C003.mov", "A001").from("10:01:00:00"),
    ]);
    is_bad(&report);
    let first = proxy(&report, "A001C001.mov");
    assert_eq!(
        candidates(first, MediaComposer),
        [("A001/A001C001.mov", "RL-MC-02"), ("A001/A001C002.mov", "RL-MC-02")]
    );
    let Some(Outcome::Ambiguous { candidates, .. }) = first.application(MediaComposer) else { panic!("{first}") };
    assert_eq!(candidates[0].reason, "holds all frames of the proxy");
    assert_eq!(candidates[1].reason, "holds the frames 10:00:00:12 to 10:00:00:23 of the proxy");
    assert_eq!(matched(first, Resolve), Some(("RL-DR-01", "A001/A001C001.mov")));
    assert!(first.findings.iter().any(|finding| finding.rule == "RL-DR-02" && finding.level == Level::Warning));
    assert_eq!(first.ocf.as_deref(), Some("A001/A001C001.mov"), "names still tell what it is of");
    assert_eq!(matched(proxy(&report, "A001C003.mov"), MediaComposer), Some(("RL-MC-02", "A001/A001C003.mov")));
    let message = "A001C001.mov and A001C002.mov share the timecodes 10:00:00:12 to 10:00:00:23 on one reel, so that a \
                   list cannot tell them apart";
    assert_eq!(errors(&report.findings), [("CF-12", "reel", message)]);
    assert_eq!(report.counts.ambiguous, 2);
}

#[test]
fn reels_that_begin_alike_collide_in_eight_characters() {
    // A camera that was reset in the evening: the same roll and clip numbers twice, timecode of the day.
    let (one, two) = ("A001C001_260131_R1AB", "A001C001_260131_R2CD");
    let originals =
        [Movie::at("ocf/day/A001C001_260131_R1AB.mov", one), Movie::at("ocf/day/A001C001_260131_R2CD.mov", two)];
    let whole =
        [Movie::at("proxies/A001C001_260131_R1AB.mov", one), Movie::at("proxies/A001C001_260131_R2CD.mov", two)];
    let report = check(&[&originals[..], &whole[..]].concat());
    let finding = &report.findings[0];
    assert_eq!((finding.rule.as_str(), finding.level), ("CF-17", Level::Warning));
    assert!(finding.message.contains("their reels begin with the same 8 characters"), "{finding}");
    assert_eq!((report.counts.relinking, report.counts.errors), (2, 0), "whole reels tell the clips apart");
    assert!(report.proxies[0].findings.iter().any(|finding| finding.rule == "RL-MC-05"));

    let cut: Vec<_> = whole.iter().map(|movie| Movie { reel: "A001C001", ..movie.clone() }).collect();
    let report = check(&[&originals[..], &cut].concat());
    is_bad(&report);
    let first = proxy(&report, "A001C001_260131_R1AB.mov");
    assert_eq!(
        candidates(first, MediaComposer),
        [("day/A001C001_260131_R1AB.mov", "RL-MC-05"), ("day/A001C001_260131_R2CD.mov", "RL-MC-05")]
    );
    let message = "its reel A001C001 is the reel in the original's header cut to 8 characters";
    assert_eq!(errors(&first.findings), [("PX-03", "reel", message)]);
    assert_eq!(errors(&report.findings)[0].0, "CF-12");
    assert_eq!(matched(first, Premiere), Some(("RL-PP-01", "day/A001C001_260131_R1AB.mov")));
}

#[test]
fn cameras_on_one_master_clock_are_told_apart_by_names_only() {
    let report = check(&[
        Movie::at("ocf/A001/A001C001.mov", "A001"),
        Movie::at("ocf/B001/B001C001.mov", "B001"),
        Movie::at("proxies/A001C001.mov", "A001"),
        // Neither name nor reel of the second are the camera's.
        Movie::at("proxies/cam2.mov", "CAM2"),
    ]);
    assert_eq!(matched(proxy(&report, "A001C001.mov"), MediaComposer), Some(("RL-MC-02", "A001/A001C001.mov")));
    let by_clock = |finding: &Finding| finding.rule == "RL-DR-05";
    assert!(
        !proxy(&report, "A001C001.mov").findings.iter().any(by_clock),
        "the clock is not asked where names are enough"
    );
    let second = proxy(&report, "cam2.mov");
    assert_eq!(candidates(second, Resolve), [("A001/A001C001.mov", "RL-DR-05"), ("B001/B001C001.mov", "RL-DR-05")]);
    assert_eq!(report.proxies_without_ocf, ["cam2.mov"]);
    assert_eq!(errors(&second.findings)[0].0, "PX-12");
}

#[test]
fn a_match_by_the_clock_alone_is_called_wrong() {
    let report = check(&[Movie::at("ocf/B001/B001C001.mov", "B001"), Movie::at("proxies/A001C001.mov", "A001")]);
    is_bad(&report);
    let found = errors(&report.proxies[0].findings);
    let message = "DaVinci Resolve would take B001/B001C001.mov for its original, which is not known";
    assert_eq!(found[1], ("RL-DR-05", "relink", message));
}

#[test]
fn a_copy_of_the_card_is_ambiguous_everywhere() {
    let report = check(&[
        Movie::at("ocf/A001/A001C001.mov", "A001C001"),
        Movie::at("ocf/backup/A001/A001C001.mov", "A001C001"),
        Movie::at("proxies/A001C001.mov", "A001C001"),
    ]);
    is_bad(&report);
    for application in [MediaComposer, Resolve, Premiere, ContentHub] {
        assert_eq!(candidates(&report.proxies[0], application).len(), 2, "{application}");
    }
}

#[test]
fn of_two_that_are_equally_near_none_is_taken() {
    let report = check(&[
        Movie::at("ocf/A001/A001C001.mov", "A001C001"),
        Movie::at("ocf/backup/A001/A001C001.mov", "A001C001"),
        Movie::at("proxies/A001C001.mov", "A001C001").from("10:00:10:00"),
    ]);
    let missing = ["it starts 240 frames later: 10:00:10:00 instead of 10:00:00:00".to_owned()];
    assert_eq!(nearest(&report.proxies[0], ContentHub), Some(("A001/A001C001.mov", &missing[..])));
    assert_eq!((report.proxies_without_ocf.len(), report.ocf_without_proxy.len()), (1, 2));
}

#[test]
fn names_that_come_again_are_told_apart_by_reels() {
    // CF-19: two cards with a clip C0001 each.
    let report = check(&[
        Movie::at("ocf/A001/C0001.mov", "A001"),
        Movie::at("ocf/A002/C0001.mov", "A002").from("12:00:00:00"),
        Movie::at("proxies/A001/C0001.mov", "A001"),
        Movie::at("proxies/A002/C0001.mov", "A002").from("12:00:00:00"),
    ]);
    assert_eq!(proxy(&report, "A002/C0001.mov").ocf.as_deref(), Some("A002/C0001.mov"));
    assert_eq!(matched(proxy(&report, "A002/C0001.mov"), Resolve), Some(("RL-DR-01", "A002/C0001.mov")));
    assert!(report.ocf_without_proxy.is_empty());
}

#[test]
fn reels_by_two_rules_are_noted() {
    let report = check(&[
        Movie::at("ocf/A001/A001C001.mov", ""),
        Movie::at("ocf/A001/A001C002.mov", "").from("11:00:00:00"),
        Movie::at("proxies/A001C001.mov", "A001"),
        Movie::at("proxies/A001C002.mov", "A001C002").from("11:00:00:00"),
    ]);
    let finding = &report.findings[0];
    assert_eq!((finding.rule.as_str(), finding.level), ("PX-03", Level::Warning));
    assert_eq!(
        finding.message,
        "the reel of A001C001.mov is the roll's folder, that of A001C002.mov is the clip's name"
    );
}

#[test]
fn two_renditions_of_one_clip_do_not_collide() {
    let report = check(&[
        Movie::at("ocf/A001/A001C001.mov", "A001C001"),
        Movie::at("proxies/large/A001C001.mov", "A001C001"),
        Movie::at("proxies/small/A001C001.mov", "A001C001"),
    ]);
    assert_eq!((report.counts.relinking, report.findings.len()), (2, 0), "{report}");
}

#[test]
fn a_folder_of_copies_does_not_fill_the_report() {
    let folder = tempfile::tempdir().unwrap();
    Movie::at("proxies/A001C001.mov", "A001C001").make(folder.path());
    let proxies = crate::identities(&folder.path().join("proxies"));
    let copies: Vec<_> = (0..3000)
        .map(|number| ClipIdentity { path: format!("{number:04}/A001C001.mov"), ..proxies[0].clone() })
        .collect();
    let renditions: Vec<_> =
        (0..300).map(|number| ClipIdentity { path: format!("{number:04}.mov"), ..proxies[0].clone() }).collect();
    let report = interneg_qc::check(&RuleSet::shipped().unwrap(), &renditions, &copies);
    is_bad(&report);
    let Some(Outcome::Ambiguous { count, candidates }) = report.proxies[0].application(Resolve) else { panic!() };
    assert_eq!((*count, candidates.len()), (3000, 8));
    assert!(report.to_string().len() < 2_000_000);
}

#[test]
fn no_proxies_prove_nothing() {
    let report = interneg_qc::check(&RuleSet::shipped().unwrap(), &[], &[]);
    is_bad(&report);
}

#[test]
fn what_cannot_be_read_is_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    Movie::at("ocf/A001/A001C001.mov", "A001C001").make(root);
    Movie::at("proxies/A001C001.mov", "A001C001").make(root);
    std::fs::write(root.join("ocf/A001/A001_C002_0131AB_001.R3D"), "red").unwrap();
    let judged = || {
        let scan = |name: &str| scan(&root.join(name), &ScanOptions::default()).unwrap();
        interneg_qc::check_folders(&RuleSet::shipped().unwrap(), &scan("proxies"), &scan("ocf"))
    };
    let report = judged();
    assert_eq!((report.verdict, report.counts.warnings), (Verdict::Good, 1), "{report}");
    std::fs::write(root.join("proxies/A001C002.mov"), "").unwrap();
    let report = judged();
    is_bad(&report);
    let found = errors(&report.findings);
    assert_eq!((found[0].0, found[0].1), ("SRC-READ", "A001C002.mov"));
    assert!(found[0].2.starts_with("proxy not judged: not an accepted media file"), "{found:?}");
}
