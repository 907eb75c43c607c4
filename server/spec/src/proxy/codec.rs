//! Codecs and wrappers of editorial proxies.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Picture codecs that proxies are made in, by the names that editors use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProxyCodec {
    /// Apple ProRes 422 Proxy, `apco`.
    #[serde(rename = "prores_proxy")]
    ProresProxy,
    /// Apple ProRes 422 LT, `apcs`.
    #[serde(rename = "prores_lt")]
    ProresLt,
    /// Apple ProRes 422, `apcn`.
    #[serde(rename = "prores_422")]
    Prores422,
    /// Apple ProRes 422 HQ, `apch`.
    #[serde(rename = "prores_hq")]
    ProresHq,
    /// Apple ProRes 4444, `ap4h`.
    #[serde(rename = "prores_4444")]
    Prores4444,
    /// Apple ProRes 4444 XQ, `ap4x`.
    #[serde(rename = "prores_4444_xq")]
    Prores4444Xq,
    /// DNxHR LB, VC-3 compression id 1274.
    #[serde(rename = "dnxhr_lb")]
    DnxhrLb,
    /// DNxHR SQ, VC-3 compression id 1273.
    #[serde(rename = "dnxhr_sq")]
    DnxhrSq,
    /// DNxHR HQ, VC-3 compression id 1272.
    #[serde(rename = "dnxhr_hq")]
    DnxhrHq,
    /// DNxHR HQX, VC-3 compression id 1271.
    #[serde(rename = "dnxhr_hqx")]
    DnxhrHqx,
    /// DNxHR 444, VC-3 compression id 1270.
    #[serde(rename = "dnxhr_444")]
    Dnxhr444,
    /// DNxHD 36, which is 45 at 29.97 and so on; VC-3 compression id 1253, 1920x1080 only.
    #[serde(rename = "dnxhd_36")]
    Dnxhd36,
    /// DNxHD 115, which is 120 at 25 and so on; VC-3 compression id 1237 of 1920x1080, 1242 of its fields, 1252 of 1280x720.
    #[serde(rename = "dnxhd_115")]
    Dnxhd115,
    /// DNxHD 175, which is 185 at 25 and so on; VC-3 compression id 1238 of 1920x1080, 1243 of its fields, 1251 of 1280x720.
    /// Of 10 bits it is 175x: 1235, 1241 and 1250.
    #[serde(rename = "dnxhd_175")]
    Dnxhd175,
}

impl ProxyCodec {
    /// All of them, smallest first within a family.
    pub const ALL: [Self; 14] = [
        Self::ProresProxy,
        Self::ProresLt,
        Self::Prores422,
        Self::ProresHq,
        Self::Prores4444,
        Self::Prores4444Xq,
        Self::DnxhrLb,
        Self::DnxhrSq,
        Self::DnxhrHq,
        Self::DnxhrHqx,
        Self::Dnxhr444,
        Self::Dnxhd36,
        Self::Dnxhd115,
        Self::Dnxhd175,
    ];

    /// The word of job files and command lines.
    pub fn name(self) -> &'static str {
        match self {
            Self::ProresProxy => "prores_proxy",
            Self::ProresLt => "prores_lt",
            Self::Prores422 => "prores_422",
            Self::ProresHq => "prores_hq",
            Self::Prores4444 => "prores_4444",
            Self::Prores4444Xq => "prores_4444_xq",
            Self::DnxhrLb => "dnxhr_lb",
            Self::DnxhrSq => "dnxhr_sq",
            Self::DnxhrHq => "dnxhr_hq",
            Self::DnxhrHqx => "dnxhr_hqx",
            Self::Dnxhr444 => "dnxhr_444",
            Self::Dnxhd36 => "dnxhd_36",
            Self::Dnxhd115 => "dnxhd_115",
            Self::Dnxhd175 => "dnxhd_175",
        }
    }

    /// Which family it is of; each has its own containers and limits.
    pub fn family(self) -> CodecFamily {
        match self {
            Self::ProresProxy
            | Self::ProresLt
            | Self::Prores422
            | Self::ProresHq
            | Self::Prores4444
            | Self::Prores4444Xq => CodecFamily::Prores,
            Self::DnxhrLb | Self::DnxhrSq | Self::DnxhrHq | Self::DnxhrHqx | Self::Dnxhr444 => CodecFamily::Dnxhr,
            Self::Dnxhd36 | Self::Dnxhd115 | Self::Dnxhd175 => CodecFamily::Dnxhd,
        }
    }

    /// Chroma has the resolution of luma.
    pub fn is_444(self) -> bool {
        matches!(self, Self::Prores4444 | Self::Prores4444Xq | Self::Dnxhr444)
    }

    /// Who encodes it where a job does not say: we do.
    pub fn usual_encoder(self) -> EncoderChoice {
        EncoderChoice::Interneg
    }

    /// Bits of a sample that an encoder takes, the usual first.
    pub fn depths(self, encoder: EncoderChoice) -> &'static [u8] {
        match (encoder, self) {
            (EncoderChoice::Interneg, Self::Prores4444 | Self::Prores4444Xq) => &[12, 10],
            // 12 bits only where they are asked for: fewer programs read them.
            (EncoderChoice::Interneg, Self::DnxhrHqx | Self::Dnxhr444) => &[10, 12],
            (EncoderChoice::Interneg, Self::Dnxhd175) => &[8, 10],
            (_, codec) if codec.bits() == 8 => &[8],
            _ => &[10],
        }
    }

    /// Bits of a sample that FFmpeg's encoders take. ProRes 4444 and DNxHR HQX and 444 could hold 12, DNxHD 175 could 10.
    pub fn bits(self) -> u8 {
        match self {
            Self::DnxhrLb | Self::DnxhrSq | Self::DnxhrHq | Self::Dnxhd36 | Self::Dnxhd115 | Self::Dnxhd175 => 8,
            _ => 10,
        }
    }
}

