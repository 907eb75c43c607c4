//! Our job as the wire carries it.

use super::WireError;
use interneg_proto::v1;
use interneg_spec::naming::NameFields;
use interneg_spec::{
    Clip, DeliveryFormat, DpxBitDepth, ExrCompression, Matrix, NamJob, Raster, Rate, SampleRange, Siting,
};
use prost_types::Timestamp;
use v1::delivery_format::Container;
use v1::{dpx_format, exr_format};

/// A job for the server.
///
/// # Errors
/// `created` must be a time, because the wire carries no text there.
pub fn job_to_wire(job: &NamJob) -> Result<v1::JobSpec, WireError> {
    let created = job.created.as_deref().map(timestamp).transpose()?;
    Ok(v1::JobSpec {
        rate: Some(rate(job.rate)),
        record_start: job.record_start.to_string(),
        created,
        output: job.output.to_string(),
        name: Some(name(&job.name)),
        format: Some(v1::DeliveryFormat { container: Some(container(job.format)) }),
        raster: job.raster.map(raster),
        colour: Some(v1::ColourChoice { config: job.colour.config.clone(), target: job.colour.target.clone() }),
        client_approved_resolution: job.client_approved_resolution,
        owner: job.owner.clone(),
        manifests: Some(v1::ManifestChoice { mhl: Some(job.manifests.mhl), asc_mhl: job.manifests.asc_mhl }),
        clips: job.clips.iter().map(clip).collect(),
        device: job.device.map(|device| device.to_string()).unwrap_or_default(),
    })
}

fn timestamp(text: &str) -> Result<Timestamp, WireError> {
    let fault = || WireError::Job {
        field: "created".to_owned(),
        message: format!("{text:?} is not a time in UTC; write YYYY-MM-DDTHH:MM:SSZ"),
    };
    // Only the one form that is stamped into headers, so that what comes back is what was given.
    text.parse::<Timestamp>().ok().filter(|time| time.to_string() == text).ok_or_else(fault)
}

fn rate(rate: Rate) -> v1::Rational {
    v1::Rational { numerator: rate.numerator(), denominator: rate.denominator() }
}

fn raster(raster: Raster) -> v1::Raster {
    v1::Raster { width: raster.width, height: raster.height }
}

fn name(name: &NameFields) -> v1::NameFields {
    v1::NameFields {
        title: name.title.clone(),
        episode: name.episode.clone(),
        segment: name.segment.clone(),
        asset: name.asset.clone(),
        dynamic_range: name.dynamic_range.clone(),
        aces_version: name.aces_version.clone(),
        color_space: name.color_space.clone(),
        transfer: name.transfer.clone(),
        date: name.date.clone(),
        aspect_ratio: name.aspect_ratio.clone(),
        frame_padding: name.frame_padding.map(u32::from),
    }
}

fn container(format: DeliveryFormat) -> Container {
    match format {
        DeliveryFormat::Exr { compression, zip_level } => {
            let compression = match compression {
                ExrCompression::None => exr_format::Compression::None,
                ExrCompression::Zip => exr_format::Compression::Zip,
                ExrCompression::Piz => exr_format::Compression::Piz,
            };
            Container::Exr(v1::ExrFormat { compression: compression.into(), zip_level: zip_level.into() })
        }
        DeliveryFormat::Dpx { bit_depth } => {
            let bit_depth = match bit_depth {
                DpxBitDepth::Ten => dpx_format::BitDepth::BitDepth10,
                DpxBitDepth::Sixteen => dpx_format::BitDepth::BitDepth16,
            };
            Container::Dpx(v1::DpxFormat { bit_depth: bit_depth.into() })
        }
    }
}

fn clip(clip: &Clip) -> v1::Clip {
    let range = match clip.range {
        None => v1::SampleRange::Unspecified,
        Some(SampleRange::Full) => v1::SampleRange::Full,
        Some(SampleRange::Legal) => v1::SampleRange::Legal,
    };
    let matrix = match clip.matrix {
        None => v1::Matrix::Unspecified,
        Some(Matrix::Bt601) => v1::Matrix::Bt601,
        Some(Matrix::Bt709) => v1::Matrix::Bt709,
        Some(Matrix::Bt2020) => v1::Matrix::Bt2020,
    };
    let siting = match clip.siting {
        None => v1::Siting::Unspecified,
        Some(Siting::Left) => v1::Siting::Left,
        Some(Siting::Centre) => v1::Siting::Centre,
        Some(Siting::TopLeft) => v1::Siting::TopLeft,
    };
    v1::Clip {
        path: clip.path.to_string(),
        in_point: clip.in_point.map(|point| point.to_string()),
        out_point: clip.out_point.map(|point| point.to_string()),
        colour_space: clip.colour_space.clone(),
        range: range.into(),
        matrix: matrix.into(),
        siting: siting.into(),
        reel: clip.reel.clone(),
        start_timecode: clip.start_timecode.map(|start| start.to_string()),
        rate: clip.rate.map(rate),
    }
}
