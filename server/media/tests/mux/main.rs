//! Proxies: encoders and wrappers, judged by ffprobe, ffmpeg's decoders, mediainfo and arithmetic.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod encoders;
mod judges;
mod material;
mod mov_alpha;
mod mov_codecs;
mod mov_large;
mod mov_refusals;
mod mov_sound;
mod mov_structure;
mod mov_tags;
mod pictures;
