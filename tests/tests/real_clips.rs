//! Clips of real cameras, encoders and scanners, where they are at hand: what the rules allow is rendered, and what
//! they do not allow is refused by the right rule.

use interneg_tests::{Delivery, JobText, Site, Tool, dumped_pixels, raw_planes, skip, workspace_root};
use std::path::PathBuf;

/// A site with the clips below the root `samples`.
fn site() -> Option<(Site, PathBuf)> {
    let folder = workspace_root().join("../shared/samples");
    if !folder.is_dir() {
        // They are of other people and do not come with the project.
        return None;
    }
    let site = Site::new().with_root("samples", &folder);
    Some((site, folder.canonicalize().expect("a folder that is there")))
}

/// A clip by its path, with what its file does not say.
fn clip(path: &str, space: &str, lines: &str) -> JobText {
    JobText::new().raw_clip(&format!("path = \"samples:{path}\"\ncolour_space = {space:?}\n{lines}"))
}
