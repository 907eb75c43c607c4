//! Camera originals, looked up by what a rule compares.

use super::clock::{Clock, Lie};
use crate::ClipIdentity;
use crate::rules::{Fact, Normalisation, Rule, TimecodeTest};
use std::collections::BTreeMap;

/// A clip with its place on the clock and its names as they are compared, made once.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub clip: &'a ClipIdentity,
    pub clock: Option<Clock>,
    /// The camera's name of the clip in lower case, without `_Proxy`.
    pub stem: String,
    /// The editor's name of the clip in lower case.
    pub clip_name: String,
    /// The reel in lower case; empty where there is none.
    pub reel: String,
    /// The roll folder in lower case; empty where there is none.
    pub roll: String,
}

impl<'a> Known<'a> {
    pub fn of(clip: &'a ClipIdentity) -> Self {
        let fold = |text: &str| text.trim().to_lowercase();
        Self {
            clip,
            clock: Clock::of(clip),
            stem: Normalisation::ProxySuffix.apply(fold(&clip.stem)),
            clip_name: fold(&clip.clip_name),
            reel: clip.reel.as_deref().map(fold).unwrap_or_default(),
            roll: clip.roll_folder.as_deref().map(fold).unwrap_or_default(),
        }
    }
}

/// What a rule finds for a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hit {
    /// Nothing.
    None,
    /// One original that holds all frames of the proxy; its index.
    One(usize),
    /// Several originals that hold frames of the proxy, or one that holds some while others hold more; their indices.
    Many(Vec<usize>),
    /// One original that has the names, but not all the frames; its index.
    Partly(usize),
}

/// The originals as one rule sees them.
#[derive(Debug)]
pub(super) struct Index<'a> {
    pub rule: &'a Rule,
    by_key: BTreeMap<Vec<String>, Vec<usize>>,
}

impl<'a> Index<'a> {
    pub fn new(rule: &'a Rule, ocf: &[Known]) -> Self {
        let mut by_key: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (index, known) in ocf.iter().enumerate() {
            let key = rule.equal.iter().map(|pair| normal(pair.ocf, &pair.normalise, known.clip)).collect();
            if let Some(key) = key {
                by_key.entry(key).or_default().push(index);
            }
        }
        Self { rule, by_key }
    }

    /// What the rule finds for `proxy`. A frame that lies in two originals belongs to neither, so that one original that
    /// holds all frames beside another that holds some is ambiguous.
    pub fn find(&self, proxy: &Known, ocf: &[Known]) -> Hit {
        let key: Option<Vec<_>> =
            self.rule.equal.iter().map(|pair| normal(pair.proxy, &pair.normalise, proxy.clip)).collect();
        let Some(named) = key.and_then(|key| self.by_key.get(&key)) else { return Hit::None };
        let (mut whole, mut partly) = (Vec::new(), Vec::new());
        for index in named {
            match self.lie(proxy, &ocf[*index]) {
                Lie::Inside => whole.push(*index),
                Lie::Partly { .. } => partly.push(*index),
                Lie::Apart => {}
            }
        }
        match (whole.as_slice(), partly.as_slice()) {
            ([], []) => Hit::None,
            ([only], []) => Hit::One(*only),
            ([], [only]) => Hit::Partly(*only),
            _ => {
                whole.extend(partly);
                whole.sort_unstable();
                Hit::Many(whole)
            }
        }
    }

    fn lie(&self, proxy: &Known, ocf: &Known) -> Lie {
        match (self.rule.timecode, &proxy.clock, &ocf.clock) {
            (TimecodeTest::Ignored, _, _) => Lie::Inside,
            (TimecodeTest::Inside, Some(proxy), Some(ocf)) => proxy.lie(ocf),
            (TimecodeTest::Start, Some(proxy), Some(ocf)) if proxy.counts_like(ocf) && proxy.offset_from(ocf) == 0 => {
                Lie::Inside
            }
            _ => Lie::Apart,
        }
    }
}

/// A fact after its normalisation; `None` where there is none.
pub(super) fn normal(fact: Fact, steps: &[Normalisation], clip: &ClipIdentity) -> Option<String> {
    Normalisation::all(steps, fact.of(clip)?)
}
