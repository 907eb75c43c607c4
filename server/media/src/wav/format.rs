//! The `fmt ` chunk: how samples are stored.

use serde::{Deserialize, Serialize};

/// WAVE_FORMAT_PCM, WAVE_FORMAT_IEEE_FLOAT and WAVE_FORMAT_EXTENSIBLE.
const TAG_PCM: u16 = 1;
const TAG_FLOAT: u16 = 3;
const TAG_EXTENSIBLE: u16 = 0xfffe;
/// Bytes 2 to 15 of the sub-format of an extensible format, behind the tag.
const SUBFORMAT: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
/// Channels of one file; recorders have up to 64.
const MAX_CHANNELS: u16 = 128;
/// Sample rates that are read, in Hz.
pub(crate) const SAMPLE_RATES_HZ: std::ops::RangeInclusive<u32> = 8000..=384_000;

/// How a sample is stored; all are little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleCoding {
    /// Signed integers of 16 bits.
    Pcm16,
    /// Signed integers of 24 bits in three bytes.
    Pcm24,
    /// Signed integers of 32 bits.
    Pcm32,
    /// IEEE singles, full scale at 1.
    Float32,
}

impl SampleCoding {
    /// Bytes of one sample.
    pub fn bytes(self) -> usize {
        match self {
            Self::Pcm16 => 2,
            Self::Pcm24 => 3,
            Self::Pcm32 | Self::Float32 => 4,
        }
    }
}

/// What the `fmt ` chunk says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WavFormat {
    /// How a sample is stored.
    pub coding: SampleCoding,
    /// Bits of a sample that carry sound; the others are zeros below them.
    pub valid_bits: u16,
    /// Channels, 1 to 128.
    pub channels: u16,
    /// Samples per second, 8000 to 384000.
    pub sample_rate_hz: u32,
    /// Loudspeaker positions of an extensible format.
    pub channel_mask: Option<u32>,
}

/// Why a format is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormatFlaw {
    Damaged(String),
    Unsupported(String),
}

