//! What a single line of a list says.

use super::channels::{self, Channel};
use crate::counting::ListTimecode;
use crate::text::strip_word;
use crate::timeline::{Speed, TransitionKind};

/// A line of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line<'a> {
    Blank,
    Title(&'a str),
    /// `FCM:`, and whether it says drop-frame.
    Counting(bool),
    Edit(Edit),
    Motion(Motion),
    /// `AUD`: channels in addition to those of the edit before.
    MoreChannels(Vec<Channel>),
    /// `FINAL CUT PRO REEL:`: what a shortened reel stands for.
    Reel {
        long: &'a str,
        short: &'a str,
    },
    /// `SPLIT:`: delayed sound, which pictures do not ask for.
    Split,
    /// Anything else, the star before it removed.
    Remark(&'a str),
}

/// An event line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edit {
    pub number: String,
    pub reel: String,
    pub channels: Vec<Channel>,
    /// `None` for a cut.
    pub transition: Option<TransitionKind>,
    /// Record frames of the transition; 0 for a cut.
    pub transition_frames: u64,
    /// Source in, source out, record in, record out.
    pub timecodes: [ListTimecode; 4],
}

/// An `M2` line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Motion {
    pub reel: String,
    /// Source frames a second; what speed that is depends on the list's rate.
    pub frames_per_second: Speed,
    pub source_in: ListTimecode,
}

/// Reads a line; the error is what is wrong with one that begins as an event or motion line.
pub(super) fn classify(line: &str) -> Result<Line<'_>, String> {
    let line =
        line.trim_matches(|character: char| character.is_whitespace() || character == '\0' || character == '\u{1a}');
    if line.is_empty() {
        return Ok(Line::Blank);
    }
    if let Some(title) = strip_word(line, "TITLE:") {
        return Ok(Line::Title(title.trim()));
    }
    if let Some(counting) = strip_word(line, "FCM") {
        let counting = counting.trim_start_matches([':', ' ', '\t']);
        return match counting.to_ascii_uppercase().as_str() {
            "DROP FRAME" => Ok(Line::Counting(true)),
            "NON-DROP FRAME" | "NON DROP FRAME" => Ok(Line::Counting(false)),
            _ => Err(format!("FCM says {counting:?}, which is neither DROP FRAME nor NON-DROP FRAME")),
        };
    }
    if let Some(rest) = line.strip_prefix("M2").filter(|rest| rest.starts_with([' ', '\t'])) {
        return motion(rest).map(Line::Motion);
    }
    if let Some(rest) = strip_word(line, "FINAL CUT PRO REEL:")
        && let Some(place) = rest.find("REPLACED BY:")
    {
        let (long, short) = (rest[..place].trim(), rest[place + "REPLACED BY:".len()..].trim());
        return Ok(Line::Reel { long, short });
    }
    if line.starts_with("SPLIT:") {
        return Ok(Line::Split);
    }
    if let Some(channels) = line.strip_prefix("AUD").and_then(channels::additional) {
        return Ok(Line::MoreChannels(channels));
    }
    let words: Vec<&str> = line.split_whitespace().take(MAX_WORDS + 1).collect();
    let has_timecode = words.iter().any(|word| ListTimecode::from_word(word).is_some());
    if is_event_number(words[0]) && has_timecode {
        return edit(&words).map(Line::Edit);
    }
    Ok(Line::Remark(line.strip_prefix('*').unwrap_or(line).trim_start()))
}

/// An event line has ten words at most: number, reel, track, transition, key letter, length, four timecodes.
const MAX_WORDS: usize = 10;