impl fmt::Display for ProxyCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl ProxyCodec {
    /// What nobody could check about Y'CbCr in it, and what would settle that; none where nothing is in doubt.
    ///
    /// DNxHR 444 holds Y'CbCr or R'G'B'. FFmpeg's decoder takes the frame's flag for Y'CbCr where mediainfo takes it for R'G'B'
    /// (`server/media/src/vc3/header.rs`), and no file that Avid's encoder had made of Y'CbCr was at hand.
    pub fn doubt(self) -> Option<[&'static str; 2]> {
        (self == Self::Dnxhr444).then_some([
            "programs disagree about the flag that tells Y'CbCr from R'G'B' in dnxhr_444: ours is as FFmpeg reads it, and \
             mediainfo says RGB of it",
            "show a frame where it will be used before many are made, or choose prores_4444 or prores_4444_xq",
        ])
    }
}

/// Who encodes a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncoderChoice {
    /// Our own encoder.
    Interneg,
    /// FFmpeg's, to compare with; it takes 10 bits at most.
    Ffmpeg,
}

impl fmt::Display for EncoderChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interneg => "interneg",
            Self::Ffmpeg => "ffmpeg",
        })
    }
}

/// Families of codecs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodecFamily {
    /// Apple ProRes (RDD 36).
    Prores,
    /// VC-3 at any raster (ST 2019-1, resolution-independent profiles).
    Dnxhr,
    /// VC-3 at 1920x1080 or 1280x720 (ST 2019-1, HD profiles).
    Dnxhd,
}

/// Files that a proxy is wrapped in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrapper {
    /// QuickTime: picture, sound and timecode in one file.
    Mov,
    /// MXF OP1a (ST 378): picture and sound in one file.
    #[serde(rename = "mxf_op1a")]
    MxfOp1a,
    /// MXF OP-Atom (ST 390): a file for the picture and one for each channel of sound, as Avid's media folders want.
    MxfOpAtom,
}

impl Wrapper {
    /// File extension without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Mov => "mov",
            Self::MxfOp1a | Self::MxfOpAtom => "mxf",
        }
    }

    /// Whether the wrapper holds codecs of this family: OP-Atom, which is Avid's, holds DNx only.
    pub fn holds(self, family: CodecFamily) -> bool {
        self != Self::MxfOpAtom || family != CodecFamily::Prores
    }
}

impl fmt::Display for Wrapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mov => "mov",
            Self::MxfOp1a => "mxf_op1a",
            Self::MxfOpAtom => "mxf_op_atom",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_job_files_hold() {
        for codec in ProxyCodec::ALL {
            let written = serde_json::to_string(&codec).unwrap();
            assert_eq!(serde_json::from_str::<ProxyCodec>(&written).unwrap(), codec);
            assert_eq!(written, format!("\"{codec}\""));
        }
        for wrapper in [Wrapper::Mov, Wrapper::MxfOp1a, Wrapper::MxfOpAtom] {
            assert_eq!(serde_json::to_string(&wrapper).unwrap(), format!("\"{wrapper}\""));
        }
    }

    #[test]
    fn prores_lies_in_quicktime_and_op1a() {
        assert!(Wrapper::Mov.holds(CodecFamily::Prores) && Wrapper::MxfOp1a.holds(CodecFamily::Prores));
        assert!(!Wrapper::MxfOpAtom.holds(CodecFamily::Prores));
        assert!(Wrapper::MxfOpAtom.holds(CodecFamily::Dnxhd) && Wrapper::MxfOp1a.holds(CodecFamily::Dnxhr));
    }
}
