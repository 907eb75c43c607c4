//! Errors of review files, sorted by who has to act.

use super::MissingPlugin;
use std::path::PathBuf;
use thiserror::Error;

/// Why a review file is not made.
#[derive(Debug, Error)]
pub enum ReviewError {
    /// The request: something that review files cannot hold.
    #[error("no review file with {field} {reason}")]
    Description {
        /// Which field.
        field: &'static str,
        /// Its value, and what is taken.
        reason: String,
    },
    /// The machine: an element is not installed.
    #[error(transparent)]
    MissingPlugin(#[from] MissingPlugin),
    /// The machine: GStreamer does not build or start the pipeline.
    #[error("GStreamer does not start the pipeline: {reason}")]
    Start {
        /// What GStreamer said.
        reason: String,
    },
    /// The machine: an element failed.
    #[error("GStreamer's element {element} failed: {reason}")]
    Element {
        /// The element, by the name that it has in the pipeline.
        element: String,
        /// What it said.
        reason: String,
    },
    /// The machine: nothing moved in the pipeline for as long as is waited.
    #[error("GStreamer's element {element} stopped: nothing moved for {waited_s} s")]
    Stalled {
        /// The element that took something and gave nothing, by the name that it has in the pipeline.
        element: String,
        /// Seconds that were waited.
        waited_s: u64,
    },
    /// The machine: the encoder put no key frame where a group begins.
    #[error("the encoder made no key frame of frame {frame}, where a group of frames begins; choose another encoder")]
    KeyFrame {
        /// Frame from the first of the clip.
        frame: u64,
    },
    /// The machine: the encoder lost, doubled or moved a frame.
    #[error("the encoder's frames are not those it was given: {reason}")]
    Frames {
        /// Which frames.
        reason: String,
    },
    /// Us: planes that are not those of the description.
    #[error("plane {plane} of a review picture does not fit: {reason}")]
    Plane {
        /// 0 for Y', 1 for Cb, 2 for Cr.
        plane: usize,
        /// What was found and what is needed.
        reason: String,
    },
    /// Us: more or less sound than goes with the frames.
    #[error("sound of a review file does not fit: {reason}")]
    Sound {
        /// What was found and what is needed.
        reason: String,
    },
    /// The disk: a file was not written.
    #[error("cannot write {path}: {source}", path = .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The disk: a file was not read.
    #[error("cannot read {path}: {source}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file: it is no segment of a review file, or not whole.
    #[error("no segment of a review file: {reason}: {path}", path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which box, found and expected.
        reason: String,
    },
    /// The file: segments that do not follow each other.
    #[error("segments do not join: {reason}: {path}", path = .path.display())]
    Join {
        /// The file that does not go with those before it.
        path: PathBuf,
        /// What differs.
        reason: String,
    },
}
