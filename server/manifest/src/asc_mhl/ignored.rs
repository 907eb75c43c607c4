//! Which files a history does not speak of: gitignore patterns.

use crate::ManifestError;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// What the reference tool ignores by itself.
pub const DEFAULT_PATTERNS: [&str; 3] = [".DS_Store", "ascmhl", "ascmhl/"];

/// Patterns of one history.
#[derive(Debug, Clone)]
pub struct IgnoreSpec {
    patterns: Vec<String>,
    matcher: Gitignore,
}

impl IgnoreSpec {
    /// Patterns in their order; the default ones where there are none. Doubles are dropped.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, ManifestError> {
        let mut kept: Vec<String> = Vec::new();
        for pattern in patterns {
            if !kept.iter().any(|known| known == pattern) {
                kept.push(pattern.to_owned());
            }
        }
        if kept.is_empty() {
            kept = DEFAULT_PATTERNS.map(str::to_owned).to_vec();
        }
        let mut builder = GitignoreBuilder::new("");
        for pattern in &kept {
            builder.add_line(None, pattern).map_err(|error| wrong(pattern, &error))?;
        }
        let matcher = builder.build().map_err(|error| wrong(&kept.join(" "), &error))?;
        Ok(Self { patterns: kept, matcher })
    }

    /// The patterns, as they are written into the manifest.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Whether a path, relative to the root of the history, or a folder above it is ignored.
    pub fn is_ignored(&self, path: &str, is_folder: bool) -> bool {
        self.matcher.matched_path_or_any_parents(path, is_folder).is_ignore()
    }
}

fn wrong(pattern: &str, error: &ignore::Error) -> ManifestError {
    ManifestError::Pattern { pattern: pattern.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_hide_histories_at_every_depth() {
        let spec = IgnoreSpec::new([]).unwrap();
        for (path, is_ignored) in [
            ("ascmhl/0001.mhl", true),
            ("A/ascmhl/x", true),
            ("A/.DS_Store", true),
            ("A/b.mov", false),
            (".hidden", false),
        ] {
            assert_eq!(spec.is_ignored(path, false), is_ignored, "{path}");
        }
        assert!(spec.is_ignored("A/ascmhl", true));
    }

    #[test]
    fn patterns_follow_gitignore() {
        let spec = IgnoreSpec::new(["*.tmp", "/top", "a/b/", "*.tmp"]).unwrap();
        assert_eq!(spec.patterns().len(), 3);
        for (path, is_ignored) in
            [("x/y.tmp", true), ("top", true), ("x/top", false), ("a/b/c", true), ("x/a/b/c", false), ("a/b", false)]
        {
            assert_eq!(spec.is_ignored(path, false), is_ignored, "{path}");
        }
    }
}
