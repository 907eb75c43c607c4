//! What plans say of sources, without rendering anything.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod doubles;
mod material;
mod names;
mod overrides;
mod takes;
