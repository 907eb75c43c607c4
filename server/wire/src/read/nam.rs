//! NAM renders from the wire.

use super::reader::Reader;
use interneg_proto::v1;
use interneg_spec::naming::NameFields;
use interneg_spec::proxy::ProxyCodec;
use interneg_spec::{
    ClientApproval, Clip, ColourChoice, DeliveryFormat, DeviceChoice, DpxBitDepth, ExrCompression, ManifestChoice,
    MediaPath, MovieBitDepth, NamJob, NamKind, Timecode,
};

impl Reader {
    /// A NAM; `default_config` is the colour configuration of jobs that name none.
    pub(super) fn nam(&mut self, spec: &v1::NamSpec, default_config: &str) -> Option<NamJob> {
        // Everything is read before anything is given up.
        let rate = self.required("rate", spec.rate.as_ref()).and_then(|rate| self.rate("rate", rate));
        let record_start: Option<Timecode> = self.text("record_start", &spec.record_start);
        let created = spec.created.as_ref().and_then(|created| self.created(created));
        let output: Option<MediaPath> = self.text("output", &spec.output);
        let name = self.required("name", spec.name.as_ref()).and_then(|name| self.name(name));
        let container = spec.format.as_ref().and_then(|format| format.container.as_ref());
        let format = self.required("format", container).and_then(|container| self.format(container));
        let raster = spec.raster.as_ref().and_then(|raster| self.raster("raster", raster));
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
            quicktime_approval: spec.quicktime_approval.as_ref().map(|approval| ClientApproval {
                approved_by: approval.approved_by.clone(),
                reference: approval.reference.clone(),
                date: approval.date.clone(),
            }),
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
            v1::delivery_format::Container::Quicktime(movie) => {
                let codec: Option<ProxyCodec> = self.required_word("format.codec", &movie.codec);
                let bit_depth = match movie.bit_depth {
                    0 => Some(MovieBitDepth::default()),
                    bits => self.required_word("format.bit_depth", &bits.to_string()),
                };
                let said = Some(&movie.dynamic_range).filter(|range| !range.is_empty());
                // What is not said is the rules' to refuse, what is said wrong is ours.
                let dynamic_range = said.map(|range| self.required_word("format.dynamic_range", range));
                let dynamic_range = dynamic_range.map_or(Some(None), |range| range.map(Some));
                Some(DeliveryFormat::Quicktime { codec: codec?, bit_depth: bit_depth?, dynamic_range: dynamic_range? })
            }
        }
    }
}
