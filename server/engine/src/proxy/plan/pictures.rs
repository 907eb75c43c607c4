//! What renders the pictures of a clip.

use super::super::picture::{
    BurnIn, BurnInField, BurnInPosition, BurnIns, ClipPicture, Filter, FrameFacts, LookPath, Looks, PictureTarget,
    RenditionPicture, SourceFacts,
};
use super::{PlannedClip, ProxyPlan, devices};
use crate::EngineError;
use crate::render::{open_config, source_coding};
use interneg_kernels::Subsampling;
use interneg_kernels::cuda::{CudaDevice, KernelCache};
use interneg_media::Scan;
use interneg_media::encode::{GpuEncodeError, GpuRenditionEncoder, RenditionEncoder};
use interneg_media::mux::MovieFiles;
use interneg_spec::proxy::{self, Rendition, VerifyChoice};
use interneg_spec::{DeviceChoice, Finding};

/// Samples of a review picture before two lines share chroma: burn-ins and letterbox are drawn as in any proxy.
pub(crate) const REVIEW_TARGET: PictureTarget =
    PictureTarget { subsampling: Subsampling::S422, bits: 8, is_dithered: false };

/// What is to be told of a clip's picture.
struct Described {
    /// What happens to it, for each rendition.
    operations: Vec<Vec<String>>,
    /// What happens to its review picture.
    review: Vec<String>,
    /// Working memory of one thread.
    picture_bytes: u64,
    /// What makes it, and why that is no GPU where one was hoped for.
    path: Option<LookPath>,
    reason: Option<String>,
}

/// Samples that the encoder of a rendition takes.
pub(crate) fn target_of(rendition: &Rendition) -> PictureTarget {
    let subsampling = if rendition.codec.is_444() { Subsampling::S444 } else { Subsampling::S422 };
    PictureTarget { subsampling, bits: rendition.bits(), is_dithered: false }
}

/// What encodes a rendition of a clip.
pub(crate) fn encoder_of(clip: &PlannedClip, rendition: &Rendition) -> Result<RenditionEncoder, EngineError> {
    let track = clip.track(rendition);
    Ok(RenditionEncoder::new(&track, clip.rate, rendition.chosen_encoder(), rendition.bits())?)
}

/// What encodes a rendition of a clip on a GPU; nothing where the processors have to.
pub(crate) fn gpu_encoder_of(
    clip: &PlannedClip,
    rendition: &Rendition,
    device: &CudaDevice,
    kernels: &KernelCache,
) -> Result<Option<GpuRenditionEncoder>, GpuEncodeError> {
    let track = clip.track(rendition);
    GpuRenditionEncoder::new(device, kernels, &track, rendition.chosen_encoder(), rendition.bits())
}

impl ProxyPlan {
    /// What renders the frames of a clip in all renditions.
    ///
    /// # Errors
    /// What cannot be built, or would be made otherwise than it was planned.
    pub(crate) fn picture(&self, clip: usize) -> Result<ClipPicture, EngineError> {
        let config = open_config(&self.colour_config)?;
        let planned = self.clips[clip].look.path;
        let mut looks =
            if planned == Some(LookPath::Shader) { Looks::with_shaders(&config) } else { Looks::new(&config) };
        let picture = self.build_picture(&self.clips[clip], &mut looks)?;
        devices::check_path(planned, picture.path())?;
        Ok(picture)
    }

    fn build_picture(&self, clip: &PlannedClip, looks: &mut Looks<'_>) -> Result<ClipPicture, EngineError> {
        let Some(first) = clip.parts.first() else {
            return Err(EngineError::Bug(format!("clip {} has no picture", clip.name)));
        };
        let source = SourceFacts {
            coding: source_coding(first, clip.range, clip.matrix, clip.siting)?,
            colour_space: clip.colour_space.clone(),
            is_interlaced: first.scan == Scan::Interlaced,
        };
        let look = clip.look.look()?;
        let renditions: Vec<RenditionPicture> = self
            .job
            .renditions
            .iter()
            .zip(&clip.geometry)
            .map(|(rendition, geometry)| (geometry, target_of(rendition)))
            // The review picture is one more behind them.
            .chain(clip.review.as_ref().map(|review| (&review.geometry, REVIEW_TARGET)))
            .map(|(geometry, target)| RenditionPicture {
                geometry: geometry.geometry(),
                filter: Filter::Lanczos3,
                look: look.clone(),
                target,
                burn_ins: burn_ins(&self.job.burn_ins),
            })
            .collect();
        let refused = |reason: String| EngineError::Colour { field: "look".to_owned(), reason };
        ClipPicture::new(looks, &source, &renditions).map_err(|error| refused(error.to_string()))
    }

