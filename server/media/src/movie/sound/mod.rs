//! Sound of a movie file by sample number, counted from the first picture.

mod clock;
mod run;
mod span;
mod stream;

pub(super) use span::span;
pub(crate) use stream::{StreamSound, streams, streams_of_file};
