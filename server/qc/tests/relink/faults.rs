//! One proxy and one original; one fact of the proxy is wrong.

use crate::material::Movie;
use crate::{checked, errors, is_bad, matched, nearest, proxy};
use interneg_qc::check::{RelinkReport, Verdict};
use interneg_qc::rules::Application::{self, ContentHub, MediaComposer, Premiere, Resolve};
use interneg_spec::Level;

const CLIP: &str = "A001C001_260131_R1AB";
const OCF: &str = "A001R1AB/A001C001_260131_R1AB.mov";
const PROXY: &str = "A001C001_260131_R1AB.mov";

/// Makes the original, `proxy` and the clip that is beside them on the card, and checks.
fn check(ocf: Movie, made: Movie) -> RelinkReport {
    let folder = tempfile::tempdir().unwrap();
    ocf.make(folder.path());
    let other = "ocf/A001R1AB/A001C002_260131_R1AB.mov";
    Movie { path: other, reel: "A001C002_260131_R1AB", ..ocf.clone() }
        .from("11:00:00:00")
        .rate("24")
        .make(folder.path());
    made.make(folder.path());
    let report = checked(folder.path());
    assert_eq!(report.ocf_without_proxy, ["A001R1AB/A001C002_260131_R1AB.mov"]);
    report
}

fn original() -> Movie<'static> {
    Movie::at("ocf/A001R1AB/A001C001_260131_R1AB.mov", CLIP)
}

fn faithful() -> Movie<'static> {
    Movie::at("proxies/A001C001_260131_R1AB.mov", CLIP)
}

/// Checks a fault that ends in exactly this one error.
fn check_only(ocf: Movie, made: Movie, expected: (&str, &str, &str)) -> RelinkReport {
    let report = check(ocf, made);
    is_bad(&report);
    assert_eq!(errors(&report.proxies[0].findings), [expected]);
    assert_eq!(report.proxies[0].ocf.as_deref(), Some(OCF));
    report
}

#[test]
fn a_faithful_proxy_relinks_everywhere() {
    let report = check(original(), faithful());
    assert_eq!(report.verdict, Verdict::Good, "{report}");
    let proxy = proxy(&report, PROXY);
    assert_eq!(matched(proxy, MediaComposer), Some(("RL-MC-02", OCF)));
    assert_eq!(matched(proxy, Resolve), Some(("RL-DR-01", OCF)));
    assert_eq!(matched(proxy, Premiere), Some(("RL-PP-01", OCF)));
    assert_eq!(matched(proxy, ContentHub), Some(("RL-CH-01", OCF)));
    assert_eq!((report.counts.errors, report.counts.warnings, report.counts.relinking), (0, 0, 1));
    assert!(report.to_string().ends_with("0 errors, 0 warnings"), "{report}");
}

#[test]
fn the_roll_is_a_reel_as_well() {
    let report = check(Movie { reel: "", ..original() }, Movie { reel: "A001R1AB", ..faithful() });
    let proxy = proxy(&report, PROXY);
    assert!(proxy.findings.is_empty(), "{:?}", proxy.findings);
    // An unconfirmed rule is all that is left in these two.
    assert_eq!(matched(proxy, ContentHub), Some(("RL-CH-02", OCF)));
    assert_eq!(nearest(proxy, MediaComposer).map(|(ocf, _)| ocf), Some(OCF));
    is_bad(&report);
}

#[test]
fn a_start_one_frame_late_is_found() {
    let message = "it starts one frame later: 10:00:00:01 instead of 10:00:00:00";
    let report = check_only(original(), faithful().from("10:00:00:01"), ("PX-04", "start", message));
    let proxy = proxy(&report, PROXY);
    for application in [MediaComposer, Resolve, ContentHub] {
        assert_eq!(nearest(proxy, application), Some((OCF, &[message.to_owned()][..])), "{application}");
    }
    // Premiere Pro reconnects without a look at the timecode, which is why the finding is an error.
    assert_eq!(matched(proxy, Premiere), Some(("RL-PP-03", OCF)));
    assert!(proxy.findings[0].remedy.contains("the start timecode 10:00:00:00"), "{:?}", proxy.findings);
    assert!(report.to_string().contains(&format!("nearest is {OCF} by RL-MC-02, but {message}")), "{report}");
}

#[test]
fn a_start_one_frame_early_in_a_short_proxy_is_found() {
    // All of its frames lie inside the original, so applications match it, one frame off.
    let message = "it starts one frame later: 10:00:00:01 instead of 10:00:00:00";
    let report = check(original(), faithful().from("10:00:00:01").frames(23));
    is_bad(&report);
    let proxy = proxy(&report, PROXY);
    let short = "it is one frame short: 23 frames instead of 24";
    assert_eq!(errors(&proxy.findings), [("PX-04", "start", message), ("PX-06", "frame_count", short)]);
    assert_eq!(matched(proxy, MediaComposer), Some(("RL-MC-02", OCF)));
}

#[test]
fn midnight_is_no_border() {
    let report = check(original().from("23:59:59:12"), faithful().from("23:59:59:12"));
    assert_eq!(report.verdict, Verdict::Good, "{report}");
    let message = "it starts 13 frames later: 00:00:00:01 instead of 23:59:59:12";
    let made = faithful().from("00:00:00:01").frames(11);
    let report = check(original().from("23:59:59:12"), made);
    let short = "it is 13 frames short: 11 frames instead of 24";
    assert_eq!(errors(&report.proxies[0].findings), [("PX-04", "start", message), ("PX-06", "frame_count", short)]);
    assert_eq!(
        matched(&report.proxies[0], MediaComposer),
        Some(("RL-MC-02", OCF)),
        "its frames lie inside all the same"
    );
}

