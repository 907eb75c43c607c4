//! Reading a name back: the part of a file or folder name before the frame number.

use thiserror::Error;

/// A stem taken apart; every field in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedStem {
    /// Project title, which may itself hold underscores.
    pub title: String,
    /// `s01e101`.
    pub episode: Option<String>,
    /// `lp` or `r01`.
    pub segment: Option<String>,
    /// `nam`, `gam`, `vdm` or `dcdm`, without the textless suffix.
    pub asset: String,
    /// The asset is textless.
    pub is_textless: bool,
    /// `16b`.
    pub bit_depth: String,
    /// `hdr`, `sdr` or `dolby_hdr`.
    pub dynamic_range: Option<String>,
    /// `aces130`.
    pub aces_version: Option<String>,
    /// Token of the gamut.
    pub color_space: String,
    /// Token of the transfer function.
    pub transfer: String,
    /// `YYYYMMDD`.
    pub date: String,
    /// Aspect ratio times 100.
    pub aspect_ratio: Option<String>,
    /// `3840x2160`.
    pub resolution: String,
}

/// Why a text is no stem.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an asset name: {stem:?}: {expected}")]
pub struct StemError {
    /// The text.
    pub stem: String,
    /// The field that was looked for and not found.
    pub expected: &'static str,
}

/// Takes a stem apart, from the right, because the title may look like anything.
///
/// # Errors
/// Names the first field, from the right, that is not where it belongs.
pub fn parse_stem(stem: &str) -> Result<ParsedStem, StemError> {
    let fault = |expected| StemError { stem: stem.to_owned(), expected };
    let lower = stem.to_lowercase();
    let mut rest = Tokens(lower.split('_').collect());
    let resolution = rest.required(is_resolution).ok_or_else(|| fault("no resolution like 3840x2160 at the end"))?;
    let aspect_ratio = rest.optional(is_aspect_ratio);
    let date = rest.required(is_date_form).ok_or_else(|| fault("no date YYYYMMDD before the resolution"))?;
    let transfer = rest.required(is_word).ok_or_else(|| fault("no transfer function before the date"))?;
    let color_space = rest.required(is_word).ok_or_else(|| fault("no colour space before the transfer function"))?;
    let aces_version = rest.optional(is_aces_version);
    let mut dynamic_range = rest.optional(|token| matches!(token, "hdr" | "sdr"));
    if dynamic_range.as_deref() == Some("hdr") && rest.optional(|token| token == "dolby").is_some() {
        dynamic_range = Some("dolby_hdr".to_owned());
    }
    let bit_depth = rest
        .required(|token| matches!(token, "8b" | "10b" | "12b" | "16b"))
        .ok_or_else(|| fault("no bit depth like 16b before the colour space"))?;
    let asset = rest.required(is_asset).ok_or_else(|| fault("no asset type like nam before the bit depth"))?;
    let (asset, is_textless) = match asset.strip_suffix("-txtls") {
        Some(asset) => (asset.to_owned(), true),
        None => (asset, false),
    };
    let segment = rest.optional(is_segment);
    let episode = rest.optional(is_episode);
    let title = rest.0.join("_");
    if !is_title(&title) {
        return Err(fault("the title must begin with a letter or digit and hold only letters, digits, . _ and -"));
    }
    Ok(ParsedStem {
        title,
        episode,
        segment,
        asset,
        is_textless,
        bit_depth,
        dynamic_range,
        aces_version,
        color_space,
        transfer,
        date,
        aspect_ratio,
        resolution,
    })
}

/// Tokens that are still to be read; the right one is next.
struct Tokens<'a>(Vec<&'a str>);

