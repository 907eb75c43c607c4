//! Reels as they are written: special ones, replaced ones, and short ones for eight columns.

use crate::timeline::Picture;
use std::collections::BTreeMap;

/// Columns that CMX3600 has for a reel.
pub(super) const CLASSIC_LENGTH: usize = 8;

/// What the reel column stands for, and the reel where there is one. `AX` is a source without a reel.
pub(super) fn meaning(column: &str) -> (Picture, Option<String>) {
    match column {
        "BL" | "BLACK" => (Picture::Black, None),
        "BARS" => (Picture::Bars, None),
        "AX" => (Picture::Clip, None),
        reel => (Picture::Clip, Some(reel.to_owned())),
    }
}

/// Gives every reel a name of at most eight characters: its first eight, and where two would be the same, the first
/// six or less and a number. The same reels in the same order get the same names.
#[derive(Debug, Default)]
pub(super) struct Shortener {
    short_of: BTreeMap<String, String>,
    taken: BTreeMap<String, String>,
}

impl Shortener {
    /// The short name of a reel.
    pub fn short(&mut self, reel: &str) -> String {
        if let Some(short) = self.short_of.get(reel) {
            return short.clone();
        }
        let head = |length: usize| reel.chars().take(length).collect::<String>();
        let numbered = (2_u32..).map(|number| {
            let number = format!("_{number}");
            head(CLASSIC_LENGTH.saturating_sub(number.len())) + &number
        });
        let mut names = std::iter::once(head(CLASSIC_LENGTH)).chain(numbered);
        // There are more numbers than reels in a list, so one is found.
        let short = names.find(|name| !self.taken.contains_key(name)).unwrap_or_default();
        self.taken.insert(short.clone(), reel.to_owned());
        self.short_of.insert(reel.to_owned(), short.clone());
        short
    }
}

/// A reel as one word of ASCII, as the column holds it.
pub(super) fn one_word(reel: &str) -> String {
    let plain = |character: char| if character.is_ascii_graphic() { character } else { '_' };
    let word: String = reel.trim().chars().map(plain).collect();
    if word.is_empty() { "AX".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_stay_apart() {
        let mut shortener = Shortener::default();
        assert_eq!(shortener.short("A001C001_260131_R1AB"), "A001C001");
        assert_eq!(shortener.short("A001C001_260201_R1AB"), "A001C0_2");
        assert_eq!(shortener.short("A001C001_260131_R1AB"), "A001C001");
        assert_eq!(shortener.short("A001C001_260301_R1AB"), "A001C0_3");
        assert_eq!(shortener.short("B001"), "B001");
    }

    #[test]
    fn columns_hold_one_word() {
        assert_eq!(one_word(" my r\u{f6}ll "), "my_r_ll");
        assert_eq!(one_word("  "), "AX");
        assert_eq!(meaning("BL"), (Picture::Black, None));
        assert_eq!(meaning("AX"), (Picture::Clip, None));
    }
}
