//! The set of rules, read from data and checked.

use super::{Fact, Normalisation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

const SHIPPED: &str = include_str!("../../data/relink_rules.toml");

/// The form that is read.
const VERSION: u32 = 1;

/// Rules of all applications, those of one in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    version: u32,
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
}

/// One way in which an application finds an original.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable id, for example `RL-MC-02`.
    pub id: String,
    /// The application.
    pub application: Application,
    /// When it is tried.
    pub when: When,
    /// What it goes by, in words.
    pub title: String,
    /// Pairs that must be equal.
    pub equal: Vec<Equality>,
    /// What is asked of timecodes.
    pub timecode: TimecodeTest,
    /// Seen in a text of the maker or the client.
    pub confirmed: bool,
    /// Where the rule is from.
    pub source: String,
}

/// Applications that relink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Application {
    /// Avid Media Composer.
    MediaComposer,
    /// Blackmagic Design DaVinci Resolve.
    Resolve,
    /// Adobe Premiere Pro.
    Premiere,
    /// The client's Content Hub.
    ContentHub,
}

/// When a rule is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// An editor may choose it at any time.
    Always,
    /// Only where no rule before it has found anything.
    Fallback,
}

/// A fact of the proxy that must be equal to one of the original.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equality {
    /// Fact of the proxy.
    pub proxy: Fact,
    /// Fact of the original.
    pub ocf: Fact,
    /// What is done to both before they are compared.
    #[serde(default)]
    pub normalise: Vec<Normalisation>,
}

/// What a rule asks of timecodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimecodeTest {
    /// All frames of the proxy lie inside the original.
    Inside,
    /// Both begin with the same frame.
    Start,
    /// Nothing.
    Ignored,
}

/// Why a text is no rule set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleError {
    /// Not the form of a rule set.
    #[error("not a set of relink rules: {0}")]
    Syntax(String),
    /// Another version of the form.
    #[error("relink rules of version {found}; version {VERSION} is read")]
    Version {
        /// What the text says.
        found: u32,
    },
    /// A rule that contradicts itself or another.
    #[error("relink rule {id}: {reason}")]
    Rule {
        /// Its id.
        id: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// An application that no rule is about; it would match nothing, or all, without a word.
    #[error("no relink rule for {0}")]
    NoRule(Application),
}

impl RuleSet {
    /// The rules that come with Interneg.
    ///
    /// # Errors
    /// None as shipped, which a test proves.
    pub fn shipped() -> Result<Self, RuleError> {
        SHIPPED.parse()
    }

    /// Rules of one application, in order.
    pub fn of(&self, application: Application) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.application == application)
    }

    /// All rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    fn check(&self) -> Result<(), RuleError> {
        if self.version != VERSION {
            return Err(RuleError::Version { found: self.version });
        }
        let mut ids = BTreeSet::new();
        for rule in &self.rules {
            let wrong = |reason| Err(RuleError::Rule { id: rule.id.clone(), reason });
            if !ids.insert(&rule.id) {
                return wrong("the id is there twice");
            }
            let number = rule.id.strip_prefix(rule.application.id_prefix()).unwrap_or_default();
            if number.len() != 2 || !number.bytes().all(|digit| digit.is_ascii_digit()) {
                return wrong("the id is not that of its application and two digits");
            }
            if rule.equal.is_empty() && rule.timecode == TimecodeTest::Ignored {
                return wrong("it asks for nothing, so every clip would match");
            }
            if rule.title.trim().is_empty() || rule.source.trim().is_empty() {
                return wrong("title or source is empty");
            }
        }
        let missing = Application::ALL.into_iter().find(|application| self.of(*application).next().is_none());
        missing.map_or(Ok(()), |application| Err(RuleError::NoRule(application)))
    }
}

impl std::str::FromStr for RuleSet {
    type Err = RuleError;

    /// Reads rules from TOML.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        let set: Self = toml::from_str(text).map_err(|error| RuleError::Syntax(error.to_string()))?;
        set.check()?;
        Ok(set)
    }
}

impl Application {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::MediaComposer, Self::Resolve, Self::Premiere, Self::ContentHub];

    /// Name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::MediaComposer => "Media Composer",
            Self::Resolve => "DaVinci Resolve",
            Self::Premiere => "Premiere Pro",
            Self::ContentHub => "Content Hub",
        }
    }

    fn id_prefix(self) -> &'static str {
        match self {
            Self::MediaComposer => "RL-MC-",
            Self::Resolve => "RL-DR-",
            Self::Premiere => "RL-PP-",
            Self::ContentHub => "RL-CH-",
        }
    }
}

impl std::fmt::Display for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.title())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_rules_are_sound() {
        let rules = RuleSet::shipped().unwrap();
        assert!(rules.rules().len() >= 12);
        for rule in rules.rules() {
            assert!(rule.confirmed || rule.source.contains("not seen"), "{} does not say what is unconfirmed", rule.id);
        }
    }

    #[test]
    fn unsound_rules_are_refused() {
        let refused = |from: &str, to: &str| {
            assert!(SHIPPED.contains(from), "{from}");
            SHIPPED.replacen(from, to, 1).parse::<RuleSet>().unwrap_err().to_string()
        };
        assert!(refused("\"RL-MC-02\"", "\"RL-MC-01\"").contains("there twice"));
        assert!(refused("\"RL-MC-02\"", "\"RL-DR-09\"").contains("not that of its application"));
        assert!(refused("ocf = \"tape_umid\"", "ocf = \"colour\"").contains("unknown variant"));
        assert!(refused("title = \"timecode alone\"", "title = \" \"").contains("empty"));
        assert!(refused("equal = []\ntimecode = \"inside\"", "equal = []\ntimecode = \"ignored\"").contains("nothing"));
        assert!(refused("version = 1", "version = 2").contains("version 2"));
        assert!(refused("confirmed = true", "confirmed = true\nnote = \"x\"").contains("unknown field"));
        assert!("version = 1\nrule = []".parse::<RuleSet>().unwrap_err().to_string().contains("Media Composer"));
    }
}
