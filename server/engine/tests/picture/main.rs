//! The picture of proxies, from made-up frames to codes, judged by double precision and by the official OpenColorIO.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod burn_ins;
mod codes;
mod colour;
mod geometry;
mod sharing;
mod support;
