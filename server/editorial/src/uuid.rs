//! The form of UUIDs.

/// Whether a text has 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12 (RFC 9562 section 4).
pub(crate) fn is_uuid(text: &str) -> bool {
    let is_digit = |(index, byte): (usize, u8)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::is_uuid;

    #[test]
    fn only_the_canonical_form_is_one() {
        assert!(is_uuid("0E6D12BB-5D9A-461C-803E-5696e9cc8989"));
        for text in ["", "0E6D12BB5D9A461C803E5696E9CC8989", "0E6D12BB-5D9A-461C-803E-5696E9CC898", "-----"] {
            assert!(!is_uuid(text), "{text}");
        }
        assert!(!is_uuid("0E6D12BB-5D9A-461C-803E-5696E9CC898G"));
        assert!(!is_uuid("0E6D12BB-5D9A-461C-803E-5696E9CC8989-"));
    }
}
