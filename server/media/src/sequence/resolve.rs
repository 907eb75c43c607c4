//! From the path that the submitter gave to the files of a sequence.

use super::names::{NumberedName, Series, cut_pattern, series_of};
use crate::error::MediaError;
use std::path::{Path, PathBuf};

/// Extensions of image files that are read.
const EXTENSIONS: [&str; 2] = ["dpx", "exr"];

/// Whether the extension is that of an image file that is read.
pub(super) fn has_image_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// Whether the last part of the path is a pattern for numbered files and no file itself.
pub(super) fn is_pattern(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| cut_pattern(name).is_some()) && !path.exists()
}

/// Folder and series of `path`: one image, a pattern, or a folder that holds exactly one series.
pub(super) fn resolve(path: &Path) -> Result<(PathBuf, Series), MediaError> {
    let (folder, series) = if path.is_dir() {
        (path.to_owned(), only_series(path)?)
    } else {
        let name = utf8_name(path)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let series = match cut_pattern(name).filter(|_| !path.exists()) {
            Some((prefix, padding, suffix)) => matching(&folder, path, prefix, padding, suffix)?,
            None => single(name),
        };
        (folder, series)
    };
    Ok((folder, series))
}

fn utf8_name(path: &Path) -> Result<&str, MediaError> {
    path.file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| MediaError::NotMedia { path: path.to_owned(), reason: "file name is not UTF-8".to_owned() })
}

fn single(name: &str) -> Series {
    let cut = NumberedName::cut(name);
    let numbers = vec![cut.number().unwrap_or(0)];
    Series { padding: cut.digits.len(), prefix: cut.prefix, suffix: cut.suffix, numbers }
}

fn file_names(folder: &Path) -> Result<Vec<String>, MediaError> {
    let failed = |source| MediaError::Open { path: folder.to_owned(), source };
    // The folder of a bare file name is the empty path, which the system does not open.
    let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(listed).map_err(failed)? {
        // A name that is not UTF-8 cannot match a pattern, which is.
        if let Ok(name) = entry.map_err(failed)?.file_name().into_string() {
            names.push(name);
        }
    }
    Ok(names)
}

fn matching(folder: &Path, path: &Path, prefix: String, padding: usize, suffix: String) -> Result<Series, MediaError> {
    let mut series = Series { prefix, suffix, padding, numbers: Vec::new() };
    for name in file_names(folder)? {
        let digits = name.strip_prefix(&series.prefix).and_then(|rest| rest.strip_suffix(&series.suffix));
        let is_number =
            digits.is_some_and(|digits| digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(number) = digits.filter(|_| is_number).and_then(|digits| digits.parse().ok())
            && series.file_name(number) == name
        {
            series.numbers.push(number);
        }
    }
    if series.numbers.is_empty() {
        let source = std::io::Error::new(std::io::ErrorKind::NotFound, "no file matches the pattern");
        return Err(MediaError::Open { path: path.to_owned(), source });
    }
    series.numbers.sort_unstable();
    Ok(series)
}

fn only_series(folder: &Path) -> Result<Series, MediaError> {
    // macOS leaves `._name.dpx` files beside the real ones.
    let images =
        file_names(folder)?.into_iter().filter(|name| !name.starts_with('.') && has_image_extension(Path::new(name)));
    let mut series = series_of(images);
    match (series.pop(), series.len()) {
        (Some(only), 0) => Ok(only),
        (last, _) => {
            let listed: Vec<String> = series.iter().chain(&last).map(Series::describe).collect();
            let reason = if listed.is_empty() {
                "folder holds no .dpx and no .exr".to_owned()
            } else {
                format!("folder holds {} sequences ({}); name one by a pattern", listed.len(), listed.join(", "))
            };
            Err(MediaError::NotMedia { path: folder.to_owned(), reason })
        }
    }
}
