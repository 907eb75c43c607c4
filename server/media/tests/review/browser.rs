//! Chromium plays review files, and HLS while it is still written.

use crate::http::Server;
use crate::material::{CELLS, FRAMES, PATIENCE, can_review, description, paths, picture, planes, tone, write};
use interneg_media::review::{ReviewCodec, ReviewWriter, join};
use interneg_spec::Rate;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What no page takes, on a busy machine either.
const FAR_TOO_LONG: Duration = Duration::from_secs(100);

/// Both pages read the number in the cells of what is shown, as the page's own pixels.
const MOVIE_PAGE: &str = include_str!("movie.html");
const HLS_PAGE: &str = include_str!("hls.html");

/// A browser that is ended with its test.
struct Browser(Child);

impl Drop for Browser {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Opens a page in a browser without a window; `None` where none is installed.
fn browse(port: u16, home: &Path) -> Option<Browser> {
    let child = Command::new("chromium")
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        .args(["--mute-audio", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking"])
        .arg(format!("--user-data-dir={}", home.join("browser").display()))
        .arg(format!("http://127.0.0.1:{port}/"))
        .env("HOME", home)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match child {
        Ok(child) => Some(Browser(child)),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "no chromium, which the set-up installs: {error}");
            println!("skipped: no chromium: {error}");
            None
        }
    }
}

/// The next report, which must be of this kind.
fn heard(server: &Server, kind: &str) -> String {
    let (path, body) = server.reports.recv_timeout(FAR_TOO_LONG).expect("the page reports");
    assert_eq!(path, kind, "{body}");
    body
}

#[test]
fn movies_play() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    assert_eq!(CELLS, 16, "as the pages have it");
    let folder = tempfile::tempdir().unwrap();
    let segments = write(&folder.path().join("hls"), &description(ReviewCodec::H264, Rate::FPS_24), 0..FRAMES, tone);
    join(&paths(&segments), &folder.path().join("clip.mp4")).unwrap();
    let server = Server::start(MOVIE_PAGE, folder.path());
    let Some(_browser) = browse(server.port, folder.path()) else { return };
    // Duration in seconds, numbers of the first and the last frame, and of the one that is shown when it has played.
    assert_eq!(heard(&server, "done"), "2.000 0 47 47");
}

#[test]
fn hls_plays_while_it_is_written() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let description = description(ReviewCodec::H264, Rate::FPS_24);
    let hls = folder.path().join("hls");
    let mut writer = ReviewWriter::create(&hls, &description, 0..FRAMES * 2, PATIENCE).unwrap();
    let samples = writer.sound_samples();
    writer.write_sound(&tone(samples)).unwrap();
    let mut frames = 0..FRAMES * 2;
    while writer.finished_frames() == 0 {
        writer.write_picture(&planes(&picture(frames.next().unwrap()))).unwrap();
    }
    let server = Server::start(HLS_PAGE, folder.path());
    let Some(_browser) = browse(server.port, folder.path()) else { return };
    // The page plays, with the clip half written: nothing more is written until it says so.
    let shown: u64 = heard(&server, "playing").parse().unwrap();
    assert!(shown > 0 && shown < writer.finished_frames(), "{shown}");
    for frame in frames {
        writer.write_picture(&planes(&picture(frame))).unwrap();
    }
    writer.finish().unwrap();
    // Duration, the first frame, and the one that is shown at the end. The last unit of sound, of 1024 samples, begins
    // before the pictures end and ends after them.
    let report = heard(&server, "done");
    let (duration, shown) = report.split_once(' ').unwrap();
    let beyond_s = duration.parse::<f64>().unwrap() - 4.0;
    assert!((0.0..0.022).contains(&beyond_s), "{report}");
    assert_eq!(shown, "0 95");
}
