//! Named roots: the only folders below which media is read and deliveries are written.

use interneg_spec::MediaPath;
use serde::{Deserialize, Serialize};
use std::path::{Component, Path, PathBuf};
use thiserror::Error;

/// A folder that the service may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// Name that media paths use, letters, digits, `-` and `_`.
    pub name: String,
    /// The folder.
    pub path: PathBuf,
    /// Deliveries may be written below it.
    #[serde(default)]
    pub writable: bool,
}

/// The roots of a service, their paths resolved once.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    roots: Vec<Root>,
}

/// Why a path may not be used.
#[derive(Debug, Error)]
pub enum RootError {
    /// A configured root does not exist or is no folder.
    #[error("root {name} cannot be used: {path}: {source}", path = .path.display())]
    BadRoot {
        /// Its name.
        name: String,
        /// Its folder as configured.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Two roots of one name, or a name with illegal characters.
    #[error("root name {0:?} is used twice or is not made of letters, digits, - and _")]
    BadName(String),
    /// The path names a root that is not configured.
    #[error("no root is named {name:?}; there are: {known}")]
    Unknown {
        /// As the path has it.
        name: String,
        /// Names of the configured roots.
        known: String,
    },
    /// The path, or what a symbolic link in it points to, lies below no root.
    #[error("path lies outside the roots: {path}; roots: {known}", path = .path.display())]
    Outside {
        /// The path, links resolved.
        path: PathBuf,
        /// Names of the configured roots.
        known: String,
    },
    /// The root may only be read.
    #[error("root {0} may not be written to")]
    ReadOnly(String),
    /// Nothing there.
    #[error("no such file or folder: {path}: {source}", path = .path.display())]
    Missing {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Roots {
    /// Takes the configured roots; their folders must exist.
    ///
    /// # Errors
    /// Names the root that cannot be used.
    pub fn new(roots: Vec<Root>) -> Result<Self, RootError> {
        let mut resolved: Vec<Root> = Vec::with_capacity(roots.len());
        for root in roots {
            let legal = !root.name.is_empty()
                && root.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
            if !legal || resolved.iter().any(|other| other.name == root.name) {
                return Err(RootError::BadName(root.name));
            }
            let path = root.path.canonicalize().and_then(|path| {
                if path.is_dir() { Ok(path) } else { Err(std::io::Error::from(std::io::ErrorKind::NotADirectory)) }
            });
            match path {
                Ok(path) => resolved.push(Root { path, ..root }),
                Err(source) => return Err(RootError::BadRoot { name: root.name, path: root.path, source }),
            }
        }
        Ok(Self { roots: resolved })
    }

    /// The roots, their folders absolute and free of links.
    pub fn all(&self) -> &[Root] {
        &self.roots
    }

    /// Where a source lies. The last component may be a sequence pattern; everything before it must exist.
    ///
    /// # Errors
    /// Paths outside the roots, also through a symbolic link, are refused.
    pub fn resolve_source(&self, path: &MediaPath) -> Result<PathBuf, RootError> {
        let wanted = self.absolute(path)?;
        if wanted.exists() {
            let real = wanted.canonicalize().map_err(|source| RootError::Missing { path: wanted.clone(), source })?;
            return self.within(&real).map(|_| real);
        }
        // A pattern is no file: its folder must lie below a root.
        let (Some(folder), Some(name)) = (wanted.parent(), wanted.file_name()) else {
            return Err(self.outside(&wanted));
        };
        let folder = folder.canonicalize().map_err(|source| RootError::Missing { path: wanted.clone(), source })?;
        self.within(&folder)?;
        Ok(folder.join(name))
    }

    /// Refuses a file that a symbolic link takes out of the roots.
    ///
    /// # Errors
    /// As [`Self::resolve_source`].
    pub fn check_file(&self, path: &Path) -> Result<(), RootError> {
        let kind = path.symlink_metadata().map_err(|source| RootError::Missing { path: path.to_path_buf(), source })?;
        if kind.is_symlink() {
            let real = path.canonicalize().map_err(|source| RootError::Missing { path: path.to_path_buf(), source })?;
            self.within(&real)?;
        }
        Ok(())
    }

    /// The name of a file or folder below a root, `root:relative/path`, whatever name it was found by.
    ///
    /// # Errors
    /// Paths outside the roots are refused; `real` must be free of links.
    pub fn name_of(&self, real: &Path) -> Result<String, RootError> {
        let root = self.within(real)?;
        let below = real.strip_prefix(&root.path).map_err(|_| self.outside(real))?;
        let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        Ok(format!("{}:{}", root.name, parts.join("/")))
    }

    /// Where a delivery may go; the folder need not exist yet, its root must be writable.
    ///
    /// # Errors
    /// Paths outside the writable roots, also through a symbolic link, are refused.
    pub fn resolve_output(&self, path: &MediaPath) -> Result<PathBuf, RootError> {
        let wanted = self.absolute(path)?;
        let existing = wanted.ancestors().find(|ancestor| ancestor.symlink_metadata().is_ok());
        let Some(existing) = existing else { return Err(self.outside(&wanted)) };
        let real =
            existing.canonicalize().map_err(|source| RootError::Missing { path: existing.to_path_buf(), source })?;
        let root = self.within(&real)?;
        if !root.writable {
            return Err(RootError::ReadOnly(root.name.clone()));
        }
        let rest = wanted.strip_prefix(existing).map_err(|_| self.outside(&wanted))?;
        Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) })
    }

