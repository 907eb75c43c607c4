//! The rules of conform, as data.

/// A rule with the id that reports name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable id.
    pub id: &'static str,
    /// What it says.
    pub text: &'static str,
}

/// Rules of matching, in the order of their ids.
pub const RULES: [Rule; 11] = [
    Rule {
        id: "CF-10",
        text: "keys in this order, unless the job says otherwise, each with the timecode inside: exact clip name or source \
               file stem; reel; stem without what proxies add to it",
    },
    Rule {
        id: "CF-11",
        text: "used frames and transition overlaps must lie inside the clip; where only handles are missing they are \
               shortened with a warning, where used frames are missing the event is partial and names them",
    },
    Rule {
        id: "CF-12",
        text: "more than one candidate is ambiguous and never guessed; the job may allow tie-breakers",
    },
    Rule { id: "CF-13", text: "an event without a candidate is missing" },
    Rule {
        id: "CF-14",
        text: "the rate is the original's: another timecode base is refused, and so is the pair of a rate and its \
               1000/1001 unless the job allows it",
    },
    Rule { id: "CF-15", text: "drop-frame timecode is converted to frame counts before it is compared" },
    Rule { id: "CF-16", text: "timecode counts modulo 24 hours" },
    Rule {
        id: "CF-17",
        text: "a reel of eight characters may be the beginning of a longer one, where only one clip begins so and has \
               the timecode inside",
    },
    Rule {
        id: "CF-18",
        text: "names and reels are compared without case, white space around them and extension; reports keep them as \
               they were",
    },
    Rule { id: "CF-19", text: "names that exist twice on a show are told apart by roll folder, date and UMID" },
    Rule { id: "CF-20", text: "the table of our own proxies, and UMIDs, come before all other keys" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_order() {
        let ids: Vec<_> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
        let expected: Vec<_> = (10..=20).map(|number| format!("CF-{number}")).collect();
        assert_eq!(ids, expected);
    }
}
