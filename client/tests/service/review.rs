//! `interneg review`: what browsers get, and what they do not.

use crate::fake::{Script, held, serve};
use crate::{JOB, interrupt, program, run};
use serde_json::Value;
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const SEGMENT: &str = "00000/segment-00000000.m4s";

/// Head and body of the answer to a request.
async fn ask(address: &str, line: &str, headers: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{line} HTTP/1.1\r\n{headers}\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.to_owned(), body.to_owned())
}

#[tokio::test]
async fn a_job_without_review_files_has_no_address() {
    let ran = run(&Arc::new(Script::default()), &["review", JOB]).await.expect(1);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "error: the job has no review files\n"));
}

#[tokio::test]
async fn browsers_get_the_page_and_what_the_service_has() {
    let script = Arc::new(Script::default());
    let files = [("", "#EXTM3U\n"), (SEGMENT, "0123456789")];
    held(&script.review).extend(files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
    let service = serve(Arc::clone(&script)).await;
    let mut child = program(&service, &["--json", "review", JOB]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(told["job"], JOB);
    let url = told["url"].as_str().unwrap();
    let address = url.strip_prefix("http://").and_then(|rest| rest.strip_suffix('/')).unwrap().to_owned();
    let host = format!("Host: {address}\r\n");

    let (head, page) = ask(&address, "GET /", &host).await;
    assert!(head.starts_with("HTTP/1.1 200 OK") && page.contains("MediaSource"), "{head}");
    let (head, playlist) = ask(&address, "GET /index.m3u8?now", &host).await;
    assert!(head.contains("application/vnd.apple.mpegurl") && playlist == "#EXTM3U\n", "{head}\n{playlist}");
    let segment = format!("GET /{SEGMENT}");
    let (head, body) = ask(&address, &segment, &host).await;
    assert!(head.contains("Content-Length: 10") && body == "0123456789", "{head}\n{body}");
    let (head, body) = ask(&address, &segment, &format!("{host}Range: bytes=2-4\r\n")).await;
    assert!(head.starts_with("HTTP/1.1 206") && head.contains("bytes 2-4/10") && body == "234", "{head}\n{body}");
    let (head, body) = ask(&address, &format!("HEAD /{SEGMENT}"), &host).await;
    assert!(head.contains("Content-Length: 10") && body.is_empty(), "{head}\n{body}");

    for (line, headers, status) in [
        (segment.as_str(), format!("{host}Range: bytes=10-\r\n"), "416"),
        ("GET /00001/init.mp4", host.clone(), "404"),
        ("GET /etc/passwd", host.clone(), "404"),
        ("POST /", host.clone(), "405"),
        ("GET /", "Host: evil.example\r\n".to_owned(), "403"),
    ] {
        let (head, _) = ask(&address, line, &headers).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {head}");
    }
    assert!(!script.calls().iter().any(|call| call.contains("passwd")), "{:?}", script.calls());
    held(&script.review).clear();
    let (head, body) = ask(&address, "GET /index.m3u8", &host).await;
    assert!(head.starts_with("HTTP/1.1 410") && body == "the job has no review files", "{head}\n{body}");

    interrupt(&child);
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
}