impl WavFormat {
    /// Reads a `fmt ` chunk and gives warnings with it.
    pub(super) fn parse(bytes: &[u8]) -> Result<(Self, Vec<String>), FormatFlaw> {
        let short = |at: usize| bytes.get(at..)?.first_chunk().map(|pair| u16::from_le_bytes(*pair));
        let long = |at: usize| bytes.get(at..)?.first_chunk().map(|word| u32::from_le_bytes(*word));
        let (Some(tag), Some(channels), Some(sample_rate_hz), Some(bytes_per_second), Some(align), Some(bits)) =
            (short(0), short(2), long(4), long(8), short(12), short(14))
        else {
            return Err(FormatFlaw::Damaged(format!("fmt has {} bytes, at least 16 are needed", bytes.len())));
        };
        let (tag, valid_bits, channel_mask) = match (tag, short(18), long(20), bytes.get(24..40)) {
            (TAG_EXTENSIBLE, Some(valid), Some(mask), Some(guid)) => {
                if guid[2..] != SUBFORMAT {
                    return Err(FormatFlaw::Unsupported("an extensible format of an unknown sub-format".to_owned()));
                }
                (u16::from_le_bytes([guid[0], guid[1]]), if valid == 0 { bits } else { valid }, Some(mask))
            }
            (TAG_EXTENSIBLE, ..) => {
                let reason = format!("fmt has {} bytes, an extensible one needs 40", bytes.len());
                return Err(FormatFlaw::Damaged(reason));
            }
            (tag, ..) => (tag, bits, None),
        };
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(FormatFlaw::Unsupported(format!("{channels} channels; read are 1 to {MAX_CHANNELS}")));
        }
        if !SAMPLE_RATES_HZ.contains(&sample_rate_hz) {
            let (lowest, highest) = (SAMPLE_RATES_HZ.start(), SAMPLE_RATES_HZ.end());
            return Err(FormatFlaw::Unsupported(format!(
                "a sample rate of {sample_rate_hz} Hz; read are {lowest} to {highest}"
            )));
        }
        let container_bytes = bits.div_ceil(8);
        if u32::from(align) != u32::from(channels) * u32::from(container_bytes) || valid_bits > 8 * container_bytes {
            return Err(FormatFlaw::Damaged(format!(
                "fmt contradicts itself: {channels} channels of {bits} bits ({valid_bits} valid) in blocks of {align} bytes"
            )));
        }
        let coding = match (tag, container_bytes) {
            (TAG_PCM, 2) => SampleCoding::Pcm16,
            (TAG_PCM, 3) => SampleCoding::Pcm24,
            (TAG_PCM, 4) => SampleCoding::Pcm32,
            (TAG_FLOAT, 4) => SampleCoding::Float32,
            _ => {
                return Err(FormatFlaw::Unsupported(format!(
                    "sound of format {tag} with {bits} bits; read are PCM of 16, 24 and 32 bits and floats of 32"
                )));
            }
        };
        let expected = u64::from(sample_rate_hz) * u64::from(align);
        let is_right = u64::from(bytes_per_second) == expected;
        let warning = format!("fmt tells of {bytes_per_second} bytes a second, its other fields of {expected}");
        Ok((
            Self { coding, valid_bits, channels, sample_rate_hz, channel_mask },
            if is_right { Vec::new() } else { vec![warning] },
        ))
    }

    /// Bytes of one sample of all channels.
    pub fn block_bytes(&self) -> usize {
        self.coding.bytes() * usize::from(self.channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fmt(tag: u16, channels: u16, rate: u32, align: u16, bits: u16) -> Vec<u8> {
        let mut bytes = tag.to_le_bytes().to_vec();
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend(rate.wrapping_mul(u32::from(align)).to_le_bytes());
        bytes.extend(align.to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes
    }

    #[test]
    fn extensible_formats_say_which_bits_count() {
        let mut bytes = fmt(TAG_EXTENSIBLE, 2, 48000, 8, 32);
        bytes.extend([22, 0, 24, 0, 3, 0, 0, 0, 1, 0]);
        bytes.extend(SUBFORMAT);
        let (format, warnings) = WavFormat::parse(&bytes).unwrap();
        assert_eq!((format.coding, format.valid_bits, format.channel_mask), (SampleCoding::Pcm32, 24, Some(3)));
        assert!(warnings.is_empty());
        bytes[30] ^= 1;
        assert!(matches!(WavFormat::parse(&bytes), Err(FormatFlaw::Unsupported(_))));
        assert!(matches!(WavFormat::parse(&bytes[..30]), Err(FormatFlaw::Damaged(_))));
    }

    #[test]
    fn contradictions_and_strange_numbers_are_refused() {
        assert!(WavFormat::parse(&fmt(1, 2, 48000, 6, 24)).is_ok());
        for (bytes, is_damaged) in [
            (fmt(1, 2, 48000, 4, 24), true),
            (fmt(1, 0, 48000, 0, 24), false),
            (fmt(1, 4000, 48000, 12000, 24), false),
            (fmt(1, 2, 0, 6, 24), false),
            (fmt(1, 2, 4_000_000_000, 6, 24), false),
            (fmt(1, 1, 48000, 1, 8), false),
            (fmt(3, 1, 48000, 8, 64), false),
            (fmt(85, 2, 48000, 4, 16), false),
            (fmt(1, 2, 48000, 0, 0), false),
        ] {
            let flaw = WavFormat::parse(&bytes).unwrap_err();
            assert_eq!(matches!(flaw, FormatFlaw::Damaged(_)), is_damaged, "{flaw:?}");
        }
        let mut wrong_speed = fmt(1, 2, 48000, 6, 24);
        wrong_speed[8] ^= 1;
        assert_eq!(WavFormat::parse(&wrong_speed).unwrap().1.len(), 1);
    }
}
