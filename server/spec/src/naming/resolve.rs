//! From fields to names.

use super::stem::{
    is_aces_version, is_aspect_ratio, is_date, is_episode, is_legal, is_reel, is_segment, is_title, is_word,
};
use super::{NameFields, Standing, TokenField, Vocabulary};
use crate::{DeliveryFormat, Finding, Raster};

/// Longest string of folders, file name and extension that the client takes.
pub const MAX_PATH_CHARACTERS: usize = 256;

/// Digits of the frame number where the job does not say; published archival assets of the client have seven.
pub const DEFAULT_FRAME_PADDING: u8 = 7;

/// What a name is derived from beside its own fields.
#[derive(Debug, Clone, Copy)]
pub struct NameContext<'a> {
    /// File format of the frames.
    pub format: DeliveryFormat,
    /// Raster of the delivered frames.
    pub raster: Raster,
    /// Target space as the colour configuration names it.
    pub target_space: &'a str,
    /// Name of the colour configuration; a built-in one tells the ACES version.
    pub colour_config: &'a str,
}

/// Names of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedName {
    /// Asset folder.
    pub folder: String,
    /// Folder of the frames inside the asset folder, `r01`, for segmented assets.
    pub segment_folder: Option<String>,
    /// File name before `.number.extension`.
    pub stem: String,
    /// Digits of the frame number.
    pub padding: u8,
}

impl ResolvedName {
    /// Base name of a frame's file.
    pub fn file_name(&self, frame_number: u64, extension: &str) -> String {
        let padding = usize::from(self.padding);
        format!("{}.{frame_number:0padding$}.{extension}", self.stem)
    }

    /// Base name of the one file of a movie.
    pub fn movie_name(&self, extension: &str) -> String {
        format!("{}.{extension}", self.stem)
    }

    /// Folders and file name of a frame, as the client counts them.
    pub fn relative_path(&self, frame_number: u64, extension: &str) -> String {
        self.below_folders(&self.file_name(frame_number, extension))
    }

    /// A file of the delivery behind its folders.
    fn below_folders(&self, file_name: &str) -> String {
        match &self.segment_folder {
            Some(segment) => format!("{}/{segment}/{file_name}", self.folder),
            None => format!("{}/{file_name}", self.folder),
        }
    }
}

impl NameFields {
    /// Works out the names, in lower case, and everything there is to say about them.
    ///
    /// A name with `Error` findings is still returned, so that a plan can show it; it must not be used.
    pub fn resolve(&self, context: &NameContext<'_>, vocabulary: &Vocabulary) -> (ResolvedName, Vec<Finding>) {
        let mut check = Check { vocabulary, findings: Vec::new() };
        let title = check.title(&self.title);
        let episode = check.shaped("episode", self.episode.as_deref(), is_episode, "s01e101");
        let segment = check.shaped("segment", self.segment.as_deref(), is_segment, "lp, or r01 and up");
        check.programme(episode.as_deref(), segment.as_deref());
        let asset = check.asset(self.asset.as_deref());
        let range = check.dynamic_range(self.dynamic_range.as_deref());
        let colour = check.colour(self, context);
        let date = check.date(&self.date);
        let aspect =
            check.shaped("aspect_ratio", self.aspect_ratio.as_deref(), is_aspect_ratio, "the ratio times 100, 239");
        let padding = check.padding(self.frame_padding);

        let bits = format!("{}b", context.format.bits());
        let resolution = context.raster.to_string();
        let tail = [
            Some(asset.as_str()),
            Some(bits.as_str()),
            range.as_deref(),
            colour.aces_version.as_deref(),
            Some(colour.color_space.as_str()),
            Some(colour.transfer.as_str()),
            Some(date.as_str()),
            aspect.as_deref(),
            Some(resolution.as_str()),
        ];
        let join = |head: &[Option<&str>]| {
            let tokens: Vec<&str> =
                head.iter().chain(&tail).flatten().copied().filter(|token| !token.is_empty()).collect();
            tokens.join("_")
        };
        let name = ResolvedName {
            // The segment is in the file names only; a reel has a folder of its own instead.
            folder: join(&[Some(&title), episode.as_deref()]),
            segment_folder: segment.clone().filter(|segment| is_reel(segment)),
            stem: join(&[Some(&title), episode.as_deref(), segment.as_deref()]),
            padding,
        };
        check.length(&name, context.format);
        (name, check.findings)
    }
}

struct ColourTokens {
    aces_version: Option<String>,
    color_space: String,
    transfer: String,
}

/// The checks, one a field, and what they found.
struct Check<'a> {
    vocabulary: &'a Vocabulary,
    findings: Vec<Finding>,
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
    fn shaped(&mut self, field: &str, token: Option<&str>, fits: fn(&str) -> bool, form: &str) -> Option<String> {
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

    fn title(&mut self, title: &str) -> String {
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

    fn programme(&mut self, episode: Option<&str>, segment: Option<&str>) {
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

    fn asset(&mut self, asset: Option<&str>) -> String {
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

    fn dynamic_range(&mut self, range: Option<&str>) -> Option<String> {
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

    fn colour(&mut self, fields: &NameFields, context: &NameContext<'_>) -> ColourTokens {
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

    fn date(&mut self, date: &str) -> String {
        if !is_date(date) {
            self.malformed("date", date, "a day of the calendar as YYYYMMDD");
        }
        date.to_lowercase()
    }

    fn padding(&mut self, padding: Option<u8>) -> u8 {
        let padding = padding.unwrap_or(DEFAULT_FRAME_PADDING);
        if !(1..=12).contains(&padding) {
            self.malformed("frame_padding", &padding.to_string(), "a number of digits from 1 to 12");
        }
        padding
    }

    fn length(&mut self, name: &ResolvedName, format: DeliveryFormat) {
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
fn aces_version_of(colour_config: &str) -> Option<String> {
    let version = colour_config.split('_').find_map(|part| part.strip_prefix("aces-v"))?;
    let (major, minor) = version.split_once('.')?;
    let digit = |part: &str| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit());
    (digit(major) && digit(minor)).then(|| format!("aces{major}{minor}0"))
}

#[cfg(test)]
mod tests;
