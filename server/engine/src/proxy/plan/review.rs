//! The review files of a job: what encodes them on this machine, and what is made of each clip.

use super::{PlannedClip, PlannedGeometry, PlannedSound, ProxyPlan};
use interneg_media::review::{
    Description, MissingPlugin, PictureEncoder, ReviewCodec, ReviewError, ReviewSound, SoundEncoder, choose,
    choose_sound,
};
use interneg_spec::proxy::{ProxyJob, ReviewChoice};
use interneg_spec::{Finding, SampleRange, proxy};
use serde::{Deserialize, Serialize};

/// Bits per second of a channel of sound.
const SOUND_BITS_PER_CHANNEL: u32 = 96_000;
/// Groups of frames in a segment of HLS.
const SEGMENT_GOPS: u32 = 2;

/// What encodes the review files of a job, chosen once: chunks from different encoders do not join. The same machine
/// gives the same plan; another one, with other plug-ins, may give another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedReview {
    /// Encoder of the pictures.
    pub encoder: PictureEncoder,
    /// Encoder of the sound; none where no clip has any.
    pub sound_encoder: Option<SoundEncoder>,
    /// Frames from one key frame to the next: a second of the fastest clip.
    pub gop_frames: u32,
    /// Groups of frames in a segment of HLS.
    pub segment_gops: u32,
}

/// The review file of a clip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedClipReview {
    /// What is shown where.
    pub geometry: PlannedGeometry,
    /// What happens to the picture, in order and in words.
    pub operations: Vec<String>,
    /// The pipeline that encodes it, in the language of `gst-launch-1.0`.
    pub pipeline: String,
    /// The MP4, below the output folder, `/` between folders.
    pub output: String,
}

impl PlannedReview {
    /// Frames of a segment of HLS.
    pub(crate) fn segment_frames(&self) -> u64 {
        u64::from(self.gop_frames) * u64::from(self.segment_gops)
    }
}

impl PlannedClipReview {
    /// The review file of a clip in its roll; what else there is to say follows when the whole job is known.
    pub(super) fn new(clip_name: &str, roll: &str, geometry: PlannedGeometry) -> Self {
        let output = format!("{}/{roll}/{clip_name}.mp4", ReviewChoice::FOLDER);
        Self { geometry, operations: Vec::new(), pipeline: String::new(), output }
    }
}

impl ProxyPlan {
    /// The review file of a clip, for those who write it; none where the job asks for none.
    pub(crate) fn review_description(&self, clip: &PlannedClip) -> Option<Description> {
        let (choice, review) = (self.job.review.as_ref()?, self.review?);
        Some(describe(choice, review, clip))
    }

    /// Frames of a task where the service wishes for `frames_per_task`: as many, or so many more that tasks end where
    /// segments of review files do.
    pub fn task_frames(&self, frames_per_task: u64) -> u64 {
        match self.review {
            Some(review) => frames_per_task.max(1).next_multiple_of(review.segment_frames().max(1)),
            None => frames_per_task,
        }
    }
}

/// Chooses what encodes the review files of a job, and completes what is planned of each clip; what this machine lacks
/// becomes a finding.
pub(super) fn plan(job: &ProxyJob, clips: &mut [PlannedClip], findings: &mut Vec<Finding>) -> Option<PlannedReview> {
    let choice = job.review.as_ref()?;
    let has_sound = clips.iter().any(|clip| clip.sound != PlannedSound::Nothing);
    let mut refuse = |error: ReviewError| findings.push(finding(&error));
    let encoder = choose(codec(choice.codec)).map_err(|missing| refuse(missing.into())).ok();
    let sound_encoder = match has_sound {
        true => Some(choose_sound().map_err(|missing| refuse(missing.into())).ok()),
        false => None,
    };
    let fastest = clips.iter().map(|clip| clip.rate.nominal()).max().unwrap_or(1);
    let review = PlannedReview {
        encoder: encoder?,
        sound_encoder: match sound_encoder {
            Some(found) => Some(found?),
            None => None,
        },
        gop_frames: fastest.clamp(1, 600),
        segment_gops: SEGMENT_GOPS,
    };
    for clip in clips {
        let description = describe(choice, review, clip);
        let checked = description.check_elements().map_err(ReviewError::from);
        match checked.and_then(|()| description.pipeline_text()) {
            Ok(text) => {
                if let Some(planned) = &mut clip.review {
                    planned.pipeline = text;
                }
            }
            Err(error) => {
                let new = finding(&error);
                if !findings.contains(&new) {
                    findings.push(new);
                }
            }
        }
    }
    Some(review)
}

fn describe(choice: &ReviewChoice, review: PlannedReview, clip: &PlannedClip) -> Description {
    let sound = review.sound_encoder.filter(|_| clip.sound != PlannedSound::Nothing).map(|encoder| {
        let channels: u8 = if clip.sound.channel_names().len() == 1 { 1 } else { 2 };
        ReviewSound { encoder, channels, bit_rate: SOUND_BITS_PER_CHANNEL * u32::from(channels) }
    });
    Description {
        encoder: review.encoder,
        raster: choice.raster,
        rate: clip.rate,
        colour: clip.look.tags(),
        range: SampleRange::Legal,
        bit_rate: choice.bit_rate_kbps.saturating_mul(1000),
        gop_frames: review.gop_frames,
        segment_gops: review.segment_gops,
        sound,
    }
}

fn codec(codec: proxy::ReviewCodec) -> ReviewCodec {
    match codec {
        proxy::ReviewCodec::H264 => ReviewCodec::H264,
        proxy::ReviewCodec::Hevc => ReviewCodec::Hevc,
    }
}

fn finding(error: &ReviewError) -> Finding {
    let remedy = match error {
        ReviewError::MissingPlugin(MissingPlugin { package, .. }) => {
            format!("install Debian's {package} on the service's machine, or leave review out")
        }
        _ => "change review, or leave it out".to_owned(),
    };
    Finding::error("PX-REVIEW", "review", error.to_string(), remedy)
}
