//! Names of sessions and of tracks.

use serde::{Deserialize, Serialize};

/// What a session was recorded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// `PDX`: production.
    Production,
    /// `SCR`: scratch.
    Scratch,
}

/// A session: `YYMMDD_Title_(PDX|SCR)NNN_Character_Initials`, for example `220123_B2TO_PDX002_Maddie_IF`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialogueSession {
    /// Day, `YYMMDD`.
    pub date: String,
    /// Title of the show.
    pub title: String,
    /// What it was recorded for.
    pub kind: SessionKind,
    /// Number of the session.
    pub number: u32,
    /// The actor.
    pub speaker: Speaker,
}

/// A character and the initials of who speaks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// Character.
    pub character: String,
    /// Initials of the actor.
    pub initials: String,
}

/// Which microphones a file of two actors holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialogueMic {
    /// The near ones.
    Primary,
    /// Those further away.
    Secondary,
}

/// A track: `(P|S)Sequence_Character_Initials_YYMMDD[_take]`, or of two actors
/// `(P|S)Sequence_Character_Initials_Character_Initials_YYMMDD_(primary|secondary)_take`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialogueTrack {
    /// What it was recorded for: `P` or `S`.
    pub kind: SessionKind,
    /// Sequence: digits, and perhaps a letter.
    pub sequence: String,
    /// One actor or two: left, and right.
    pub speakers: Vec<Speaker>,
    /// Day, `YYMMDD`.
    pub date: String,
    /// Microphones of a file of two actors.
    pub mic: Option<DialogueMic>,
    /// Take, which the workstation adds.
    pub take: Option<u32>,
}

impl DialogueSession {
    /// Reads the name of a session; `None` for others.
    pub fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.split('_').collect();
        let [date, title, kind, character, initials] = parts.as_slice() else { return None };
        let (kind, number) = match (kind.strip_prefix("PDX"), kind.strip_prefix("SCR")) {
            (Some(number), _) => (SessionKind::Production, number),
            (_, Some(number)) => (SessionKind::Scratch, number),
            _ => return None,
        };
        let is_good = is_date(date)
            && !title.is_empty()
            && title.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && is_digits(number, 3..=3);
        is_good.then_some(())?;
        Some(Self {
            date: (*date).to_owned(),
            title: (*title).to_owned(),
            kind,
            number: number.parse().ok()?,
            speaker: Speaker::parse(character, initials)?,
        })
    }
}

impl DialogueTrack {
    /// Reads the name of a track, with `.wav` or without; `None` for others.
    pub fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.strip_suffix(".wav").unwrap_or(name).split('_').collect();
        let (head, speakers, date, mic, take) = match parts.as_slice() {
            [head, character, initials, date] => (head, vec![Speaker::parse(character, initials)?], date, None, None),
            [head, character, initials, date, take] => {
                (head, vec![Speaker::parse(character, initials)?], date, None, Some(take))
            }
            [head, character, initials, second, of_second, date, mic, take] => {
                let mic = match *mic {
                    "primary" => DialogueMic::Primary,
                    "secondary" => DialogueMic::Secondary,
                    _ => return None,
                };
                let speakers = vec![Speaker::parse(character, initials)?, Speaker::parse(second, of_second)?];
                (head, speakers, date, Some(mic), Some(take))
            }
            _ => return None,
        };
        let (kind, sequence) = match (head.strip_prefix('P'), head.strip_prefix('S')) {
            (Some(sequence), _) => (SessionKind::Production, sequence),
            (_, Some(sequence)) => (SessionKind::Scratch, sequence),
            _ => return None,
        };
        let digits = sequence.strip_suffix(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(sequence);
        let is_good =
            is_digits(digits, 1..=usize::MAX) && is_date(date) && take.is_none_or(|take| is_digits(take, 2..=3));
        is_good.then_some(())?;
        let take = take.and_then(|take| take.parse().ok());
        Some(Self { kind, sequence: sequence.to_owned(), speakers, date: (*date).to_owned(), mic, take })
    }
}

impl Speaker {
    fn parse(character: &str, initials: &str) -> Option<Self> {
        let is_name =
            !character.is_empty() && character.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let are_initials = (1..=4).contains(&initials.len()) && initials.bytes().all(|byte| byte.is_ascii_alphabetic());
        (is_name && are_initials).then(|| Self { character: character.to_owned(), initials: initials.to_owned() })
    }
}

fn is_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `YYMMDD` with a month and a day that exist.
fn is_date(text: &str) -> bool {
    let number = |at: std::ops::Range<usize>| text[at].parse::<u8>().unwrap_or(0);
    is_digits(text, 6..=6) && (1..=12).contains(&number(2..4)) && (1..=31).contains(&number(4..6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_client() {
        let session = DialogueSession::parse("220123_B2TO_PDX002_Maddie_IF").unwrap();
        assert_eq!((session.kind, session.number, session.title.as_str()), (SessionKind::Production, 2, "B2TO"));
        let track = DialogueTrack::parse("P0100_Maddie_IF_220123_01.wav").unwrap();
        assert_eq!((track.sequence.as_str(), track.take, track.mic), ("0100", Some(1), None));
        let two = DialogueTrack::parse("P0100_Maddie_IF_Chaz_EB_220123_primary_01").unwrap();
        let speakers: Vec<_> = two.speakers.iter().map(|speaker| speaker.character.as_str()).collect();
        assert_eq!((speakers, two.mic), (vec!["Maddie", "Chaz"], Some(DialogueMic::Primary)));
        let plain = DialogueTrack::parse("S0100A_Old-Man_I_220123").unwrap();
        assert_eq!((plain.kind, plain.sequence.as_str(), plain.take), (SessionKind::Scratch, "0100A", None));
    }

    #[test]
    fn other_names_are_none() {
        for name in [
            "220123_B2TO_PDX02_Maddie_IF",
            "220123_B2TO_ADR002_Maddie_IF",
            "221323_B2TO_PDX002_Maddie_IF",
            "220123_B2-TO_PDX002_Maddie_IF",
            "220123_B2TO_PDX002_Maddie_12",
            "\u{e9}\u{e9}\u{e9}_B2TO_PDX002_Maddie_IF",
        ] {
            assert_eq!(DialogueSession::parse(name), None, "{name}");
        }
        for name in [
            "P0100_Maddie_IF_220123_1.wav",
            "X0100_Maddie_IF_220123",
            "PA_Maddie_IF_220123",
            "P0100_Maddie_IFIFI_220123",
            "P0100_Maddie_IF_Chaz_EB_220123_tertiary_01",
            "P0100_Maddie_IF_Chaz_EB_220123_primary",
            "P0100_Maddie_IF_2201",
            "",
        ] {
            assert_eq!(DialogueTrack::parse(name), None, "{name}");
        }
    }
}
