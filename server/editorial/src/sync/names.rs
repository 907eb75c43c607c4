//! Names of sound rolls and of takes.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a roll label cannot be read without: a series has its season in the number, and a show code may end in `X`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Production {
    /// Show code, two to four capitals.
    pub show: String,
    /// A series, with seasons.
    pub is_series: bool,
}

/// A sound roll: `TWD8056` is roll 56 of season 8, `OKJ056` is roll 56 of a feature, `STX201B` is roll 1 of season 2 of the
/// second unit's extra recorder B.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollLabel {
    /// Of the second unit.
    pub is_second_unit: bool,
    /// Season, of a series.
    pub season: Option<u32>,
    /// Number of the roll, which is never used again.
    pub number: u32,
    /// Letter of an extra recorder.
    pub recorder: Option<char>,
}

/// Why a text is no label of a sound roll.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RollLabelError {
    /// Another show, or none.
    #[error("sound roll {label} does not begin with the show code {show}, nor with that and X")]
    Show {
        /// The label.
        label: String,
        /// The show code.
        show: String,
    },
    /// No number of the length that is asked for.
    #[error("sound roll {label} has the number {digits:?}; {expected} are asked for")]
    Number {
        /// The label.
        label: String,
        /// What stands where the number should.
        digits: String,
        /// Which digits would be right.
        expected: &'static str,
    },
}

impl RollLabel {
    /// Reads a label: show code, `X` for the second unit, season of a series, roll of three digits (two in the second unit),
    /// letter of an extra recorder.
    ///
    /// # Errors
    /// See [`RollLabelError`].
    pub fn parse(label: &str, production: &Production) -> Result<Self, RollLabelError> {
        let foreign = || RollLabelError::Show { label: label.to_owned(), show: production.show.clone() };
        let rest = label.strip_prefix(production.show.as_str()).ok_or_else(foreign)?;
        let second = rest.strip_prefix('X');
        let rest = second.unwrap_or(rest);
        if !rest.starts_with(|letter: char| letter.is_ascii_digit()) {
            return Err(foreign());
        }
        let recorder = rest.chars().last().filter(|letter| ('B'..='Z').contains(letter));
        let digits = if recorder.is_some() { &rest[..rest.len() - 1] } else { rest };
        let of_roll = if second.is_some() { 2 } else { 3 };
        let (lengths, expected) = match (production.is_series, second.is_some()) {
            (true, false) => (4..=5, "one or two digits of the season and three of the roll"),
            (true, true) => (3..=4, "one or two digits of the season and two of the roll"),
            (false, false) => (3..=3, "three digits of the roll"),
            (false, true) => (2..=2, "two digits of the roll"),
        };
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || !lengths.contains(&digits.len()) {
            let digits = digits.to_owned();
            return Err(RollLabelError::Number { label: label.to_owned(), digits, expected });
        }
        let (season, number) = digits.split_at(digits.len() - of_roll);
        Ok(Self {
            is_second_unit: second.is_some(),
            season: season.parse().ok(),
            number: number.parse().unwrap_or(0),
            recorder,
        })
    }
}

/// Scene and take as a file's name has them. What the recorder wrote into the file counts more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneTake {
    /// Scene, without an `S` in front.
    pub scene: String,
    /// Take.
    pub take: String,
}

impl SceneTake {
    /// Reads names such as `12A-03.wav`, `12AT03.wav` and `S012A_T03.wav`; `None` for others.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let digits = stem.bytes().rev().take_while(u8::is_ascii_digit).count();
        if !(1..=3).contains(&digits) {
            return None;
        }
        let (front, take) = stem.split_at(stem.len() - digits);
        let scene = front.strip_suffix(['T', 't']).unwrap_or(front);
        let scene = scene.strip_suffix(['-', '_']).unwrap_or(scene);
        let is_parted = scene.len() < front.len();
        let of_scene =
            scene.strip_prefix(['S', 's']).filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()));
        let scene = of_scene.unwrap_or(scene);
        let is_scene =
            scene.bytes().all(|byte| byte.is_ascii_alphanumeric()) && scene.bytes().any(|byte| byte.is_ascii_digit());
        (is_parted && is_scene).then(|| Self { scene: scene.to_owned(), take: take.to_owned() })
    }

    /// Whether these are the scene and take that a recorder wrote; zeros in front and the case of letters do not count.
    pub fn agrees_with(&self, scene: &str, take: &str) -> bool {
        let plain = |text: &str| text.trim().trim_start_matches('0').to_ascii_uppercase();
        let bare = |scene: &str| plain(scene.strip_prefix(['S', 's']).unwrap_or(scene));
        (plain(&self.scene) == plain(scene) || plain(&self.scene) == bare(scene)) && plain(&self.take) == plain(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(
        text: &str,
        show: &str,
        is_series: bool,
    ) -> Result<(bool, Option<u32>, u32, Option<char>), RollLabelError> {
        let label = RollLabel::parse(text, &Production { show: show.to_owned(), is_series })?;
        Ok((label.is_second_unit, label.season, label.number, label.recorder))
    }

    #[test]
    fn labels_of_the_client() {
        assert_eq!(label("TWD8056", "TWD", true), Ok((false, Some(8), 56, None)));
        assert_eq!(label("TWD11056", "TWD", true), Ok((false, Some(11), 56, None)));
        assert_eq!(label("OKJ056", "OKJ", false), Ok((false, None, 56, None)));
        assert_eq!(label("STX201", "ST", true), Ok((true, Some(2), 1, None)));
        assert_eq!(label("STX201B", "ST", true), Ok((true, Some(2), 1, Some('B'))));
        // The same letters are another roll where the show's code ends in X.
        assert_eq!(label("STX2001", "STX", true), Ok((false, Some(2), 1, None)));
    }

    #[test]
    fn other_labels_say_what_is_wrong() {
        for text in ["TWD056", "TWD", "OKJ8056", "twd8056", "TWD805612", "TWD8056A", "TWD80 56", ""] {
            assert!(label(text, "TWD", true).is_err(), "{text}");
        }
        let error = label("OKJ56", "OKJ", false).unwrap_err().to_string();
        assert_eq!(error, "sound roll OKJ56 has the number \"56\"; three digits of the roll are asked for");
    }

    #[test]
    fn scene_and_take_of_names() {
        for (name, scene, take) in [
            ("12A-03.wav", "12A", "03"),
            ("12AT03.wav", "12A", "03"),
            ("S012A_T03.wav", "012A", "03"),
            ("A101_1.WAV", "A101", "1"),
        ] {
            let found = SceneTake::of_file_name(name).unwrap();
            assert_eq!((found.scene.as_str(), found.take.as_str()), (scene, take), "{name}");
        }
        for name in ["wild.wav", "12A.wav", "ZOOM0001.WAV", "03.wav", "-03.wav", "Roomtone-01.wav", ""] {
            assert_eq!(SceneTake::of_file_name(name), None, "{name}");
        }
        let found = SceneTake::of_file_name("S012A_T03.wav").unwrap();
        assert!(found.agrees_with("12a", "3") && found.agrees_with("S012A", "03") && !found.agrees_with("12B", "3"));
    }
}