    fn absolute(&self, path: &MediaPath) -> Result<PathBuf, RootError> {
        let relative = Path::new(path.path());
        let Some(name) = path.root() else {
            // Without a root name only an absolute path says where it is, whatever the process's folder.
            let climbs = relative.components().any(|part| part == Component::ParentDir);
            return if relative.is_absolute() && !climbs {
                Ok(relative.to_path_buf())
            } else {
                Err(self.outside(relative))
            };
        };
        match self.roots.iter().find(|root| root.name == name) {
            Some(root) if relative.as_os_str().is_empty() => Ok(root.path.clone()),
            Some(root) => Ok(root.path.join(relative)),
            None => Err(RootError::Unknown { name: name.to_owned(), known: self.names() }),
        }
    }

    /// The innermost root that holds `real`; a writable one before a read-only one of the same folder.
    fn within(&self, real: &Path) -> Result<&Root, RootError> {
        self.roots
            .iter()
            .filter(|root| real.starts_with(&root.path))
            .max_by_key(|root| (root.path.components().count(), root.writable))
            .ok_or_else(|| self.outside(real))
    }

    fn outside(&self, path: &Path) -> RootError {
        RootError::Outside { path: path.to_path_buf(), known: self.names() }
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.roots.iter().map(|root| root.name.as_str()).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn path(text: &str) -> MediaPath {
        text.parse().unwrap()
    }

    fn two_roots(folder: &Path) -> Roots {
        fs::create_dir_all(folder.join("ocf/A001")).unwrap();
        fs::create_dir_all(folder.join("out")).unwrap();
        fs::create_dir_all(folder.join("secret")).unwrap();
        fs::write(folder.join("ocf/A001/clip.mov"), b"x").unwrap();
        fs::write(folder.join("secret/clip.mov"), b"x").unwrap();
        let root = |name: &str, writable| Root { name: name.to_owned(), path: folder.join(name), writable };
        Roots::new(vec![root("ocf", false), root("out", true)]).unwrap()
    }

    #[test]
    fn resolves_below_the_named_root_and_absolute_paths_inside_one() {
        let folder = tempfile::tempdir().unwrap();
        let roots = two_roots(folder.path());
        let real = folder.path().canonicalize().unwrap().join("ocf/A001/clip.mov");
        assert_eq!(roots.resolve_source(&path("ocf:A001/clip.mov")).unwrap(), real);
        assert_eq!(roots.resolve_source(&path(real.to_str().unwrap())).unwrap(), real);
        assert!(roots.resolve_source(&path("ocf:A001/a.%07d.dpx")).unwrap().ends_with("A001/a.%07d.dpx"));
        assert_eq!(roots.name_of(&real).unwrap(), "ocf:A001/clip.mov");
        assert_eq!(roots.name_of(&folder.path().canonicalize().unwrap().join("ocf")).unwrap(), "ocf:");
        assert!(roots.name_of(Path::new("/")).is_err());
        assert!(roots.resolve_output(&path("out:new/folder")).unwrap().ends_with("out/new/folder"));
    }

    #[test]
    fn refuses_what_lies_outside() {
        let folder = tempfile::tempdir().unwrap();
        let roots = two_roots(folder.path());
        symlink(folder.path().join("secret"), folder.path().join("ocf/link")).unwrap();
        symlink(folder.path().join("secret/clip.mov"), folder.path().join("ocf/A001/link.mov")).unwrap();
        symlink(folder.path().join("secret"), folder.path().join("out/link")).unwrap();
        let secret = folder.path().join("secret/clip.mov");
        for source in ["ocf:link/clip.mov", "ocf:A001/link.mov", secret.to_str().unwrap(), "clip.mov"] {
            assert!(matches!(roots.resolve_source(&path(source)), Err(RootError::Outside { .. })), "{source}");
        }
        assert!(matches!(roots.resolve_output(&path("out:link/x")), Err(RootError::Outside { .. })));
        assert!(matches!(roots.resolve_output(&path("ocf:x")), Err(RootError::ReadOnly(_))));
        assert!(matches!(roots.resolve_source(&path("lab:x")), Err(RootError::Unknown { .. })));
        assert!(matches!(roots.resolve_source(&path("ocf:none/x.mov")), Err(RootError::Missing { .. })));
        assert!(roots.check_file(&folder.path().join("ocf/A001/link.mov")).is_err());
        assert!(roots.check_file(&folder.path().join("ocf/A001/clip.mov")).is_ok());
    }
}
