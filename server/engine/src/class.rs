//! Exit classes: what a scheduler may conclude from how a task ended.

use serde::{Deserialize, Serialize};

/// How a command or a task ended, with the process exit code that says so (after the BSD `sysexits` numbers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitClass {
    /// 0: every frame is durable and the manifest is written.
    Success,
    /// 1: a failure that fits no other class, such as a worker killed by a signal.
    Unclassified,
    /// 2: wrong use of the command line.
    Usage,
    /// 65: the job breaks a rule, or a source is corrupt.
    BadInput,
    /// 66: a source is missing or not readable.
    MissingInput,
    /// 69: the device that was asked for is not there, or was lost; another machine or device may do it.
    Device,
    /// 70: a bug of ours.
    Internal,
    /// 73: the output exists and differs, or cannot be created.
    Output,
    /// 74: reading or writing failed, the disk is full.
    Io,
    /// 75: try again later; the attempt lost its claim or a resource is busy.
    TryAgain,
    /// 77: not permitted, such as a path outside the roots.
    NotPermitted,
    /// 78: the configuration is wrong.
    Configuration,
    /// 143: stopped on request.
    Cancelled,
}

impl ExitClass {
    const TABLE: [(Self, u8); 13] = [
        (Self::Success, 0),
        (Self::Unclassified, 1),
        (Self::Usage, 2),
        (Self::BadInput, 65),
        (Self::MissingInput, 66),
        (Self::Device, 69),
        (Self::Internal, 70),
        (Self::Output, 73),
        (Self::Io, 74),
        (Self::TryAgain, 75),
        (Self::NotPermitted, 77),
        (Self::Configuration, 78),
        (Self::Cancelled, 143),
    ];

    /// Process exit code of the class.
    pub fn code(self) -> u8 {
        Self::TABLE.iter().find(|(class, _)| *class == self).map_or(1, |(_, code)| *code)
    }

    /// Class of a process exit code; codes that we do not use are `Unclassified`, 130 is `Cancelled`.
    pub fn from_code(code: u8) -> Self {
        if code == 130 {
            return Self::Cancelled;
        }
        Self::TABLE.iter().find(|(_, known)| *known == code).map_or(Self::Unclassified, |(class, _)| *class)
    }

    /// Whether the same task may succeed when it is run again.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::Unclassified | Self::Device | Self::Internal | Self::Io | Self::TryAgain)
    }

    /// Whether a failure of this class uses up one of the attempts that a task has.
    pub fn counts_as_attempt(self) -> bool {
        self != Self::TryAgain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_classes_are_one_to_one() {
        for (class, code) in ExitClass::TABLE {
            assert_eq!((class.code(), ExitClass::from_code(code)), (code, class));
        }
        assert_eq!(ExitClass::from_code(130), ExitClass::Cancelled);
        assert_eq!(ExitClass::from_code(9), ExitClass::Unclassified);
    }

    #[test]
    fn corrupt_sources_are_not_tried_again() {
        assert!(!ExitClass::BadInput.is_retryable());
        assert!(ExitClass::Io.is_retryable() && ExitClass::Io.counts_as_attempt());
        assert!(ExitClass::Device.is_retryable() && ExitClass::Device.counts_as_attempt());
        assert!(ExitClass::TryAgain.is_retryable() && !ExitClass::TryAgain.counts_as_attempt());
    }
}
