//! Editorial proxies.

pub mod picture;
