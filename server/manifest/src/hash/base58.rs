//! The text form of a C4 ID: a SHA-512 digest as one big-endian number in base 58 (ASC MHL specification, C4).

/// Digits in ascending order, without the look-alikes `0`, `O`, `I` and `l`.
const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Digits that the largest 512-bit number needs.
const DIGITS: usize = 88;

/// `c4` and 88 digits.
pub(super) fn encode_c4(sha512: &[u8; 64]) -> String {
    let mut number = *sha512;
    let mut digits = [0u8; DIGITS];
    for digit in digits.iter_mut().rev() {
        let mut remainder = 0u32;
        for byte in &mut number {
            let value = remainder * 256 + u32::from(*byte);
            *byte = (value / 58) as u8;
            remainder = value % 58;
        }
        *digit = ALPHABET[remainder as usize];
    }
    digits.iter().fold(String::from("c4"), |mut text, digit| {
        text.push(char::from(*digit));
        text
    })
}

/// The digest behind a C4 ID; `None` when the text is not one.
pub(super) fn decode_c4(text: &str) -> Option<[u8; 64]> {
    let digits = text.strip_prefix("c4")?.as_bytes();
    if digits.len() != DIGITS {
        return None;
    }
    let mut number = [0u8; 64];
    for digit in digits {
        let mut carry = ALPHABET.iter().position(|known| known == digit)? as u32;
        for byte in number.iter_mut().rev() {
            let value = u32::from(*byte) * 58 + carry;
            *byte = (value & 0xff) as u8;
            carry = value >> 8;
        }
        // 58^88 is larger than 2^512, so that some texts have no digest.
        if carry != 0 {
            return None;
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digest_comes_back() {
        for seed in 0..=255u8 {
            let digest = std::array::from_fn(|index| seed.wrapping_mul(31).wrapping_add((index * 7) as u8));
            assert_eq!(decode_c4(&encode_c4(&digest)), Some(digest));
        }
        assert_eq!(decode_c4(&encode_c4(&[0; 64])), Some([0; 64]));
        assert_eq!(decode_c4(&encode_c4(&[255; 64])), Some([255; 64]));
    }

    #[test]
    fn refuses_what_is_no_id() {
        assert_eq!(decode_c4("c4"), None);
        assert_eq!(decode_c4(&format!("c4{}", "z".repeat(88))), None, "above 2^512");
        assert_eq!(decode_c4(&format!("c4{}0", "1".repeat(87))), None, "0 is no digit");
    }
}
