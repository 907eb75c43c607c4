//! Jobs of proxies as messages.

use super::words::{matrix, raster, rational, sample_range, siting, timestamp, word};
use crate::FieldError;
use interneg_proto::v1;
use interneg_spec::MediaPath;
use interneg_spec::proxy::{
    BurnIn, FramingChoice, IdentityChoice, LookChoice, ProxyJob, ProxySource, Rendition, ReviewChoice, SoundChoice,
    ViewLook,
};

/// A job of proxies.
pub(super) fn proxies(job: &ProxyJob) -> Result<v1::ProxySpec, FieldError> {
    let created = job.created.as_deref().map(timestamp).transpose()?;
    Ok(v1::ProxySpec {
        project: job.project.clone(),
        created,
        output: job.output.to_string(),
        device: job.device.map(|device| device.to_string()).unwrap_or_default(),
        sources: job.sources.iter().map(source).collect(),
        renditions: job.renditions.iter().map(rendition).collect(),
        look: Some(look(&job.look)),
        framing: Some(framing(&job.framing)),
        burn_ins: job.burn_ins.iter().map(burn_in).collect(),
        sound: Some(sound(&job.sound)),
        identity: Some(identity(job.identity)),
        review: job.review.as_ref().map(review),
    })
}

fn source(source: &ProxySource) -> v1::ProxySource {
    v1::ProxySource {
        path: source.path.to_string(),
        colour_space: source.colour_space.clone(),
        range: sample_range(source.range),
        matrix: matrix(source.matrix),
        siting: siting(source.siting),
        rate: source.rate.map(rational),
        variable_rate: word(source.variable_rate),
        reel: source.reel.clone(),
        start_timecode: source.start_timecode.map(|start| start.to_string()),
        roll: source.roll.clone(),
    }
}

fn rendition(rendition: &Rendition) -> v1::Rendition {
    v1::Rendition {
        name: rendition.name.clone(),
        codec: word(rendition.codec),
        wrapper: word(rendition.wrapper),
        raster: Some(raster(rendition.raster)),
        bit_depth: rendition.bit_depth.map(u32::from),
        encoder: rendition.encoder.map(word),
        verify: word(rendition.verify),
        vendor: word(rendition.vendor),
    }
}

fn look(look: &LookChoice) -> v1::Look {
    match look {
        LookChoice::None => v1::Look { none: true, view: None },
        LookChoice::View(look) => v1::Look { none: false, view: Some(view(look)) },
    }
}

fn view(look: &ViewLook) -> v1::ViewLook {
    v1::ViewLook {
        config: look.config.clone(),
        display: look.display.clone(),
        view: look.view.clone(),
        precision: word(look.precision),
        amf: texts(&look.amf),
        cdl: texts(&look.cdl),
        cdl_space: look.cdl_space.clone(),
        lut: look.lut.as_ref().map(MediaPath::to_string),
        lut_space: look.lut_space.clone(),
    }
}

fn framing(framing: &FramingChoice) -> v1::Framing {
    v1::Framing {
        fdl: framing.fdl.as_ref().map(MediaPath::to_string),
        intent: framing.intent.clone(),
        template: framing.template.clone(),
        letterbox: framing.letterbox,
    }
}

fn burn_in(burn_in: &BurnIn) -> v1::BurnIn {
    v1::BurnIn { field: word(burn_in.field), position: word(burn_in.position), text: burn_in.text.clone() }
}

fn sound(sound: &SoundChoice) -> v1::ProxySound {
    v1::ProxySound {
        source: word(sound.source),
        files: texts(&sound.files),
        timecode_rate: sound.timecode_rate.map(rational),
        allow_pulled_rates: sound.allow_pulled_rates,
        channels: sound.channels.iter().map(|channel| u32::from(*channel)).collect(),
    }
}

fn identity(identity: IdentityChoice) -> v1::ProxyIdentity {
    v1::ProxyIdentity { reel: word(identity.reel), unidentified: word(identity.unidentified) }
}

fn review(review: &ReviewChoice) -> v1::ReviewFiles {
    v1::ReviewFiles {
        codec: word(review.codec),
        raster: Some(raster(review.raster)),
        bit_rate_kbps: Some(review.bit_rate_kbps),
    }
}

fn texts(paths: &[MediaPath]) -> Vec<String> {
    paths.iter().map(MediaPath::to_string).collect()
}
