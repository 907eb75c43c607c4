//! A NAM as one QuickTime movie, the client's exception: from the job file to the movie, its passport and the manifests,
//! judged by programs that are not ours.

mod refusals;
mod resume;
mod whole_path;

use interneg_tests::{Movie, Site};
use std::path::PathBuf;

/// Name of the 12-bit movie of these tests without its extension.
const STEM: &str = "night_train_lp_nam_12b_arriwg_logc3_20260102_640x360";

/// The one movie that was delivered.
fn movie_path(site: &Site) -> PathBuf {
    site.delivery_folder().join(format!("{STEM}.mov"))
}

fn movie(site: &Site) -> Movie {
    Movie::open(&movie_path(site))
}
