//! Whether editorial proxies find the way back to the camera original: identities, matching rules, check and passport.
//!
//! This crate compares facts about files; it opens none and knows neither pictures nor the network.

pub mod check;
pub mod edl;
pub mod identity;
pub mod passport;
pub mod rules;

pub use check::{RelinkReport, check, check_folders};
pub use identity::ClipIdentity;
pub use rules::RuleSet;
