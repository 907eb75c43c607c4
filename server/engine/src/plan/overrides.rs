//! Where a job contradicts what a source says of its own samples. It is done as the job says, because files are wrong at
//! times, and never without a word.

use interneg_colour::{Auto, Config};
use interneg_media::SourceInfo;
use interneg_spec::{Finding, Matrix, SampleRange, Siting};

/// A source as a finding names it.
#[derive(Debug, Clone)]
pub(crate) struct SourceName {
    /// Its path, or the name of its file.
    pub(crate) clip: String,
    /// What of the job has its fields, such as `clips[2]`.
    pub(crate) at: String,
    /// These fields hold for other clips as well.
    pub(crate) is_one_of_many: bool,
}

/// What a job says of the samples of a source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StatedSamples {
    pub(crate) range: Option<SampleRange>,
    pub(crate) matrix: Option<Matrix>,
    pub(crate) siting: Option<Siting>,
}

/// Who says which space a clip is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpaceAuthor {
    /// The job's own field.
    Job,
    /// The AMF that speaks of the clip.
    Amf,
}

impl SourceName {
    fn field(&self, name: &str) -> String {
        format!("{}.{name}", self.at)
    }

    /// What would make a field of the job agree with this source.
    fn remedy(&self, name: &str) -> String {
        let others = if self.is_one_of_many { ", and name the clips that need it as sources of their own" } else { "" };
        format!("leave {} out where the file is right{others}", self.field(name))
    }
}

/// One warning for each field of the job that says something else than the source.
pub(crate) fn of_samples(name: &SourceName, job: StatedSamples, source: &SourceInfo) -> Vec<Finding> {
    // A matrix that cannot be undone is what the file says as well. R, G, B have none.
    let stated_matrix = source.matrix.map(|matrix| matrix.to_string()).or_else(|| source.unsupported_matrix.clone());
    let fields = [
        (
            "range",
            source.range.map(|range| range.to_string()),
            job.range.map(|range| range.to_string()),
            "its codes are read as the job says, so black, white and contrast are not those of the file",
        ),
        (
            "matrix",
            stated_matrix.filter(|_| !source.is_rgb),
            job.matrix.map(|matrix| matrix.to_string()),
            "its colours are decoded as the job says, so hues and saturation are not those of the file",
        ),
        (
            "siting",
            source.siting.map(|siting| siting.to_string()),
            job.siting.map(|siting| siting.to_string()),
            "its chroma is put where the job says, up to half a pixel away from its luma",
        ),
    ];
    let mut findings = Vec::new();
    for (field, says, wanted, consequence) in fields {
        if let (Some(says), Some(wanted)) = (says, wanted)
            && says != wanted
        {
            let rule = format!("SRC-{}", field.to_uppercase());
            let message = format!("{} says {says}, the job {wanted}: {consequence}", name.clip);
            findings.push(Finding::warning(&rule, name.field(field), message, name.remedy(field)));
        }
    }
    findings
}

/// A warning where the metadata of a source names other spaces than `space`, which `author` has chosen.
pub(super) fn of_space(
    name: &SourceName,
    (author, space): (SpaceAuthor, &str),
    told: &Auto,
    config: &Config,
) -> Option<Finding> {
    let candidates = match told {
        Auto::Unambiguous(space) => std::slice::from_ref(space),
        Auto::Ambiguous(spaces) => spaces,
        Auto::Unknown => return None,
    };
    // A space that the configuration does not have under this name may be the chosen one under another.
    let known = candidates.iter().map(|name| config.resolve(name).ok().map(|space| space.name.as_str()));
    let known: Vec<&str> = known.collect::<Option<_>>()?;
    (!known.contains(&space)).then(|| {
        let (author, remedy) = match author {
            SpaceAuthor::Job => ("the job", name.remedy("colour_space")),
            SpaceAuthor::Amf => ("its AMF", "correct the AMF, or leave it out, where the file is right".to_owned()),
        };
        let message = format!(
            "{} says {}, {author} {space}: its colours are taken for those of a space that the file does not name",
            name.clip,
            known.join(" or ")
        );
        Finding::warning("COLOUR-SPACE", name.field("colour_space"), message, remedy)
    })
}

#[cfg(test)]
mod tests;
