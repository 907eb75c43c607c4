//! Verification of coded frames and of finished files: no right one fails, and every wrong one does.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod faults;
mod files;
mod material;
#[path = "../prores/material.rs"]
#[expect(dead_code, reason = "shared with the tests of ProRes")]
mod pictures;
mod real_pictures;
mod right_frames;
