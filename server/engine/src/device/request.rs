//! Where the coordinator places a task.

use interneg_spec::DeviceChoice;
use thiserror::Error;

/// What a task is to run on, in one text for the worker's command line: `cpu`, `auto:0`, `cuda:0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceRequest {
    /// The processors.
    Cpu,
    /// This GPU where it can be used, else the processors; something is said where it is there and cannot.
    Prefer(u32),
    /// This GPU, or the task fails.
    Require(u32),
}

/// Why a text is no request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a placement: {0:?}; write cpu, auto:N or cuda:N")]
pub struct DeviceRequestError(String);

impl DeviceRequest {
    /// The GPU that the task may use.
    pub fn gpu(self) -> Option<u32> {
        match self {
            Self::Cpu => None,
            Self::Prefer(gpu) | Self::Require(gpu) => Some(gpu),
        }
    }
}

impl std::fmt::Display for DeviceRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
            Self::Prefer(gpu) => write!(f, "auto:{gpu}"),
            Self::Require(gpu) => write!(f, "cuda:{gpu}"),
        }
    }
}

impl std::str::FromStr for DeviceRequest {
    type Err = DeviceRequestError;

    fn from_str(text: &str) -> Result<Self, DeviceRequestError> {
        let bad = || DeviceRequestError(text.to_owned());
        if let Some(gpu) = text.strip_prefix("auto:") {
            return gpu.parse().map(Self::Prefer).map_err(|_| bad());
        }
        match text.parse() {
            Ok(DeviceChoice::Cpu) => Ok(Self::Cpu),
            Ok(DeviceChoice::Cuda(gpu)) => Ok(Self::Require(gpu)),
            // Which GPU is the coordinator's business.
            Ok(DeviceChoice::Auto) | Err(_) => Err(bad()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_survive_the_command_line() {
        for request in [DeviceRequest::Cpu, DeviceRequest::Prefer(3), DeviceRequest::Require(0)] {
            assert_eq!(request.to_string().parse(), Ok(request));
        }
        for text in ["auto", "auto:x", "cuda", ""] {
            assert!(text.parse::<DeviceRequest>().unwrap_err().to_string().contains("auto:N"), "{text}");
        }
    }
}
