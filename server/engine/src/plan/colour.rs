//! Resolving colour: the configuration, the target, and the space of each source.

use super::overrides::{self, SourceName, SpaceAuthor};
use super::{PlanEnvironment, TargetColour};
use interneg_colour::{Auto, ColourError, Config, SourceHints, Space};
use interneg_media::SourceInfo;
use interneg_spec::rules::SpaceKind;
use interneg_spec::{Finding, MediaPath, NamJob};

/// The configuration and the target space of a job.
pub(super) struct ResolvedColour {
    /// Built-in name or absolute path, as a worker opens it again.
    pub(super) reference: String,
    pub(super) config: Config,
    pub(super) target: TargetColour,
    pub(super) target_kind: SpaceKind,
}

/// Opens the configuration and finds the target in it.
pub(super) fn resolve(
    job: &NamJob,
    environment: &PlanEnvironment,
    findings: &mut Vec<Finding>,
) -> Option<ResolvedColour> {
    let (reference, config) = match open_config(&job.colour.config, "colour.config", environment) {
        Ok(opened) => opened,
        Err(finding) => {
            findings.push(finding);
            return None;
        }
    };
    match config.resolve(&job.colour.target) {
        Ok(space) => {
            let target = TargetColour {
                space: space.name.clone(),
                is_aces: space.kind == SpaceKind::Aces,
                chromaticities: config.target_primaries(&space.name),
                interop_id: space.interop_id.clone(),
            };
            let target_kind = space.kind;
            Some(ResolvedColour { reference, config, target, target_kind })
        }
        Err(error) => {
            findings.push(unknown_space("colour.target".to_owned(), &error));
            None
        }
    }
}

/// Opens a configuration by its built-in name or as a file; gives back how a worker opens it again.
pub(crate) fn open_config(name: &str, field: &str, environment: &PlanEnvironment) -> Result<(String, Config), Finding> {
    let is_file = name.ends_with(".ocio") || name.ends_with(".ocioz") || name.contains('/') || name.contains(':');
    if !is_file {
        let config = Config::builtin(name).map_err(|error| {
            Finding::error(
                "COLOUR-CONFIG",
                field,
                error.to_string(),
                "name a built-in configuration, or the path of an OCIO file below a root",
            )
        })?;
        return Ok((name.to_owned(), config));
    }
    let path: MediaPath = name.parse().map_err(|error: interneg_spec::MediaPathError| {
        Finding::error("COLOUR-CONFIG", field, error.to_string(), "write root:path/config.ocio")
    })?;
    let path =
        environment.roots.resolve_source(&path).map_err(|error| super::clip::root_finding(field.to_owned(), &error))?;
    let config = Config::from_file(&path).map_err(|error| {
        Finding::error("COLOUR-CONFIG", field, error.to_string(), "name an OCIO configuration that loads")
    })?;
    Ok((path.to_string_lossy().into_owned(), config))
}

/// Which space a clip is said to be of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SpaceWish<'a> {
    pub(crate) name: &'a SourceName,
    /// The field to set for this clip, in words.
    pub(crate) place: &'a str,
    /// Who says it, unless it is `auto`.
    pub(crate) author: SpaceAuthor,
    /// A space of the configuration, or `auto`.
    pub(crate) space: &'a str,
}

/// Canonical name and kind of a clip's space, as it is wished or, where that is `auto`, from camera metadata.
pub(crate) fn source_space(
    wish: SpaceWish<'_>,
    source: &SourceInfo,
    config: &Config,
    findings: &mut Vec<Finding>,
) -> Option<(String, SpaceKind)> {
    let SpaceWish { name: source_name, place, author, space: wanted } = wish;
    let field = format!("{}.colour_space", source_name.at);
    // Cameras do not record the working spaces of ACES.
    let is_of_camera = |space: &&Space| space.kind == SpaceKind::Log && !space.family.starts_with("ACES");
    let example = config.camera_spaces().find(is_of_camera);
    let example = example.map(|space| format!(", such as {:?}", space.name)).unwrap_or_default();
    let remedy = format!("set {place} to the space that the camera recorded{example}");
    let hints = SourceHints {
        metadata: &source.metadata,
        transfer: source.transfer.as_deref(),
        chromaticities: source.chromaticities,
        is_float: source.is_float,
    };
    let told = interneg_colour::auto_detect(&hints);
    let name = if wanted == "auto" {
        match told.clone() {
            Auto::Unambiguous(space) => space,
            Auto::Ambiguous(candidates) => {
                let list = candidates.join(", ");
                findings.push(Finding::error(
                    "COLOUR-AUTO",
                    field,
                    format!("the source's metadata fits several spaces: {list}"),
                    remedy,
                ));
                return None;
            }
            Auto::Unknown => {
                let list: Vec<&str> = config.camera_spaces().map(|space| space.name.as_str()).collect();
                findings.push(Finding::error(
                    "COLOUR-AUTO",
                    field,
                    format!("the source's metadata names no colour space; candidates: {}", list.join(", ")),
                    remedy,
                ));
                return None;
            }
        }
    } else {
        wanted.to_owned()
    };
    match config.resolve(&name) {
        Ok(space) => {
            if wanted != "auto" {
                findings.extend(overrides::of_space(source_name, (author, &space.name), &told, config));
            }
            Some((space.name.clone(), space.kind))
        }
        Err(error) => {
            let remedy = match told {
                Auto::Unambiguous(space) => {
                    format!("set {place} to \"auto\", which is {space:?} by the camera's metadata")
                }
                Auto::Ambiguous(spaces) => {
                    let list: Vec<String> = spaces.iter().map(|space| format!("{space:?}")).collect();
                    format!("set {place} to what the camera's metadata fits: {}", list.join(" or "))
                }
                Auto::Unknown => remedy,
            };
            findings.push(Finding::error("COLOUR-SPACE", field, error.to_string(), remedy));
            None
        }
    }
}

fn unknown_space(field: String, error: &ColourError) -> Finding {
    let remedy = format!("set {field} to a space of the configuration");
    Finding::error("COLOUR-SPACE", field, error.to_string(), remedy)
}
