//! Dialogue recorded for animation: names of sessions and tracks, and what a session is held against. Practice of the client,
//! so everything is a warning.

mod checks;
mod names;

pub use checks::{DialogueFile, check_session};
pub use names::{DialogueMic, DialogueSession, DialogueTrack, SessionKind, Speaker};
