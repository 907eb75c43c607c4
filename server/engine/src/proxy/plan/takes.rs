//! Clips that a cut could not tell apart, because they share timecodes on one reel or under one name (rule CF-12): found
//! before anything is rendered, by the rule that finished proxies are judged by.

use super::PlannedClip;
use interneg_qc::check::{Take, folded_reel, overlaps};
use interneg_spec::Finding;

/// Refuses clips whose proxies would not find the way back to their originals.
pub(super) fn check(clips: &[PlannedClip], findings: &mut Vec<Finding>) {
    let is_one_name = |one: &PlannedClip, other: &PlannedClip| folded_reel(&one.name) == folded_reel(&other.name);
    for (one, other, shared) in pairs(clips, |clip| &clip.reel) {
        // Of one name they are told of below.
        if !is_one_name(one, other) {
            let message = format!("{shared} on one reel, so that a list cannot tell them apart");
            let remedy = "set identity.reel to \"clip_name\", for all jobs of the show, or leave one of them out";
            findings.push(Finding::error("CF-12", "identity.reel", message, remedy));
        }
    }
    // Resolve and Premiere look for a file's name and its timecode first, whatever the reel.
    for (_, other, shared) in pairs(clips, |clip| &clip.name) {
        let message = format!("{shared} under one name, so that no application tells them apart");
        let remedy = "rename one of the originals, or leave it out";
        findings.push(Finding::error("CF-12", format!("sources[{}].path", other.source), message, remedy));
    }
}

/// Clips that share timecodes and what `key` gives, and which timecodes these are, in words.
fn pairs<'a>(
    clips: &'a [PlannedClip],
    key: impl Fn(&'a PlannedClip) -> &'a str,
) -> Vec<(&'a PlannedClip, &'a PlannedClip, String)> {
    let take = |(index, clip)| {
        let clip: &PlannedClip = clip;
        Take {
            path: &clip.ocf_path,
            reel: key(clip),
            start: clip.start,
            rate: clip.rate,
            frame_count: clip.frames.len(),
            original: Some(index),
        }
    };
    let takes: Vec<Take> = clips.iter().enumerate().map(take).collect();
    let overlaps = overlaps(&takes).into_iter().filter(|overlap| overlap.is_on_one_reel);
    overlaps.map(|overlap| (&clips[overlap.earlier], &clips[overlap.later], overlap.shared(&takes))).collect()
}
