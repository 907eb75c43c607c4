//! Job specifications from the wire, with every fault of theirs.

use crate::rpc::status::Violation;
use interneg_proto::v1;
use interneg_spec::naming::NameFields;
use interneg_spec::{
    Clip, ColourChoice, DeliveryFormat, DeviceChoice, DpxBitDepth, ExrCompression, ManifestChoice, Matrix, MediaPath,
    NamJob, NamKind, Raster, Rate, SampleRange, Siting, Timecode,
};
use std::fmt::Display;
use std::str::FromStr;

/// Collects what is wrong, so that the caller hears of everything at once.
#[derive(Default)]
struct Reader {
    violations: Vec<Violation>,
}

/// A job from the wire; `default_config` is the colour configuration of jobs that name none.
pub(in crate::rpc) fn from_spec(spec: &v1::JobSpec, default_config: &str) -> Result<NamJob, Vec<Violation>> {
    let mut reader = Reader::default();
    let job = reader.job(spec, default_config);
    match job {
        Some(job) if reader.violations.is_empty() => Ok(job),
        _ => Err(reader.violations),
    }
}

impl Reader {
    fn job(&mut self, spec: &v1::JobSpec, default_config: &str) -> Option<NamJob> {
        // Everything is read before anything is given up.
        let rate = self.required("rate", spec.rate.as_ref()).and_then(|rate| self.rate("rate", rate));
        let record_start: Option<Timecode> = self.text("record_start", &spec.record_start);
        let created = spec.created.as_ref().and_then(|created| self.created(created));
        let output: Option<MediaPath> = self.text("output", &spec.output);
        let name = self.required("name", spec.name.as_ref()).and_then(|name| self.name(name));
        let container = spec.format.as_ref().and_then(|format| format.container.as_ref());
        let format = self.required("format", container).and_then(|container| self.format(container));
        let raster = spec.raster.as_ref().and_then(|raster| self.raster(raster));
        let colour = self.required("colour", spec.colour.as_ref());
        // Left open where it is empty: what the server is configured for counts when the job runs.
        let device: Option<DeviceChoice> =
            Some(&spec.device).filter(|device| !device.is_empty()).and_then(|device| self.text("device", device));
        let clips: Vec<Option<Clip>> =
            spec.clips.iter().enumerate().map(|(index, clip)| self.clip(&format!("clips[{index}]"), clip)).collect();
        Some(NamJob {
            kind: NamKind::Nam,
            rate: rate?,
            record_start: record_start?,
            created,
            output: output?,
            name: name?,
            format: format?,
            raster,
            colour: colour.map(|colour| ColourChoice {
                config: if colour.config.is_empty() { default_config.to_owned() } else { colour.config.clone() },
                target: colour.target.clone(),
            })?,
            client_approved_resolution: spec.client_approved_resolution,
            device,
            owner: spec.owner.clone(),
            manifests: spec.manifests.as_ref().map_or_else(ManifestChoice::default, |manifests| ManifestChoice {
                mhl: manifests.mhl.unwrap_or(ManifestChoice::default().mhl),
                asc_mhl: manifests.asc_mhl,
            }),
            clips: clips.into_iter().collect::<Option<_>>()?,
        })
    }

    fn clip(&mut self, at: &str, clip: &v1::Clip) -> Option<Clip> {
        let path: Option<MediaPath> = self.text(&format!("{at}.path"), &clip.path);
        let colour_space: Option<String> = self.text(&format!("{at}.colour_space"), &clip.colour_space);
        let in_point = self.optional_text(&format!("{at}.in"), clip.in_point.as_ref());
        let out_point = self.optional_text(&format!("{at}.out"), clip.out_point.as_ref());
        let start_timecode = self.optional_text(&format!("{at}.start_timecode"), clip.start_timecode.as_ref());
        let rate = clip.rate.as_ref().and_then(|rate| self.rate(&format!("{at}.rate"), rate));
        let range = self.range(&format!("{at}.range"), clip.range);
        let matrix = self.matrix(&format!("{at}.matrix"), clip.matrix);
        let siting = self.siting(&format!("{at}.siting"), clip.siting);
        Some(Clip {
            path: path?,
            in_point,
            out_point,
            colour_space: colour_space?,
            range,
            matrix,
            siting,
            reel: clip.reel.clone(),
            start_timecode,
            rate,
        })
    }