impl Tokens<'_> {
    fn required(&mut self, fits: impl Fn(&str) -> bool) -> Option<String> {
        // The first token is the title's, whatever it looks like.
        let token = self.0.last().filter(|token| self.0.len() > 1 && fits(token))?;
        let token = (*token).to_owned();
        self.0.pop();
        Some(token)
    }

    fn optional(&mut self, fits: impl Fn(&str) -> bool) -> Option<String> {
        self.required(fits)
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_word(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

pub(super) fn is_title(title: &str) -> bool {
    title.starts_with(|first: char| first.is_ascii_alphanumeric()) && title.chars().all(is_legal)
}

/// Characters of folder and file names.
pub(super) fn is_legal(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}

pub(super) fn is_episode(token: &str) -> bool {
    let parts = token.strip_prefix('s').and_then(|rest| rest.split_once('e'));
    parts.is_some_and(|(season, episode)| {
        digits(season) && season.len() == 2 && digits(episode) && matches!(episode.len(), 2 | 3)
    })
}

pub(super) fn is_segment(token: &str) -> bool {
    token == "lp" || is_reel(token)
}

pub(super) fn is_reel(token: &str) -> bool {
    token.strip_prefix('r').is_some_and(|number| digits(number) && number.len() == 2)
}

fn is_asset(token: &str) -> bool {
    matches!(token.strip_suffix("-txtls").unwrap_or(token), "nam" | "gam" | "vdm" | "dcdm")
}

pub(super) fn is_aces_version(token: &str) -> bool {
    token.strip_prefix("aces").is_some_and(|version| digits(version) && version.len() == 3)
}

pub(super) fn is_aspect_ratio(token: &str) -> bool {
    digits(token) && token.len() == 3
}

fn is_date_form(token: &str) -> bool {
    digits(token) && token.len() == 8
}

fn is_resolution(token: &str) -> bool {
    let good = |part: &str| digits(part) && (3..=5).contains(&part.len());
    token.split_once('x').is_some_and(|(width, height)| good(width) && good(height))
}

/// Whether the token is eight digits that make a day of the calendar.
pub(crate) fn is_date(token: &str) -> bool {
    if !is_date_form(token) {
        return false;
    }
    let number =
        |range: std::ops::Range<usize>| token.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let (year, month, day) = (number(0..4), number(4..6), number(6..8));
    crate::rules::is_calendar_day(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn reads_published_names() {
        let vdm = parse_stem("sollevante_lp_vdm_16b_p3d65_pq_20200218_3840x2160").unwrap();
        assert_eq!(
            vdm,
            ParsedStem {
                title: "sollevante".into(),
                segment: some("lp"),
                asset: "vdm".into(),
                bit_depth: "16b".into(),
                color_space: "p3d65".into(),
                transfer: "pq".into(),
                date: "20200218".into(),
                resolution: "3840x2160".into(),
                ..ParsedStem::default()
            }
        );
        let dcdm = parse_stem("title_r04_dcdm_16b_sdr_xyz_g26_20250101_239_4096x1716").unwrap();
        assert_eq!((dcdm.dynamic_range, dcdm.aspect_ratio, dcdm.segment), (some("sdr"), some("239"), some("r04")));
    }

    #[test]
    fn reads_titles_with_underscores_and_every_optional_field() {
        let all =
            parse_stem("Chefs_Table_s01e101_nam-txtls_10b_dolby_hdr_aces130_ap0_linear_20250101_3840x2160").unwrap();
        assert_eq!((all.title.as_str(), all.episode, all.is_textless), ("chefs_table", some("s01e101"), true));
        assert_eq!((all.dynamic_range, all.aces_version), (some("dolby_hdr"), some("aces130")));
        let odd = parse_stem("lp_lp_nam_16b_rwg_log3g10_20250101_3840x2160").unwrap();
        assert_eq!((odd.title.as_str(), odd.segment), ("lp", some("lp")));
    }

    #[test]
    fn says_which_field_is_not_where_it_belongs() {
        for (stem, expected) in [
            ("title", "resolution"),
            ("title_nam_16b_ap0_linear_2025_3840x2160", "date"),
            ("title_nam_ap0_linear_20250101_3840x2160", "bit depth"),
            ("title_xyz_16b_ap0_linear_20250101_3840x2160", "asset type"),
            ("nam_16b_ap0_linear_20250101_3840x2160", "asset type"),
            ("-title_nam_16b_ap0_linear_20250101_3840x2160", "title"),
            ("ti tle_nam_16b_ap0_linear_20250101_3840x2160", "title"),
        ] {
            let error = parse_stem(stem).unwrap_err();
            assert!(error.expected.contains(expected), "{stem}: {error}");
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        for good in ["20240229", "20251231", "20000229"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["20250229", "19000229", "20251301", "20250100", "2025011", "2025010a"] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
