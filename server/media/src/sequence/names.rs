//! Names of numbered files: `shot.0086400.dpx` is prefix, number, suffix.

use std::collections::BTreeMap;

/// A file name cut at the number before its extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberedName {
    /// Everything before the number; the whole name where there is no number.
    pub prefix: String,
    /// The digits, or nothing.
    pub digits: String,
    /// Everything behind the number.
    pub suffix: String,
}

impl NumberedName {
    /// Cuts `name`. A number is the run of digits directly before the extension, at most 18 of them.
    pub fn cut(name: &str) -> Self {
        let stem_bytes = name.rfind('.').unwrap_or(name.len());
        let (stem, suffix) = name.split_at(stem_bytes);
        let prefix = stem.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let digits = &stem[prefix.len()..];
        if digits.is_empty() || digits.len() > 18 {
            return Self { prefix: name.to_owned(), digits: String::new(), suffix: String::new() };
        }
        Self { prefix: prefix.to_owned(), digits: digits.to_owned(), suffix: suffix.to_owned() }
    }

    /// The number; `None` where there is none.
    pub fn number(&self) -> Option<u64> {
        self.digits.parse().ok()
    }
}

/// Files that differ in nothing but their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Series {
    /// Name before the number.
    pub prefix: String,
    /// Name behind the number.
    pub suffix: String,
    /// Digits of the number, padded with zeros; 0 for a file without a number.
    pub padding: usize,
    /// Numbers in rising order; one 0 for a file without a number.
    pub numbers: Vec<u64>,
}

impl Series {
    /// Name of the file of `number`.
    pub fn file_name(&self, number: u64) -> String {
        file_name(&self.prefix, &self.suffix, self.padding, number)
    }

    /// Name of all files together: a pattern `name.%07d.dpx`, or the name of a file without a number.
    pub fn pattern(&self) -> String {
        match self.padding {
            0 => self.file_name(0),
            digits => format!("{}%0{digits}d{}", self.prefix, self.suffix),
        }
    }

    /// First and last file name.
    pub fn describe(&self) -> String {
        match self.numbers.as_slice() {
            [first, .., last] => format!("{} to {}", self.file_name(*first), self.file_name(*last)),
            [only] => self.file_name(*only),
            [] => String::new(),
        }
    }

    /// The first number that is missing between the first and the last.
    pub fn gap(&self) -> Option<u64> {
        self.numbers.windows(2).find(|pair| pair[1] != pair[0] + 1).map(|pair| pair[0] + 1)
    }
}

/// Name of a frame's file; `padding` 0 stands for a name without a number.
pub(super) fn file_name(prefix: &str, suffix: &str, padding: usize, number: u64) -> String {
    if padding == 0 { format!("{prefix}{suffix}") } else { format!("{prefix}{number:0padding$}{suffix}") }
}

/// Sorts file names into series. Numbers of different length are one series only as `%0Nd` writes them: 9999, 10000.
pub(crate) fn series_of(names: impl IntoIterator<Item = String>) -> Vec<Series> {
    let mut groups: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for name in names {
        let NumberedName { prefix, digits, suffix } = NumberedName::cut(&name);
        groups.entry((prefix, suffix)).or_default().push(digits);
    }
    let mut series = Vec::new();
    for ((prefix, suffix), digits) in groups {
        let mut by_padding: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        let shortest = digits.iter().map(String::len).min().unwrap_or(0);
        for digits in digits {
            let grown = digits.len() > shortest && !digits.starts_with('0');
            let padding = if grown { shortest } else { digits.len() };
            by_padding.entry(padding).or_default().push(digits.parse().unwrap_or(0));
        }
        for (padding, mut numbers) in by_padding {
            numbers.sort_unstable();
            series.push(Series { prefix: prefix.clone(), suffix: suffix.clone(), padding, numbers });
        }
    }
    series
}

/// A pattern `name.####.dpx` or `name.%07d.dpx`: text before, digits, text behind. `None` where `name` is none.
pub(super) fn cut_pattern(name: &str) -> Option<(String, usize, String)> {
    if let Some(start) = name.find('#') {
        let rest = name[start..].trim_start_matches('#');
        let padding = name.len() - start - rest.len();
        return (!rest.contains('#')).then(|| (name[..start].to_owned(), padding, rest.to_owned()));
    }
    let (prefix, rest) = name.split_once('%')?;
    let (width, suffix) = rest.split_once('d')?;
    let padding = match width {
        "" => 1,
        _ => width.strip_prefix('0')?.parse().ok().filter(|padding| (1..=18).contains(padding))?,
    };
    (!suffix.contains('%')).then(|| (prefix.to_owned(), padding, suffix.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_names_at_the_number_before_the_extension() {
        for (name, prefix, digits, suffix) in [
            ("C003C002_260101_R3EF.0115200.dpx", "C003C002_260101_R3EF.", "0115200", ".dpx"),
            ("shot_v01.exr", "shot_v", "01", ".exr"),
            ("still.exr", "still.exr", "", ""),
            ("0086400.dpx", "", "0086400", ".dpx"),
        ] {
            let cut = NumberedName::cut(name);
            assert_eq!((cut.prefix.as_str(), cut.digits.as_str(), cut.suffix.as_str()), (prefix, digits, suffix));
        }
    }

    #[test]
    fn patterns_of_both_kinds_are_cut() {
        let cut = |name| cut_pattern(name).map(|(prefix, padding, suffix)| format!("{prefix}|{padding}|{suffix}"));
        assert_eq!(cut("a.####.dpx").as_deref(), Some("a.|4|.dpx"));
        assert_eq!(cut("a.%07d.dpx").as_deref(), Some("a.|7|.dpx"));
        assert_eq!(cut("a.%d.dpx").as_deref(), Some("a.|1|.dpx"));
        for name in ["a.dpx", "a#.b#.dpx", "a.%7s.dpx", "100%.dpx", "a.%7d.dpx"] {
            assert_eq!(cut(name), None, "{name}");
        }
    }

    #[test]
    fn files_that_differ_in_their_number_are_one_series() {
        let names = ["a.9999.dpx", "a.10000.dpx", "a.0001.dpx", "b.dpx"].map(str::to_owned);
        let series = series_of(names);
        assert_eq!(series.len(), 2);
        assert_eq!((series[0].padding, series[0].numbers.as_slice()), (4, [1, 9999, 10000].as_slice()));
        assert_eq!(series[0].gap(), Some(2));
        assert_eq!((series[1].describe().as_str(), series[1].padding), ("b.dpx", 0));

        let mixed = series_of(["a.01.dpx", "a.002.dpx"].map(str::to_owned));
        assert_eq!(mixed.len(), 2, "two paddings are two series");
    }
}
