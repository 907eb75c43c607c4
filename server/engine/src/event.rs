//! What a worker tells its coordinator, one JSON object a line on standard output.

use crate::{ExitClass, FrameRecord};
use interneg_spec::{DeviceChoice, FrameRange};
use serde::{Deserialize, Serialize};

/// One line of a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum WorkerEvent {
    /// The task has begun.
    Started {
        /// Frames of the task, record frame numbers.
        frames: FrameRange,
        /// What it runs on; never `auto`.
        device: DeviceChoice,
    },
    /// Something that does not stop the task and that somebody should look at.
    Warning {
        /// What it is, and what follows from it.
        message: String,
    },
    /// A GPU is there and cannot be used; the processors render instead. Later tasks had better go elsewhere.
    Unusable {
        /// The GPU.
        device: DeviceChoice,
        /// Why not, and what follows from it.
        message: String,
    },
    /// The task's GPU is let go: what is left to do, the processors do, and it may take as long as it takes.
    Released {
        /// The GPU.
        device: DeviceChoice,
    },
    /// A frame is written into the stage. Its record follows when its batch is hashed, so progress need not wait for that.
    Written {
        /// Record frame number.
        frame_number: u64,
    },
    /// A frame that is written is hashed too.
    Frame {
        /// Its record.
        record: FrameRecord,
    },
    /// All frames are in the stage and the task manifest is written.
    Done {
        /// Frames of the task.
        frames: FrameRange,
    },
    /// The task failed; the process exits with the class's code.
    Failed {
        /// Who must act.
        class: ExitClass,
        /// What happened, with file and frame.
        message: String,
    },
}
