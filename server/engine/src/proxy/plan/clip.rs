//! All that a job decides about one clip.

use super::colour::{self, PlannedGrade, PlannedLook, PlannedView};
use super::find::{self, FoundClip};
use super::framing::chroma_grid;
use super::identity::{self, Identity};
use super::shared::Shared;
use super::{PlannedClip, PlannedClipReview, PlannedSound, comments, sound};
use crate::plan::{SpaceAuthor, SpaceWish, StatedSamples, newest_modification_s, of_samples, source_space};
use interneg_editorial::framing::{PixelGrid, SourcePicture};
use interneg_media::{Scan, SourceInfo, layout_of};
use interneg_spec::proxy::{ProxyJob, ProxySource, ReviewChoice};
use interneg_spec::{Finding, FrameRange};

/// A clip with all that is decided about it but what depends on other clips; faults become findings and `None`.
pub(super) fn plan_clip(
    job: &ProxyJob,
    shared: &Shared,
    found: FoundClip,
    findings: &mut Vec<Finding>,
) -> Option<PlannedClip> {
    let source = &job.sources[found.source];
    let first = &found.clip.first;
    let field = |name: &str| format!("sources[{}].{name}", found.source);
    let is_read = check_picture(&found, source, findings);
    let identity = identity::of(&found, source, job.identity, findings);
    let (space, mut look) = look_of(shared, &found, source, identity.as_ref(), findings)?;
    let Identity { name, reel, rate, start, is_of_job } = identity?;
    if !is_read {
        return None;
    }
    if shared.view.is_none() {
        look.grade = PlannedGrade::default();
    }
    let picture = SourcePicture { raster: first.raster, pixel_aspect: first.pixel_aspect };
    let mut geometry = Vec::new();
    for (index, rendition) in job.renditions.iter().enumerate() {
        match shared.framer.fit(&name, &picture, rendition.raster, chroma_grid(rendition.codec)) {
            Ok(fitted) => geometry.push(fitted),
            Err(error) => {
                let message = format!("{}: {error}", found.clip.path);
                let (field, remedy) = super::framing::settles(&error, format!("renditions[{index}].raster"));
                findings.push(Finding::error("PX-10", field, message, remedy));
                return None;
            }
        }
    }
    let review = match &job.review {
        None => None,
        Some(choice) => Some(review_of(choice, shared, &name, &found, findings)?),
    };
    let sound = sound::of_camera(&found, &job.sound, findings);
    if matches!(sound, PlannedSound::Camera { .. }) && first.rate.is_some_and(|recorded| recorded != rate) {
        let message = format!(
            "{} was recorded at another rate than {rate}, so its sound drifts from the picture",
            found.ocf_path
        );
        let remedy = "set sound.source to none, or leave the rate out";
        findings.push(Finding::warning("PX-08", field("rate"), message, remedy));
    }
    warn_of_conforming(&found, findings);
    let files = find::files(&found.clip);
    Some(PlannedClip {
        source: found.source,
        name,
        roll: found.roll,
        // Its length for now; its place follows when all clips before it are known.
        frames: FrameRange::new(0, found.clip.frame_count()),
        modified_s: newest_modification_s(&files),
        rate,
        start,
        reel,
        is_identified_by_job: is_of_job,
        ocf_path: found.ocf_path,
        colour_space: space,
        range: source.range.or(first.range),
        matrix: source.matrix.or(first.matrix),
        siting: source.siting.or(first.siting),
        look,
        geometry,
        operations: Vec::new(),
        picture_bytes: 0,
        sound,
        silence: Vec::new(),
        comments: comments::of(first),
        outputs: Vec::new(),
        review,
        parts: std::iter::once(found.clip.first.clone()).chain(found.clip.further.iter().cloned()).collect(),
        sounds: found.clip.sounds,
        sound_paths: found.sound_paths,
    })
    .filter(|clip| {
        let is_whole = !clip.frames.is_empty();
        if !is_whole {
            let message = format!("{} has no frame", clip.source_file());
            findings.push(Finding::error("SRC-DAMAGED", field("path"), message, "copy it again from the camera card"));
        }
        is_whole
    })
}

/// Frames of a conformed clip are not those of its original, which no list of a cut says.
fn warn_of_conforming(found: &FoundClip, findings: &mut Vec<Finding>) {
    for part in found.clip.parts() {
        let (Some(conformed), Some(rate)) = (part.conformed, part.rate) else { continue };
        let message = format!(
            "{} is {}, so its proxy has not the original's frames: applications find the clip, and no conform finds its \
             frames exactly",
            part.file_name(),
            conformed.words(rate, part.frame_count)
        );
        let remedy =
            "cut with it for viewing only, or transcode the original to a constant rate and take that as the original";
        findings.push(Finding::warning("PX-06", format!("sources[{}].variable_rate", found.source), message, remedy));
    }
}

/// The review file of a clip; faults become findings and `None`.
fn review_of(
    choice: &ReviewChoice,
    shared: &Shared,
    clip_name: &str,
    found: &FoundClip,
    findings: &mut Vec<Finding>,
) -> Option<PlannedClipReview> {
    let first = &found.clip.first;
    if first.scan == Scan::Interlaced {
        let message = format!("{} is interlaced, and review files are progressive", found.clip.path);
        let remedy = "deinterlace it first, or leave review out";
        findings.push(Finding::error("PX-REVIEW", format!("sources[{}].path", found.source), message, remedy));
        return None;
    }
    let picture = SourcePicture { raster: first.raster, pixel_aspect: first.pixel_aspect };
    match shared.framer.fit(clip_name, &picture, choice.raster, PixelGrid::CHROMA_420) {
        Ok(geometry) => Some(PlannedClipReview::new(clip_name, &found.roll, geometry)),
        Err(error) => {
            let message = format!("{}: {error}", found.clip.path);
            let (field, remedy) = super::framing::settles(&error, "review.raster".to_owned());
            findings.push(Finding::error("PX-REVIEW", field, message, remedy));
            None
        }
    }
}

