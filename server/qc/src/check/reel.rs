//! The reel name of a proxy and the rule that a project writes it by (PX-03).

use crate::ClipIdentity;
use interneg_spec::Finding;
use std::collections::BTreeSet;

/// A rule by which reel names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ReelRule {
    /// The name in the original's own header.
    Header,
    /// The camera's name of the clip.
    ClipName,
    /// The folder of the camera roll.
    RollFolder,
}

impl ReelRule {
    const ALL: [Self; 3] = [Self::Header, Self::ClipName, Self::RollFolder];

    /// The reel that a proxy of `ocf` bears by this rule.
    fn reel(self, ocf: &ClipIdentity) -> Option<&str> {
        match self {
            Self::Header => ocf.reel.as_deref(),
            Self::ClipName => Some(&ocf.stem),
            Self::RollFolder => ocf.roll_folder.as_deref(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Header => "the reel in the original's header",
            Self::ClipName => "the clip's name",
            Self::RollFolder => "the roll's folder",
        }
    }
}

/// The rules by which the reel of `proxy` is right.
pub(super) fn rules_of(proxy: &ClipIdentity, ocf: &ClipIdentity) -> BTreeSet<ReelRule> {
    let Some(reel) = &proxy.reel else { return BTreeSet::new() };
    ReelRule::ALL.into_iter().filter(|rule| rule.reel(ocf).is_some_and(|known| fold(known) == fold(reel))).collect()
}

/// Whether the reel is there and right by at least one rule.
pub(super) fn compare(proxy: &ClipIdentity, ocf: &ClipIdentity) -> Option<Finding> {
    let expected = || {
        let known = ReelRule::ALL.into_iter().filter_map(|rule| Some((rule.reel(ocf)?, rule.words())));
        known.map(|(reel, words)| format!("{reel} ({words})")).collect::<Vec<_>>().join(" or ")
    };
    let remedy = || format!("make the proxy again with the reel {}, by one rule for the whole project", expected());
    let Some(reel) = &proxy.reel else {
        return Some(Finding::error("PX-03", "reel", "it has no reel name in the file", remedy()));
    };
    if !rules_of(proxy, ocf).is_empty() {
        return None;
    }
    let own = fold(reel);
    let cut = ReelRule::ALL.into_iter().find(|rule| {
        // CF-17: lists of the CMX3600 form cut reels to 8 characters.
        own.chars().count() == 8 && rule.reel(ocf).is_some_and(|known| fold(known).starts_with(&own))
    });
    let message = match cut {
        Some(rule) => format!("its reel {reel} is {} cut to 8 characters", rule.words()),
        None => format!("its reel {reel} is not one of the original: {}", expected()),
    };
    Some(Finding::error("PX-03", "reel", message, remedy()))
}

/// That no one rule explains the reels of all proxies; `pairs` are proxies with their originals.
pub(super) fn one_rule<'a>(pairs: impl Iterator<Item = (&'a ClipIdentity, &'a ClipIdentity)>) -> Option<Finding> {
    let mut common: Option<(BTreeSet<ReelRule>, &str)> = None;
    for (proxy, ocf) in pairs {
        let rules = rules_of(proxy, ocf);
        if rules.is_empty() {
            continue;
        }
        let Some((shared, first)) = &mut common else {
            common = Some((rules, &proxy.path));
            continue;
        };
        let both: BTreeSet<_> = shared.intersection(&rules).copied().collect();
        if both.is_empty() {
            let words =
                |rules: &BTreeSet<ReelRule>| rules.iter().map(|rule| rule.words()).collect::<Vec<_>>().join(" or ");
            return Some(Finding::warning(
                "PX-03",
                "reel",
                format!("the reel of {first} is {}, that of {} is {}", words(shared), proxy.path, words(&rules)),
                "write all reels of a project by one rule",
            ));
        }
        *shared = both;
    }
    None
}

/// A reel's name as names of reels are compared: without regard to case, white space and extension (CF-18).
pub fn fold(reel: &str) -> String {
    use crate::rules::Normalisation::{Case, Extension, Trim};
    [Trim, Case, Extension].into_iter().fold(reel.to_owned(), |text, step| step.apply(text))
}
