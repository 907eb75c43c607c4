//! Jobs of proxies from the wire.

use super::reader::Reader;
use interneg_proto::v1;
use interneg_spec::proxy::{
    BurnIn, FramingChoice, IdentityChoice, LookChoice, ProxyJob, ProxyKind, ProxySource, Rendition, ReviewChoice,
    SoundChoice, ViewLook,
};
use interneg_spec::{DeviceChoice, MediaPath, Raster};

/// Raster of renditions that name none.
const HD: Raster = Raster { width: 1920, height: 1080 };

impl Reader {
    /// A job of proxies.
    pub(super) fn proxies(&mut self, spec: &v1::ProxySpec) -> Option<ProxyJob> {
        // Everything is read before anything is given up.
        let project: Option<String> = self.text("project", &spec.project);
        let created = spec.created.as_ref().and_then(|created| self.created(created));
        let output: Option<MediaPath> = self.text("output", &spec.output);
        let device: Option<DeviceChoice> =
            Some(&spec.device).filter(|device| !device.is_empty()).and_then(|device| self.text("device", device));
        let sources: Vec<Option<ProxySource>> = spec
            .sources
            .iter()
            .enumerate()
            .map(|(index, source)| self.proxy_source(&format!("sources[{index}]"), source))
            .collect();
        let renditions: Vec<Option<Rendition>> = spec
            .renditions
            .iter()
            .enumerate()
            .map(|(index, rendition)| self.rendition(&format!("renditions[{index}]"), rendition))
            .collect();
        let look = self.look(spec.look.as_ref());
        let framing = self.framing(&spec.framing.clone().unwrap_or_default());
        let burn_ins: Vec<Option<BurnIn>> = spec
            .burn_ins
            .iter()
            .enumerate()
            .map(|(index, burn_in)| self.burn_in(&format!("burn_ins[{index}]"), burn_in))
            .collect();
        let sound = self.sound(&spec.sound.clone().unwrap_or_default());
        let identity = self.identity(&spec.identity.clone().unwrap_or_default());
        let review = spec.review.as_ref().map(|review| self.review(review));
        Some(ProxyJob {
            kind: ProxyKind::Proxies,
            project: project?,
            created,
            output: output?,
            device,
            sources: sources.into_iter().collect::<Option<_>>()?,
            renditions: renditions.into_iter().collect::<Option<_>>()?,
            look: look?,
            framing: framing?,
            burn_ins: burn_ins.into_iter().collect::<Option<_>>()?,
            sound: sound?,
            identity: identity?,
            // Asked for and wrong is another thing than not asked for.
            review: match review {
                None => None,
                Some(review) => Some(review?),
            },
        })
    }

    fn proxy_source(&mut self, at: &str, source: &v1::ProxySource) -> Option<ProxySource> {
        let path: Option<MediaPath> = self.text(&format!("{at}.path"), &source.path);
        let rate = source.rate.as_ref().and_then(|rate| self.rate(&format!("{at}.rate"), rate));
        let variable_rate = self.word(&format!("{at}.variable_rate"), &source.variable_rate);
        let range = self.range(&format!("{at}.range"), source.range);
        let matrix = self.matrix(&format!("{at}.matrix"), source.matrix);
        let siting = self.siting(&format!("{at}.siting"), source.siting);
        let start_timecode = self.optional_text(&format!("{at}.start_timecode"), source.start_timecode.as_ref());
        let is_auto = source.colour_space.is_empty();
        Some(ProxySource {
            path: path?,
            colour_space: if is_auto { "auto".to_owned() } else { source.colour_space.clone() },
            range,
            matrix,
            siting,
            rate,
            variable_rate: variable_rate?,
            reel: source.reel.clone(),
            start_timecode,
            roll: source.roll.clone(),
        })
    }

