//! Keys, lengths and fill (ST 377-1 section 6.3).

use super::label::{FILL, Label};

/// Bytes of a key and a length in 4 bytes.
pub(super) const SHORT_HEAD_BYTES: u64 = 20;
/// Bytes of a key and a length in 9 bytes.
pub(super) const LONG_HEAD_BYTES: u64 = 25;

/// Appends key and length, the length in 4 bytes; `length` is below 2^24, which all but essence is.
pub(super) fn put_short_head(key: &Label, length: u64, bytes: &mut Vec<u8>) {
    debug_assert!(length < 1 << 24);
    bytes.extend_from_slice(key);
    bytes.push(0x83);
    bytes.extend_from_slice(&length.to_be_bytes()[5..]);
}

/// Appends key and length, the length in 9 bytes.
pub(super) fn put_long_head(key: &Label, length: u64, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(key);
    bytes.push(0x88);
    bytes.extend_from_slice(&length.to_be_bytes());
}

/// Bytes of fill from `position` to the next multiple of `grid` that a fill item can reach: 0, or room for its head.
pub(super) fn fill_bytes(position: u64, grid: u64) -> u64 {
    let gap = position.next_multiple_of(grid) - position;
    if gap == 0 || gap >= SHORT_HEAD_BYTES { gap } else { gap + SHORT_HEAD_BYTES.next_multiple_of(grid) }
}

/// Appends a fill item of `total_bytes`, its head included; nothing where that is 0.
pub(super) fn put_fill(total_bytes: u64, bytes: &mut Vec<u8>) {
    let Some(length) = total_bytes.checked_sub(SHORT_HEAD_BYTES) else { return };
    put_short_head(&FILL, length, bytes);
    bytes.resize(bytes.len() + usize::try_from(length).unwrap_or(0), 0);
}

/// Reads a length: its value, and the bytes that it took. `None` where it is cut, longer than 8 bytes or of the indefinite
/// form, which MXF forbids.
pub(super) fn ber_length(bytes: &[u8]) -> Option<(u64, usize)> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        return Some((u64::from(*first), 1));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 8 {
        return None;
    }
    let value = rest.get(..count)?.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    Some((value, 1 + count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fill_reaches_the_grid() {
        for position in 0..1100 {
            let fill = fill_bytes(position, 512);
            assert_eq!((position + fill) % 512, 0);
            assert!(fill == 0 || (20..532).contains(&fill), "{position}: {fill}");
            let mut bytes = Vec::new();
            put_fill(fill, &mut bytes);
            assert_eq!(bytes.len() as u64, fill);
        }
    }

    #[test]
    fn lengths_are_read_in_all_forms() {
        assert_eq!(ber_length(&[0x7f]), Some((127, 1)));
        assert_eq!(ber_length(&[0x83, 0, 1, 2]), Some((258, 4)));
        let mut long = Vec::new();
        put_long_head(&FILL, u64::MAX, &mut long);
        assert_eq!(ber_length(&long[16..]), Some((u64::MAX, 9)));
        for bad in [&[][..], &[0x80], &[0x84, 0, 1], &[0xff; 12]] {
            assert_eq!(ber_length(bad), None);
        }
    }
}
