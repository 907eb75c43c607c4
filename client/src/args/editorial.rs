//! Arguments of `relink` and `sync`.

use clap::{Args, Subcommand};
use interneg_spec::{MediaPath, Rate};
use std::path::PathBuf;

const CHECK_HELP: &str = "\
Examples:
  interneg relink check /dailies/day01 --ocf /ocf/day01
  interneg relink check dailies:day01/AVID --ocf ocf:A001R1AB --ocf ocf:B001R1AB --json

Folders are looked at by the server and lie below its roots; `interneg info` lists them.

Exit codes:
   0  every proxy finds its one original in Media Composer, DaVinci Resolve, Premiere Pro and Content Hub, and is what it is
  65  a proxy finds none or several, or differs from its original; the report says which, in what, and what would settle it
  66  a folder does not exist";

const EDL_HELP: &str = "\
Examples:
  interneg relink edl reel1.edl --rate 23.976 --ocf ocf:
  interneg relink edl cut.otio --ocf ocf:day01 --ocf ocf:day02 --passport A001.relink.json --handles 8 --json

Exit codes:
   0  every event has all of its frames, or needs none
  65  an event has no original, several, or lacks frames; or the cut or the passport cannot be read
  66  a file or folder does not exist";

const REPORT_HELP: &str = "\
Examples:
  interneg sync report ocf:day01 --sound sound:day01
  interneg sync report ocf:day01 --sound sound:day01 --timecode-rate 29.97DF --require

Exit codes:
   0  the report was made
  65  with --require: a clip has no sound, or could not be looked at
  66  a folder does not exist";

/// Arguments of `relink`.
#[derive(Debug, Args)]
pub struct RelinkArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: RelinkCommand,
}

/// What `relink` does.
#[derive(Debug, Subcommand)]
pub enum RelinkCommand {
    /// Check that each proxy finds its one camera original in every application
    #[command(after_help = CHECK_HELP)]
    Check(RelinkCheckArgs),
    /// List the camera originals and frame ranges of a cut
    #[command(after_help = EDL_HELP)]
    Edl(RelinkEdlArgs),
}

/// Arguments of `relink check`.
#[derive(Debug, Args)]
pub struct RelinkCheckArgs {
    /// Folders of proxies, or single ones: root:path, or a path below a root
    #[arg(value_name = "PROXIES", required = true)]
    pub proxies: Vec<MediaPath>,
    /// Folder of camera originals; may be given more than once
    #[arg(long, value_name = "FOLDER", required = true)]
    pub ocf: Vec<MediaPath>,
}

/// Arguments of `relink edl`.
#[derive(Debug, Args)]
pub struct RelinkEdlArgs {
    /// The cut: EDL, OTIO, Final Cut Pro 7 XML or ALE
    pub cut: PathBuf,
    /// Folder of camera originals; may be given more than once
    #[arg(long, value_name = "FOLDER", required = true)]
    pub ocf: Vec<MediaPath>,
    /// Rate of an EDL, which does not say it, and of other lists that do not: 24, 23.976, 30000/1001
    #[arg(long)]
    pub rate: Option<Rate>,
    /// Relink passport that was written beside the proxies (ROLL.relink.json)
    #[arg(long, value_name = "FILE")]
    pub passport: Option<PathBuf>,
    /// Frames to fetch before and after what is seen, as far as the originals have them
    #[arg(long, value_name = "FRAMES", default_value_t = 0)]
    pub handles: u32,
    /// Let events that count at 24 be of originals of 23.976, and the like, frame for frame
    #[arg(long)]
    pub allow_pulled: bool,
}

/// Arguments of `sync`.
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: SyncCommand,
}

/// What `sync` does.
#[derive(Debug, Subcommand)]
pub enum SyncCommand {
    /// Say which sound lies under which clip by timecode, and what has none
    #[command(after_help = REPORT_HELP)]
    Report(SyncReportArgs),
}

/// Arguments of `sync report`.
#[derive(Debug, Args)]
pub struct SyncReportArgs {
    /// Folders of camera originals, or single clips: root:path, or a path below a root
    #[arg(value_name = "CLIPS", required = true)]
    pub clips: Vec<MediaPath>,
    /// Folder of WAVE files, or a single one; may be given more than once
    #[arg(long, value_name = "FOLDER", required = true)]
    pub sound: Vec<MediaPath>,
    /// How recorders' timecode counts where their files do not say: 24, 23.976, 29.97DF, 29.97NDF
    #[arg(long, value_name = "RATE")]
    pub timecode_rate: Option<SoundTimecodeArg>,
    /// Let sound that counted at 24 go with clips of 23.976, and the like
    #[arg(long)]
    pub allow_pulled: bool,
    /// Compare the sound with the cameras' own to the sample, and say how it drifts; reads both
    #[arg(long)]
    pub measure_drift: bool,
    /// Fail where a clip has no sound
    #[arg(long)]
    pub require: bool,
}

/// A rate, and whether it counts in drop-frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoundTimecodeArg {
    /// Frames per second.
    pub rate: Rate,
    /// The timecode counts in drop-frame.
    pub drop_frame: bool,
}

impl std::str::FromStr for SoundTimecodeArg {
    type Err = String;

    /// Reads `24`, `29.97DF`, `29.97NDF`.
    fn from_str(text: &str) -> Result<Self, String> {
        let upper = text.to_ascii_uppercase();
        let (number, drop_frame) = match (upper.strip_suffix("NDF"), upper.strip_suffix("DF")) {
            (Some(number), _) => (number, Some(false)),
            (None, Some(number)) => (number, Some(true)),
            (None, None) => (upper.as_str(), None),
        };
        let rate: Rate = number.trim_end().parse().map_err(|error: interneg_spec::RateError| error.to_string())?;
        match drop_frame {
            Some(true) if !rate.allows_drop_frame() => Err(format!("there is no drop-frame at {rate}")),
            None if rate.allows_drop_frame() => {
                Err(format!("write {number}DF or {number}NDF: {rate} counts in two ways"))
            }
            drop_frame => Ok(Self { rate, drop_frame: drop_frame.unwrap_or(false) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timecode_that_counts_in_two_ways_says_in_which() {
        let read = |text: &str| text.parse::<SoundTimecodeArg>();
        for (text, rate, drop_frame) in [
            ("24", Rate::FPS_24, false),
            ("23.976", Rate::FPS_23_976, false),
            ("25NDF", Rate::FPS_25, false),
            ("29.97DF", Rate::FPS_29_97, true),
            ("29.97 ndf", Rate::FPS_29_97, false),
            ("30000/1001df", Rate::FPS_29_97, true),
        ] {
            assert_eq!(read(text), Ok(SoundTimecodeArg { rate, drop_frame }), "{text}");
        }
        assert_eq!(read("29.97").unwrap_err(), "write 29.97DF or 29.97NDF: 30000/1001 counts in two ways");
        for text in ["24DF", "DF", "", "fast"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
