//! Names of clips in names of files.

/// The name of a file or URI without its folders and its last extension, as it is written.
pub(crate) fn stem(file: &str) -> &str {
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    base.rsplit_once('.').map_or(base, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn folders_and_extensions_are_no_part_of_it() {
        for file in ["A001.mxf", "/card/A001.mxf", "file:///x/A001.mov", "C:\\x.y\\A001.R3D", "A001"] {
            assert_eq!(stem(file), "A001", "{file}");
        }
        assert_eq!((stem("A001.x.mxf"), stem(""), stem("/")), ("A001.x", "", ""));
    }
}
