//! Errors of writing a movie, sorted by who has to act.

use thiserror::Error;

/// Why a movie was not written. After an error the file is of no use.
#[derive(Debug, Error)]
pub enum MovError {
    /// The request: something that a QuickTime movie cannot hold.
    #[error("a QuickTime movie cannot hold {field}: {reason}")]
    Description {
        /// Field of the description.
        field: &'static str,
        /// What was found, and what is held.
        reason: String,
    },
    /// Us: a packet that is none of the codec that was described.
    #[error("frame {frame} is no frame of {codec}")]
    ForeignFrame {
        /// Index from the first frame, 0-based.
        frame: u64,
        /// The codec described.
        codec: interneg_spec::proxy::ProxyCodec,
    },
    /// Us: a packet beyond what any frame needs.
    #[error("frame {frame} has {bytes} bytes, at most {most} are written")]
    FrameTooLarge {
        /// Index from the first frame, 0-based.
        frame: u64,
        /// Its length.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// Us: more frames than were announced.
    #[error("a movie of {announced} frames was announced, more are written")]
    TooManyFrames {
        /// Frames of the description.
        announced: u64,
    },
    /// Us: fewer frames than were announced.
    #[error("a movie of {announced} frames was announced, {written} were written")]
    TooFewFrames {
        /// Frames of the description.
        announced: u64,
        /// Frames whose picture and sound were written.
        written: u64,
    },
    /// Us: sound before its picture, twice, or missing.
    #[error("frame {frame}: its picture is written first, then its sound, then the next frame")]
    OutOfOrder {
        /// Index of the frame that is due, 0-based.
        frame: u64,
    },
    /// Us: sound where none was announced.
    #[error("frame {frame}: no sound was announced")]
    UnannouncedSound {
        /// Index of the frame, 0-based.
        frame: u64,
    },
    /// Us: another number of samples than last as long as the frame.
    #[error("frame {frame}: its sound has {bytes} bytes, expected {expected}")]
    SoundLength {
        /// Index of the frame, 0-based.
        frame: u64,
        /// Bytes given.
        bytes: usize,
        /// Bytes of the frame's samples, all channels, 3 bytes each.
        expected: u64,
    },
    /// The resource: the file could not be written.
    #[error("movie not written: {0}")]
    Write(#[from] std::io::Error),
}
