//! A NAM as one QuickTime movie: the client's exception, who has granted it, and the least that it allows.
//!
//! The client's page names two minimum formats, "12-bit, DNxHR 444 or ProRes 4444 XQ" for HDR and "10-bit, DNxHR 444, or
//! ProRes 444" for SDR, where "ProRes 444" is its word for ProRes 4444 without alpha.

use crate::proxy::ProxyCodec;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Dynamic range of the programme that a NAM is archived for. It decides which compressed formats are good enough; no
/// file of a log picture tells it, so the job has to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DynamicRange {
    /// High dynamic range.
    Hdr,
    /// Standard dynamic range.
    Sdr,
}

/// Bits of a movie's samples.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MovieBitDepth {
    /// 10 bits; SDR only.
    #[serde(rename = "10")]
    Ten,
    /// 12 bits.
    #[default]
    #[serde(rename = "12")]
    Twelve,
}

/// That the client has allowed a QuickTime movie in place of frames for this title. It is written into the movie and into
/// the passport beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientApproval {
    /// Who has approved it: name and company.
    pub approved_by: String,
    /// Where that can be looked up: a mail, a ticket, a delivery specification.
    pub reference: String,
    /// Day of the approval, `YYYYMMDD`.
    pub date: String,
}

impl DynamicRange {
    /// The least that the client accepts, in the words of its page.
    pub fn minimum(self) -> &'static str {
        match self {
            Self::Hdr => "12-bit, DNxHR 444 or ProRes 4444 XQ",
            Self::Sdr => "10-bit, DNxHR 444 or ProRes 4444",
        }
    }

    /// Whether samples of `depth` in `codec` are enough.
    pub fn allows(self, codec: ProxyCodec, depth: MovieBitDepth) -> bool {
        match self {
            Self::Hdr => {
                depth == MovieBitDepth::Twelve && matches!(codec, ProxyCodec::Dnxhr444 | ProxyCodec::Prores4444Xq)
            }
            // XQ is ProRes 4444 at a higher rate.
            Self::Sdr => codec.is_444(),
        }
    }

    /// The word of job files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hdr => "hdr",
            Self::Sdr => "sdr",
        }
    }
}

impl fmt::Display for DynamicRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hdr => "HDR",
            Self::Sdr => "SDR",
        })
    }
}

impl MovieBitDepth {
    /// The number.
    pub fn bits(self) -> u8 {
        match self {
            Self::Ten => 10,
            Self::Twelve => 12,
        }
    }
}

impl fmt::Display for ClientApproval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, {}", self.approved_by, self.date, self.reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minimum_is_that_of_the_clients_page_for_every_codec_and_depth() {
        for depth in [MovieBitDepth::Ten, MovieBitDepth::Twelve] {
            for codec in ProxyCodec::ALL {
                let hdr = depth.bits() == 12 && ["dnxhr_444", "prores_4444_xq"].contains(&codec.name());
                let sdr = ["dnxhr_444", "prores_4444", "prores_4444_xq"].contains(&codec.name());
                assert_eq!(DynamicRange::Hdr.allows(codec, depth), hdr, "{codec} {depth:?}");
                assert_eq!(DynamicRange::Sdr.allows(codec, depth), sdr, "{codec} {depth:?}");
            }
        }
    }
}
