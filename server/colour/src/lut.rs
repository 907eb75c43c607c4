//! Looks in files: the cubes that grading systems write, and the Common LUT Format.
//!
//! A file is read here and handed over as bytes. OpenColorIO's own way to files would keep their contents for as long as
//! the process lives, take any format for any name, and follow a file's references to others.

use crate::{ColourError, Config, Transform};
use ocio::fileformats::{FileFormat, FormatRegistry};
use ocio::{GroupTransform, Interpolation};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Largest file that is read: a cube of 129 entries a side, the largest that OpenColorIO takes, is about 80 MiB of text.
const LARGEST_BYTES: u64 = 256 << 20;

/// What a look's file holds; may be shared between threads.
#[derive(Clone, PartialEq)]
pub struct LutFile {
    name: String,
    group: GroupTransform,
}

impl LutFile {
    /// A `.cube` (Resolve or Iridas) or a `.clf` (SMPTE ST 2136-1, Academy S-2014-006).
    ///
    /// # Errors
    /// Where the file cannot be read, is larger than any look, is not of its extension's format, or refers to another.
    pub fn read(path: &Path) -> Result<Self, ColourError> {
        let bad = |reason: String| ColourError::BadLut { path: path.to_owned(), reason };
        let file = File::open(path).map_err(|error| bad(error.to_string()))?;
        let mut bytes = Vec::new();
        file.take(LARGEST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| bad(error.to_string()))?;
        Self::parse(path, &bytes)
    }

    /// The same of a file's contents; `path` tells the format and is named in errors.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, ColourError> {
        let bad = |reason: String| ColourError::BadLut { path: path.to_owned(), reason };
        if bytes.len() as u64 > LARGEST_BYTES {
            return Err(bad(format!("it is larger than {} MiB", LARGEST_BYTES >> 20)));
        }
        let formats = formats_of(path).ok_or_else(|| bad("it is neither a .cube nor a .clf".to_owned()))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let mut reasons = Vec::new();
        for format in formats {
            // Tetrahedra for cubes, lines for curves.
            match format.read(bytes, &name, Interpolation::Best) {
                Ok(found) if is_complete(&found.group) => return Ok(Self { name, group: found.group }),
                Ok(_) => return Err(bad("it refers to another file or to a configuration".to_owned())),
                Err(error) => reasons.push(one_line(error.message())),
            }
        }
        Err(bad(reasons.join("; ")))
    }

    /// Name of the file, without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for LutFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LutFile").field(&self.name).finish()
    }
}

/// The formats that go by the extension, in OpenColorIO's order.
fn formats_of(path: &Path) -> Option<Vec<&'static dyn FileFormat>> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    matches!(&*extension, "cube" | "clf").then(|| FormatRegistry::instance().formats_for_extension(&extension))
}

/// The file says everything itself.
fn is_complete(group: &GroupTransform) -> bool {
    use ocio::Transform::{ColorSpace, DisplayView, File, Group, Look};
    group.transforms.iter().all(|transform| match transform {
        File(_) | Look(_) | ColorSpace(_) | DisplayView(_) => false,
        Group(group) => is_complete(group),
        _ => true,
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Config {
    /// The look of a file, lossless; the space that it is made for is the caller's business.
    ///
    /// # Errors
    /// Repeats what OpenColorIO says.
    pub fn lut(&self, lut: &LutFile) -> Result<Transform, ColourError> {
        let transform = ocio::Transform::Group(lut.group.clone());
        self.process(&transform, Default::default())
            .map_err(|reason| ColourError::BadLut { path: lut.name.clone().into(), reason: one_line(&reason) })
    }
}

#[cfg(test)]
mod tests;
