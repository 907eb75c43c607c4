//! DPX and EXR against programs that are not ours, real files, and damaged ones.

mod damaged;
mod foreign_dpx;
mod foreign_exr;
mod samples;
mod sequences;
mod support;
