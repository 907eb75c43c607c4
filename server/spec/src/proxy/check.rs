//! What can be said from a job of proxies alone.

use super::{
    BurnInField, CodecFamily, EncoderChoice, LookChoice, ProxyCodec, ProxyJob, Rendition, ReviewChoice, SoundSource,
    VariableRate, Vendor, Wrapper, check_plain_name,
};
use crate::{Finding, Raster, UtcTime};

/// Rasters of DNxHD (ST 2019-1, HD profiles): DNxHD 36 has the first one only.
const DNXHD: [Raster; 2] = [Raster { width: 1920, height: 1080 }, Raster { width: 1280, height: 720 }];
/// Least width and height of DNxHR (ST 2019-1, resolution-independent profiles), in pixels.
const DNXHR_LEAST: Raster = Raster { width: 256, height: 120 };

impl ProxyJob {
    /// Faults that need no source to be seen.
    pub fn check_shape(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.project.trim().is_empty() {
            let remedy = "set project to the name of the show; it must be the same for every job of the show";
            findings.push(Finding::error("PX-PROJECT", "project", "the project has no name", remedy));
        }
        if let Some(created) = &self.created
            && UtcTime::parse(created).is_none()
        {
            let message = format!("{created:?} is not a time in UTC");
            findings.push(Finding::error("JOB-CREATED", "created", message, "write YYYY-MM-DDTHH:MM:SSZ"));
        }
        if self.sources.is_empty() {
            findings.push(Finding::error("PX-SOURCES", "sources", "the job has no sources", "add a clip or a folder"));
        }
        for (index, source) in self.sources.iter().enumerate() {
            if let Some(roll) = &source.roll
                && let Err(error) = check_plain_name(roll)
            {
                let message = format!("{roll:?} is no name of a folder: it {error}");
                let remedy = "write one without /, and without a point in front";
                findings.push(Finding::error("PX-ROLL", format!("sources[{index}].roll"), message, remedy));
            }
            if source.variable_rate == VariableRate::Conform && source.rate.is_none() {
                let message = "a variable frame rate is to be conformed, and to no rate";
                let remedy = format!("set sources[{index}].rate to the project's rate");
                findings.push(Finding::error("PX-05", format!("sources[{index}].rate"), message, remedy));
            }
            if source.reel.as_ref().is_some_and(|reel| reel.trim().is_empty() || reel.contains(char::is_control)) {
                let remedy = "write the reel's name, or leave it out";
                let message = "the reel has no name";
                findings.push(Finding::error("PX-03", format!("sources[{index}].reel"), message, remedy));
            }
        }
        if self.renditions.is_empty() {
            let remedy = "add a rendition with name, codec and wrapper";
            findings.push(Finding::error("PX-RENDITIONS", "renditions", "the job has no renditions", remedy));
        }
        for (index, rendition) in self.renditions.iter().enumerate() {
            check_rendition(index, rendition, &mut findings);
            if self.renditions[..index].iter().any(|other| other.name.eq_ignore_ascii_case(&rendition.name)) {
                let message = format!("another rendition is named {:?}", rendition.name);
                let field = format!("renditions[{index}].name");
                findings.push(Finding::error("PX-RENDITIONS", field, message, "give each rendition a name of its own"));
            }
        }
        self.check_burn_ins(&mut findings);
        self.check_sound(&mut findings);
        if let Some(review) = &self.review {
            self.check_review(review, &mut findings);
        }
        if let Some(aspect) = self.framing.letterbox
            && !(aspect.is_finite() && (0.5..=4.0).contains(&aspect))
        {
            let message = format!("{aspect} is no aspect ratio of a picture");
            findings.push(Finding::error(
                "PX-10",
                "framing.letterbox",
                message,
                "write width over height, such as 2.39",
            ));
        }
        if self.framing.fdl.is_some() && self.framing.letterbox.is_some() {
            let message = "an FDL says what is shown, and a letterbox something else";
            let remedy = "leave one of them out; what an FDL does not show is black already";
            findings.push(Finding::error("PX-10", "framing.letterbox", message, remedy));
        }
        if self.framing.fdl.is_none() && (self.framing.intent.is_some() || self.framing.template.is_some()) {
            let message = "an intent or a template is named without an FDL";
            findings.push(Finding::error("PX-10", "framing.fdl", message, "name the FDL file that holds it"));
        }
        if let LookChoice::View(look) = &self.look
            && look.lut.is_none()
            && look.lut_space.is_some()
        {
            let message = "a space is named for a LUT, and no LUT";
            findings.push(Finding::error("PX-09", "look.lut_space", message, "name the LUT, or leave the space out"));
        }
        findings
    }

    fn check_burn_ins(&self, findings: &mut Vec<Finding>) {
        for (index, burn_in) in self.burn_ins.iter().enumerate() {
            let field = format!("burn_ins[{index}]");
            if (burn_in.field == BurnInField::Text) != burn_in.text.is_some() {
                let message = "a text goes with the field \"text\" and with no other";
                findings.push(Finding::error("PX-09", format!("{field}.text"), message, "set both or neither"));
            }
            if self.burn_ins[..index].iter().any(|other| other.position == burn_in.position) {
                let message = format!("two burn-ins stand at {}", burn_in.position);
                let remedy = "choose another position";
                findings.push(Finding::error("PX-09", format!("{field}.position"), message, remedy));
            }
        }
    }

