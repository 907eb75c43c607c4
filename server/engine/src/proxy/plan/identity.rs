//! Under which name, reel and timecode a clip is known in the cut (rules PX-02 to PX-06).

use super::find::FoundClip;
use interneg_media::SourceInfo;
use interneg_media::scan::clip_name_of;
use interneg_spec::proxy::{IdentityChoice, ProxySource, ReelRule, Unidentified};
use interneg_spec::{Finding, Rate, Timecode};

/// Longest name of a folder, in bytes, with room for the extension of a log.
const FOLDER_NAME_BYTES: usize = 200;

/// What ties a proxy to its camera original.
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) reel: String,
    pub(super) rate: Rate,
    pub(super) start: Timecode,
    /// The file has no timecode of its own.
    pub(super) is_of_job: bool,
}

/// The identity of a clip; faults become findings and `None`.
pub(super) fn of(
    found: &FoundClip,
    source: &ProxySource,
    choice: IdentityChoice,
    findings: &mut Vec<Finding>,
) -> Option<Identity> {
    let first = &found.clip.first;
    let field = |name: &str| format!("sources[{}].{name}", found.source);
    let name = clip_name_of(&first.stem()).to_owned();
    let here = &found.clip.path;
    let Some(rate) = source.rate.or(first.rate) else {
        let message = format!("{here} does not say its rate");
        let remedy = format!("set {} to the project's rate", field("rate"));
        findings.push(Finding::error("PX-05", field("rate"), message, remedy));
        return None;
    };
    let stated = first.start_timecode.filter(|_| counts_alike(rate, first.rate));
    if source.start_timecode.is_some() && !found.is_only {
        let message = "a start timecode is given for a source with several clips";
        let remedy = "name the clip by itself, as a source of its own";
        findings.push(Finding::error("PX-04", field("start_timecode"), message, remedy));
        return None;
    }
    let embedded = source.reel.clone().or_else(|| reel_of(first));
    let start = match (source.start_timecode.or(stated), choice.unidentified) {
        (Some(start), _) => start,
        (None, Unidentified::FileName) => Timecode::from_frame_count(0, rate, false),
        (None, Unidentified::Refuse) => {
            let without = if embedded.is_some() { "has no timecode" } else { "has neither a timecode nor a reel" };
            let message = format!("{here} {without}, so no conform could find its frames");
            let remedy = format!(
                "set {} for it, or allow clips that only their file name identifies with identity.unidentified = \
                 \"file_name\"",
                field("start_timecode")
            );
            findings.push(Finding::error("PX-04", field("path"), message, remedy));
            return None;
        }
    };
    if let Err(error) = start.frame_count(rate) {
        let message = format!("{here}: {error}");
        let remedy = format!("set {} to the rate that the camera counted in", field("rate"));
        findings.push(Finding::error("PX-04", field("rate"), message, remedy));
        return None;
    }
    let reel = match choice.reel {
        ReelRule::Embedded => embedded.unwrap_or_else(|| name.clone()),
        ReelRule::ClipName => name.clone(),
        ReelRule::Roll => found.roll.clone(),
    };
    let identity = Identity { name, reel, rate, start, is_of_job: stated.is_none() };
    check_words(found, &identity, findings).then_some(identity)
}

/// Refuses words that no folder, log or burn-in can carry: what is found only behind the last frame costs a night.
fn check_words(found: &FoundClip, identity: &Identity, findings: &mut Vec<Finding>) -> bool {
    let before = findings.len();
    let here = &found.clip.path;
    let mut refuse = |rule: &str, field: &str, what: &str, word: &str, remedy: &str| {
        let field = format!("sources[{}].{field}", found.source);
        findings.push(Finding::error(rule, field, format!("{here}: {word:?} is no {what}"), remedy));
    };
    if !is_folder_name(&found.roll) {
        refuse("PX-02", "roll", "name of a folder", &found.roll, "name the roll with letters, digits, - and _");
    }
    if identity.name.contains(char::is_control) {
        refuse("PX-02", "path", "name of a clip", &identity.name, "give the file a name without control characters");
    }
    if identity.reel.contains(char::is_control) {
        refuse("PX-03", "reel", "name of a reel", &identity.reel, "set it to a name without control characters");
    }
    findings.len() == before
}

/// Whether a word is the name of one folder, and of none outside the one that it lies in.
fn is_folder_name(word: &str) -> bool {
    !matches!(word, "" | "." | "..")
        && word.len() <= FOLDER_NAME_BYTES
        && !word.contains(|letter: char| matches!(letter, '/' | '\\') || letter.is_control())
}

fn reel_of(source: &SourceInfo) -> Option<String> {
    source.reel.clone().filter(|reel| !reel.trim().is_empty())
}

/// Whether a timecode that was recorded at `stated` counts the same at `rate`: as many frames in a second.
fn counts_alike(rate: Rate, stated: Option<Rate>) -> bool {
    stated.is_none_or(|stated| stated.nominal() == rate.nominal())
}
