//! The rules of a NAM and what they say about a job, before a pixel is rendered.
//!
//! `NAM-xx` are rules of the client's specification, `SRC-…` say what a source lacks, `JOB-…` what the job itself does.
//! Input and output are values, so each rule can be checked by a table.

mod check;
mod input;
mod quicktime;
mod shape;

pub use check::check;
pub use input::{ClipFacts, Known, RuleInput, SpaceKind, TargetFacts};
pub(crate) use shape::is_calendar_day;

#[cfg(test)]
mod tests;
