//! Pages: sizes within bounds, and tokens that hold only for the list they came from.

use super::status::invalid_page;
use tonic::Status;

/// Entries of a page when the caller does not say.
const DEFAULT_SIZE: u32 = 50;
/// Entries of a page at most.
const MAX_SIZE: u32 = 1000;

/// How many entries a page has.
pub(super) fn size(page_size: i32) -> Result<u32, Status> {
    match u32::try_from(page_size) {
        Ok(0) => Ok(DEFAULT_SIZE),
        Ok(size) => Ok(size.min(MAX_SIZE)),
        Err(_) => Err(invalid_page("page_size", "is negative; leave it 0 for the server's choice")),
    }
}

/// A token that continues the list `list` behind `position`. It names its list so that a mistake is noticed; it gives no
/// access that its holder would not have anyway.
pub(super) fn token(list: &str, position: &str) -> String {
    let text = format!("{list}\n{position}");
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// The position of a token, when it came from the list `list`; none for an empty token.
pub(super) fn position(list: &str, token: &str) -> Result<Option<String>, Status> {
    if token.is_empty() {
        return Ok(None);
    }
    let text = decode(token).ok_or_else(not_ours)?;
    match text.split_once('\n') {
        Some((of, position)) if of == list => Ok(Some(position.to_owned())),
        _ => Err(invalid_page("page_token", "belongs to another list or filter; begin with an empty one")),
    }
}

fn decode(token: &str) -> Option<String> {
    let digits = token.as_bytes().chunks(2);
    let byte =
        |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok();
    String::from_utf8(digits.map(byte).collect::<Option<Vec<u8>>>()?).ok()
}

/// The refusal of a token that we never gave.
pub(super) fn not_ours() -> Status {
    invalid_page("page_token", "is none of ours; begin with an empty one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stay_within_bounds() {
        for (asked, got) in [(0, 50), (1, 1), (1000, 1000), (1001, 1000), (i32::MAX, 1000)] {
            assert_eq!(size(asked).unwrap(), got);
        }
        assert!(size(-1).is_err());
    }

    #[test]
    fn a_token_continues_its_own_list_only() {
        let made = token("jobs running", "42");
        assert_eq!(position("jobs running", &made).unwrap().as_deref(), Some("42"));
        assert_eq!(position("jobs running", "").unwrap(), None);
        for (list, token) in
            [("jobs", made.as_str()), ("jobs running", "42"), ("jobs running", "zz"), ("jobs running", "é")]
        {
            assert!(position(list, token).is_err(), "{list} {token}");
        }
        // Positions may hold anything that a path may.
        let path = "r01/a\nb é.exr";
        assert_eq!(position("outputs", &token("outputs", path)).unwrap().as_deref(), Some(path));
    }
}