    /// Says of every clip what happens to its picture, what makes it and how much memory that takes; what cannot be
    /// becomes a finding. Only where the job names a GPU may OpenColorIO's shaders make pictures.
    pub(super) fn describe_pictures(&mut self, device: Option<DeviceChoice>) {
        // Where there is no configuration, a finding has said why, and there are no clips.
        let Ok(config) = open_config(&self.colour_config) else { return };
        let looks = if devices::is_gpu(device) { Looks::with_shaders(&config) } else { Looks::new(&config) };
        let described = self.describe_with(looks);
        for (index, described) in described.into_iter().enumerate() {
            match described {
                Ok(Described { operations, review, picture_bytes, path, reason }) => {
                    self.clips[index].look.path = path;
                    if let Some(finding) = devices::finding(&self.clips[index], device, reason.as_deref())
                        && !self.findings.contains(&finding)
                    {
                        self.findings.push(finding);
                    }
                    let conformed = self.clips[index].conforming();
                    let with_conforming =
                        |operations: Vec<String>| conformed.iter().cloned().chain(operations).collect();
                    self.clips[index].operations = operations.into_iter().map(with_conforming).collect();
                    self.clips[index].picture_bytes = picture_bytes;
                    if let Some(planned) = &mut self.clips[index].review {
                        planned.operations = review;
                    }
                }
                Err(error) => {
                    let (field, remedy) = match &error {
                        EngineError::Colour { field, .. } if field == "burn_ins" => {
                            (field.clone(), "burn in less, or choose a larger raster")
                        }
                        _ => {
                            let remedy = "change the rendition, the look or the framing";
                            (format!("sources[{}].path", self.clips[index].source), remedy)
                        }
                    };
                    let message = format!("{}: {error}", self.clips[index].source_file());
                    self.findings.push(Finding::error("PX-PICTURE", field, message, remedy));
                }
            }
        }
        self.findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    }

    fn describe_with(&self, mut looks: Looks<'_>) -> Vec<Result<Described, EngineError>> {
        self.clips
            .iter()
            .map(|clip| {
                let picture = self.build_picture(clip, &mut looks)?;
                let facts = FrameFacts {
                    timecode: Some(clip.start),
                    clip_name: &clip.name,
                    reel: &clip.reel,
                    source_frame: clip.frames.len(),
                };
                picture
                    .check_burn_ins(&facts)
                    .map_err(|error| EngineError::Colour { field: "burn_ins".to_owned(), reason: error.to_string() })?;
                let mut operations = Vec::new();
                for (index, rendition) in self.job.renditions.iter().enumerate() {
                    let encoder = encoder_of(clip, rendition)?;
                    let mut lines = picture.describe_rendition(index);
                    lines.push(encoder.describe());
                    if rendition.verify == VerifyChoice::Decode {
                        lines.push(
                            "each frame decoded and held against its picture, and read back from the file".to_owned(),
                        );
                    }
                    operations.push(lines);
                    MovieFiles::check(rendition.wrapper, &self.describe_clip(clip, index))?;
                }
                let review = picture.describe_rendition(self.job.renditions.len());
                let (path, reason) = (picture.path(), picture.path_reason().map(str::to_owned));
                Ok(Described { operations, review, picture_bytes: picture.scratch_bytes() as u64, path, reason })
            })
            .collect()
    }
}

/// The burn-ins of a job, for the renderer.
fn burn_ins(wanted: &[proxy::BurnIn]) -> Option<BurnIns> {
    let item = |burn_in: &proxy::BurnIn| BurnIn {
        position: match burn_in.position {
            proxy::BurnInPosition::TopLeft => BurnInPosition::TopLeft,
            proxy::BurnInPosition::TopCentre => BurnInPosition::TopCentre,
            proxy::BurnInPosition::TopRight => BurnInPosition::TopRight,
            proxy::BurnInPosition::BottomLeft => BurnInPosition::BottomLeft,
            proxy::BurnInPosition::BottomCentre => BurnInPosition::BottomCentre,
            proxy::BurnInPosition::BottomRight => BurnInPosition::BottomRight,
        },
        fields: vec![match burn_in.field {
            proxy::BurnInField::Timecode => BurnInField::Timecode,
            proxy::BurnInField::Clip => BurnInField::ClipName,
            proxy::BurnInField::Reel => BurnInField::Reel,
            proxy::BurnInField::Frame => BurnInField::SourceFrame,
            proxy::BurnInField::Text => BurnInField::Text(burn_in.text.clone().unwrap_or_default()),
        }],
    };
    if wanted.is_empty() {
        return None;
    }
    Some(BurnIns { line_height: BurnIns::LINE_HEIGHT, items: wanted.iter().map(item).collect() })
}
