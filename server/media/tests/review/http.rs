//! A small web server for one browser: it serves a page and a folder, and hears what the page reports.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

/// A server on a port of this machine, which ends with the process.
pub struct Server {
    pub port: u16,
    /// Bodies that the page posted, with the paths that it posted them to.
    pub reports: Receiver<(String, String)>,
}

impl Server {
    /// Serves `page` as `/`, and the files of `folder`.
    pub fn start(page: &'static str, folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, reports) = channel();
        let folder = folder.to_path_buf();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, heard) = (folder.clone(), heard.clone());
                // A browser that goes away in the middle is no failure of the server.
                std::thread::spawn(move || answer(stream, page, &folder, &heard).ok());
            }
        });
        Self { port, reports }
    }
}

fn answer(stream: TcpStream, page: &str, folder: &Path, heard: &Sender<(String, String)>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let (mut length, mut begin) = (0, None);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            // Browsers ask for all from some byte on when they seek.
            "range" => {
                begin = value.trim().strip_prefix("bytes=").and_then(|range| range.strip_suffix('-')).map(str::to_owned)
            }
            _ => {}
        }
    }
    let mut words = request.split_whitespace();
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().trim_start_matches('/'));
    if method == "POST" {
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        heard.send((path.to_owned(), String::from_utf8_lossy(&body).into_owned())).ok();
        return respond(stream, "204 No Content", "text/plain", "", &[]);
    }
    let kind = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("m3u8") => "application/vnd.apple.mpegurl",
        Some("mp4" | "m4s") => "video/mp4",
        _ => "text/html; charset=utf-8",
    };
    match path {
        "" => respond(stream, "200 OK", kind, "", page.as_bytes()),
        _ => match std::fs::read(folder.join(path)) {
            Ok(bytes) => match begin.and_then(|begin| begin.parse::<usize>().ok()) {
                Some(begin) => {
                    let range = format!("Content-Range: bytes {begin}-{}/{}\r\n", bytes.len() - 1, bytes.len());
                    respond(stream, "206 Partial Content", kind, &range, bytes.get(begin..).unwrap_or_default())
                }
                None => respond(stream, "200 OK", kind, "Accept-Ranges: bytes\r\n", &bytes),
            },
            Err(_) => respond(stream, "404 Not Found", kind, "", &[]),
        },
    }
}

fn respond(mut stream: TcpStream, status: &str, kind: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{headers}Cache-Control: no-store\r\n\
         Connection: close\r\n\r\n"
    )?;
    stream.write_all(body)
}
