//! `interneg relink check`.

use crate::material::{Bench, Movie};
use serde_json::Value;

const CLIP: &str = "A001C001_260131_R1AB";

/// A fault of a day's proxies, and what the report must say of it.
struct Fault {
    name: &'static str,
    movies: Vec<Movie<'static>>,
    /// Rule of an error, and words of its message.
    error: (&'static str, &'static str),
    /// An application and what it does with the first proxy.
    outcome: (&'static str, &'static str),
}

fn ocf() -> Movie<'static> {
    Movie::at("ocf/A001R1AB/A001C001_260131_R1AB.mov", CLIP)
}

fn proxy() -> Movie<'static> {
    Movie::at("proxies/A001C001_260131_R1AB.mov", CLIP)
}

fn faults() -> Vec<Fault> {
    let twin_ocf = Movie::at("ocf/A001R1AB/A001C001_260131_R2CD.mov", "A001C001_260131_R2CD");
    let twin_proxy = Movie::at("proxies/A001C001_260131_R2CD.mov", "A001C001");
    let roll = |movie: Movie<'static>| Movie { reel: "A001R1AB", ..movie };
    let second = |path| Movie::at(path, "A001R1AB").from("10:00:00:12");
    let film = "30000/1001";
    let fault = |name, movies, error, outcome| Fault { name, movies, error, outcome };
    vec![
        fault(
            "one_frame_late",
            vec![ocf(), proxy().from("10:00:00:01")],
            ("PX-04", "it starts one frame later: 10:00:00:01 instead of 10:00:00:00"),
            ("content_hub", "none"),
        ),
        fault(
            "no_reel",
            vec![ocf(), Movie { reel: "", ..proxy() }],
            ("PX-03", "it has no reel name in the file"),
            ("media_composer", "none"),
        ),
        fault(
            "reels_of_8_characters",
            vec![ocf(), twin_ocf, Movie { reel: "A001C001", ..proxy() }, twin_proxy],
            ("PX-03", "cut to 8 characters"),
            ("media_composer", "ambiguous"),
        ),
        fault(
            "takes_that_overlap_on_one_reel",
            vec![
                roll(ocf()),
                second("ocf/A001R1AB/A001C002_260131_R1AB.mov"),
                roll(proxy()),
                second("proxies/A001C002_260131_R1AB.mov"),
            ],
            ("CF-12", "share the timecodes 10:00:00:12 to 10:00:00:23 on one reel"),
            ("media_composer", "ambiguous"),
        ),
        fault(
            "another_rate",
            vec![ocf(), proxy().rate("25")],
            ("PX-05", "it runs at 25 frames a second instead of 24"),
            ("resolve", "none"),
        ),
        fault(
            "not_drop_frame",
            vec![ocf().rate(film).from("10:00:00;00"), proxy().rate(film)],
            ("PX-04", "it counts in non-drop-frame (10:00:00:00) instead of drop-frame (10:00:00;00)"),
            ("resolve", "none"),
        ),
        fault(
            "one_frame_short",
            vec![ocf(), proxy().frames(23)],
            ("PX-06", "it is one frame short: 23 frames instead of 24"),
            // Its frames are all in the original: only the comparison finds the fault.
            ("resolve", "matched"),
        ),
    ]
}

/// Rule and message of every error of a report.
fn errors(report: &Value) -> Vec<(String, String)> {
    let of = |owner: &Value| owner["findings"].as_array().expect("findings").clone();
    let proxies = report["proxies"].as_array().expect("proxies");
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    let all = proxies.iter().flat_map(of).chain(of(report));
    all.filter(|one| one["level"] == "error").map(|one| (word(&one["rule"]), word(&one["message"]))).collect()
}

#[test]
fn faithful_proxies_are_good_however_their_folders_are_named() {
    let bench = Bench::new();
    bench.make(&[
        ocf(),
        proxy(),
        Movie::at("ocf/B001R2CD/B001C001_260131_R2CD.mov", "B001C001_260131_R2CD").from("11:00:00:00"),
        Movie::at("proxies/B001C001_260131_R2CD.mov", "B001C001_260131_R2CD").from("11:00:00:00"),
    ]);
    let absolute = bench.lab("ocf").display().to_string();
    let single = "lab:proxies/A001C001_260131_R1AB.mov";
    let by_rolls = ["relink", "check", "lab:proxies", single, "--ocf", "lab:ocf/A001R1AB", "--ocf", &absolute];
    for arguments in [
        &["relink", "check", "lab:proxies", "--ocf", "lab:ocf"][..],
        // From the folder above; and twice by other ways, which is the same clip and no second one.
        &["relink", "check", "proxies", "--ocf", "ocf"],
        &by_rolls,
    ] {
        let report = bench.client(arguments).expect_code(0).json();
        assert_eq!((report["verdict"].as_str(), report["counts"]["relinking"].as_u64()), (Some("good"), Some(2)));
        assert_eq!(report["counts"]["ocf"], 2);
        let first = &report["proxies"][0];
        assert_eq!(first["proxy"], "lab:proxies/A001C001_260131_R1AB.mov");
        assert_eq!(first["ocf"], "lab:ocf/A001R1AB/A001C001_260131_R1AB.mov");
        assert_eq!(first["applications"].as_array().map(Vec::len), Some(4));
        let second = &first["applications"][1];
        assert_eq!(
            (&second["application"], &second["outcome"], &second["rule"]),
            (&"resolve".into(), &"matched".into(), &"RL-DR-01".into())
        );
    }
    let text = bench.client_text(&["relink", "check", "proxies", "--ocf", "ocf"]).expect_code(0).stdout;
    assert!(text.starts_with("good  lab:proxies/A001C001_260131_R1AB.mov of lab:ocf/A001R1AB/"), "{text}");
    assert!(text.ends_with("0 errors, 0 warnings\n"), "{text}");
}

