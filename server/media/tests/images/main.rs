//! DPX and EXR against programs that are not ours, real files, and damaged ones.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it does not expect")]

mod damaged;
mod foreign_dpx;
mod foreign_exr;
mod samples;
mod sequences;
mod support;
