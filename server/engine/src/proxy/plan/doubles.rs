//! A clip that several sources of a job hold is made once, by the fields of the source that names it most closely.

use super::find::{FoundClip, files};
use interneg_spec::Finding;
use interneg_spec::proxy::ProxySource;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Keeps one of each clip: of the source that names the clip itself, else of the innermost folder, in whatever order the
/// job has them. Where two sources name it as closely and say different things of it, the job is refused.
pub(super) fn settle(
    mut found: Vec<FoundClip>,
    sources: &[ProxySource],
    findings: &mut Vec<Finding>,
) -> Vec<FoundClip> {
    if sources.len() < 2 {
        // A walk finds each file once, and days of frames are many files.
        return found;
    }
    // Sources that are as close stay in the job's order.
    found.sort_by_key(|clip| std::cmp::Reverse(clip.closeness));
    let mut kept: Vec<FoundClip> = Vec::new();
    let mut owners: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for clip in found {
        let own = files(&clip.clip);
        let holders: BTreeSet<usize> = own.iter().filter_map(|file| owners.get(file).copied()).collect();
        if holders.is_empty() {
            owners.extend(own.into_iter().map(|file| (file, kept.len())));
            kept.push(clip);
            continue;
        }
        let is_whole = own.iter().all(|file| owners.contains_key(file));
        for holder in holders {
            let holder = &mut kept[holder];
            findings.push(compare(holder, &clip, is_whole, sources));
            if sources[holder.source].roll.is_none() && sources[clip.source].roll.is_none() {
                // A clip that is named by itself stays in the roll that its folder says: the outermost one comes last.
                holder.roll.clone_from(&clip.roll);
            }
        }
    }
    kept.sort_by_key(|clip| clip.source);
    kept
}

/// What there is to say of a clip that `closer` has, and `other` too. `is_whole`: what `other` has is all in closer sources.
fn compare(closer: &FoundClip, other: &FoundClip, is_whole: bool, sources: &[ProxySource]) -> Finding {
    let (path, here, there) = (&closer.ocf_path, closer.source, other.source);
    let field = format!("sources[{there}].path");
    if !is_whole {
        let message =
            format!("sources[{here}] names a part of {} alone, and sources[{there}] all of it", other.ocf_path);
        let remedy = format!("leave sources[{here}] out, or name all parts as sources of their own");
        return Finding::error("PX-SOURCES", field, message, remedy);
    }
    let fields = |source: usize| ProxySource { path: sources[here].path.clone(), ..sources[source].clone() };
    if closer.closeness == other.closeness && fields(here) != fields(there) {
        let message = format!("{path} lies in sources[{here}] and sources[{there}], which say different things of it");
        let remedy = "leave one of them out, or name the clip by itself in one of them: what names it closest holds";
        return Finding::error("PX-SOURCES", field, message, remedy);
    }
    let message = format!("{path} is made once, as sources[{here}] says, though it lies in sources[{there}] too");
    Finding::note("PX-SOURCES", field, message)
}