#[test]
fn a_clip_that_lies_in_the_root_itself_has_its_own_name() {
    let bench = Bench::new();
    bench.make(&[Movie { path: "A001C001_260131_R1AB.mov", ..ocf() }, proxy()]);
    let arguments = ["relink", "check", "proxies", "--ocf", "A001C001_260131_R1AB.mov"];
    let report = bench.client(&arguments).expect_code(0).json();
    assert_eq!(report["proxies"][0]["ocf"], "lab:A001C001_260131_R1AB.mov");
    assert_eq!(report["counts"]["relinking"], 1);
}

#[test]
fn every_planted_fault_ends_with_65_and_is_named() {
    let bench = Bench::new();
    for Fault { name, movies, error, outcome } in faults() {
        let paths: Vec<String> = movies.iter().map(|movie| format!("{name}/{}", movie.path)).collect();
        let made: Vec<Movie> = movies.iter().zip(&paths).map(|(movie, path)| Movie { path, ..movie.clone() }).collect();
        bench.make(&made);
        let (proxies, ocf) = (format!("lab:{name}/proxies"), format!("lab:{name}/ocf"));
        let arguments = ["relink", "check", &proxies, "--ocf", &ocf];
        let report = bench.client(&arguments).expect_code(65).json();
        assert_eq!(report["verdict"], "bad", "{name}");
        let found = errors(&report);
        let is_named = found.iter().any(|(rule, message)| rule == error.0 && message.contains(error.1));
        assert!(is_named, "{name}: {found:?}");
        let applications = report["proxies"][0]["applications"].as_array().expect("applications");
        let judged = applications.iter().find(|one| one["application"] == outcome.0).expect("all applications");
        assert_eq!(judged["outcome"], outcome.1, "{name}: {judged}");
        let text = bench.client_text(&arguments).expect_code(65).stdout;
        let last = text.lines().last().expect("a verdict");
        assert!(text.contains(error.1) && last.starts_with("relink bad: "), "{name}: {text}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_no_good_proxy() {
    let bench = Bench::new();
    bench.make(&[ocf(), proxy()]);
    bench.write("proxies/A001C002_260131_R1AB.mov", b"half a header");
    let report = bench.client(&["relink", "check", "proxies", "--ocf", "ocf"]).expect_code(65).json();
    let finding = &report["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["field"]),
        (&"SRC-READ".into(), &"lab:proxies/A001C002_260131_R1AB.mov".into())
    );
    assert_eq!(report["counts"]["relinking"], 1);
}

#[test]
fn folders_that_cannot_be_used_are_named_with_their_field() {
    let bench = Bench::new();
    bench.make(&[ocf(), proxy()]);
    bench.write("empty/notes.txt", b"nothing here");
    let refused = |arguments: &[&str], code: i32, reason: &str, field: &str| {
        let error: Value = serde_json::from_str(&bench.client(arguments).expect_code(code).stderr).expect("JSON");
        assert_eq!(error["error"]["reason"], reason, "{error}");
        assert_eq!(error["error"]["violations"][0]["field"], field, "{error}");
    };
    refused(&["relink", "check", "proxies", "--ocf", "none"], 66, "PATH_NOT_FOUND", "ocf[0]");
    refused(&["relink", "check", "proxies", "--ocf", "ocf", "--ocf", "/"], 77, "PATH_NOT_PERMITTED", "ocf[1]");
    refused(&["relink", "check", "nas:proxies", "--ocf", "ocf"], 77, "PATH_NOT_PERMITTED", "proxies[0]");
    refused(&["relink", "check", "empty/notes.txt", "--ocf", "ocf"], 65, "FOLDER_UNUSABLE", "proxies[0]");
    // Of no proxy nothing is proven.
    let report = bench.client(&["relink", "check", "empty", "--ocf", "ocf"]).expect_code(65).json();
    assert_eq!(report["counts"]["proxies"], 0);
    bench.client(&["relink", "check", "proxies"]).expect_code(2);
}
