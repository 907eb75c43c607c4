//! Channels of interleaved sound.

/// Bytes of a sample.
const SAMPLE_BYTES: usize = 3;

/// Takes one of `channels` out of interleaved samples of 24 bits, into `taken`, which is emptied first. An incomplete
/// sample at the end is left.
pub fn take_channel(interleaved: &[u8], channels: usize, channel: usize, taken: &mut Vec<u8>) {
    taken.clear();
    let from = channel * SAMPLE_BYTES;
    for samples in interleaved.chunks_exact(channels.max(1) * SAMPLE_BYTES) {
        taken.extend_from_slice(samples.get(from..from + SAMPLE_BYTES).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_come_apart() {
        let mut taken = Vec::new();
        let sound: Vec<u8> = (0..12).collect();
        take_channel(&sound, 2, 1, &mut taken);
        assert_eq!(taken, [3, 4, 5, 9, 10, 11]);
        take_channel(&sound, 4, 0, &mut taken);
        assert_eq!(taken, [0, 1, 2]);
    }
}
