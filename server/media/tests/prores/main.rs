//! Our own ProRes, judged by FFmpeg: Debian's and the newest that the set-up installs.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod alpha;
mod any;
mod depth;
mod fields;
mod frames;
mod gpus;
mod hostile;
#[path = "../../../../kernels/tests/simulator/inside.rs"]
mod inside;
mod judges;
#[path = "../likeness/mod.rs"]
mod likeness;
mod material;
mod quality;
mod real_files;
mod sameness;
#[path = "../../../../kernels/tests/simulator/mod.rs"]
#[expect(dead_code, reason = "the kernels' own tests use the rest of it")]
mod simulator;
mod sizes;
