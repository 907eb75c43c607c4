//! Review files of jobs of proxies: MP4s judged by FFmpeg, HLS of running jobs played by a browser.

mod browser;
mod files;
mod material;
mod refusals;
mod service;
