//! The track column: which channels an edit is made on.

use crate::timeline::TrackKind;

/// Most channels of one edit; a column that names more is an attack on the reader.
const MAX_CHANNELS: usize = 64;

/// A channel: the name of its track, and what it holds.
pub(super) type Channel = (String, TrackKind);

/// The channels of a track column such as `V`, `B`, `A2/V`, `AA/V`, `VA1A2` or `NONE`; `None` where it is no such column.
pub(super) fn channels(code: &str) -> Option<Vec<Channel>> {
    match code {
        "NONE" => return Some(Vec::new()),
        "B" => return Some(vec![picture(""), sound("1")]),
        _ => {}
    }
    let mut found = Vec::new();
    for part in code.split('/') {
        let mut rest = part;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("AA") {
                found.extend([sound("1"), sound("2")]);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('A') {
                let (number, after) = after.split_at(digits(after));
                found.push(sound(if number.is_empty() { "1" } else { number }));
                rest = after;
            } else {
                let after = rest.strip_prefix('V')?;
                let (number, after) = after.split_at(digits(after));
                found.push(picture(number));
                rest = after;
            }
            if found.len() > MAX_CHANNELS {
                return None;
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The sound channels of an `AUD` line, which adds to the edit before it.
pub(super) fn additional(numbers: &str) -> Option<Vec<Channel>> {
    let numbers: Vec<&str> = numbers.split_whitespace().collect();
    let good = !numbers.is_empty() && numbers.len() <= MAX_CHANNELS && numbers.iter().all(|text| is_number(text));
    good.then(|| numbers.into_iter().map(sound).collect())
}

fn is_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && digits(text) == text.len()
}

/// Digits at the start, at most two.
fn digits(text: &str) -> usize {
    text.bytes().take(2).take_while(u8::is_ascii_digit).count()
}

fn picture(number: &str) -> Channel {
    (format!("V{number}"), TrackKind::Video)
}

fn sound(number: &str) -> Channel {
    (format!("A{number}"), TrackKind::Audio)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_name_channels() {
        let names = |code: &str| {
            channels(code).map(|found| found.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" "))
        };
        for (code, expected) in [
            ("V", "V"),
            ("V2", "V2"),
            ("B", "V A1"),
            ("A", "A1"),
            ("A12", "A12"),
            ("AA", "A1 A2"),
            ("A2/V", "A2 V"),
            ("AA/V", "A1 A2 V"),
            ("VA1A2", "V A1 A2"),
            ("NONE", ""),
        ] {
            assert_eq!(names(code).as_deref(), Some(expected), "{code}");
        }
        for code in ["", "X", "/", "V-", "v", &"A".repeat(200)] {
            assert_eq!(names(code), None, "{code}");
        }
        assert_eq!(additional("  3  4").map(|found| found.len()), Some(2));
        assert_eq!((additional(""), additional("x"), additional("333")), (None, None, None));
    }
}
