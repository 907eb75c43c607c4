//! As much of HTTP/1.1 (RFC 9110, RFC 9112) as a browser needs of a server that only gives.

use std::ops::Range;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Most bytes of a request's head.
const MOST_HEAD_BYTES: usize = 16 << 10;
/// How long a browser may take to say what it wants.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// What a browser asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    /// `GET`, `HEAD` or another word.
    pub(super) method: String,
    /// Path without the query, as it stands in the request.
    pub(super) path: String,
    /// Name of the host that the browser believes to speak to, without the port.
    pub(super) host: String,
    /// The wanted bytes, where not all are wanted.
    range: Option<String>,
}

/// What it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// Code and phrase.
    pub(super) status: &'static str,
    /// Media type.
    pub(super) kind: &'static str,
    /// All bytes of what was asked for.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A refusal with a reason for people.
    pub(super) fn refusal(status: &'static str, reason: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", body: reason.as_bytes().to_vec() }
    }
}

/// Reads a request; nothing where the peer sends none, or something else.
pub(super) async fn read(stream: &mut TcpStream) -> Option<Request> {
    tokio::time::timeout(HEAD_TIMEOUT, read_head(stream)).await.ok().flatten().and_then(|head| parse(&head))
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut bytes = [0; 2048];
        let count = stream.read(&mut bytes).await.ok()?;
        head.extend_from_slice(&bytes[..count]);
        if count == 0 || head.len() > MOST_HEAD_BYTES {
            return None;
        }
    }
    String::from_utf8(head).ok()
}

fn parse(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return None;
    }
    let header = |name: &str| {
        let mut fields = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        fields.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    let host = header("host").unwrap_or_default();
    // Behind the last colon is the port, unless that colon is within the brackets of an address.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => name.to_owned(),
        _ => host,
    };
    let path = target.split(['?', '#']).next().unwrap_or_default().to_owned();
    Some(Request { method: method.to_owned(), path, host: name, range: header("range") })
}

/// Sends an answer, or the wanted part of it, and ends the connection.
pub(super) async fn send(stream: &mut TcpStream, request: &Request, answer: &Answer) -> std::io::Result<()> {
    let length = answer.body.len();
    let is_whole = answer.status.starts_with("200");
    let wanted = request.range.as_deref().filter(|_| is_whole).map(|range| part_of(range, length));
    let (status, part, more) = match wanted {
        None | Some(Part::All) => (answer.status, 0..length, String::new()),
        Some(Part::Bytes(part)) => {
            let range = format!("Content-Range: bytes {}-{}/{length}\r\n", part.start, part.end - 1);
            ("206 Partial Content", part, range)
        }
        Some(Part::Nothing) => ("416 Range Not Satisfiable", 0..0, format!("Content-Range: bytes */{length}\r\n")),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{more}Accept-Ranges: bytes\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        answer.kind,
        part.len()
    );
    stream.write_all(head.as_bytes()).await?;
    if request.method != "HEAD" {
        stream.write_all(&answer.body[part]).await?;
    }
    stream.shutdown().await
}

/// Which bytes a range of a request means.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// Not understood, which means all (RFC 9110, section 14.2).
    All,
    Bytes(Range<usize>),
    Nothing,
}

fn part_of(range: &str, length: usize) -> Part {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::All;
    };
    let number = |text: &str| text.trim().parse::<usize>();
    let part = match (number(first), number(last)) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..length,
        (Err(_), Ok(count)) if first.trim().is_empty() => length.saturating_sub(count)..length,
        _ => return Part::All,
    };
    if part.start < part.end { Part::Bytes(part) } else { Part::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_as_browsers_write_them() {
        let head = "GET /00000/init.mp4?x=1 HTTP/1.1\r\nHost: localhost:8080\r\nrange:  bytes=5-\r\n\r\n";
        let request = parse(head).unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/00000/init.mp4"));
        assert_eq!((request.host.as_str(), request.range.as_deref()), ("localhost", Some("bytes=5-")));
        assert_eq!(parse("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n").unwrap().host, "[::1]");
        assert_eq!(parse("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n").unwrap().host, "[::1]");
        for head in ["", "GET /", "GET http://x/ HTTP/1.1\r\n\r\n", "GET / HTTP/2\r\n\r\n"] {
            assert_eq!(parse(head), None, "{head}");
        }
    }

    #[test]
    fn ranges_are_those_of_the_standard() {
        assert_eq!(part_of("bytes=2-4", 10), Part::Bytes(2..5));
        assert_eq!(part_of("bytes=2-", 10), Part::Bytes(2..10));
        assert_eq!(part_of("bytes=-3", 10), Part::Bytes(7..10));
        assert_eq!(part_of("bytes=-30", 10), Part::Bytes(0..10));
        assert_eq!(part_of("bytes=2-99", 10), Part::Bytes(2..10));
        assert_eq!(part_of("bytes=10-", 10), Part::Nothing);
        assert_eq!(part_of("bytes=0-", 0), Part::Nothing);
        for range in ["bytes=4-2", "bytes=a-b", "bytes=-", "lines=1-2", "bytes=0-1,4-5"] {
            assert_eq!(part_of(range, 10), Part::All, "{range}");
        }
    }
}
