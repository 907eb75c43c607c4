//! The tools that a finishing house has today, doing the same job as well as they can.

use crate::material::Material;
use crate::{Case, Source, Target};
use std::process::Command;

/// A tool to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// One oiiotool with its own threads.
    Oiiotool,
    /// Two oiiotools side by side, half the frames each.
    OiiotoolTwice,
    /// ffmpeg with a 65-cube LUT; not exact, no chromaticities, no PIZ.
    Ffmpeg,
}

/// All of them.
pub fn all() -> [Peer; 3] {
    [Peer::Oiiotool, Peer::OiiotoolTwice, Peer::Ffmpeg]
}

impl Peer {
    /// Name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Oiiotool => "oiiotool",
            Self::OiiotoolTwice => "oiiotool x2",
            Self::Ffmpeg => "ffmpeg",
        }
    }

    /// Frames that its command renders: oiiotool is slow enough that fewer give a steady figure.
    pub fn frames(self, all: u32) -> u32 {
        match self {
            Self::Oiiotool | Self::OiiotoolTwice => (all / 2).max(4) / 2 * 2,
            Self::Ffmpeg => all,
        }
    }

    /// The command for a case, where the tool can do it.
    pub fn command(self, case: &Case, material: &Material) -> Option<Command> {
        match self {
            Self::Oiiotool | Self::OiiotoolTwice => self.oiiotool(case, material),
            Self::Ffmpeg => ffmpeg(case, material),
        }
    }

    fn oiiotool(self, case: &Case, material: &Material) -> Option<Command> {
        // oiiotool reads movies only through a plug-in that Debian does not build.
        if case.source != Source::Dpx10 {
            return None;
        }
        let first = material.first_frame();
        let count = self.frames(material.frames());
        let to = |from: u32, frames: u32| {
            let colour = format!("oiiotool --colorconfig {}", material.ocio_config().display());
            let input = material.dpx_pattern("%07d");
            let convert = match case.target {
                Target::Dpx16 => "-d uint16".to_owned(),
                Target::ExrNone => "--colorconvert input ACES2065-1 -d half --compression none".to_owned(),
                Target::ExrZip => "--colorconvert input ACES2065-1 -d half --compression zip".to_owned(),
                Target::ExrPiz => "--colorconvert input ACES2065-1 -d half --compression piz".to_owned(),
            }
            .replace("input", &format!("'{}'", Material::SPACE));
            let extension = if case.target == Target::Dpx16 { "dpx" } else { "exr" };
            let output = material.peer_output(&format!("%07d.{extension}"));
            format!("{colour} --frames {from}-{} '{input}' {convert} -o '{output}'", from + frames - 1)
        };
        let script = match self {
            Self::OiiotoolTwice => {
                format!("{} & {}; wait $!", to(first, count / 2), to(first + count / 2, count / 2))
            }
            _ => to(first, count),
        };
        let mut command = Command::new("bash");
        command.args(["-c", &script]);
        Some(command)
    }
}

fn ffmpeg(case: &Case, material: &Material) -> Option<Command> {
    let compression = match case.target {
        Target::ExrNone => Some("none"),
        Target::ExrZip => Some("zip16"),
        // ffmpeg's EXR encoder has no PIZ.
        Target::ExrPiz => return None,
        Target::Dpx16 => None,
    };
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-y"]);
    match case.source {
        Source::Dpx10 => {
            command.args(["-start_number", &material.first_frame().to_string(), "-i", &material.dpx_pattern("%07d")]);
        }
        Source::ProRes4444 => {
            command.arg("-i").arg(material.movie());
        }
    }
    match compression {
        Some(compression) => {
            let filter = format!("format=gbrpf32le,lut3d={}:interp=tetrahedral", material.cube().display());
            command.args(["-vf", &filter, "-c:v", "exr", "-format", "half", "-compression", compression]);
            command.arg(material.peer_output("%07d.exr"));
        }
        None => {
            command.args(["-pix_fmt", "rgb48be", "-c:v", "dpx"]).arg(material.peer_output("%07d.dpx"));
        }
    }
    Some(command)
}
