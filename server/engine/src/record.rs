//! The proof of a frame: what was written, from which source frame, with which digests.

use interneg_spec::FrameRange;
use serde::{Deserialize, Serialize};

/// A frame file that is complete and hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameRecord {
    /// Record frame number, the number in the file name.
    pub frame_number: u64,
    /// Base name of the file.
    pub file_name: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// XXH3 128-bit of the file, canonical, lower-case hex.
    pub xxh128: String,
    /// XXH64 of the file, canonical big-endian, lower-case hex.
    pub xxh64: String,
    /// MD5 of the file, lower-case hex.
    pub md5: String,
    /// Index of the clip in the job.
    pub clip: usize,
    /// Frame of the source that it shows, 0-based from the source's first frame.
    pub source_frame: u64,
    /// Samples that were NaN and became 0.
    pub nan_samples: u64,
    /// Samples that were infinite and became the largest half.
    pub infinite_samples: u64,
    /// Samples outside the code range that were clipped (DPX and movies).
    pub clipped_samples: u64,
    /// Where the time went.
    pub times: StageTimes,
}

/// Time that one frame spent in each stage, in microseconds of one thread's wall clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTimes {
    /// Reading and decoding the source frame.
    pub decode_us: u64,
    /// Unpacking, colour, packing and compressing.
    pub encode_us: u64,
    /// Writing and syncing the file.
    pub write_us: u64,
    /// Hashing; MD5 is shared out over its batch.
    pub hash_us: u64,
}

/// What an attempt proves when it is done; the last file it writes into its stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskManifest {
    /// Identity of the plan that was rendered.
    pub plan_identity: String,
    /// Token of the attempt.
    pub token: String,
    /// Frames of the task.
    pub frames: FrameRange,
    /// Tool and version.
    pub tool: String,
    /// One record a frame, ascending.
    pub records: Vec<FrameRecord>,
}