fn is_event_number(word: &str) -> bool {
    let digits = word.strip_suffix(|last: char| last.is_ascii_uppercase()).unwrap_or(word);
    (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn edit(words: &[&str]) -> Result<Edit, String> {
    let form = "an event line is: number, reel, track, transition, length, and four timecodes";
    if !(8..=MAX_WORDS).contains(&words.len()) {
        return Err(format!("the event has {} words instead of 8 to {MAX_WORDS}; {form}", words.len()));
    }
    let (head, tail) = words.split_at(words.len() - 4);
    let timecodes: Option<Vec<ListTimecode>> = tail.iter().map(|word| ListTimecode::from_word(word)).collect();
    let timecodes = timecodes.and_then(|found| <[ListTimecode; 4]>::try_from(found).ok());
    let timecodes = timecodes.ok_or_else(|| format!("the event does not end in four timecodes; {form}"))?;
    let channels = channels::channels(head[2]).ok_or_else(|| format!("{:?} is no track", head[2]))?;
    let (transition, rest) = transition(&head[3..])?;
    let transition_frames = match (rest, &transition) {
        (
            [],
            None | Some(TransitionKind::KeyForeground | TransitionKind::KeyBackground | TransitionKind::KeyOverlay),
        ) => 0,
        ([], Some(_)) => return Err(format!("the transition {} has no length", head[3])),
        ([length], _) => {
            let good = (1..=4).contains(&length.len()) && length.bytes().all(|byte| byte.is_ascii_digit());
            let frames = length.parse().ok().filter(|_| good);
            frames.ok_or_else(|| format!("{length:?} is no length of a transition in frames"))?
        }
        _ => return Err(format!("the event has a word too many; {form}")),
    };
    // A length after a cut says nothing.
    let transition_frames = if transition.is_some() { transition_frames } else { 0 };
    Ok(Edit {
        number: words[0].to_owned(),
        reel: head[1].to_owned(),
        channels,
        transition,
        transition_frames,
        timecodes,
    })
}

/// The transition at the start of `words`, and the words after it.
fn transition<'a, 'b>(words: &'b [&'a str]) -> Result<(Option<TransitionKind>, &'b [&'a str]), String> {
    let Some((code, rest)) = words.split_first() else { return Err("the event has no transition".to_owned()) };
    let kind = match (*code, rest.first()) {
        ("C", _) => None,
        ("D", _) => Some(TransitionKind::Dissolve),
        ("K", Some(&"B")) => return Ok((Some(TransitionKind::KeyBackground), &rest[1..])),
        ("K", Some(&"O")) => return Ok((Some(TransitionKind::KeyOverlay), &rest[1..])),
        ("K", _) => Some(TransitionKind::KeyForeground),
        ("KB", _) => Some(TransitionKind::KeyBackground),
        ("KO", _) => Some(TransitionKind::KeyOverlay),
        (other, _) => {
            let pattern = other.strip_prefix('W').filter(|digits| digits.len() == 3);
            let pattern = pattern.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            let pattern = pattern.and_then(|digits| digits.parse().ok());
            Some(TransitionKind::Wipe(pattern.ok_or_else(|| format!("{other:?} is no transition"))?))
        }
    };
    Ok((kind, rest))
}

