//! Takes that share timecodes on one reel: a list cannot tell them apart (rules CF-12 and CF-17).

use super::clock::Clock;
use super::index::Known;
use super::reel::fold;
use interneg_spec::Finding;
use std::collections::BTreeMap;

/// One proxy with a reel and a place on the clock.
struct Take<'a> {
    path: &'a str,
    reel: String,
    clock: &'a Clock,
    /// Index of its original: proxies of one original share their timecodes rightly.
    ocf: Option<usize>,
}

impl Take<'_> {
    fn end(&self) -> u64 {
        self.clock.first.saturating_add(self.clock.frames)
    }
}

/// One finding for each take that shares timecodes with an earlier one: an error where the reels are the same, a warning
/// where they become the same in a list of 8-character reels.
pub(super) fn overlaps(proxies: &[Known], originals: &[Option<usize>]) -> Vec<Finding> {
    let mut groups: BTreeMap<(String, u32), Vec<Take>> = BTreeMap::new();
    for (proxy, ocf) in proxies.iter().zip(originals) {
        let (Some(reel), Some(clock), Some(rate)) = (&proxy.clip.reel, &proxy.clock, proxy.clip.rate) else { continue };
        let reel = fold(reel);
        let key = (reel.chars().take(8).collect(), rate.nominal());
        groups.entry(key).or_default().push(Take { path: &proxy.clip.path, reel, clock, ocf: *ocf });
    }
    let mut findings = Vec::new();
    for mut takes in groups.into_values() {
        takes.sort_by(|one, other| (one.clock.first, one.path).cmp(&(other.clock.first, other.path)));
        // Takes on the same reel first, then those on reels that only begin alike.
        let mut by_reel: BTreeMap<String, Vec<&Take>> = BTreeMap::new();
        for take in &takes {
            by_reel.entry(take.reel.clone()).or_default().push(take);
        }
        for same in by_reel.values() {
            findings.extend(sweep(same).map(|(one, other)| finding(one, other)));
        }
        let all: Vec<&Take> = takes.iter().collect();
        findings
            .extend(sweep(&all).filter(|(one, other)| one.reel != other.reel).map(|(one, other)| finding(one, other)));
    }
    findings
}

/// Pairs of takes, in order of their starts, the second of which starts before the first ends.
fn sweep<'a>(takes: &'a [&'a Take<'a>]) -> impl Iterator<Item = (&'a Take<'a>, &'a Take<'a>)> {
    let mut longest: Option<&Take> = None;
    takes.iter().filter_map(move |take| {
        let before = longest;
        if before.is_none_or(|before| take.end() > before.end()) {
            longest = Some(take);
        }
        let before = before?;
        let is_same_clip = take.ocf.is_some() && take.ocf == before.ocf;
        (take.clock.first < before.end() && !is_same_clip).then_some((before, *take))
    })
}

fn finding(one: &Take, other: &Take) -> Finding {
    let last = one.end().min(other.end()).saturating_sub(1);
    let (from, to) = (other.clock.timecode(other.clock.first), other.clock.timecode(last));
    let takes = format!("{} and {} share the timecodes {from} to {to}", one.path, other.path);
    if one.reel == other.reel {
        Finding::error(
            "CF-12",
            "reel",
            format!("{takes} on one reel, so that a list cannot tell them apart"),
            "write the clip's name as the reel of both (rule PX-03)",
        )
    } else {
        Finding::warning(
            "CF-17",
            "reel",
            format!("{takes}, and their reels begin with the same 8 characters"),
            "hand over no list that cuts reels to 8 characters, such as CMX3600",
        )
    }
}
