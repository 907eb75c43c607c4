//! What the stored samples of a picture mean, where a file may say it or a job.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Code range of integer samples (ITU-R BT.2100 table 9 calls them narrow and full).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleRange {
    /// 0 to 2^n - 1.
    Full,
    /// 64 to 940 for luma and RGB, 64 to 960 for chroma, at 10 bits.
    Legal,
}

/// Coefficients that made Y'CbCr from R'G'B'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matrix {
    /// ITU-R BT.601.
    Bt601,
    /// ITU-R BT.709.
    Bt709,
    /// ITU-R BT.2020 non-constant luminance.
    Bt2020,
}

/// Where chroma samples lie between luma samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Siting {
    /// On the left luma sample horizontally, between lines vertically (MPEG-2, H.264 default).
    Left,
    /// Between luma samples both ways (JPEG, MPEG-1).
    Centre,
    /// On the left luma sample and on the upper line (BT.2020, HEVC type 2).
    TopLeft,
}

impl fmt::Display for SampleRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "full",
            Self::Legal => "legal",
        })
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bt601 => "bt601",
            Self::Bt709 => "bt709",
            Self::Bt2020 => "bt2020",
        })
    }
}

impl fmt::Display for Siting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Left => "left",
            Self::Centre => "centre",
            Self::TopLeft => "top_left",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Serialize + fmt::Display>(values: &[T]) {
        for value in values {
            assert_eq!(serde_json::to_string(value).unwrap(), format!("\"{value}\""));
        }
    }

    #[test]
    fn words_are_told_as_job_files_write_them() {
        check(&[SampleRange::Full, SampleRange::Legal]);
        check(&[Matrix::Bt601, Matrix::Bt709, Matrix::Bt2020]);
        check(&[Siting::Left, Siting::Centre, Siting::TopLeft]);
    }
}
