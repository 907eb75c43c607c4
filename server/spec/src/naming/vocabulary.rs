//! The words that a name may use, kept as data because the client's lists grow.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

const SHIPPED_TOKENS: &str = include_str!("../../data/tokens.toml");
const SHIPPED_SPACES: &str = include_str!("../../data/spaces.toml");

/// Fields of a name whose words are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenField {
    /// Kind of asset, `nam`.
    Asset,
    /// `hdr`, `sdr`.
    DynamicRange,
    /// `aces130`.
    AcesVersion,
    /// `ap0`, `arriwg`.
    ColorSpace,
    /// `linear`, `slog3`.
    Transfer,
}

/// How well a word is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In the client's texts or in published assets.
    Confirmed,
    /// Formed by analogy.
    Unconfirmed,
    /// On no list.
    Unknown,
}

/// Words of each name field, and the words of each colour space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    tokens: BTreeMap<TokenField, Tokens>,
    /// Keys in lower case, because OpenColorIO compares names without case.
    spaces: BTreeMap<String, SpaceTokens>,
}

/// Name tokens of one colour space.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpaceTokens {
    /// Token of the gamut.
    pub color_space: String,
    /// Token of the transfer function.
    pub transfer: String,
    /// The space belongs to ACES, so that the name bears an ACES version.
    #[serde(default)]
    pub aces: bool,
}

/// Why a text is no vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a name vocabulary: {message}")]
pub struct VocabularyError {
    /// What is wrong, with line and field as the parser tells them.
    pub message: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Tokens {
    confirmed: BTreeSet<String>,
    unconfirmed: BTreeSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct VocabularyFile {
    asset: Option<Tokens>,
    dynamic_range: Option<Tokens>,
    aces_version: Option<Tokens>,
    color_space: Option<Tokens>,
    transfer: Option<Tokens>,
    spaces: BTreeMap<String, SpaceTokens>,
}

impl Vocabulary {
    /// The vocabulary that comes with Interneg.
    pub fn shipped() -> Self {
        let mut vocabulary = Self { tokens: BTreeMap::new(), spaces: BTreeMap::new() };
        for text in [SHIPPED_TOKENS, SHIPPED_SPACES] {
            // Compiled in and read by a test, so it parses; an unreadable table would leave every word unknown,
            // which the findings of a plan then say.
            if let Ok(file) = read(text) {
                vocabulary.lay_over(file);
            }
        }
        vocabulary
    }

    /// The shipped vocabulary with a site's own lists laid over it: each list in `text` replaces the shipped one, each
    /// entry of `[spaces]` is added or replaced.
    ///
    /// # Errors
    /// The message names line and field.
    pub fn from_toml(text: &str) -> Result<Self, VocabularyError> {
        let mut vocabulary = Self::shipped();
        vocabulary.lay_over(read(text)?);
        Ok(vocabulary)
    }

    /// How well `token` is known in `field`.
    pub fn standing(&self, field: TokenField, token: &str) -> Standing {
        match self.tokens.get(&field) {
            Some(tokens) if tokens.confirmed.contains(token) => Standing::Confirmed,
            Some(tokens) if tokens.unconfirmed.contains(token) => Standing::Unconfirmed,
            _ => Standing::Unknown,
        }
    }

    /// Name tokens of an OpenColorIO colour space.
    pub fn space(&self, name: &str) -> Option<&SpaceTokens> {
        self.spaces.get(&name.to_lowercase())
    }

    fn lay_over(&mut self, file: VocabularyFile) {
        let lists = [
            (TokenField::Asset, file.asset),
            (TokenField::DynamicRange, file.dynamic_range),
            (TokenField::AcesVersion, file.aces_version),
            (TokenField::ColorSpace, file.color_space),
            (TokenField::Transfer, file.transfer),
        ];
        self.tokens.extend(lists.into_iter().filter_map(|(field, tokens)| Some((field, tokens?))));
        self.spaces.extend(file.spaces.into_iter().map(|(name, tokens)| (name.to_lowercase(), tokens)));
    }
}

fn read(text: &str) -> Result<VocabularyFile, VocabularyError> {
    toml::from_str(text).map_err(|error| VocabularyError { message: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_tables_parse_and_agree_with_each_other() {
        for text in [SHIPPED_TOKENS, SHIPPED_SPACES] {
            read(text).unwrap();
        }
        let vocabulary = Vocabulary::shipped();
        assert!(vocabulary.spaces.len() > 30);
        for (name, tokens) in &vocabulary.spaces {
            assert_ne!(vocabulary.standing(TokenField::ColorSpace, &tokens.color_space), Standing::Unknown, "{name}");
            assert_ne!(vocabulary.standing(TokenField::Transfer, &tokens.transfer), Standing::Unknown, "{name}");
        }
        let log: Vec<_> = vocabulary.spaces.values().filter(|tokens| tokens.transfer != "linear").collect();
        for tokens in log.iter().filter(|tokens| tokens.color_space != "adx") {
            let partner = |other: &&SpaceTokens| other.transfer == "linear" && other.color_space == tokens.color_space;
            assert!(vocabulary.spaces.values().any(|other| partner(&other)), "{tokens:?} has no linear partner");
        }
    }

    #[test]
    fn a_site_replaces_lists_and_adds_spaces() {
        let site =
            "[transfer]\nconfirmed = ['logc3']\n[spaces]\n'Show Log' = { color_space = 'egamut', transfer = 'tlog' }";
        let vocabulary = Vocabulary::from_toml(site).unwrap();
        assert_eq!(vocabulary.standing(TokenField::Transfer, "logc3"), Standing::Confirmed);
        assert_eq!(vocabulary.standing(TokenField::Transfer, "slog3"), Standing::Unknown);
        assert_eq!(vocabulary.standing(TokenField::ColorSpace, "ap0"), Standing::Confirmed);
        assert_eq!(vocabulary.space("show log").map(|tokens| tokens.transfer.as_str()), Some("tlog"));
        assert!(vocabulary.space("ACES2065-1").is_some_and(|tokens| tokens.aces));
        assert!(Vocabulary::from_toml("[transfers]\n").is_err());
    }
}
