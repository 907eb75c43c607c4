//! Coded pictures as files hold them.

use super::ReviewCodec;

/// Bytes of the length in front of every NAL unit, as GStreamer's parsers write it.
const LENGTH_BYTES: usize = 4;

/// A coded picture without parameter sets: under `avc1` and `hvc1` these stand in the sample entry and nowhere else
/// (ISO/IEC 14496-15 sections 5.4.2.1 and 8.4.1.1). `None` for bytes that are no NAL units behind their lengths.
pub(super) fn without_parameter_sets(codec: ReviewCodec, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let length = u32::from_be_bytes(*rest.first_chunk::<LENGTH_BYTES>()?) as usize;
        let (unit, behind) = rest.split_at_checked(LENGTH_BYTES.checked_add(length)?)?;
        if !is_parameter_set(codec, *unit.get(LENGTH_BYTES)?) {
            kept.extend_from_slice(unit);
        }
        rest = behind;
    }
    Some(kept)
}

/// Tells it from the first byte of a NAL unit (H.264 table 7-1, H.265 table 7-1).
fn is_parameter_set(codec: ReviewCodec, head: u8) -> bool {
    match codec {
        // Sequence and picture parameter sets.
        ReviewCodec::H264 => matches!(head & 0x1f, 7 | 8),
        // Those of video, sequence and picture.
        ReviewCodec::Hevc => matches!(head >> 1 & 0x3f, 32..=34),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(head: u8) -> Vec<u8> {
        vec![0, 0, 0, 3, head, 1, 2]
    }

    #[test]
    fn only_parameter_sets_go() {
        let h264 = [unit(0x09), unit(0x67), unit(0x68), unit(0x06), unit(0x65)].concat();
        let kept = without_parameter_sets(ReviewCodec::H264, &h264);
        assert_eq!(kept, Some([unit(0x09), unit(0x06), unit(0x65)].concat()));
        let hevc = [unit(0x40), unit(0x42), unit(0x44), unit(0x4e), unit(0x26)].concat();
        assert_eq!(without_parameter_sets(ReviewCodec::Hevc, &hevc), Some([unit(0x4e), unit(0x26)].concat()));
    }

    #[test]
    fn broken_lengths_are_none() {
        let bytes = unit(0x65);
        for length in 1..bytes.len() {
            assert_eq!(without_parameter_sets(ReviewCodec::H264, &bytes[..length]), None, "{length}");
        }
        assert_eq!(without_parameter_sets(ReviewCodec::H264, &[0; 4]), None);
    }
}