    fn check_review(&self, review: &ReviewChoice, findings: &mut Vec<Finding>) {
        let Raster { width, height } = review.raster;
        let is_side = |pixels: u32| (16..=8192).contains(&pixels) && pixels.is_multiple_of(2);
        if !is_side(width) || !is_side(height) {
            let message = format!("{} is no raster for {}", review.raster, review.codec);
            findings.push(Finding::error("PX-REVIEW", "review.raster", message, "choose even numbers from 16 to 8192"));
        }
        if !(100..=100_000).contains(&review.bit_rate_kbps) {
            let message = format!("{} kbit/s is no rate of a review file", review.bit_rate_kbps);
            findings.push(Finding::error("PX-REVIEW", "review.bit_rate_kbps", message, "choose 100 to 100000"));
        }
        if let Some(index) =
            self.renditions.iter().position(|rendition| rendition.name.eq_ignore_ascii_case(ReviewChoice::FOLDER))
        {
            let message = "review files lie in a folder of this name";
            let field = format!("renditions[{index}].name");
            findings.push(Finding::error("PX-RENDITIONS", field, message, "give the rendition another name"));
        }
    }

    fn check_sound(&self, findings: &mut Vec<Finding>) {
        let is_production = self.sound.source == SoundSource::Production;
        if is_production == self.sound.files.is_empty() {
            let (message, remedy) = if is_production {
                ("production sound is asked for without files", "name the sound roll's folder in sound.files")
            } else {
                ("sound files are named and not asked for", "set sound.source to production, or leave sound.files out")
            };
            findings.push(Finding::error("PX-08", "sound.files", message, remedy));
        }
        if let Some(index) = self.sound.channels.iter().position(|channel| *channel == 0) {
            let field = format!("sound.channels[{index}]");
            findings.push(Finding::error("PX-08", field, "channels are counted from 1", "write the channel's number"));
        }
    }
}

fn check_rendition(index: usize, rendition: &Rendition, findings: &mut Vec<Finding>) {
    let field = |name: &str| format!("renditions[{index}].{name}");
    let Rendition { name, codec, wrapper, raster, bit_depth, encoder: _, verify: _, vendor } = rendition;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if name.is_empty() || name.len() > 64 || !name.bytes().all(is_word) {
        let message = format!("{name:?} is no name of a folder");
        let remedy = "use 1 to 64 letters, digits, - and _";
        findings.push(Finding::error("PX-RENDITIONS", field("name"), message, remedy));
    }
    if !wrapper.holds(codec.family()) {
        let message = format!("{codec} does not lie in {wrapper}");
        findings.push(Finding::error(
            "PX-WRAPPER",
            field("wrapper"),
            message,
            "choose mov or mxf_op1a, or a DNx codec",
        ));
    }
    if let Some([message, remedy]) = codec.doubt() {
        findings.push(Finding::warning("PX-CODEC", field("codec"), message, remedy));
    }
    if *vendor != Vendor::Interneg && codec.family() != CodecFamily::Prores {
        let message = format!("{codec} has no place for a vendor");
        findings.push(Finding::error("PX-VENDOR", field("vendor"), message, "leave it out, or choose a ProRes codec"));
    }
    check_depth(*codec, rendition.chosen_encoder(), *bit_depth, &field("bit_depth"), findings);
    check_raster(*codec, *wrapper, *raster, &field("raster"), findings);
}

fn check_depth(
    codec: ProxyCodec,
    encoder: EncoderChoice,
    bit_depth: Option<u8>,
    field: &str,
    findings: &mut Vec<Finding>,
) {
    let depths = codec.depths(encoder);
    let Some(bits) = bit_depth.filter(|bits| !depths.contains(bits)) else { return };
    let message = if codec.depths(codec.usual_encoder()).contains(&bits) {
        format!("{codec} could hold {bits} bits, but the encoder in use, FFmpeg's, takes {} at most", codec.bits())
    } else {
        format!("{codec} does not hold {bits} bits")
    };
    let usual: Vec<String> = depths.iter().map(u8::to_string).collect();
    let mut remedy = format!("leave bit_depth out, or set it to {}", usual.join(" or "));
    if codec.depths(codec.usual_encoder()).contains(&bits) {
        remedy.push_str(&format!(", or take encoder = \"{}\"", codec.usual_encoder()));
    }
    findings.push(Finding::error("PX-DEPTH", field, message, remedy));
}

fn check_raster(codec: ProxyCodec, wrapper: Wrapper, raster: Raster, field: &str, findings: &mut Vec<Finding>) {
    let Raster { width, height } = raster;
    let family = codec.family();
    let of_dnxhd = if codec == ProxyCodec::Dnxhd36 { &DNXHD[..1] } else { &DNXHD };
    if family == CodecFamily::Dnxhd && !of_dnxhd.contains(&raster) {
        let rasters: Vec<String> = of_dnxhd.iter().map(Raster::to_string).collect();
        let message = format!("{codec} is made for {} and nothing else, not for {raster}", rasters.join(" and "));
        findings.push(Finding::error("PX-RASTER", field, message, "use a DNxHR codec for other rasters"));
    } else if family == CodecFamily::Dnxhr && (width < DNXHR_LEAST.width || height < DNXHR_LEAST.height) {
        let message = format!("{codec} begins at {DNXHR_LEAST}, which {raster} is below");
        findings.push(Finding::error("PX-RASTER", field, message, "choose a larger raster"));
    } else if !width.is_multiple_of(2) || !height.is_multiple_of(2) || width > 8192 || height > 8192 {
        let message = format!("{raster} is no raster for {codec} in {wrapper}");
        let remedy = "choose even numbers up to 8192";
        findings.push(Finding::error("PX-RASTER", field, message, remedy));
    } else if !width.is_multiple_of(4) || !height.is_multiple_of(4) {
        let message = format!("{raster} is not divisible by 4, which the client's editorial platform asks for");
        findings.push(Finding::warning("PX-RASTER", field, message, "choose numbers that 4 divides"));
    }
}
