//! Takes that share timecodes on one reel: a list cannot tell them apart (rules CF-12 and CF-17).

use super::clock::Clock;
use super::index::Known;
use super::reel::fold;
use crate::ClipIdentity;
use interneg_spec::{Finding, Rate, Timecode};
use std::collections::BTreeMap;

/// A clip as a list of a cut knows it: by reel and timecode.
#[derive(Debug, Clone, Copy)]
pub struct Take<'a> {
    /// What findings call it.
    pub path: &'a str,
    /// Reel or tape name.
    pub reel: &'a str,
    /// Timecode of the first frame.
    pub start: Timecode,
    /// Frame rate.
    pub rate: Rate,
    /// Frames.
    pub frame_count: u64,
    /// Number of what it was made of: takes of one original share their timecodes rightly. None where nobody knows.
    pub original: Option<usize>,
}

/// Two takes that share timecodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Index of the one that starts first.
    pub earlier: usize,
    /// Index of the other.
    pub later: usize,
    /// Timecode of the first frame that both have.
    pub from: Timecode,
    /// Timecode of the last one.
    pub to: Timecode,
    /// The reels are the same; else they become the same in a list of 8-character reels.
    pub is_on_one_reel: bool,
}

/// A take with its place on the clock.
struct Placed {
    index: usize,
    reel: String,
    clock: Clock,
    original: Option<usize>,
}

impl Placed {
    fn of((index, take): (usize, &Take)) -> Option<Self> {
        let clock = Clock::new(take.start, take.rate, take.frame_count)?;
        Some(Self { index, reel: fold(take.reel), clock, original: take.original })
    }

    fn end(&self) -> u64 {
        self.clock.first.saturating_add(self.clock.frames)
    }
}

/// One overlap for each take that shares timecodes with one that starts earlier; rates that count alike are compared.
pub fn overlaps(takes: &[Take]) -> Vec<Overlap> {
    let mut groups: BTreeMap<(String, u32), Vec<Placed>> = BTreeMap::new();
    for placed in takes.iter().enumerate().filter_map(Placed::of) {
        let key = (placed.reel.chars().take(8).collect(), takes[placed.index].rate.nominal());
        groups.entry(key).or_default().push(placed);
    }
    let mut found = Vec::new();
    for mut placed in groups.into_values() {
        placed.sort_by_key(|take| (take.clock.first, takes[take.index].path));
        // Takes on the same reel first, then those on reels that only begin alike.
        let mut by_reel: BTreeMap<&str, Vec<&Placed>> = BTreeMap::new();
        for take in &placed {
            by_reel.entry(&take.reel).or_default().push(take);
        }
        for same in by_reel.values() {
            found.extend(sweep(same).map(|(one, other)| overlap(one, other)));
        }
        let all: Vec<&Placed> = placed.iter().collect();
        found.extend(sweep(&all).filter(|(one, other)| one.reel != other.reel).map(|(one, other)| overlap(one, other)));
    }
    found
}

/// Pairs of takes, in order of their starts, the second of which starts before the first ends.
fn sweep<'a>(takes: &'a [&'a Placed]) -> impl Iterator<Item = (&'a Placed, &'a Placed)> {
    let mut longest: Option<&Placed> = None;
    takes.iter().filter_map(move |take| {
        let before = longest;
        if before.is_none_or(|before| take.end() > before.end()) {
            longest = Some(take);
        }
        let before = before?;
        let is_same_clip = take.original.is_some() && take.original == before.original;
        (take.clock.first < before.end() && !is_same_clip).then_some((before, *take))
    })
}

fn overlap(one: &Placed, other: &Placed) -> Overlap {
    let last = one.end().min(other.end()).saturating_sub(1);
    Overlap {
        earlier: one.index,
        later: other.index,
        from: other.clock.timecode(other.clock.first),
        to: other.clock.timecode(last),
        is_on_one_reel: one.reel == other.reel,
    }
}

impl Overlap {
    /// Which two of `takes` share which timecodes, in words.
    pub fn shared(&self, takes: &[Take]) -> String {
        let Self { from, to, .. } = self;
        let (one, other) = (takes[self.earlier].path, takes[self.later].path);
        format!("{one} and {other} share the timecodes {from} to {to}")
    }
}

/// What there is to say of proxies: an error where the reels are the same, a warning where a short list makes them so.
/// `originals` are what each is of.
pub(super) fn of_proxies(proxies: &[Known], originals: &[Option<usize>]) -> Vec<Finding> {
    let takes = proxies.iter().zip(originals).filter_map(|(proxy, original)| {
        let clip: &ClipIdentity = proxy.clip;
        Some(Take {
            path: &clip.path,
            reel: clip.reel.as_deref()?,
            start: clip.start?,
            rate: clip.rate?,
            frame_count: clip.frame_count,
            original: *original,
        })
    });
    let takes: Vec<Take> = takes.collect();
    overlaps(&takes).iter().map(|overlap| finding(&overlap.shared(&takes), overlap.is_on_one_reel)).collect()
}

fn finding(shared: &str, is_on_one_reel: bool) -> Finding {
    if is_on_one_reel {
        let message = format!("{shared} on one reel, so that a list cannot tell them apart");
        Finding::error("CF-12", "reel", message, "write the clip's name as the reel of both (rule PX-03)")
    } else {
        let message = format!("{shared}, and their reels begin with the same 8 characters");
        let remedy = "hand over no list that cuts reels to 8 characters, such as CMX3600";
        Finding::warning("CF-17", "reel", message, remedy)
    }
}
