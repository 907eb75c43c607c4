//! WAVE files byte by byte.

/// A recorder's file that is put together chunk by chunk.
pub struct Wave {
    pub magic: &'static [u8; 4],
    pub chunks: Vec<(&'static [u8; 4], Vec<u8>)>,
}

/// The contents of a `fmt ` chunk.
pub fn fmt(tag: u16, channels: u16, sample_rate_hz: u32, bits: u16) -> Vec<u8> {
    let align = channels * bits.div_ceil(8);
    let mut bytes = tag.to_le_bytes().to_vec();
    bytes.extend(channels.to_le_bytes());
    bytes.extend(sample_rate_hz.to_le_bytes());
    bytes.extend((sample_rate_hz * u32::from(align)).to_le_bytes());
    bytes.extend(align.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes
}

/// The contents of a `bext` chunk.
pub fn bext(time_reference: u64, date: &str, description: &str) -> Vec<u8> {
    let mut bytes = vec![0; 602];
    bytes[..description.len()].copy_from_slice(description.as_bytes());
    bytes[320..320 + date.len()].copy_from_slice(date.as_bytes());
    bytes[330..338].copy_from_slice(b"10:11:12");
    bytes[338..346].copy_from_slice(&time_reference.to_le_bytes());
    bytes[346] = 1;
    bytes
}

/// The contents of an `iXML` chunk around these elements.
pub fn ixml(elements: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BWFXML>{elements}</BWFXML>").into_bytes()
}

/// Samples of 24 bits as a file has them.
pub fn s24(samples: impl IntoIterator<Item = i32>) -> Vec<u8> {
    samples.into_iter().flat_map(|sample| sample.to_le_bytes().into_iter().take(3)).collect()
}

/// A number for every sample that no neighbour shares.
pub fn marked(sample: usize, channel: usize) -> i32 {
    let mixed = (sample as u32).wrapping_mul(2_654_435_761).wrapping_add(channel as u32 * 40_503);
    (mixed as i32) >> 8
}

impl Wave {
    pub fn new(chunks: Vec<(&'static [u8; 4], Vec<u8>)>) -> Self {
        Self { magic: b"RIFF", chunks }
    }

    /// The file; every chunk is padded, and all sizes are true.
    pub fn bytes(&self) -> Vec<u8> {
        let mut body = b"WAVE".to_vec();
        for (id, contents) in &self.chunks {
            body.extend_from_slice(*id);
            body.extend((contents.len() as u32).to_le_bytes());
            body.extend_from_slice(contents);
            body.extend(std::iter::repeat_n(0, contents.len() % 2));
        }
        [self.magic.as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
    }

    /// Where the contents of a chunk begin in [`Self::bytes`].
    pub fn offset_of(&self, id: &[u8; 4]) -> usize {
        self.bytes().windows(4).position(|window| window == id).unwrap() + 8
    }
}
