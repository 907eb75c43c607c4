//! Editorial proxies: from clips to movies that an editing system takes back to the camera originals.

mod assembly;
mod chunk;
mod describe;
pub mod picture;
mod plan;
mod render;
mod review_view;
mod sidecars;

pub use assembly::{ClipRecord, ProxyAssembly, ProxyDelivery, ProxyFile};
pub use chunk::ClipFailure;
pub use plan::{
    PlannedClip, PlannedClipReview, PlannedGrade, PlannedLook, PlannedReview, PlannedSound, ProductionSound, ProxyPlan,
    plan_proxies,
};
pub(crate) use plan::{sound_facts, wave_files};
pub(crate) use render::render_chunk;
pub use review_view::{ReviewView, ReviewViewError};
