//! The files that are made of a clip.

use super::PlannedClip;
use interneg_media::mux::file_names;
use interneg_spec::Finding;
use interneg_spec::proxy::Rendition;
use std::collections::BTreeMap;

/// Files of each rendition of a clip, below the output folder: a folder for the rendition, one for the roll, and the
/// clip's own name (rule PX-02), so that a name leads to the original by itself.
pub(super) fn of(clip_name: &str, roll: &str, channels: usize, renditions: &[Rendition]) -> Vec<Vec<String>> {
    let place = |rendition: &Rendition| {
        let names = file_names(rendition.wrapper, clip_name, channels);
        names.into_iter().map(|name| format!("{}/{roll}/{name}", rendition.name)).collect()
    };
    renditions.iter().map(place).collect()
}

/// Refuses clips that would be written over each other. File systems that do not tell upper from lower case are common
/// in cutting rooms.
pub(super) fn check(clips: &[PlannedClip], findings: &mut Vec<Finding>) {
    check_rolls(clips, findings);
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for (index, clip) in clips.iter().enumerate() {
        for path in clip.outputs.iter().flatten() {
            if let Some(other) = owners.insert(path.to_lowercase(), index) {
                let message = format!("{} and {} both become {path}", clips[other].source_file(), clip.source_file());
                let remedy = "give the sources rolls of their own with sources[].roll";
                findings.push(Finding::error("PX-02", format!("sources[{}].path", clip.source), message, remedy));
                // One finding for a pair of clips is enough.
                break;
            }
        }
    }
}

/// Rolls that differ in nothing but case would share their logs, and one log has one rate in its heading.
fn check_rolls(clips: &[PlannedClip], findings: &mut Vec<Finding>) {
    let mut rolls: BTreeMap<String, &PlannedClip> = BTreeMap::new();
    for clip in clips {
        let first = *rolls.entry(clip.roll.to_lowercase()).or_insert(clip);
        let field = format!("sources[{}].roll", clip.source);
        if first.roll != clip.roll {
            let message = format!("the rolls {} and {} differ in nothing but case", first.roll, clip.roll);
            findings.push(Finding::error("PX-02", field, message, "give one of them another name"));
        } else if first.rate != clip.rate {
            let message =
                format!("roll {} has clips of {} and of {}; its log says the first", clip.roll, first.rate, clip.rate);
            let remedy = "give clips of another rate a roll of their own with sources[].roll";
            findings.push(Finding::warning("PX-05", field, message, remedy));
        }
    }
}
