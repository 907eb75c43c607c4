//! What the end-to-end tests share: a site with roots and a service, jobs, camera originals whose every frame says
//! which one it is, and the foreign programs that judge what comes out.
//!
//! Everything here speaks to Interneg as its users do: through the two binaries, the wire and the files. Functions
//! panic with what they know, as assertions do.

mod aces;
mod binaries;
mod client;
mod delivery;
mod job;
mod movie;
mod originals;
mod picture;
mod processes;
mod proxy_job;
mod server;
mod site;
mod strip;
mod tool;

pub use aces::{Rgb, awg3_to_ap0, half_steps, logc3_to_linear, ycbcr709_to_rgb};
pub use binaries::{interneg, internegd};
pub use client::Ran;
pub use delivery::{Delivery, file_names, files_below};
pub use job::{JobFile, JobText};
pub use movie::{DecodedFrame, MediaInfo, Movie};
pub use originals::{Original, Shoot};
pub use picture::{Planes, dumped_pixels, raw_planes, strip_rows};
pub use processes::{Frozen, is_running, kill, terminate, wait_until, workers_of};
pub use proxy_job::{ProxyJobText, rendition_name};
pub use server::Server;
pub use site::Site;
pub use strip::{Identity, identities, read_strip};
pub use tool::{Tool, skip};

use std::path::{Path, PathBuf};

/// The workspace's root folder.
pub fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
