//! From the job file to the delivery, through a real service over TCP, judged by the receiver's tools.

use interneg_tests::{
    Delivery, Identity, JobText, Ran, Server, Shoot, Site, Tool, file_names, files_below, identities, interneg,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const STEM: &str = "night_train_lp_nam_16b_aces130_ap0_linear_20260102_640x360";
const FOLDER: &str = "night_train_nam_16b_aces130_ap0_linear_20260102_640x360";
/// 01:00:00:00 at 24 frames a second.
const FIRST: u64 = 86_400;
const FRAMES: u64 = 20;

#[test]
fn two_clips_are_submitted_rendered_delivered_and_verified() {
    let site = Site::new().bounds(2, 1, 6);
    let server = Server::start(&site);
    let (movie, dpx) = (Shoot::of("prores4444").make(), Shoot::of("dpx").make());
    let job = JobText::new()
        .trimmed(&movie, "01:00:00:04", "01:00:00:16")
        .trimmed(&dpx, "02:10:00:06", "02:10:00:14")
        .manifests("mhl = true\nasc_mhl = true");
    plan_tells_what_the_job_would_do(&server, &site.write_job(&job));
    assert_eq!(files_below(&site.out()).len(), 0, "a plan wrote something");
    let name = server.submit(&site.write_job(&job));
    let watched = server.watch(&name).expect_code(0);

    watch_tells_the_way(&watched.json_lines());
    delivery_is_named_by_the_rules(&site);
    every_frame_is_in_its_place(&site, movie.strip_rows);
    service_tells_of_the_job(&server, &name);
    service_tells_of_itself(&server);
    verify_finds_no_difference(&site.delivery_folder());
    receivers_tools_agree(&site.delivery_folder());
}

fn plan_tells_what_the_job_would_do(server: &Server, job: &Path) {
    let plan = server.client(&["plan", &job.to_string_lossy()]).expect_code(0).stdout;
    for part in [
        format!("{STEM}.0086400.exr"),
        format!("{STEM}.0086419.exr"),
        FOLDER.to_owned(),
        "A001R1AB".to_owned(),
        "NAM-06".to_owned(),
    ] {
        assert!(plan.contains(&part), "no {part} in {plan}");
    }
}

fn watch_tells_the_way(messages: &[Value]) {
    let last = messages.last().expect("watch told something");
    assert_eq!(last["job"]["state"], "succeeded", "{last}");
    assert_eq!(last["job"]["progress"]["frames_done"], FRAMES);
    assert_eq!(last["job"]["progress"]["frames_total"], FRAMES);
    let sequences: Vec<u64> = messages.iter().filter_map(|message| message["sequence"].as_u64()).collect();
    assert!(sequences.is_sorted() && sequences.last() > sequences.first(), "{sequences:?}");
}

fn delivery_is_named_by_the_rules(site: &Site) {
    let folder = site.delivery_folder();
    assert_eq!(folder.file_name().and_then(|name| name.to_str()), Some(FOLDER));
    let frames = (FIRST..FIRST + FRAMES).map(|number| format!("{STEM}.{number:07}.exr"));
    let manifests = [
        "checksum.txt".to_owned(),
        format!("{FOLDER}_2026-01-02_030405.mhl"),
        format!("ascmhl/0001_{FOLDER}_2026-01-02_030405Z.mhl"),
        "ascmhl/ascmhl_chain.xml".to_owned(),
    ];
    let expected: BTreeSet<String> = frames.chain(manifests).collect();
    assert_eq!(files_below(&folder).into_keys().collect::<BTreeSet<_>>(), expected);
}

fn every_frame_is_in_its_place(site: &Site, strip_rows: usize) {
    // The in points, counted by hand: 01:00:00:04 of clip 1, 02:10:00:06 of clip 8.
    let movie = (0..12).map(|position| Identity { clip_id: 1, count: 86_404 + position });
    let dpx = (0..8).map(|position| Identity { clip_id: 8, count: 187_206 + position });
    let delivery = Delivery::open(&site.delivery_folder());
    assert_eq!(identities(&delivery, strip_rows), movie.chain(dpx).collect::<Vec<_>>());
}

fn service_tells_of_the_job(server: &Server, name: &str) {
    let job = server.job(name);
    assert_eq!((job["state"].as_str(), job["name"].as_str()), (Some("succeeded"), Some(name)));
    let listed = server.client(&["list"]).expect_code(0);
    assert!(listed.stdout.contains(name), "{}", listed.stdout);
    let none = server.client(&["list", "--state", "failed"]).expect_code(0);
    assert!(!none.stdout.contains(name), "{}", none.stdout);
    server.client(&["logs", name]).expect_code(0);

    let outputs = server.client(&["outputs", name]).expect_code(0);
    assert!(outputs.stdout.contains("ascmhl/ascmhl_chain.xml"), "{}", outputs.stdout);
    for number in FIRST..FIRST + FRAMES {
        assert!(outputs.stdout.contains(&format!("{STEM}.{number:07}.exr")), "{number}: {}", outputs.stdout);
    }
}

fn service_tells_of_itself(server: &Server) {
    let info = server.client(&["info"]).expect_code(0).stdout;
    for word in ["\"ocf\"", "\"out\"", "studio-config-v2.2.0_aces-v1.3_ocio-v2.4", "prores", "frames_per_task"] {
        assert!(info.contains(word), "no {word} in {info}");
    }
}

fn verify_finds_no_difference(folder: &Path) {
    let verify = |folder: &Path| Ran::of(Command::new(interneg()).arg("verify").arg(folder));
    verify(folder).expect_code(0);
    // Of a copy that is not what it was, each fault is named.
    let [altered, missing] = [FIRST, FIRST + 1].map(|number| format!("{STEM}.{number:07}.exr"));
    let spoilt = |spoil: &dyn Fn(&Path)| {
        let copy = tempfile::tempdir().expect("a temporary folder");
        let copied = copy.path().join(FOLDER);
        copy_tree(folder, &copied);
        spoil(&copied);
        let report = verify(&copied);
        (report.code, format!("{}{}", report.stdout, report.stderr))
    };
    let alter: &dyn Fn(&Path) = &|copy| flip_last_byte(&copy.join(&altered));
    let lose: &dyn Fn(&Path) = &|copy| fs::remove_file(copy.join(&missing)).expect("our own copy");
    let add: &dyn Fn(&Path) = &|copy| fs::write(copy.join("extra.exr"), b"late").expect("our own copy");
    for (spoil, name) in [(alter, altered.as_str()), (lose, missing.as_str()), (add, "extra.exr")] {
        let (code, told) = spoilt(spoil);
        assert!(code == 65 && told.contains(name), "exit code {code}, {name} must be named: {told}");
    }
    let (code, told) = spoilt(&|copy| [alter, lose, add].iter().for_each(|spoil| spoil(copy)));
    assert_eq!(code, 65);
    for name in [altered.as_str(), missing.as_str(), "extra.exr"] {
        assert!(told.contains(name), "no {name} in {told}");
    }
}

fn receivers_tools_agree(folder: &Path) {
    md5sum_agrees(folder);
    if let Some(npack) = Tool::find("npack") {
        npack_writes_the_same(&npack, folder);
    }
    if let Some(python) = Tool::find("python") {
        mhl_holds_what_python_computes(&python, folder);
    }
    if let Some(ascmhl) = Tool::find("ascmhl-debug") {
        // It prints what it thinks; `bytes` checks that it ends with 0.
        ascmhl.bytes(["verify".as_ref(), folder.as_os_str()]);
    }
}

fn md5sum_agrees(folder: &Path) {
    let list = fs::read_to_string(folder.join("checksum.txt")).expect("every delivery has one");
    let lines = list.lines().map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!((fields.len(), fields[2]), (4, "md5"), "{line}");
        format!("{}  {}\n", fields[3], fields[0])
    });
    let sums = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(sums.path(), lines.collect::<String>()).expect("our own file");
    let checked = Ran::of(Command::new("md5sum").arg("--check").arg(sums.path()).current_dir(folder)).expect_code(0);
    assert_eq!(checked.stdout.matches(": OK").count() as u64, FRAMES + 1, "{}", checked.stdout);
}

