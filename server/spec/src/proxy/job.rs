//! A job of proxies: what editorial asks for, in editorial's words.

use super::{
    BurnIn, EncoderChoice, FramingChoice, LookChoice, ProxyCodec, ReviewChoice, SoundChoice, Vendor, VerifyChoice,
    Wrapper,
};
use crate::{DeviceChoice, Matrix, MediaPath, Raster, Rate, SampleRange, Siting, Timecode};
use serde::{Deserialize, Serialize};

/// Proxies of the clips of a shooting day: every clip that lies in the sources, in every rendition that is asked for,
/// with what editorial needs to get back to the camera originals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxyJob {
    /// What kind of job it is.
    pub kind: ProxyKind,
    /// Name of the show. With clip and reel it makes the ids under which an editing system knows a clip, so it must be
    /// the same for every job of a show.
    pub project: String,
    /// Time that is stamped into files, `YYYY-MM-DDTHH:MM:SSZ`. Where absent, the newest modification time of the sources
    /// is stamped, so that the same job and sources give the same bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Folder that receives the proxies, below a root that may be written; made where it is not there. Every rendition has
    /// a folder in it, and every roll a folder in that.
    pub output: MediaPath,
    /// What renders the job; where absent, what the service is configured for. An exact view that is no program of the
    /// kernels runs as OpenColorIO's shader only where the job itself names a GPU.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceChoice>,
    /// Clips, and folders that are searched for clips.
    pub sources: Vec<ProxySource>,
    /// What is made of each clip; all renditions of a clip come from one decode.
    pub renditions: Vec<Rendition>,
    /// How the picture looks.
    #[serde(default)]
    pub look: LookChoice,
    /// Which part of the picture is shown where.
    #[serde(default)]
    pub framing: FramingChoice,
    /// Text over the picture; none where empty.
    #[serde(default)]
    pub burn_ins: Vec<BurnIn>,
    /// Which sound the proxies have.
    #[serde(default)]
    pub sound: SoundChoice,
    /// How clips are known in the cut.
    #[serde(default)]
    pub identity: IdentityChoice,
    /// Review files of each clip; none where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewChoice>,
}

/// The word that makes a job one of proxies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyKind {
    /// Editorial proxies.
    #[default]
    Proxies,
}

/// A clip, or a folder that is searched for clips, and what holds for all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxySource {
    /// File, image sequence, or folder; folders are searched with everything below them.
    pub path: MediaPath,
    /// Colour space as the colour configuration names it, or `auto` where camera metadata is unambiguous.
    #[serde(default = "auto")]
    pub colour_space: String,
    /// Code range, where the files do not say or say it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<SampleRange>,
    /// Y'CbCr matrix, where the files do not say or say it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Matrix>,
    /// Chroma siting, where the files do not say or say it wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siting: Option<Siting>,
    /// Project rate, where the files do not say (image sequences without a rate) or where it is not that of the shooting.
    /// Every frame of a clip is one frame of its proxy, whatever the rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// What becomes of movies whose frame rate varies.
    #[serde(default, skip_serializing_if = "VariableRate::is_refused")]
    pub variable_rate: VariableRate,
    /// Reel of all clips found here, whatever the files say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reel: Option<String>,
    /// Timecode of the first frame, for a source that is one clip without a timecode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_timecode: Option<Timecode>,
    /// Name of the roll; the folder's own name where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<String>,
}

/// What becomes of a movie whose pictures are not shown at a constant rate (rule PX-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariableRate {
    /// The job is refused.
    #[default]
    Refuse,
    /// Each frame of the proxy, at the rate that the source is given, shows the picture that is nearest to it in time:
    /// pictures are dropped and shown again, so that frames of the proxy are not those of the original.
    Conform,
}

impl VariableRate {
    fn is_refused(&self) -> bool {
        *self == Self::Refuse
    }
}

impl ProxySource {
    /// Rate that movies of variable frame rate are conformed to; none where they are refused.
    pub fn conform_rate(&self) -> Option<Rate> {
        self.rate.filter(|_| self.variable_rate == VariableRate::Conform)
    }
}

fn auto() -> String {
    "auto".to_owned()
}

/// One of the files that are made of each clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rendition {
    /// Its name, and the name of its folder; letters, digits, `-` and `_`.
    pub name: String,
    /// Codec of the picture.
    pub codec: ProxyCodec,
    /// File that it lies in.
    pub wrapper: Wrapper,
    /// Raster of the picture.
    #[serde(default = "hd")]
    pub raster: Raster,
    /// Bits of a sample, where the codec has a choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bit_depth: Option<u8>,
    /// Who encodes it: our own encoder where there is one, unless FFmpeg's is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoder: Option<EncoderChoice>,
    /// What is verified of its frames.
    #[serde(default, skip_serializing_if = "VerifyChoice::is_none")]
    pub verify: VerifyChoice,
    /// Whose mark ProRes bears.
    #[serde(default, skip_serializing_if = "Vendor::is_own")]
    pub vendor: Vendor,
}

impl Rendition {
    /// Who encodes it.
    pub fn chosen_encoder(&self) -> EncoderChoice {
        self.encoder.unwrap_or(self.codec.usual_encoder())
    }

    /// Bits of a sample: those asked for, or what the encoder usually takes.
    pub fn bits(&self) -> u8 {
        let usual = self.codec.depths(self.chosen_encoder()).first().copied();
        self.bit_depth.or(usual).unwrap_or(self.codec.bits())
    }
}

fn hd() -> Raster {
    Raster { width: 1920, height: 1080 }
}

/// How clips are known in the cut. One choice holds for a whole show, or clips relink to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentityChoice {
    /// What goes into the reel or tape name.
    pub reel: ReelRule,
    /// What becomes of a clip that has neither a timecode nor a reel.
    pub unidentified: Unidentified,
}

/// What goes into the reel or tape name (rule PX-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReelRule {
    /// What the file says; the clip's name where it says nothing.
    #[default]
    Embedded,
    /// The clip's name, always.
    ClipName,
    /// The name of the roll's folder.
    Roll,
}

/// What becomes of a clip without a timecode: nothing but its file name could ever relink it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unidentified {
    /// The job is refused.
    #[default]
    Refuse,
    /// Its first frame is 00:00:00:00, and its name is its reel where the file has none.
    FileName,
}
