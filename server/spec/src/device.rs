//! What a job's pixels are computed on.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What renders a job, in the words of job files, configuration and command line: `auto`, `cpu`, `cuda:0`.
///
/// It says how a job is run and not what is made: archival frames have the same bytes on every device, so a plan does
/// not know of it and a job may be resumed on another device. Of proxies, one thing shows in the bytes: an exact view that
/// is no program of the kernels is computed by OpenColorIO's shader where the job names a GPU, and the plan keeps that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DeviceChoice {
    /// A GPU where the machine has one that works, else the processors.
    #[default]
    Auto,
    /// The processors.
    Cpu,
    /// This GPU and no other, counted from 0 as the NVIDIA driver counts; where it is not there, the task fails. Where its
    /// memory is full, and for clips that no kernel runs, the processors render all the same, and a warning says so;
    /// but what a shader makes, they do not.
    Cuda(u32),
}

/// Why a text is no device.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a device: {0:?}; write auto, cpu, or cuda:N with N counted from 0")]
pub struct DeviceChoiceError(pub String);

impl std::str::FromStr for DeviceChoice {
    type Err = DeviceChoiceError;

    fn from_str(text: &str) -> Result<Self, DeviceChoiceError> {
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            _ => {
                let number = text.strip_prefix("cuda:").and_then(|number| number.parse().ok()).map(Self::Cuda);
                // One text for each device: no sign, no leading zeros.
                number.filter(|device| device.to_string() == text).ok_or_else(|| DeviceChoiceError(text.to_owned()))
            }
        }
    }
}

impl std::fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
        }
    }
}

impl TryFrom<String> for DeviceChoice {
    type Error = DeviceChoiceError;

    fn try_from(text: String) -> Result<Self, DeviceChoiceError> {
        text.parse()
    }
}

impl From<DeviceChoice> for String {
    fn from(device: DeviceChoice) -> Self {
        device.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lead_to_devices_and_back() {
        for (text, device) in [
            ("auto", DeviceChoice::Auto),
            ("cpu", DeviceChoice::Cpu),
            ("cuda:0", DeviceChoice::Cuda(0)),
            ("cuda:15", DeviceChoice::Cuda(15)),
        ] {
            assert_eq!(text.parse(), Ok(device));
            assert_eq!(device.to_string(), text);
            assert_eq!(serde_json::to_string(&device).unwrap(), format!("{text:?}"));
            assert_eq!(serde_json::from_str::<DeviceChoice>(&format!("{text:?}")).unwrap(), device);
        }
    }

    #[test]
    fn what_is_no_device_is_refused_with_the_words_that_are() {
        for text in ["", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:+1", "cuda:01", "cuda:4294967296", "CPU", "cuda:0 "] {
            let error = text.parse::<DeviceChoice>().unwrap_err();
            assert_eq!(error, DeviceChoiceError(text.to_owned()));
            assert!(error.to_string().contains("write auto, cpu, or cuda:N"), "{error}");
        }
    }
}