/// What must be known of the samples, and what cannot be made a proxy of.
fn check_picture(found: &FoundClip, source: &ProxySource, findings: &mut Vec<Finding>) -> bool {
    let first = &found.clip.first;
    let path = &found.clip.path;
    let before = findings.len();
    let mut missing = |name: &str, what: &str| {
        let field = format!("sources[{}].{name}", found.source);
        let message = format!("{path} does not say its {what}");
        let remedy = format!("set {}", found.field(name));
        findings.push(Finding::error(&format!("SRC-{}", name.to_uppercase()), field, message, remedy));
    };
    let is_ycbcr = !first.is_rgb && !first.is_float;
    let stated = StatedSamples { range: source.range, matrix: source.matrix, siting: source.siting };
    let warnings = of_samples(&found.source_name(), stated, first);
    if !first.is_float && source.range.or(first.range).is_none() {
        missing("range", "code range");
    }
    if is_ycbcr && source.matrix.or(first.matrix).is_none() {
        missing("matrix", "matrix");
    }
    if first.is_subsampled && source.siting.or(first.siting).is_none() {
        missing("siting", "chroma siting");
    }
    let field = format!("sources[{}].path", found.source);
    if let Err(error) = layout_of(first) {
        let remedy = "transcode the source to a pixel format that is read";
        findings.push(Finding::error("SRC-UNSUPPORTED", field.clone(), error.to_string(), remedy));
    }
    let coding = |part: &SourceInfo| {
        let samples = (part.raster, part.pixel_format.clone(), part.bits, part.scan, part.pixel_aspect);
        (samples, part.rate, part.range, part.matrix, part.siting)
    };
    if let Some(other) = found.clip.further.iter().find(|part| coding(part) != coding(first)) {
        let message = format!("{} is coded otherwise than the part before it", other.file_name());
        findings.push(Finding::error("SRC-MIXED", field.clone(), message, "name the parts as sources of their own"));
    }
    if first.scan == Scan::Interlaced && first.is_top_field_first.is_none() {
        let message = format!("{path} is interlaced and does not say which field is earlier");
        findings.push(Finding::error("SRC-SCAN", field, message, "deinterlace it first"));
    }
    let is_read = findings.len() == before;
    findings.extend(warnings);
    is_read
}

/// Colour space and look of a clip, by AMF, CDL, LUT in this order.
fn look_of(
    shared: &Shared,
    found: &FoundClip,
    source: &ProxySource,
    identity: Option<&Identity>,
    findings: &mut Vec<Finding>,
) -> Option<(String, PlannedLook)> {
    let field = format!("sources[{}].colour_space", found.source);
    let path = &found.clip.path;
    let refuse = |findings: &mut Vec<Finding>, message: String| {
        findings.push(Finding::error("PX-09", "look", message, "mend the file, or take it out of the job"));
        None
    };
    let (name, reel) = identity.map_or(("", ""), |identity| (identity.name.as_str(), identity.reel.as_str()));
    let of_amf = match shared.documents.amf_for(name) {
        Ok(found) => found,
        Err(error) => return refuse(findings, format!("{path}: {error}")),
    };
    let (author, wanted) = match (of_amf.as_ref().and_then(|amf| amf.space), source.colour_space.as_str()) {
        (Some(space), "auto") => (SpaceAuthor::Amf, space),
        (Some(space), named) if shared.config.resolve(named).is_ok_and(|named| named.name != space) => {
            let message = format!("the AMF of {path} says {space}, the job {named}");
            findings.push(Finding::error("PX-09", field, message, "set it to auto, or to what the camera recorded"));
            return None;
        }
        (_, named) => (SpaceAuthor::Job, named),
    };
    let (source_name, place) = (found.source_name(), found.field("colour_space"));
    let wish = SpaceWish { name: &source_name, place: &place, author, space: wanted };
    let space = source_space(wish, &found.clip.first, &shared.config, findings)?.0;
    let (grade, view) = match of_amf {
        Some(amf) => {
            let precision = shared.view.as_ref().map(|view| view.precision);
            let with = |view: PlannedView| PlannedView { precision: precision.unwrap_or(view.precision), ..view };
            (Some(amf.grade), amf.view.map(with).or_else(|| shared.view.clone()))
        }
        None => match colour::grade_of(&shared.documents, name, reel) {
            Ok(grade) => {
                let is_missed = identity.is_some() && grade.as_ref().is_none_or(|grade| grade.cdl.is_none());
                if is_missed && let Some(list) = shared.documents.lists_of_clips() {
                    let message = format!("nothing in it is for {path}");
                    let remedy = "add the grade of the clip, or leave it as it is";
                    findings.push(Finding::warning("PX-09", list, message, remedy));
                }
                (grade, shared.view.clone())
            }
            Err(error) => return refuse(findings, format!("{path}: {error}")),
        },
    };
    // What makes the pictures follows when all of the clip is known.
    let view = view.filter(|_| shared.view.is_some());
    let look = PlannedLook { grade: grade.unwrap_or_default(), view, path: None };
    if let Err((field, error)) = colour::check_names(&look, &shared.config) {
        let remedy = format!("set {field} to a space of the configuration");
        findings.push(Finding::error("PX-09", field, format!("{path}: {error}"), remedy));
        return None;
    }
    Some((space, look))
}
