//! A running job is looked at: over HTTP by hand, and by a browser.

use crate::browser::{Relay, browse};
use crate::material::{SEGMENT_FRAMES, identities, job, long, shown};
use interneg_tests::{Frozen, Movie, Original, ProxyJobText, Server, Shoot, Site, wait_until};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

/// What nothing takes, on a busy machine either.
const LIMIT: Duration = Duration::from_secs(100);

/// `interneg review`, ended with its test.
struct Reviewer {
    process: Child,
    address: String,
}

impl Reviewer {
    fn start(server: &Server, job: &str) -> Self {
        let mut command = server.command(&["review", job]);
        let mut process = command.stdout(Stdio::piped()).spawn().expect("a program that was just built starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let url = told["url"].as_str().expect("an address").trim_start_matches("http://").trim_end_matches('/');
        Self { process, address: url.to_owned() }
    }

    /// Status and body of a file.
    fn get(&self, path: &str) -> (u16, Vec<u8>) {
        get(&self.address, path)
    }

    /// The playlist.
    fn playlist(&self) -> String {
        let (status, body) = self.get("/index.m3u8");
        let text = String::from_utf8(body).expect("a playlist is text");
        assert_eq!(status, 200, "{text}");
        text
    }
}

impl Drop for Reviewer {
    fn drop(&mut self) {
        // Nothing can be done about a child that cannot be killed; the test's own outcome counts.
        let _killed = self.process.kill().and_then(|()| self.process.wait());
    }
}

/// Asks a web server for a file.
pub fn get(address: &str, path: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").expect("a request is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let status = String::from_utf8_lossy(&answer[..end]).split(' ').nth(1).and_then(|code| code.parse().ok());
    (status.expect("a status"), answer.split_off(end + 4))
}

/// A clip of three segments, of frames that take a while.
fn original() -> Original {
    Shoot::of("prores4444").size(1280, 720).frames(144).make()
}

/// A job that stands still after its first chunk, and a window on it.
struct Paused {
    site: Site,
    server: Server,
    name: String,
    original: Original,
    reviewer: Reviewer,
    workers: Frozen,
}

impl Paused {
    fn start() -> Self {
        let (site, original, second) = (Site::new().bounds(1, 1, 48), original(), long());
        let server = Server::start(&site);
        let text: ProxyJobText = job(&[&original, &second]);
        let name = server.submit(&site.write_job(&text));
        let reviewer = Reviewer::start(&server, &name);
        wait_until("a chunk", LIMIT, || reviewer.playlist().contains(".m4s").then_some(()));
        let workers = Frozen::workers_of(&site.path());
        Self { site, server, name, original, reviewer, workers }
    }
}

/// Names of the files in a playlist, beginnings and segments.
fn files(playlist: &str) -> Vec<String> {
    let init = |line: &str| Some(line.strip_prefix("#EXT-X-MAP:URI=\"")?.strip_suffix('"')?.to_owned());
    let segment = |line: &str| (!line.is_empty() && !line.starts_with('#')).then(|| line.to_owned());
    playlist.lines().filter_map(|line| init(line).or_else(|| segment(line))).collect()
}

#[test]
fn the_finished_part_of_a_running_job_is_served() {
    let paused = Paused::start();
    let before = paused.reviewer.playlist();
    assert!(!before.contains("#EXT-X-ENDLIST"), "{before}");
    let names = files(&before);
    assert!(names.len() >= 2 && names[0].ends_with("/init.mp4"), "{before}");
    // Whoever takes what is listed has a movie: judged by FFmpeg, as one file.
    let bytes = names.iter().flat_map(|name| {
        let (status, body) = paused.reviewer.get(&format!("/{name}"));
        assert_eq!(status, 200, "{name}");
        body
    });
    let path = paused.site.lab().join("part.mp4");
    std::fs::write(&path, bytes.collect::<Vec<u8>>()).expect("a file in our own folder");
    let movie = Movie::open(&path);
    let found = shown(&movie, &paused.original);
    let frames = found.len() as u64;
    assert!(frames >= SEGMENT_FRAMES && frames.is_multiple_of(SEGMENT_FRAMES), "{frames}");
    assert_eq!(found, identities(&paused.original)[..found.len()]);

    for path in ["/00000/index.m3u8", "/00009/init.mp4", "/0/init.mp4", "/00000/../plan.json", "/%2e%2e/journal.jsonl"]
    {
        assert_eq!(paused.reviewer.get(path).0, 404, "{path}");
    }
    drop(paused.workers);
    let mut last = before;
    // Until the job ends, the playlist only grows at its end.
    let (gone, _) = wait_until("the job to end", LIMIT, || {
        let (status, body) = paused.reviewer.get("/index.m3u8");
        let text = String::from_utf8_lossy(&body).into_owned();
        if status == 410 {
            return Some(text);
        }
        assert!(text.starts_with(&last), "{last}\nbecame\n{text}");
        last = text;
        None
    });
    assert!(gone.contains("review") && gone.contains("MP4"), "{gone}");
    paused.server.watch(&paused.name).expect_code(0);
    let ran = paused.server.client(&["review", &paused.name]).expect_code(1);
    assert!(ran.stderr.contains("REVIEW_DELIVERED"), "{}", ran.stderr);
    let outputs = paused.server.client(&["outputs", &paused.name]).expect_code(0).stdout;
    assert!(
        outputs.contains(&format!("review/{}/{}.mp4", paused.original.roll(), paused.original.name())),
        "{outputs}"
    );
}

#[test]
fn a_browser_plays_a_running_job() {
    let paused = Paused::start();
    let relay = Relay::start(&paused.reviewer.address);
    let Some(_browser) = browse(relay.port, &paused.site.path()) else { return };
    // The page plays while the job stands still: nothing more is made until it has.
    let (path, report) = relay.reports.recv_timeout(LIMIT).expect("the page reports");
    assert_eq!((path.as_str(), report.as_str()), ("playing", "320x180 clip 1"));
    drop(paused.workers);
    // What is made then is played as well, from the second clip too.
    let (path, report) = relay.reports.recv_timeout(LIMIT).expect("the page reports");
    assert!(path == "next" && report == "clip 2" || path == "status" && report.contains("MP4"), "{path} {report}");
}

#[test]
fn plans_and_info_name_the_encoder() {
    let (site, long) = (Site::new().bounds(1, 1, 10), long());
    let server = Server::start(&site);
    let plan = server.client(&["plan", &site.write_job(&job(&[&long])).to_string_lossy()]).expect_code(0).json();
    let review = &plan["proxy_clips"][0]["renditions"][1];
    assert_eq!(review["name"], "review", "{plan}");
    // Tasks of ten frames become tasks of whole segments.
    assert_eq!(plan["tasks"], long.frames.div_ceil(SEGMENT_FRAMES), "{plan}");
    let last = review["operations"].as_array().and_then(|all| all.last()).and_then(Value::as_str).unwrap_or_default();
    let info = server.client(&["info"]).expect_code(0).json();
    let encoders = info["review_encoders"].as_array().expect("a list");
    let of = |name: &str| {
        let found = encoders.iter().find(|encoder| encoder["name"] == name).expect("a codec");
        found["description"].as_str().expect("an element").to_owned()
    };
    assert!(last.starts_with(&format!("encoded by {} and {}: appsrc", of("h264"), of("aac"))), "{last}");
}