    fn name(&mut self, name: &v1::NameFields) -> Option<NameFields> {
        let padding = name.frame_padding.map(|padding| {
            let padding = u8::try_from(padding).ok();
            padding.or_else(|| self.wrong("name.frame_padding", "is no number of digits"))
        });
        Some(NameFields {
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
            frame_padding: padding.flatten(),
        })
    }

    fn format(&mut self, container: &v1::delivery_format::Container) -> Option<DeliveryFormat> {
        match container {
            v1::delivery_format::Container::Exr(exr) => {
                use v1::exr_format::Compression;
                let compression = match Compression::try_from(exr.compression) {
                    Ok(Compression::Unspecified) => ExrCompression::default(),
                    Ok(Compression::None) => ExrCompression::None,
                    Ok(Compression::Zip) => ExrCompression::Zip,
                    Ok(Compression::Piz) => ExrCompression::Piz,
                    Err(error) => return self.wrong("format.exr.compression", error),
                };
                let zip_level = match exr.zip_level {
                    0 => 1,
                    level @ 1..=9 => u8::try_from(level).unwrap_or(9),
                    level => return self.wrong("format.exr.zip_level", format!("{level} is not within 1..=9")),
                };
                Some(DeliveryFormat::Exr { compression, zip_level })
            }
            v1::delivery_format::Container::Dpx(dpx) => {
                use v1::dpx_format::BitDepth;
                let bit_depth = match BitDepth::try_from(dpx.bit_depth) {
                    Ok(BitDepth::Unspecified) => DpxBitDepth::default(),
                    Ok(BitDepth::BitDepth10) => DpxBitDepth::Ten,
                    Ok(BitDepth::BitDepth16) => DpxBitDepth::Sixteen,
                    Err(error) => return self.wrong("format.dpx.bit_depth", error),
                };
                Some(DeliveryFormat::Dpx { bit_depth })
            }
        }
    }

    fn raster(&mut self, raster: &v1::Raster) -> Option<Raster> {
        // The text form knows the bounds.
        self.text("raster", &format!("{}x{}", raster.width, raster.height))
    }

    fn rate(&mut self, field: &str, rate: &v1::Rational) -> Option<Rate> {
        Rate::new(rate.numerator, rate.denominator).map_or_else(|error| self.wrong(field, error), Some)
    }

    fn created(&mut self, created: &prost_types::Timestamp) -> Option<String> {
        let text = interneg_spec::UtcTime::parse(&created.to_string()).map(|moment| moment.to_string());
        text.or_else(|| self.wrong("created", format!("{created} is no whole second since 1970")))
    }

    fn range(&mut self, field: &str, range: i32) -> Option<SampleRange> {
        match v1::SampleRange::try_from(range) {
            Ok(v1::SampleRange::Unspecified) => None,
            Ok(v1::SampleRange::Full) => Some(SampleRange::Full),
            Ok(v1::SampleRange::Legal) => Some(SampleRange::Legal),
            Err(error) => self.wrong(field, error),
        }
    }

    fn matrix(&mut self, field: &str, matrix: i32) -> Option<Matrix> {
        match v1::Matrix::try_from(matrix) {
            Ok(v1::Matrix::Unspecified) => None,
            Ok(v1::Matrix::Bt601) => Some(Matrix::Bt601),
            Ok(v1::Matrix::Bt709) => Some(Matrix::Bt709),
            Ok(v1::Matrix::Bt2020) => Some(Matrix::Bt2020),
            Err(error) => self.wrong(field, error),
        }
    }

    fn siting(&mut self, field: &str, siting: i32) -> Option<Siting> {
        match v1::Siting::try_from(siting) {
            Ok(v1::Siting::Unspecified) => None,
            Ok(v1::Siting::Left) => Some(Siting::Left),
            Ok(v1::Siting::Centre) => Some(Siting::Centre),
            Ok(v1::Siting::TopLeft) => Some(Siting::TopLeft),
            Err(error) => self.wrong(field, error),
        }
    }

    fn text<T: FromStr<Err: Display>>(&mut self, field: &str, text: &str) -> Option<T> {
        if text.is_empty() {
            return self.wrong(field, "is required");
        }
        text.parse().map_or_else(|error| self.wrong(field, error), Some)
    }

    fn optional_text<T: FromStr<Err: Display>>(&mut self, field: &str, text: Option<&String>) -> Option<T> {
        text.and_then(|text| self.text(field, text))
    }

