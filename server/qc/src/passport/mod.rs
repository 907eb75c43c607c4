//! The relink passport: which proxy was made of which original, and how each application finds the way back (PX-12).
//!
//! It is written beside the proxies, and read by whoever conforms: a proxy that it knows needs no guess (CF-20).

mod entry;
mod read;

pub use entry::{Entry, FileFacts, Files, Relink, RelinkVerdict, Silence, Transform};
pub use read::{Passport, PassportError};
