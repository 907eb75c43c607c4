//! Errors of writing MXF, sorted by who has to act.

use interneg_spec::proxy::ProxyCodec;
use thiserror::Error;

/// Why an MXF file was not written. After an error the file is of no use.
#[derive(Debug, Error)]
pub enum MxfError {
    /// The request: something that an MXF file of ours cannot hold.
    #[error("an MXF file cannot hold {field}: {reason}")]
    Description {
        /// Field of the description.
        field: &'static str,
        /// What was found, and what is held.
        reason: String,
    },
    /// Us: bytes that are no frame of the codec and raster that were described.
    #[error("frame {frame} is no frame of {codec}: {reason}")]
    ForeignFrame {
        /// Index from the first frame, 0-based.
        frame: u64,
        /// The codec described.
        codec: ProxyCodec,
        /// Which field of the frame's header, found and expected.
        reason: String,
    },
    /// Us: a frame of another size than the first; the index table knows one size.
    #[error("frame {frame} has {bytes} bytes, the first had {expected}")]
    FrameSize {
        /// Index from the first frame, 0-based.
        frame: u64,
        /// Its length.
        bytes: u64,
        /// Length of the first.
        expected: u64,
    },
    /// Us: another number of samples than last as long as the frame.
    #[error("frame {frame}: its sound has {bytes} bytes, expected {expected}")]
    SoundLength {
        /// Index of the frame, 0-based.
        frame: u64,
        /// Bytes given.
        bytes: u64,
        /// Bytes of the frame's samples, all channels of the file, 3 bytes each.
        expected: u64,
    },
    /// Us: more frames than were announced.
    #[error("a file of {announced} frames was announced, more are written")]
    TooManyFrames {
        /// Frames of the description.
        announced: u64,
    },
    /// Us: fewer frames than were announced.
    #[error("a file of {announced} frames was announced, {written} were written")]
    TooFewFrames {
        /// Frames of the description.
        announced: u64,
        /// Frames that were written.
        written: u64,
    },
    /// The resource: the file could not be written.
    #[error("MXF file not written: {0}")]
    Write(#[from] std::io::Error),
}