#[test]
fn a_missing_timecode_is_found() {
    // In a QuickTime file the reel goes with the timecode's track.
    let (no_reel, no_start) =
        ("it has no reel name in the file", "it has no timecode, the original starts at 10:00:00:00");
    let report = check(original(), faithful().from(""));
    is_bad(&report);
    assert_eq!(errors(&report.proxies[0].findings), [("PX-03", "reel", no_reel), ("PX-04", "start", no_start)]);
    let (ocf, missing) = nearest(proxy(&report, PROXY), ContentHub).unwrap();
    assert_eq!((ocf, missing), (OCF, &["the proxy has no timecode".to_owned()][..]));
}

#[test]
fn a_missing_reel_is_found() {
    let report =
        check_only(original(), Movie { reel: "", ..faithful() }, ("PX-03", "reel", "it has no reel name in the file"));
    let proxy = proxy(&report, PROXY);
    let (ocf, missing) = nearest(proxy, MediaComposer).unwrap();
    assert_eq!((ocf, missing.len()), (OCF, 1));
    assert_eq!(matched(proxy, Resolve), Some(("RL-DR-01", OCF)), "file names are enough with reel names off");
    let remedy = &proxy.findings[0].remedy;
    assert!(remedy.contains("A001C001_260131_R1AB (the clip's name) or A001R1AB (the roll's folder)"), "{remedy}");
}

#[test]
fn a_cut_reel_is_found() {
    let message = "its reel A001C001 is the reel in the original's header cut to 8 characters";
    let report = check_only(original(), Movie { reel: "A001C001", ..faithful() }, ("PX-03", "reel", message));
    assert_eq!(matched(proxy(&report, PROXY), MediaComposer), Some(("RL-MC-05", OCF)), "the prefix is still unique");
}

#[test]
fn another_rate_is_found() {
    let message = "it runs at 25 frames a second instead of 24";
    let report = check_only(original(), faithful().rate("25"), ("PX-05", "rate", message));
    let (ocf, missing) = nearest(proxy(&report, PROXY), MediaComposer).unwrap();
    assert_eq!((ocf, missing), (OCF, &["it counts 25 frames a second instead of 24".to_owned()][..]));
}

#[test]
fn a_rate_that_counts_alike_is_found() {
    // Every application matches it: labels are the same, and only time is not.
    let message = "it runs at 24 frames a second instead of 24000/1001";
    let report = check_only(original().rate("24000/1001"), faithful(), ("PX-05", "rate", message));
    assert_eq!(report.counts.relinking, 1);
}

#[test]
fn a_wrong_drop_frame_flag_is_found() {
    let ocf = original().rate("30000/1001").from("10:00:00;00");
    let message = "it counts in non-drop-frame (10:00:00:00) instead of drop-frame (10:00:00;00)";
    let report = check_only(ocf, faithful().rate("30000/1001"), ("PX-04", "start", message));
    assert_eq!(nearest(proxy(&report, PROXY), Resolve), Some((OCF, &[message.to_owned()][..])));
}

#[test]
fn a_proxy_one_frame_short_is_found() {
    let message = "it is one frame short: 23 frames instead of 24";
    let report = check_only(original(), faithful().frames(23), ("PX-06", "frame_count", message));
    assert_eq!(report.counts.relinking, 1, "all of its frames are in the original, so every application is content");
}

#[test]
fn a_proxy_one_frame_long_is_found() {
    let message = "it is one frame too many: 25 frames instead of 24";
    let report = check_only(original(), faithful().frames(25), ("PX-06", "frame_count", message));
    let expected = ["it has 25 frames instead of 24".to_owned()];
    assert_eq!(nearest(proxy(&report, PROXY), MediaComposer), Some((OCF, &expected[..])));
}

#[test]
fn another_name_is_found_and_premieres_own_is_noted() {
    let renamed = Movie { path: "proxies/Scene 12 take 3.mov", ..faithful() };
    let message = "the file is called Scene 12 take 3.mov, the camera's name of the clip is A001C001_260131_R1AB";
    let report = check_only(original(), renamed, ("PX-02", "file_name", message));
    assert_eq!(matched(&report.proxies[0], MediaComposer), Some(("RL-MC-02", OCF)));

    let report = check(original(), Movie { path: "proxies/A001C001_260131_R1AB_Proxy.mov", ..faithful() });
    let finding = &report.proxies[0].findings[0];
    assert_eq!((finding.rule.as_str(), finding.level), ("PX-02", Level::Warning));
    assert_eq!(matched(&report.proxies[0], Premiere), Some(("RL-PP-01", OCF)));
}

#[test]
fn a_proxy_of_nothing_is_listed() {
    let stranger = Movie { path: "proxies/Z999C001.mov", reel: "Z999", ..faithful() }.from("20:00:00:00");
    let folder = tempfile::tempdir().unwrap();
    original().make(folder.path());
    stranger.make(folder.path());
    let report = checked(folder.path());
    is_bad(&report);
    assert_eq!(report.proxies_without_ocf, ["Z999C001.mov"]);
    assert_eq!(report.ocf_without_proxy, [OCF]);
    assert!(Application::ALL.iter().all(|application| nearest(&report.proxies[0], *application).is_none()));
    assert!(report.to_string().contains("nothing, and no original is near"), "{report}");
}
