//! What the server shows, and where it gets it.

use super::http::{self, Answer, Request};
use crate::error::ClientError;
use crate::rpc::{Client, RpcError};
use interneg_proto::v1;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tonic::Code;

/// Plays the clips one after the other, and takes in what is added to the playlist.
const PAGE: &str = include_str!("page.html");
/// Name of the playlist.
const PLAYLIST: &str = "index.m3u8";
/// Most bytes of a file that are kept to be sent: 20 seconds at the highest rate of review files.
const MOST_FILE_BYTES: usize = 256 << 20;
/// How long to wait when the system takes no more connections.
const BREATH: Duration = Duration::from_millis(100);

/// The pages of one job.
#[derive(Debug, Clone)]
pub struct ReviewSite {
    client: Client,
    job: String,
    /// Whom the server listens for.
    is_local: bool,
}

impl ReviewSite {
    /// The pages of `job`; `address` is what the server listens on.
    pub fn new(client: Client, job: &str, address: SocketAddr) -> Self {
        Self { client, job: job.to_owned(), is_local: address.ip().is_loopback() }
    }

    /// Answers browsers, and never ends.
    pub async fn serve(&self, listener: &TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let site = self.clone();
                    tokio::spawn(async move { site.talk(stream).await });
                }
                // Too many open files, or a peer that has gone already: others may do better.
                Err(_) => tokio::time::sleep(BREATH).await,
            }
        }
    }

    async fn talk(self, mut stream: TcpStream) {
        let Some(request) = http::read(&mut stream).await else { return };
        let answer = self.answer(&request).await;
        // A browser that goes away in the middle has seen enough.
        http::send(&mut stream, &request, &answer).await.ok();
    }

    async fn answer(&self, request: &Request) -> Answer {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return Answer::refusal("405 Method Not Allowed", "this server only gives");
        }
        // Pages of others must not reach this one under a name of theirs that means this machine.
        if self.is_local && !is_here(&request.host) {
            return Answer::refusal("403 Forbidden", "open the address that interneg review has printed");
        }
        let file = request.path.trim_start_matches('/');
        let kind = match file.rsplit_once('.').map(|(_, ending)| ending) {
            None if file.is_empty() => {
                let kind = "text/html; charset=utf-8";
                return Answer { status: "200 OK", kind, body: PAGE.as_bytes().to_vec() };
            }
            Some("m3u8") if file == PLAYLIST => "application/vnd.apple.mpegurl",
            Some("mp4" | "m4s") => "video/mp4",
            _ => return Answer::refusal("404 Not Found", "no such file"),
        };
        match file_of_job(&self.client, &self.job, file).await {
            Ok(body) => Answer { status: "200 OK", kind, body },
            Err(ClientError::Rpc(error)) => refused(&error),
            Err(error) => Answer::refusal("502 Bad Gateway", &error.to_string()),
        }
    }
}

/// The host of a request is this machine by number or by its one certain name.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok()
}

fn refused(error: &RpcError) -> Answer {
    let status = match error.code {
        Code::NotFound => "404 Not Found",
        // It was there, and will not be again.
        Code::FailedPrecondition => "410 Gone",
        Code::Unavailable => "503 Service Unavailable",
        _ => "502 Bad Gateway",
    };
    Answer::refusal(status, &error.message)
}

/// One file of the HLS of a job, from the service.
///
/// # Errors
/// The service refuses, or the file is larger than any of ours.
pub async fn file_of_job(client: &Client, job: &str, file: &str) -> Result<Vec<u8>, ClientError> {
    let request = v1::GetReviewRequest { name: job.to_owned(), file: file.to_owned() };
    let mut stream = client.clone().get_review(request).await?.into_inner();
    let mut bytes = Vec::new();
    while let Some(part) = stream.message().await? {
        bytes.extend_from_slice(&part.chunk);
        if bytes.len() > MOST_FILE_BYTES {
            return Err(crate::wire::WireError::answer("chunk", "is of a file without end").into());
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_do_not_lead_here() {
        assert!(is_here("127.0.0.1") && is_here("localhost") && is_here("[::1]"));
        assert!(!is_here("evil.example") && !is_here("") && !is_here("localhost.evil.example"));
    }
}
