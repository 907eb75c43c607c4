//! MXF files of proxies, judged by ffprobe, ffmpeg, mediainfo and pyaaf2; and the reader, by files of other makers.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod damaged;
mod descriptors;
mod foreign;
mod foreign_files;
mod material;
mod op1a;
mod op_atom;
mod prores;
mod refused;
mod sets;
