//! NAM renders as messages.

use super::words::{matrix, raster, rational, sample_range, siting, timestamp};
use crate::FieldError;
use interneg_proto::v1;
use interneg_spec::{Clip, DeliveryFormat, DpxBitDepth, ExrCompression, NamJob};

/// A NAM.
pub(super) fn nam(job: &NamJob) -> Result<v1::NamSpec, FieldError> {
    let created = job.created.as_deref().map(timestamp).transpose()?;
    Ok(v1::NamSpec {
        rate: Some(rational(job.rate)),
        record_start: job.record_start.to_string(),
        created,
        output: job.output.to_string(),
        name: Some(v1::NameFields {
            title: job.name.title.clone(),
            episode: job.name.episode.clone(),
            segment: job.name.segment.clone(),
            asset: job.name.asset.clone(),
            dynamic_range: job.name.dynamic_range.clone(),
            aces_version: job.name.aces_version.clone(),
            color_space: job.name.color_space.clone(),
            transfer: job.name.transfer.clone(),
            date: job.name.date.clone(),
            aspect_ratio: job.name.aspect_ratio.clone(),
            frame_padding: job.name.frame_padding.map(u32::from),
        }),
        format: Some(v1::DeliveryFormat { container: Some(container(job.format)) }),
        raster: job.raster.map(raster),
        colour: Some(v1::ColourChoice { config: job.colour.config.clone(), target: job.colour.target.clone() }),
        client_approved_resolution: job.client_approved_resolution,
        quicktime_approval: job.quicktime_approval.as_ref().map(|approval| v1::ClientApproval {
            approved_by: approval.approved_by.clone(),
            reference: approval.reference.clone(),
            date: approval.date.clone(),
        }),
        owner: job.owner.clone(),
        manifests: Some(v1::ManifestChoice { mhl: Some(job.manifests.mhl), asc_mhl: job.manifests.asc_mhl }),
        clips: job.clips.iter().map(clip).collect(),
        device: job.device.map(|device| device.to_string()).unwrap_or_default(),
    })
}

fn container(format: DeliveryFormat) -> v1::delivery_format::Container {
    match format {
        DeliveryFormat::Exr { compression, zip_level } => {
            use v1::exr_format::Compression;
            let compression = match compression {
                ExrCompression::None => Compression::None,
                ExrCompression::Zip => Compression::Zip,
                ExrCompression::Piz => Compression::Piz,
            };
            let exr = v1::ExrFormat { compression: compression.into(), zip_level: zip_level.into() };
            v1::delivery_format::Container::Exr(exr)
        }
        DeliveryFormat::Dpx { bit_depth } => {
            use v1::dpx_format::BitDepth;
            let bit_depth = match bit_depth {
                DpxBitDepth::Ten => BitDepth::BitDepth10,
                DpxBitDepth::Sixteen => BitDepth::BitDepth16,
            };
            v1::delivery_format::Container::Dpx(v1::DpxFormat { bit_depth: bit_depth.into() })
        }
        DeliveryFormat::Quicktime { codec, bit_depth, dynamic_range } => {
            v1::delivery_format::Container::Quicktime(v1::QuicktimeFormat {
                codec: codec.name().to_owned(),
                bit_depth: bit_depth.bits().into(),
                dynamic_range: dynamic_range.map(|range| range.name().to_owned()).unwrap_or_default(),
            })
        }
    }
}

fn clip(clip: &Clip) -> v1::Clip {
    v1::Clip {
        path: clip.path.to_string(),
        in_point: clip.in_point.map(|point| point.to_string()),
        out_point: clip.out_point.map(|point| point.to_string()),
        colour_space: clip.colour_space.clone(),
        range: sample_range(clip.range),
        matrix: matrix(clip.matrix),
        siting: siting(clip.siting),
        reel: clip.reel.clone(),
        start_timecode: clip.start_timecode.map(|timecode| timecode.to_string()),
        rate: clip.rate.map(rational),
    }
}