    fn required<'a, T>(&mut self, field: &str, value: Option<&'a T>) -> Option<&'a T> {
        value.or_else(|| self.wrong(field, "is required"))
    }

    fn wrong<T>(&mut self, field: impl Into<String>, description: impl Display) -> Option<T> {
        self.violations.push(Violation::new(field, description));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rpc::convert::to_spec;

    fn check_both_ways(toml: &str) {
        let job = NamJob::from_toml(toml).unwrap();
        assert_eq!(from_spec(&to_spec(&job), "unused").unwrap(), job);
    }

    const SMALL: &str = "rate = '24'\nrecord_start = '01:00:00:00'\noutput = 'out:'\n[name]\ntitle = 'a'\ndate = '20260101'\n
        [format]\ncontainer = 'dpx'\n[colour]\ntarget = 'ACES2065-1'\n[[clips]]\npath = 'ocf:a.mov'\ncolour_space = 'auto'\n";

    #[test]
    fn every_field_survives_both_ways() {
        check_both_ways(SMALL);
        check_both_ways(
            "rate = '30000/1001'\nrecord_start = '01:00:00;00'\ncreated = '2026-01-02T03:04:05Z'\noutput = 'out:show/a'\n
            raster = '4096x2160'\nclient_approved_resolution = true\nowner = 'me'\ndevice = 'cuda:1'\n
            [name]\ntitle = 'a'\nepisode = 's01e101'\nsegment = 'r01'\nasset = 'nam'\ndynamic_range = 'hdr'\n
            aces_version = 'aces130'\ncolor_space = 'ap0'\ntransfer = 'linear'\ndate = '20260101'\naspect_ratio = '239'\n
            frame_padding = 8\n[format]\ncontainer = 'exr'\ncompression = 'zip'\nzip_level = 6\n
            [colour]\nconfig = 'other'\ntarget = 'ACES2065-1'\n[manifests]\nmhl = false\nasc_mhl = true\n
            [[clips]]\npath = 'ocf:a.mov'\nin = '10:00:00;02'\nout = '10:00:01;00'\ncolour_space = 'x'\nrange = 'legal'\n
            matrix = 'bt2020'\nsiting = 'top_left'\nreel = 'A001'\nstart_timecode = '10:00:00;00'\nrate = '30000/1001'\n",
        );
    }

    #[test]
    fn what_is_left_away_gets_the_default() {
        let mut spec = to_spec(&NamJob::from_toml(SMALL).unwrap());
        spec.colour = Some(v1::ColourChoice { config: String::new(), target: "ACES2065-1".into() });
        spec.manifests = None;
        spec.format =
            Some(v1::DeliveryFormat { container: Some(v1::delivery_format::Container::Exr(v1::ExrFormat::default())) });
        let job = from_spec(&spec, "house-config").unwrap();
        assert_eq!(job.colour.config, "house-config");
        assert_eq!(job.manifests, ManifestChoice::default());
        assert_eq!(job.format, DeliveryFormat::Exr { compression: ExrCompression::Piz, zip_level: 1 });
    }

    #[test]
    fn each_wrong_field_is_named() {
        let mut spec = to_spec(&NamJob::from_toml(SMALL).unwrap());
        spec.rate = Some(v1::Rational { numerator: 24, denominator: 0 });
        spec.record_start = "25:00:00:00".into();
        spec.created = Some(prost_types::Timestamp { seconds: 1, nanos: 5 });
        spec.output = "out:../secret".into();
        spec.raster = Some(v1::Raster { width: 0, height: 2160 });
        spec.format = None;
        spec.device = "gpu".into();
        spec.clips[0].matrix = 99;
        spec.clips[0].in_point = Some("now".into());
        spec.clips.push(v1::Clip::default());
        let fields: Vec<String> = from_spec(&spec, "").unwrap_err().into_iter().map(|wrong| wrong.field).collect();
        let expected = [
            "rate",
            "record_start",
            "created",
            "output",
            "format",
            "raster",
            "device",
            "clips[0].in",
            "clips[0].matrix",
            "clips[1].path",
            "clips[1].colour_space",
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    fn an_empty_request_names_what_is_required() {
        let violations = from_spec(&v1::JobSpec::default(), "").unwrap_err();
        let fields: Vec<&str> = violations.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["rate", "record_start", "output", "name", "format", "colour"]);
    }
}
