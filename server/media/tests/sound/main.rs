//! Production sound and camera sound, judged by ffmpeg's command line tools, by wavinfo, and by bytes of our own.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod camera;
mod damaged_waves;
mod judges;
mod real_waves;
mod recorder;
mod slates;
mod wave;
