//! Review files, judged by FFmpeg's command line tools and by a browser.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod browser;
mod chunks;
mod hls;
mod http;
mod judges;
mod material;
mod movies;
mod plugins;
