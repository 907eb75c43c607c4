//! The passport of a NAM in one movie: why it is a movie at all, what is in it, where that comes from, and what was found
//! while it was made. JSON, beside the movie, listed in every manifest.

use super::movie::MovieRecord;
use crate::{EngineError, FrameRecord, Plan, RunsOn};
use interneg_media::mux::MovieDescription;
use interneg_spec::{ClientApproval, DeliveryFormat, DynamicRange, Raster, Rate};
use serde::Serialize;

/// Form of the text; grows with what it says.
const FORM: &str = "interneg-nam-passport 1";

#[derive(Serialize)]
struct Passport<'a> {
    form: &'static str,
    /// Digest of what was asked for, without where it is delivered to.
    job: String,
    tool: &'a str,
    created: &'a str,
    exception: Exception<'a>,
    movie: &'a MovieRecord,
    picture: Picture<'a>,
    clips: Vec<Clip<'a>>,
    quality: Quality,
}

/// By whose leave and within which bounds it is a movie (rules NAM-12 and NAM-13).
#[derive(Serialize)]
struct Exception<'a> {
    client_approval: Option<&'a ClientApproval>,
    dynamic_range: Option<DynamicRange>,
    client_minimum: Option<&'static str>,
}

#[derive(Serialize)]
struct Picture<'a> {
    codec: &'static str,
    bit_depth: u8,
    raster: Raster,
    rate: Rate,
    frames: u64,
    /// Record timecode of the first frame, and one past the last.
    start: String,
    end: String,
    colour_space: &'a str,
    /// Primaries, transfer and matrix (ITU-T H.273); 2 is unspecified.
    colour_tags: [u8; 3],
    range: &'static str,
}

#[derive(Serialize)]
struct Clip<'a> {
    path: String,
    file: &'a str,
    reel: &'a str,
    source_timecode: Option<String>,
    source_first: u64,
    record_start: String,
    record_first: u64,
    frames: u64,
    colour_space: &'a str,
    colour_operations: &'a [String],
    runs_on: RunsOn,
}

/// What was found while the frames were made, and what the finished movie was held against.
#[derive(Serialize)]
struct Quality {
    nan_samples: u64,
    infinite_samples: u64,
    /// Outside of what the codes of the movie hold.
    clipped_samples: u64,
    /// Frames with any of these, by record number.
    frames_with_replaced_samples: Vec<u64>,
    coded_bytes: u64,
    read_back: &'static str,
}

/// The passport as JSON.
///
/// # Errors
/// It cannot be written, which is a bug of ours.
pub(super) fn write<'a>(
    plan: &Plan,
    description: &MovieDescription,
    movie: &MovieRecord,
    records: impl Iterator<Item = &'a FrameRecord>,
) -> Result<Vec<u8>, EngineError> {
    let DeliveryFormat::Quicktime { codec, bit_depth, dynamic_range } = plan.job.format else {
        return Err(EngineError::Bug("a passport of frames".to_owned()));
    };
    let colour = description.picture.colour;
    let passport = Passport {
        form: FORM,
        job: plan.job_digest(),
        tool: &plan.tool,
        created: plan.created(),
        exception: Exception {
            client_approval: plan.job.quicktime_approval.as_ref(),
            dynamic_range,
            client_minimum: dynamic_range.map(DynamicRange::minimum),
        },
        movie,
        picture: Picture {
            codec: codec.name(),
            bit_depth: bit_depth.bits(),
            raster: plan.raster,
            rate: plan.job.rate,
            frames: plan.frames.len(),
            start: plan.job.record_start.to_string(),
            end: plan.timecode(plan.frames.end).to_string(),
            colour_space: &plan.target.space,
            colour_tags: [colour.primaries, colour.transfer, colour.matrix],
            range: "legal",
        },
        clips: clips(plan),
        quality: quality(records),
    };
    let mut text =
        serde_json::to_vec_pretty(&passport).map_err(|error| EngineError::Bug(format!("passport as JSON: {error}")))?;
    text.push(b'\n');
    Ok(text)
}

fn clips(plan: &Plan) -> Vec<Clip<'_>> {
    let clip = |span: &'_ crate::Span| plan.job.clips.get(span.clip).map(|clip| clip.path.to_string());
    plan.spans
        .iter()
        .map(|span| Clip {
            path: clip(span).unwrap_or_default(),
            file: &span.source_file,
            reel: &span.reel,
            source_timecode: span.source_timecode.map(|timecode| timecode.to_string()),
            source_first: span.source_first,
            record_start: plan.timecode(span.record.first).to_string(),
            record_first: span.record.first,
            frames: span.record.len(),
            colour_space: &span.colour_space,
            colour_operations: &span.colour_operations,
            runs_on: span.runs_on,
        })
        .collect()
}

fn quality<'a>(records: impl Iterator<Item = &'a FrameRecord>) -> Quality {
    let mut quality = Quality {
        nan_samples: 0,
        infinite_samples: 0,
        clipped_samples: 0,
        frames_with_replaced_samples: Vec::new(),
        coded_bytes: 0,
        read_back: "header and every coded frame as FFmpeg reads them from the finished file, by digest",
    };
    for record in records {
        quality.nan_samples += record.nan_samples;
        quality.infinite_samples += record.infinite_samples;
        quality.clipped_samples += record.clipped_samples;
        quality.coded_bytes += record.size_bytes;
        if record.nan_samples + record.infinite_samples + record.clipped_samples > 0 {
            quality.frames_with_replaced_samples.push(record.frame_number);
        }
    }
    quality
}
