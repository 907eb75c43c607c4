//! Which original a proxy is most likely meant to be of, where no rule says so.

use super::clock::Lie;
use super::index::Known;
use crate::rules::Rule;

/// A name outweighs all else, a reel outweighs common frames.
const NAME: u32 = 8;
const REEL: u32 = 4;
const FRAMES: u32 = 2;

/// How much speaks for an original; compared from the first part on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    /// Names and frames in common.
    score: u32,
    /// The closer the starts, the more.
    closeness: i128,
}

/// The original that a proxy is most like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nearest {
    /// Its index.
    pub at: usize,
    /// A name is in common; else only frames of the clock are, which all cameras of a scene share.
    pub has_name: bool,
    /// Another is as like, and this one is the first by its path.
    pub is_tied: bool,
}

/// The original that `proxy` is most like; `None` where nothing is in common.
pub(super) fn nearest(proxy: &Known, ocf: &[Known]) -> Option<Nearest> {
    let mut best: Option<(Likeness, usize)> = None;
    let mut is_tied = false;
    for (index, known) in ocf.iter().enumerate() {
        let likeness = likeness(proxy, known);
        if likeness.score == 0 {
            continue;
        }
        match best {
            Some((found, _)) if likeness < found => {}
            Some((found, _)) if likeness == found => is_tied = true,
            _ => (best, is_tied) = (Some((likeness, index)), false),
        }
    }
    best.map(|(likeness, at)| Nearest { at, has_name: likeness.score >= REEL, is_tied })
}

fn likeness(proxy: &Known, ocf: &Known) -> Likeness {
    let mut score = 0;
    if [&proxy.stem, &proxy.clip_name].contains(&&ocf.stem) {
        score += NAME;
    }
    if !proxy.reel.is_empty() && [&ocf.reel, &ocf.stem, &ocf.roll].contains(&&proxy.reel) {
        score += REEL;
    }
    let mut closeness = i128::MIN;
    if let (Some(own), Some(known)) = (&proxy.clock, &ocf.clock)
        && own.counts_like(known)
    {
        closeness = -own.offset_from(known).abs();
        score += u32::from(own.lie(known) != Lie::Apart) * FRAMES;
    }
    Likeness { score, closeness }
}

/// The rule of an application of which the least is missing for `ocf`, with what is missing.
pub(super) fn closest_rule<'a>(
    rules: impl Iterator<Item = &'a Rule>,
    proxy: &Known,
    ocf: &Known,
) -> Option<(&'a Rule, Vec<String>)> {
    rules.map(|rule| (rule, super::difference::of_rule(rule, proxy, ocf))).min_by_key(|(_, missing)| missing.len())
}
