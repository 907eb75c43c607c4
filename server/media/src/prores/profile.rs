//! The six profiles.

use super::matrices;
use interneg_spec::proxy::ProxyCodec;

/// A profile. Frames do not name it: it is the file's four characters, the encoder's matrices and its target size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// 422 Proxy.
    Proxy,
    /// 422 LT.
    Lt,
    /// 422.
    Standard,
    /// 422 HQ.
    Hq,
    /// 4444.
    P4444,
    /// 4444 XQ.
    P4444Xq,
}

impl Profile {
    /// All of them, smallest first.
    pub const ALL: [Self; 6] = [Self::Proxy, Self::Lt, Self::Standard, Self::Hq, Self::P4444, Self::P4444Xq];

    /// The profile of a proxy's codec; `None` for those of other families.
    pub fn of(codec: ProxyCodec) -> Option<Self> {
        Some(match codec {
            ProxyCodec::ProresProxy => Self::Proxy,
            ProxyCodec::ProresLt => Self::Lt,
            ProxyCodec::Prores422 => Self::Standard,
            ProxyCodec::ProresHq => Self::Hq,
            ProxyCodec::Prores4444 => Self::P4444,
            ProxyCodec::Prores4444Xq => Self::P4444Xq,
            _ => return None,
        })
    }

    /// Short name, as `ffmpeg`'s option `-profile:v` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::Lt => "lt",
            Self::Standard => "standard",
            Self::Hq => "hq",
            Self::P4444 => "4444",
            Self::P4444Xq => "4444xq",
        }
    }

    /// The four characters of its sample entries.
    pub fn four_cc(self) -> [u8; 4] {
        match self {
            Self::Proxy => *b"apco",
            Self::Lt => *b"apcs",
            Self::Standard => *b"apcn",
            Self::Hq => *b"apch",
            Self::P4444 => *b"ap4h",
            Self::P4444Xq => *b"ap4x",
        }
    }

    /// Chroma has the resolution of luma, and there may be alpha.
    pub fn is_444(self) -> bool {
        matches!(self, Self::P4444 | Self::P4444Xq)
    }

    /// Weights of luma and of chroma, in raster order.
    pub(crate) fn matrices(self) -> [&'static [u8; 64]; 2] {
        match self {
            Self::Proxy => [&matrices::PROXY_LUMA, &matrices::PROXY_CHROMA],
            Self::Lt => [&matrices::LT; 2],
            Self::Standard => [&matrices::STANDARD_LUMA, &matrices::STANDARD_CHROMA],
            Self::Hq | Self::P4444 => [&matrices::FLAT, &matrices::HQ_CHROMA],
            Self::P4444Xq => [&matrices::XQ; 2],
        }
    }
}
