//! FFmpeg's encoders as processes.

use interneg_media::prores::Profile;
use interneg_spec::Raster;
use std::path::Path;
use std::process::Command;

/// An encoder of FFmpeg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    ProresKs,
    ProresAw,
}

impl Peer {
    pub fn name(self) -> &'static str {
        match self {
            Self::ProresKs => "prores_ks",
            Self::ProresAw => "prores_aw",
        }
    }

    /// Encodes raw frames of 10 bits, all that these encoders take, to a movie.
    pub fn command(self, profile: Profile, raster: Raster, input: &Path, output: &Path) -> Command {
        let mut command = Command::new("ffmpeg");
        let number = (profile as usize).to_string();
        command.args(["-nostdin", "-v", "error", "-y", "-threads", "2", "-f", "rawvideo", "-pix_fmt"]);
        command.args([pixel_format(profile), "-s", &raster.to_string(), "-r", "24", "-i"]).arg(input);
        command.args(["-c:v", self.name(), "-profile:v", &number, "-threads", "2"]);
        command.args(["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]).arg(output);
        command
    }
}

fn pixel_format(profile: Profile) -> &'static str {
    if profile.is_444() { "yuv444p10le" } else { "yuv422p10le" }
}
