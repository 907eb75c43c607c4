//! Just enough of TIFF 6.0 to hand one plane of single precision to another program and take one back.

const WIDTH: u16 = 256;
const LENGTH: u16 = 257;
const STRIP_OFFSETS: u16 = 273;
const STRIP_BYTE_COUNTS: u16 = 279;
const LONG: u16 = 4;

/// A little-endian file with one strip of 32-bit floats.
pub fn write(width: usize, height: usize, values: &[f32]) -> Vec<u8> {
    assert_eq!(values.len(), width * height);
    let bytes = (values.len() * 4) as u32;
    // Bits, no compression, black is zero, samples a pixel, rows of the strip, floating point.
    let entries = [
        (WIDTH, width as u32),
        (LENGTH, height as u32),
        (258, 32),
        (259, 1),
        (262, 1),
        (STRIP_OFFSETS, 8),
        (277, 1),
        (278, height as u32),
        (STRIP_BYTE_COUNTS, bytes),
        (339, 3),
    ];
    let mut out = b"II*\0".to_vec();
    out.extend((8 + bytes).to_le_bytes());
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    out.extend((entries.len() as u16).to_le_bytes());
    for (tag, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(LONG.to_le_bytes());
        out.extend(1u32.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend([0; 4]);
    out
}

/// The plane of a little-endian, uncompressed file.
pub fn read(file: &[u8]) -> Vec<f32> {
    assert_eq!(&file[..4], b"II*\0");
    let offsets = tag(file, STRIP_OFFSETS);
    let counts = tag(file, STRIP_BYTE_COUNTS);
    assert_eq!(tag(file, 259), [1], "compressed");
    let strips = offsets.into_iter().zip(counts);
    let bytes: Vec<u8> =
        strips.flat_map(|(offset, count)| &file[offset as usize..][..count as usize]).copied().collect();
    let values: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    assert_eq!(values.len() as u32, tag(file, WIDTH)[0] * tag(file, LENGTH)[0]);
    values
}

/// The numbers of a tag, 16 or 32 bits each.
fn tag(file: &[u8], wanted: u16) -> Vec<u32> {
    let short = |at: usize| u32::from(u16::from_le_bytes([file[at], file[at + 1]]));
    let long = |at: usize| short(at) | short(at + 2) << 16;
    let directory = long(4) as usize;
    let entries = (0..short(directory) as usize).map(|index| directory + 2 + 12 * index);
    let entry = entries.into_iter().find(|entry| short(*entry) == u32::from(wanted)).expect("the tag is there");
    let (bytes, count) = (if short(entry + 2) == 3 { 2 } else { 4 }, long(entry + 4) as usize);
    let first = if bytes * count <= 4 { entry + 8 } else { long(entry + 8) as usize };
    (0..count).map(|index| first + bytes * index).map(|at| if bytes == 2 { short(at) } else { long(at) }).collect()
}
