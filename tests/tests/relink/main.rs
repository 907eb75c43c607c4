//! Editorial's questions through the two programs: do proxies find their originals, what does a cut show, which sound
//! lies under which clip.
//!
//! Originals and proxies are ffmpeg's; where frames and samples lie is reckoned here, from timecodes alone.

mod check;
mod cut;
mod material;
mod sync;
