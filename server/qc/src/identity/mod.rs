//! Who a clip is, proxy or camera original: the facts that editors and conform tools match by.

mod clip;
mod packages;
mod sound;

pub(crate) use clip::base_name;
pub use clip::{ClipIdentity, ClipKind, Part};
pub use packages::{PackageFacts, Umids};
pub use sound::SoundFacts;
