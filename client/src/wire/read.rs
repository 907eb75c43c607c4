//! Wire messages as our types.

use super::WireError;
use interneg_proto::v1;
use interneg_spec::naming::NameFields;
use interneg_spec::{
    Clip, ColourChoice, DeliveryFormat, DpxBitDepth, ExrCompression, Finding, Level, ManifestChoice, Matrix, NamJob,
    NamKind, Raster, Rate, SampleRange, Siting,
};
use std::fmt::Display;
use std::str::FromStr;
use v1::delivery_format::Container;
use v1::{dpx_format, exr_format, finding};

/// A job as the server keeps it.
///
/// # Errors
/// Names the field that this client has no form for.
pub fn job_from_wire(spec: &v1::JobSpec) -> Result<NamJob, WireError> {
    let colour = required("colour", spec.colour.as_ref())?;
    let manifests = spec.manifests.unwrap_or_default();
    Ok(NamJob {
        kind: NamKind::Nam,
        rate: rate("rate", required("rate", spec.rate.as_ref())?)?,
        record_start: parsed("record_start", &spec.record_start)?,
        created: spec.created.as_ref().map(ToString::to_string),
        output: parsed("output", &spec.output)?,
        name: name(required("name", spec.name.as_ref())?)?,
        format: format(required("format", spec.format.as_ref())?)?,
        raster: spec.raster.map(|raster| Raster { width: raster.width, height: raster.height }),
        colour: ColourChoice { config: colour.config.clone(), target: colour.target.clone() },
        client_approved_resolution: spec.client_approved_resolution,
        device: optional("device", Some(&spec.device).filter(|device| !device.is_empty()))?,
        owner: spec.owner.clone(),
        manifests: ManifestChoice { mhl: manifests.mhl.unwrap_or(true), asc_mhl: manifests.asc_mhl },
        clips: spec.clips.iter().enumerate().map(|(index, wire)| clip(index, wire)).collect::<Result<_, _>>()?,
    })
}

/// A finding; a level that this client does not know counts as an error, the safe side.
pub fn finding_from_wire(wire: &v1::Finding) -> Finding {
    let level = match wire.level() {
        finding::Level::Note => Level::Note,
        finding::Level::Warning => Level::Warning,
        finding::Level::Error | finding::Level::Unspecified => Level::Error,
    };
    Finding {
        rule: wire.rule.clone(),
        level,
        field: wire.field.clone(),
        message: wire.message.clone(),
        remedy: wire.remedy.clone(),
    }
}

fn required<'a, T>(field: &str, value: Option<&'a T>) -> Result<&'a T, WireError> {
    value.ok_or_else(|| WireError::answer(field, "is absent"))
}

fn parsed<T: FromStr<Err: Display>>(field: &str, text: &str) -> Result<T, WireError> {
    text.parse().map_err(|error: T::Err| WireError::answer(field, error))
}

fn optional<T: FromStr<Err: Display>>(field: &str, text: Option<&String>) -> Result<Option<T>, WireError> {
    text.map(|text| parsed(field, text)).transpose()
}

fn rate(field: &str, rate: &v1::Rational) -> Result<Rate, WireError> {
    Rate::new(rate.numerator, rate.denominator).map_err(|error| WireError::answer(field, error))
}

fn small(field: &str, value: u32) -> Result<u8, WireError> {
    u8::try_from(value).map_err(|_| WireError::answer(field, format!("{value} is above 255")))
}

fn unknown(field: &str) -> WireError {
    WireError::answer(field, "holds a value that this client does not know")
}

fn name(name: &v1::NameFields) -> Result<NameFields, WireError> {
    Ok(NameFields {
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
        frame_padding: name.frame_padding.map(|padding| small("name.frame_padding", padding)).transpose()?,
    })
}

fn format(format: &v1::DeliveryFormat) -> Result<DeliveryFormat, WireError> {
    match format.container.as_ref() {
        Some(Container::Exr(exr)) => {
            let compression = match exr_format::Compression::try_from(exr.compression) {
                Ok(exr_format::Compression::None) => ExrCompression::None,
                Ok(exr_format::Compression::Zip) => ExrCompression::Zip,
                Ok(exr_format::Compression::Piz | exr_format::Compression::Unspecified) => ExrCompression::Piz,
                Err(_) => return Err(unknown("format.compression")),
            };
            // 0 is the wire's word for the default, 1.
            Ok(DeliveryFormat::Exr { compression, zip_level: small("format.zip_level", exr.zip_level)?.max(1) })
        }
        Some(Container::Dpx(dpx)) => {
            let bit_depth = match dpx_format::BitDepth::try_from(dpx.bit_depth) {
                Ok(dpx_format::BitDepth::BitDepth10) => DpxBitDepth::Ten,
                Ok(dpx_format::BitDepth::BitDepth16 | dpx_format::BitDepth::Unspecified) => DpxBitDepth::Sixteen,
                Err(_) => return Err(unknown("format.bit_depth")),
            };
            Ok(DeliveryFormat::Dpx { bit_depth })
        }
        None => Err(unknown("format.container")),
    }
}

fn clip(index: usize, wire: &v1::Clip) -> Result<Clip, WireError> {
    let field = |name: &str| format!("clips[{index}].{name}");
    let range = match v1::SampleRange::try_from(wire.range) {
        Ok(v1::SampleRange::Unspecified) => None,
        Ok(v1::SampleRange::Full) => Some(SampleRange::Full),
        Ok(v1::SampleRange::Legal) => Some(SampleRange::Legal),
        Err(_) => return Err(unknown(&field("range"))),
    };
    let matrix = match v1::Matrix::try_from(wire.matrix) {
        Ok(v1::Matrix::Unspecified) => None,
        Ok(v1::Matrix::Bt601) => Some(Matrix::Bt601),
        Ok(v1::Matrix::Bt709) => Some(Matrix::Bt709),
        Ok(v1::Matrix::Bt2020) => Some(Matrix::Bt2020),
        Err(_) => return Err(unknown(&field("matrix"))),
    };
    let siting = match v1::Siting::try_from(wire.siting) {
        Ok(v1::Siting::Unspecified) => None,
        Ok(v1::Siting::Left) => Some(Siting::Left),
        Ok(v1::Siting::Centre) => Some(Siting::Centre),
        Ok(v1::Siting::TopLeft) => Some(Siting::TopLeft),
        Err(_) => return Err(unknown(&field("siting"))),
    };
    Ok(Clip {
        path: parsed(&field("path"), &wire.path)?,
        in_point: optional(&field("in"), wire.in_point.as_ref())?,
        out_point: optional(&field("out"), wire.out_point.as_ref())?,
        colour_space: wire.colour_space.clone(),
        range,
        matrix,
        siting,
        reel: wire.reel.clone(),
        start_timecode: optional(&field("start_timecode"), wire.start_timecode.as_ref())?,
        rate: wire.rate.as_ref().map(|wire| rate(&field("rate"), wire)).transpose()?,
    })
}