fn npack_writes_the_same(npack: &Tool, folder: &Path) {
    let copy = tempfile::tempdir().expect("a temporary folder");
    for name in file_names(folder).into_iter().filter(|name| name != "checksum.txt" && name != "ascmhl") {
        fs::copy(folder.join(&name), copy.path().join(&name)).expect("our own copy");
    }
    // Its processes hand their digests over in a queue that it sometimes leaves too early; then it says so and fails.
    let arguments = ["checksum".as_ref(), "--source".as_ref(), copy.path().as_os_str()];
    let is_done = (0..8).any(|_| npack.run(arguments).status.success());
    assert!(is_done, "npack fails again and again: {:?}", npack.run(arguments));
    let theirs = fs::read_to_string(copy.path().join("checksum.txt")).expect("npack wrote one");
    assert_eq!(fs::read_to_string(folder.join("checksum.txt")).expect("every delivery has one"), theirs);
}

/// Python's own XML parser and its binding of the xxHash library read the list and hash the files again.
const CHECK_MHL: &str = r"
import hashlib, pathlib, sys, xml.etree.ElementTree as tree, xxhash
mhl = pathlib.Path(sys.argv[1])
root = tree.parse(mhl).getroot()
assert (root.tag, root.get('version')) == ('hashlist', '1.1')
for entry in root.findall('hash'):
    data = (mhl.parent / entry.findtext('file')).read_bytes()
    assert entry[0].tag == 'file' and int(entry.findtext('size')) == len(data)
    assert entry.findtext('xxhash64be') == xxhash.xxh64(data).hexdigest()
    assert entry.findtext('md5') == hashlib.md5(data).hexdigest()
    print(entry.findtext('file'))
";

fn mhl_holds_what_python_computes(python: &Tool, folder: &Path) {
    let mhl = folder.join(format!("{FOLDER}_2026-01-02_030405.mhl"));
    let listed = python.text(["-c".as_ref(), CHECK_MHL.as_ref(), mhl.as_os_str()]);
    let expected: Vec<String> = (FIRST..FIRST + FRAMES).map(|number| format!("{STEM}.{number:07}.exr")).collect();
    assert_eq!(listed.lines().collect::<Vec<_>>(), expected);
}

fn copy_tree(from: &Path, to: &Path) {
    for (relative, bytes) in files_below(from) {
        let path = to.join(relative);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("our own copy");
        fs::write(path, bytes).expect("our own copy");
    }
}

fn flip_last_byte(path: &Path) {
    let mut bytes = fs::read(path).expect("our own copy");
    *bytes.last_mut().expect("a frame has bytes") ^= 1;
    fs::write(path, bytes).expect("our own copy");
}
