//! Small originals, proxies and sound files in the root `lab`.

use interneg_tests::{Ran, Server, Site};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A service on a site of its own.
pub struct Bench {
    site: Site,
    server: Server,
}

impl Bench {
    pub fn new() -> Self {
        let site = Site::new();
        let server = Server::start(&site);
        Self { site, server }
    }

    /// A path below the root `lab`.
    pub fn lab(&self, path: &str) -> std::path::PathBuf {
        self.site.lab().join(path)
    }

    /// Makes a movie below the root `lab`.
    pub fn make(&self, movies: &[Movie]) {
        movies.iter().for_each(|movie| movie.make(&self.site.lab()));
    }

    /// Writes a file below the root `lab`; returns its path on this machine.
    pub fn write(&self, path: &str, bytes: &[u8]) -> String {
        let path = self.lab(path);
        fs::create_dir_all(path.parent().expect("a path below the root")).expect("our own folder");
        fs::write(&path, bytes).expect("our own file");
        path.display().to_string()
    }

    /// Runs a client command from the root `lab`, with JSON output.
    pub fn client(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.server.command(arguments).current_dir(self.site.lab()))
    }

    /// Runs a client command from the root `lab`, with output for people.
    pub fn client_text(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(interneg_tests::interneg());
        Ran::of(command.args(["--server", &self.server.url()]).args(arguments).current_dir(self.site.lab()))
    }
}

/// A movie to be made: 24 frames at 24 fps from 10:00:00:00 on, without sound.
#[derive(Debug, Clone)]
pub struct Movie<'a> {
    pub path: &'a str,
    pub reel: &'a str,
    pub timecode: &'a str,
    pub rate: &'a str,
    pub frames: u32,
}

impl<'a> Movie<'a> {
    /// The usual movie at `path`; an empty reel is none.
    pub fn at(path: &'a str, reel: &'a str) -> Self {
        Self { path, reel, timecode: "10:00:00:00", rate: "24", frames: 24 }
    }

    /// Another start; an empty one is none.
    pub fn from(self, timecode: &'a str) -> Self {
        Self { timecode, ..self }
    }

    /// Another rate.
    pub fn rate(self, rate: &'a str) -> Self {
        Self { rate, ..self }
    }

    /// Another length.
    pub fn frames(self, frames: u32) -> Self {
        Self { frames, ..self }
    }

    fn make(&self, root: &Path) {
        let path = root.join(self.path);
        fs::create_dir_all(path.parent().expect("a path below the root")).expect("our own folder");
        let mut command = Command::new("ffmpeg");
        let picture = format!("color=s=64x36:r={}", self.rate);
        command.args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", &picture]);
        command.args(["-frames:v", &self.frames.to_string(), "-c:v", "prores_ks", "-profile:v", "0"]);
        if !self.timecode.is_empty() {
            command.args(["-timecode", self.timecode]);
        }
        if !self.reel.is_empty() {
            command.args(["-metadata:s:v", &format!("reel_name={}", self.reel)]);
        }
        let output = command.arg(&path).output().expect("ffmpeg is installed");
        assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    }
}

/// A recorder's file of `samples` samples at 48000 Hz that begins `time_reference` samples after midnight; `speed` are
/// elements of iXML's SPEED, none where it is empty.
pub fn wave(time_reference: u64, samples: usize, speed: &str) -> Vec<u8> {
    let mut fmt = Vec::new();
    fmt.extend(1_u16.to_le_bytes());
    fmt.extend(1_u16.to_le_bytes());
    fmt.extend(48000_u32.to_le_bytes());
    fmt.extend(96000_u32.to_le_bytes());
    fmt.extend(2_u16.to_le_bytes());
    fmt.extend(16_u16.to_le_bytes());
    // EBU Tech 3285: the date at 320, the time at 330, the time reference at 338, the version at 346.
    let mut bext = vec![0; 602];
    bext[320..330].copy_from_slice(b"2026-01-31");
    bext[330..338].copy_from_slice(b"10:00:00");
    bext[338..346].copy_from_slice(&time_reference.to_le_bytes());
    bext[346] = 1;
    let mut body = b"WAVE".to_vec();
    let mut chunk = |id: &[u8; 4], contents: &[u8]| {
        body.extend(id);
        body.extend(u32::try_from(contents.len()).expect("a small file").to_le_bytes());
        body.extend(contents);
        body.extend(std::iter::repeat_n(0, contents.len() % 2));
    };
    chunk(b"fmt ", &fmt);
    chunk(b"bext", &bext);
    if !speed.is_empty() {
        let notes = "<SCENE>12A</SCENE><TAKE>3</TAKE><TAPE>OKJ056</TAPE><CIRCLED>TRUE</CIRCLED>";
        let ixml = format!("<?xml version=\"1.0\"?><BWFXML>{notes}<SPEED>{speed}</SPEED></BWFXML>");
        chunk(b"iXML", ixml.as_bytes());
    }
    chunk(b"data", &vec![0; samples * 2]);
    [b"RIFF".as_slice(), &u32::try_from(body.len()).expect("a small file").to_le_bytes(), &body].concat()
}
