//! What a NAM in one QuickTime movie says of itself, decided before a frame is rendered.

use super::Plan;
use interneg_media::FrameEncoder;
use interneg_media::mux::{ColourTags, FieldOrder, MovieDescription, MovieFiles, PictureTrack};
use interneg_spec::proxy::{CodecFamily, Vendor, Wrapper};
use interneg_spec::{DeliveryFormat, Finding, Level, Raster, SampleRange, UtcTime};

/// Primaries of BT.2020, red x, y, green x, y, blue x, y, white x, y (ITU-R BT.2020, table 3).
const BT2020_PRIMARIES: [f32; 8] = [0.708, 0.292, 0.170, 0.797, 0.131, 0.046, 0.3127, 0.3290];
/// Two texts of one set of primaries differ by less.
const SAME_CHROMATICITY: f32 = 5e-4;

/// The least raster of DNxHR (ST 2019-1, resolution-independent profiles).
const DNXHR_LEAST: Raster = Raster { width: 256, height: 120 };

/// H.273: unspecified. No code point names a camera's log curve, and most cameras' primaries have none either.
const UNSPECIFIED: u8 = 2;
/// H.273: BT.2020, and its matrix with non-constant luminance.
const BT2020: u8 = 9;
/// H.273: the matrix of BT.709.
const BT709: u8 = 1;

impl Plan {
    /// Base name of the movie; none where frames are delivered.
    pub fn movie_name(&self) -> Option<String> {
        let format = self.job.format;
        format.is_movie().then(|| format!("{}.{}", self.stem, format.extension()))
    }

    /// Base name of the passport beside the movie; none where frames are delivered.
    pub(crate) fn passport_name(&self) -> Option<String> {
        self.job.format.is_movie().then(|| format!("{}.passport.json", self.stem))
    }

    /// The movie's picture; none where frames are delivered.
    pub(crate) fn picture_track(&self) -> Option<PictureTrack> {
        let DeliveryFormat::Quicktime { codec, bit_depth, .. } = self.job.format else { return None };
        Some(PictureTrack {
            codec,
            bits: bit_depth.bits(),
            raster: self.raster,
            pixel_aspect: (1, 1),
            has_alpha: false,
            vendor: Vendor::Interneg,
            clean_aperture: None,
            // Interlaced sources are refused.
            field_order: FieldOrder::Progressive,
            colour: self.colour_tags(),
            range: SampleRange::Legal,
        })
    }

    /// What players are told of the codes: never more than is true of them.
    fn colour_tags(&self) -> ColourTags {
        let is_bt2020 = self.target.chromaticities.is_some_and(|found| {
            found.iter().zip(BT2020_PRIMARIES).all(|(found, named)| (found - named).abs() < SAME_CHROMATICITY)
        });
        // Y'CbCr needs some matrix: that of the primaries where they have one, else the one that cameras use in ProRes.
        let (primaries, matrix) = if is_bt2020 { (BT2020, BT2020) } else { (UNSPECIFIED, BT709) };
        ColourTags { primaries, transfer: UNSPECIFIED, matrix }
    }

    /// The whole movie; none where frames are delivered.
    pub(crate) fn describe_movie(&self) -> Option<MovieDescription> {
        let picture = self.picture_track()?;
        let (tool, tool_version) = self.tool.rsplit_once(' ').unwrap_or((&self.tool, ""));
        let DeliveryFormat::Quicktime { dynamic_range, .. } = self.job.format else { return None };
        let approval = self.job.quicktime_approval.as_ref().map(ToString::to_string);
        let comments = [
            ("Client approval", approval),
            ("Colour space", Some(self.target.space.clone())),
            ("Dynamic range", dynamic_range.map(|range| range.to_string())),
            ("Job", Some(self.job_digest())),
        ];
        let comments = comments.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?)));
        Some(MovieDescription {
            roll: String::new(),
            clip_name: self.stem.clone(),
            reel: None,
            rate: self.job.rate,
            start: Some(self.job.record_start),
            frame_count: self.frames.len(),
            picture,
            sound: None,
            comments: comments.collect(),
            project: self.job.name.title.clone(),
            rendition: self.job.name.asset.clone().unwrap_or_else(|| "nam".to_owned()),
            created: UtcTime::parse(self.created()).unwrap_or(UtcTime::from_system(std::time::UNIX_EPOCH)),
            tool: tool.to_owned(),
            tool_version: tool_version.to_owned(),
        })
    }

    /// Bytes of a coded frame at most; none where frames are delivered, or the codec holds no such picture.
    pub(super) fn packet_bytes(&self) -> Option<u64> {
        interneg_media::packet_bytes(&self.picture_track()?)
    }
}

/// Whether codec and container hold what was planned; asked where everything else is in order.
pub(super) fn check(plan: &Plan) -> Option<Finding> {
    let description = plan.describe_movie()?;
    if plan.frames.is_empty() || plan.findings.iter().any(|finding| finding.level == Level::Error) {
        return None;
    }
    let (codec, raster) = (description.picture.codec, plan.raster);
    let is_too_small = codec.family() == CodecFamily::Dnxhr
        && (raster.width < DNXHR_LEAST.width || raster.height < DNXHR_LEAST.height);
    let refused = is_too_small.then(|| format!("{codec} begins at {DNXHR_LEAST}, which {raster} is below"));
    let refused = refused.or_else(|| FrameEncoder::new(&plan.write_spec()).err().map(|error| error.to_string()));
    let refused =
        refused.or_else(|| MovieFiles::check(Wrapper::Mov, &description).err().map(|error| error.to_string()));
    let remedy = "choose a codec that holds the raster, or deliver frames";
    Some(Finding::error("JOB-MOVIE", "format.codec", refused?, remedy))
}
