//! The picture of proxies, from made-up frames to codes, judged by double precision and by the official OpenColorIO.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod burn_ins;
mod codes;
mod colour;
mod geometry;
mod gpu;
#[path = "../../../../kernels/tests/simulator/inside.rs"]
mod inside;
mod sharing;
#[path = "../../../../kernels/tests/simulator/mod.rs"]
#[expect(dead_code, reason = "the kernels' own tests look at broken libraries, these do not")]
mod simulator;
mod support;
