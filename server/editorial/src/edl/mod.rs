//! CMX3600 edit decision lists.
//!
//! A list has no frame rate: the caller gives it. Lines are taken apart by white space, because reels longer than the
//! eight columns that they have shift all others.

mod channels;
mod comments;
mod error;
mod line;
mod motion;
mod read;
mod reels;
mod track;
mod write;

pub use error::EdlError;
pub use read::read;
pub use write::{EdlWriteError, Reels, WriteOptions, write};

use interneg_spec::Rate;

/// What a list leaves open and the job has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOptions {
    /// Rate of the list.
    pub rate: Rate,
    /// How reversed events are written; `None` takes [`Reverse::StartIsLast`] where source and record are equally long
    /// on the event's line, and [`Reverse::Ascending`] else (rule CF-02).
    pub reverse: Option<Reverse>,
    /// What to do where source and record differ in length and no motion line says why.
    pub mismatch: Mismatch,
}

/// How the source range of a reversed event is written (rule CF-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reverse {
    /// The source in is the clip's last frame that is used: the picture runs back from there.
    StartIsLast,
    /// The source range is written forwards, and played backwards.
    Ascending,
}

/// What to do with a source that is not as long as its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// The list is refused.
    Refuse,
    /// Normal speed from the source in on, for as long as the record is.
    KeepSpeed,
    /// The whole source in the record's time.
    Retime,
}

impl ReadOptions {
    /// Both open questions left to the list's own evidence, at `rate`.
    pub fn new(rate: Rate) -> Self {
        Self { rate, reverse: None, mismatch: Mismatch::Refuse }
    }
}
