//! Our own ProRes, judged by FFmpeg: Debian's and the newest that the set-up installs.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod alpha;
mod any;
mod depth;
mod fields;
mod frames;
mod hostile;
mod judges;
mod material;
mod real_files;
mod sameness;
mod sizes;
