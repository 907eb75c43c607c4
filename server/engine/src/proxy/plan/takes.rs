//! Clips that no list of a cut could tell apart, because they share timecodes on one reel (rule CF-12): found before
//! anything is rendered, by the rule that finished proxies are judged by.

use super::PlannedClip;
use interneg_qc::check::{Take, folded_reel, overlaps};
use interneg_spec::Finding;

/// Refuses clips whose proxies would not find the way back to their originals.
pub(super) fn check(clips: &[PlannedClip], findings: &mut Vec<Finding>) {
    let takes: Vec<Take> = clips
        .iter()
        .enumerate()
        .map(|(index, clip)| Take {
            path: &clip.ocf_path,
            reel: &clip.reel,
            start: clip.start,
            rate: clip.rate,
            frame_count: clip.frames.len(),
            original: Some(index),
        })
        .collect();
    for overlap in overlaps(&takes).into_iter().filter(|overlap| overlap.is_on_one_reel) {
        let [one, other] = [overlap.earlier, overlap.later].map(|take| &clips[take]);
        let message = overlap.message(&takes);
        let (field, remedy) = if folded_reel(&one.name) == folded_reel(&other.name) {
            let remedy = "rename one of the originals, or leave it out: their names do not tell them apart either";
            (format!("sources[{}].path", other.source), remedy)
        } else {
            let remedy = "set identity.reel to \"clip_name\", for all jobs of the show, or leave one of them out";
            ("identity.reel".to_owned(), remedy)
        };
        findings.push(Finding::error("CF-12", field, message, remedy));
    }
}