    fn rendition(&mut self, at: &str, rendition: &v1::Rendition) -> Option<Rendition> {
        let codec = self.required_word(&format!("{at}.codec"), &rendition.codec);
        let wrapper = self.required_word(&format!("{at}.wrapper"), &rendition.wrapper);
        let raster = match &rendition.raster {
            None => Some(HD),
            Some(raster) => self.raster(&format!("{at}.raster"), raster),
        };
        let bit_depth = rendition.bit_depth.map(|bits| {
            let depth = u8::try_from(bits).ok();
            depth.or_else(|| self.wrong(format!("{at}.bit_depth"), format!("{bits} is no number of bits")))
        });
        let encoder = match rendition.encoder.as_deref() {
            None | Some("") => Some(None),
            Some(word) => self.required_word(&format!("{at}.encoder"), word).map(Some),
        };
        let verify = self.word(&format!("{at}.verify"), &rendition.verify);
        let vendor = self.word(&format!("{at}.vendor"), &rendition.vendor);
        Some(Rendition {
            name: rendition.name.clone(),
            codec: codec?,
            wrapper: wrapper?,
            raster: raster?,
            bit_depth: bit_depth.flatten(),
            encoder: encoder?,
            verify: verify?,
            vendor: vendor?,
        })
    }

    fn look(&mut self, look: Option<&v1::Look>) -> Option<LookChoice> {
        if look.is_some_and(|look| look.none) {
            return Some(LookChoice::None);
        }
        let view = look.and_then(|look| look.view.clone()).unwrap_or_default();
        let precision = self.word("look.precision", &view.precision);
        let amf = self.paths("look.amf", &view.amf);
        let cdl = self.paths("look.cdl", &view.cdl);
        let lut = self.optional_text("look.lut", view.lut.as_ref());
        Some(LookChoice::View(Box::new(ViewLook {
            config: view.config.clone(),
            display: view.display.clone(),
            view: view.view.clone(),
            precision: precision?,
            amf: amf?,
            cdl: cdl?,
            cdl_space: view.cdl_space.clone(),
            lut,
            lut_space: view.lut_space.clone(),
        })))
    }

    fn framing(&mut self, framing: &v1::Framing) -> Option<FramingChoice> {
        let fdl = self.optional_text("framing.fdl", framing.fdl.as_ref());
        Some(FramingChoice {
            fdl,
            intent: framing.intent.clone(),
            template: framing.template.clone(),
            letterbox: framing.letterbox,
        })
    }

    fn burn_in(&mut self, at: &str, burn_in: &v1::BurnIn) -> Option<BurnIn> {
        let field = self.required_word(&format!("{at}.field"), &burn_in.field);
        let position = self.required_word(&format!("{at}.position"), &burn_in.position);
        Some(BurnIn { field: field?, position: position?, text: burn_in.text.clone() })
    }

    fn sound(&mut self, sound: &v1::ProxySound) -> Option<SoundChoice> {
        let source = self.word("sound.source", &sound.source);
        let files = self.paths("sound.files", &sound.files);
        let timecode_rate = sound.timecode_rate.as_ref().and_then(|rate| self.rate("sound.timecode_rate", rate));
        let channels: Vec<Option<u16>> = sound
            .channels
            .iter()
            .enumerate()
            .map(|(index, channel)| {
                let number = u16::try_from(*channel).ok();
                number.or_else(|| self.wrong(format!("sound.channels[{index}]"), format!("{channel} is no channel")))
            })
            .collect();
        Some(SoundChoice {
            source: source?,
            files: files?,
            timecode_rate,
            allow_pulled_rates: sound.allow_pulled_rates,
            channels: channels.into_iter().collect::<Option<_>>()?,
        })
    }

    fn identity(&mut self, identity: &v1::ProxyIdentity) -> Option<IdentityChoice> {
        let reel = self.word("identity.reel", &identity.reel);
        let unidentified = self.word("identity.unidentified", &identity.unidentified);
        Some(IdentityChoice { reel: reel?, unidentified: unidentified? })
    }

    fn review(&mut self, review: &v1::ReviewFiles) -> Option<ReviewChoice> {
        let codec = self.word("review.codec", &review.codec);
        let raster = match &review.raster {
            None => Some(ReviewChoice::RASTER),
            Some(raster) => self.raster("review.raster", raster),
        };
        let bit_rate_kbps = review.bit_rate_kbps.unwrap_or(ReviewChoice::BIT_RATE_KBPS);
        Some(ReviewChoice { codec: codec?, raster: raster?, bit_rate_kbps })
    }

    fn paths(&mut self, field: &str, paths: &[String]) -> Option<Vec<MediaPath>> {
        let read: Vec<Option<MediaPath>> =
            paths.iter().enumerate().map(|(index, path)| self.text(&format!("{field}[{index}]"), path)).collect();
        read.into_iter().collect()
    }
}