fn motion(rest: &str) -> Result<Motion, String> {
    let form = "a motion line is: M2, reel, frames a second, source timecode";
    let words: Vec<&str> = rest.split_whitespace().collect();
    // Reels are one word, but some programs write a clip's name there, and some nothing.
    let [reel @ .., speed, timecode] = words.as_slice() else { return Err(form.to_owned()) };
    let source_in = ListTimecode::from_word(timecode).ok_or_else(|| format!("{timecode:?} is no timecode; {form}"))?;
    let frames_per_second = Speed::from_decimal(speed).ok_or_else(|| format!("{speed:?} is no speed; {form}"))?;
    Ok(Motion { reel: reel.join(" "), frames_per_second, source_in })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit_of(line: &str) -> Edit {
        match classify(line) {
            Ok(Line::Edit(edit)) => edit,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn event_lines_are_taken_apart_by_white_space() {
        let edit = edit_of("002  A002C003 V     D    012 11:00:00:00 11:00:02:00 01:00:02:00 01:00:04:00 ");
        assert_eq!((edit.number.as_str(), edit.reel.as_str()), ("002", "A002C003"));
        assert_eq!((edit.transition, edit.transition_frames), (Some(TransitionKind::Dissolve), 12));
        assert_eq!(edit.timecodes[3].text(), "01:00:04:00");
        let long = "A001C001_260131_R1AB_A_VERY_LONG_REEL.NAME-OF-32";
        assert_eq!(edit_of(&format!("1\t{long}\tV\tC\t01.00.00.00 01.00.01.00 01:00:00;00 01:00:01;00")).reel, long);
        assert_eq!(edit_of("000123A R V C 01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00").number, "000123A");
    }

    #[test]
    fn transitions_have_many_codes() {
        let times = "01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00";
        for (code, kind, frames) in [
            ("C", None, 0),
            ("W001 024", Some(TransitionKind::Wipe(1)), 24),
            ("K", Some(TransitionKind::KeyForeground), 0),
            ("K 010", Some(TransitionKind::KeyForeground), 10),
            ("K B", Some(TransitionKind::KeyBackground), 0),
            ("KB 000", Some(TransitionKind::KeyBackground), 0),
            ("K O 005", Some(TransitionKind::KeyOverlay), 5),
            ("KO", Some(TransitionKind::KeyOverlay), 0),
        ] {
            let edit = edit_of(&format!("001 R V {code} {times}"));
            assert_eq!((edit.transition, edit.transition_frames), (kind, frames), "{code}");
        }
        for code in ["D", "D x", "W1 010", "X", "D 010 010", "D 99999"] {
            assert!(classify(&format!("001 R V {code} {times}")).is_err(), "{code}");
        }
    }

    #[test]
    fn other_lines_are_known_by_their_first_words() {
        assert_eq!(classify("TITLE:   a b "), Ok(Line::Title("a b")));
        assert_eq!(classify("FCM: DROP FRAME"), Ok(Line::Counting(true)));
        assert_eq!(classify("FCM: NON-DROP FRAME"), Ok(Line::Counting(false)));
        assert_eq!(classify(" \t\0"), Ok(Line::Blank));
        assert_eq!(classify("*ASC_SAT 0.9"), Ok(Line::Remark("ASC_SAT 0.9")));
        assert_eq!(classify("FROM CLIP NAME: shot1"), Ok(Line::Remark("FROM CLIP NAME: shot1")));
        assert_eq!(classify("2024 was a good year"), Ok(Line::Remark("2024 was a good year")));
        assert_eq!(classify("SPLIT:    AUDIO DELAY=  00:00:01:00"), Ok(Line::Split));
        assert!(matches!(classify("AUD  3  4"), Ok(Line::MoreChannels(found)) if found.len() == 2));
        let reel = "FINAL CUT PRO REEL: A001C001_260131_R1AB REPLACED BY: A001C001";
        assert_eq!(classify(reel), Ok(Line::Reel { long: "A001C001_260131_R1AB", short: "A001C001" }));
        assert!(classify("FCM: PERHAPS").is_err());
    }

    #[test]
    fn motion_lines_have_a_speed() {
        let Ok(Line::Motion(motion)) = classify("M2   Z686_5A.       047.6                01:00:06:00 ") else {
            panic!()
        };
        assert_eq!((motion.reel.as_str(), <(i64, i64)>::from(motion.frames_per_second)), ("Z686_5A.", (238, 5)));
        let Ok(Line::Motion(motion)) = classify("M2 -024.0 01:00:06:00") else { panic!() };
        assert_eq!((motion.reel.as_str(), motion.frames_per_second.numerator()), ("", -24));
        for line in ["M2 x", "M2 R fast 01:00:00:00", "M2 R 24.0 soon"] {
            assert!(classify(line).is_err(), "{line}");
        }
    }
}
