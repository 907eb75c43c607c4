//! The tokens of a name: their forms, the client's lists, and what follows from others.

use super::{DEFAULT_FRAME_PADDING, MAX_PATH_CHARACTERS, NameContext, ResolvedName};
use crate::naming::stem::{is_aces_version, is_date, is_legal, is_title, is_word};
use crate::naming::{NameFields, Standing, TokenField, Vocabulary};
use crate::{DeliveryFormat, Finding};

/// What a name says of colour.
pub(super) struct ColourTokens {
    pub aces_version: Option<String>,
    pub color_space: String,
    pub transfer: String,
}

/// The checks, one a field, and what they found.
pub(super) struct Check<'a> {
    pub vocabulary: &'a Vocabulary,
    pub findings: Vec<Finding>,
}

impl Check<'_> {
    fn malformed(&mut self, field: &str, token: &str, form: &str) {
        let message =
            if token.is_empty() { "nothing given".to_owned() } else { format!("{token:?} has the wrong form") };
        let field = format!("name.{field}");
        let remedy = format!("write {form}");
        self.findings.push(Finding::error("NAME-TOKEN", field, message, remedy));
    }

    /// An optional token that must have a form; what has not is left out of the name.
    pub fn shaped(&mut self, field: &str, token: Option<&str>, fits: fn(&str) -> bool, form: &str) -> Option<String> {
        let token = token?.to_lowercase();
        if fits(&token) {
            return Some(token);
        }
        self.malformed(field, &token, form);
        None
    }

    fn listed(&mut self, kind: TokenField, field: &str, token: &str) {
        let field = format!("name.{field}");
        match self.vocabulary.standing(kind, token) {
            Standing::Confirmed => {}
            Standing::Unconfirmed => self.findings.push(Finding::note(
                "NAME-VOCABULARY",
                field,
                format!("token {token:?} is formed by analogy and not in the client's published lists"),
            )),
            Standing::Unknown => self.findings.push(Finding::warning(
                "NAME-VOCABULARY",
                field,
                format!("token {token:?} is not in the name vocabulary"),
                "check the spelling, or agree the token with the client and add it to the site's vocabulary",
            )),
        }
    }

    pub fn title(&mut self, title: &str) -> String {
        if title.is_empty() {
            self.malformed("title", "", "the project title in letters, digits, . _ and -");
        } else if !is_title(title) {
            let illegal: String = title.chars().filter(|character| !is_legal(*character)).collect();
            let message = if illegal.is_empty() {
                format!("{title:?} does not begin with a letter or digit")
            } else {
                format!("{title:?} holds characters that no name may have: {illegal:?}")
            };
            let remedy = "use only a-z A-Z 0-9 . _ - and begin with a letter or digit";
            self.findings.push(Finding::error("NAME-CHARACTERS", "name.title", message, remedy));
        }
        let lower = title.to_lowercase();
        if lower != title {
            let message = format!("names are written in lower case: {lower}");
            self.findings.push(Finding::note("NAME-CASE", "name.title", message));
        }
        lower
    }

    pub fn programme(&mut self, episode: Option<&str>, segment: Option<&str>) {
        match (episode, segment) {
            (Some(_), Some(_)) => self.findings.push(Finding::error(
                "NAME-PROGRAMME",
                "name.segment",
                "both an episode and a segment are given; episodic programmes have no segments",
                "leave out name.episode or name.segment",
            )),
            (None, None) => self.findings.push(Finding::warning(
                "NAME-PROGRAMME",
                "name.segment",
                "neither an episode nor a segment is given, so file names lack the field that tells the programme kind",
                "set name.episode for a series, name.segment = \"lp\" for a long-play feature, or r01 and up for reels",
            )),
            _ => {}
        }
    }

    pub fn asset(&mut self, asset: Option<&str>) -> String {
        let asset = asset.unwrap_or("nam").to_lowercase();
        if !is_word(asset.strip_suffix("-txtls").unwrap_or(&asset)) {
            self.malformed("asset", &asset, "nam or nam-txtls");
        } else if asset != "nam" && asset != "nam-txtls" {
            self.findings.push(Finding::error(
                "NAME-ASSET",
                "name.asset",
                format!("the delivery is a NAM and must not be named {asset:?}"),
                "write nam or nam-txtls",
            ));
        } else {
            self.listed(TokenField::Asset, "asset", &asset);
        }
        asset
    }

    pub fn dynamic_range(&mut self, range: Option<&str>) -> Option<String> {
        let range = self.shaped("dynamic_range", range, |token| is_word(&token.replacen('_', "", 1)), "hdr or sdr")?;
        self.listed(TokenField::DynamicRange, "dynamic_range", &range);
        self.findings.push(Finding::warning(
            "NAME-DYNAMIC-RANGE",
            "name.dynamic_range",
            "a NAM is scene-referred and has no dynamic range in its name",
            "leave out name.dynamic_range",
        ));
        Some(range)
    }

    pub fn colour(&mut self, fields: &NameFields, context: &NameContext<'_>) -> ColourTokens {
        let space = self.vocabulary.space(context.target_space).cloned();
        let derived = space.as_ref().map(|tokens| tokens.color_space.as_str());
        let color_space =
            self.colour_token(TokenField::ColorSpace, "color_space", fields.color_space.as_deref(), derived, context);
        let derived = space.as_ref().map(|tokens| tokens.transfer.as_str());
        let transfer =
            self.colour_token(TokenField::Transfer, "transfer", fields.transfer.as_deref(), derived, context);
        let is_aces = space.as_ref().map_or(color_space == "ap0", |tokens| tokens.aces);
        let aces_version = self.aces_version(fields.aces_version.as_deref(), is_aces, context.colour_config);
        ColourTokens { aces_version, color_space, transfer }
    }

    fn colour_token(
        &mut self,
        kind: TokenField,
        field: &str,
        given: Option<&str>,
        derived: Option<&str>,
        context: &NameContext<'_>,
    ) -> String {
        let given = given.map(str::to_lowercase);
        if let (Some(given), Some(derived)) = (&given, derived)
            && given != derived
        {
            self.findings.push(Finding::warning(
                "NAME-SPACE",
                format!("name.{field}"),
                format!("the name says {given:?}, but {} is {derived:?}", context.target_space),
                format!("leave out name.{field} to have it derived"),
            ));
        }
        let Some(token) = given.or_else(|| derived.map(str::to_owned)) else {
            self.findings.push(Finding::error(
                "NAME-SPACE",
                format!("name.{field}"),
                format!("the name vocabulary has no token for the colour space {:?}", context.target_space),
                format!("set name.{field}, or add the space to the site's vocabulary"),
            ));
            return String::new();
        };
        if is_word(&token) {
            self.listed(kind, field, &token);
        } else {
            self.malformed(field, &token, "lower-case letters and digits without separator");
        }
        token
    }

    fn aces_version(&mut self, given: Option<&str>, is_aces: bool, colour_config: &str) -> Option<String> {
        let given = self.shaped("aces_version", given, is_aces_version, "aces and three digits, aces130");
        if let (Some(version), false) = (&given, is_aces) {
            self.findings.push(Finding::warning(
                "NAME-ACES",
                "name.aces_version",
                format!("{version:?} is given, but the delivery is not in an ACES space"),
                "leave out name.aces_version",
            ));
        }
        let version = given.or_else(|| aces_version_of(colour_config).filter(|_| is_aces));
        match &version {
            Some(version) => self.listed(TokenField::AcesVersion, "aces_version", version),
            None if is_aces => self.findings.push(Finding::warning(
                "NAME-ACES",
                "name.aces_version",
                "the name of an ACES asset bears the ACES version, and the colour configuration does not tell it",
                "set name.aces_version",
            )),
            None => {}
        }
        version
    }

    pub fn date(&mut self, date: &str) -> String {
        if !is_date(date) {
            self.malformed("date", date, "a day of the calendar as YYYYMMDD");
        }
        date.to_lowercase()
    }

    pub fn padding(&mut self, padding: Option<u8>) -> u8 {
        let padding = padding.unwrap_or(DEFAULT_FRAME_PADDING);
        if !(1..=12).contains(&padding) {
            self.malformed("frame_padding", &padding.to_string(), "a number of digits from 1 to 12");
        }
        padding
    }

    pub fn length(&mut self, name: &ResolvedName, format: DeliveryFormat) {
        let path = if format.is_movie() {
            name.below_folders(&name.movie_name(format.extension()))
        } else {
            name.relative_path(0, format.extension())
        };
        let length = path.chars().count();
        if length > MAX_PATH_CHARACTERS {
            let excess = length - MAX_PATH_CHARACTERS;
            self.findings.push(Finding::error(
                "NAME-LENGTH",
                "name.title",
                format!("folders, file name and extension have {length} characters, {MAX_PATH_CHARACTERS} are allowed"),
                format!("agree a title with the client that is at least {} characters shorter", excess.div_ceil(2)),
            ));
        }
    }
}

/// `aces130` from `studio-config-v2.2.0_aces-v1.3_ocio-v2.4`.
pub(super) fn aces_version_of(colour_config: &str) -> Option<String> {
    let version = colour_config.split('_').find_map(|part| part.strip_prefix("aces-v"))?;
    let (major, minor) = version.split_once('.')?;
    let digit = |part: &str| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit());
    (digit(major) && digit(minor)).then(|| format!("aces{major}{minor}0"))
}
