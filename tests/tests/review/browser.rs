//! Chromium looks at the page of `interneg review`, through a relay that adds a witness to it.

use crate::service::get;
use interneg_tests::Tool;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};

/// Tells what the page shows: when it plays, when another clip follows, and what it says when the job is over.
const WITNESS: &str = "
<script>
const report = (kind, text) => fetch('/' + kind, { method: 'POST', body: String(text) });
const clip = () => 'clip ' + (1 + [...document.querySelectorAll('#clips button')].findIndex((one) => one.className));
let seen = '';
setInterval(() => {
  const [video, said] = [document.querySelector('video'), document.getElementById('status').textContent];
  if (video.currentTime > 0.5 && seen === '') {
    seen = clip();
    report('playing', `${video.videoWidth}x${video.videoHeight} ${seen}`);
  } else if (seen === 'clip 1' && clip() === 'clip 2' && video.currentTime > 0.5) {
    seen = 'end';
    report('next', clip());
  } else if (said.includes('MP4') && seen !== 'end') {
    seen = 'end';
    report('status', said);
  }
}, 50);
</script>";

/// A browser that is ended with its test.
pub struct Browser(Child);

impl Drop for Browser {
    fn drop(&mut self) {
        // Nothing can be done about a child that cannot be killed; the test's own outcome counts.
        let _killed = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Opens a page in a browser without a window; nothing where none is installed.
pub fn browse(port: u16, home: &Path) -> Option<Browser> {
    let mut command = Tool::find("chromium")?.command();
    let child = command
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        .args(["--mute-audio", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking"])
        .arg(format!("--user-data-dir={}", home.join("browser").display()))
        .arg(format!("http://127.0.0.1:{port}/"))
        .env("HOME", home)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Some(Browser(child.expect("an installed program starts")))
}

/// Hands on what `interneg review` serves, with the witness in its page, and hears what that reports.
pub struct Relay {
    pub port: u16,
    /// Path and body of each report.
    pub reports: Receiver<(String, String)>,
}

impl Relay {
    pub fn start(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let (heard, reports) = channel();
        let target = target.to_owned();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (target, heard) = (target.clone(), heard.clone());
                // A browser that goes away in the middle is no failure of the relay.
                std::thread::spawn(move || answer(stream, &target, &heard).ok());
            }
        });
        Self { port, reports }
    }
}

fn answer(mut stream: TcpStream, target: &str, heard: &Sender<(String, String)>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut request, mut length) = (String::new(), 0);
    reader.read_line(&mut request)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut words = request.split_whitespace();
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if method == "POST" {
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        // A test that is over hears nothing more.
        heard.send((path.trim_start_matches('/').to_owned(), String::from_utf8_lossy(&body).into_owned())).ok();
        return write!(stream, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    }
    let (status, mut body) = get(target, path);
    let kind = if path == "/" { "text/html; charset=utf-8" } else { "application/octet-stream" };
    if path == "/" {
        body.extend_from_slice(WITNESS.as_bytes());
    }
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Relayed\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}
