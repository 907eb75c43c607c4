//! Configurations: built in, or a file.

use crate::curves::{OwnSpace, own_spaces};
use crate::transform::Ends;
use crate::{ColourError, Space, SpaceKind, Transform, gamut, interop, near};
use ocio::OptimizationFlags;
use ocio::builtins::configs::builtin_config_names;
use std::path::Path;
use std::sync::Arc;

/// A colour configuration; may be shared between threads.
#[derive(Debug)]
pub struct Config {
    name: String,
    ocio: ocio::Config,
    /// Search paths and declared variables only, nothing of the process's environment.
    context: ocio::Context,
    /// The configuration's, then our own.
    spaces: Vec<Space>,
    own: Vec<OwnSpace>,
    /// The C++ library processes instead of the crate.
    #[cfg(feature = "official-ocio")]
    is_official: bool,
}

impl Config {
    /// A configuration that is built in, by its full name. Names that move with versions (`…-latest`) are refused.
    ///
    /// # Errors
    /// Lists the names that exist.
    pub fn builtin(name: &str) -> Result<Self, ColourError> {
        let known = builtin_config_names();
        let unknown = || ColourError::UnknownConfig {
            name: name.to_owned(),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
        };
        if !known.contains(&name) {
            return Err(unknown());
        }
        let config = ocio::Config::create_from_builtin_config(name).map_err(|_| unknown())?;
        Ok(Self::new(name.to_owned(), config))
    }

    /// Names of the configurations that are built in.
    pub fn builtin_names() -> Vec<&'static str> {
        builtin_config_names()
    }

    /// A configuration file, `.ocio` or `.ocioz`.
    ///
    /// # Errors
    /// Repeats what OpenColorIO says.
    pub fn from_file(path: &Path) -> Result<Self, ColourError> {
        let bad = |reason: String| ColourError::BadConfig { path: path.to_owned(), reason };
        let text = path.to_str().ok_or_else(|| bad("path is not UTF-8".to_owned()))?;
        // Such a path would open a built-in configuration instead of the file.
        if text.contains("ocio://") {
            return Err(bad("path contains ocio://".to_owned()));
        }
        let config = ocio::Config::create_from_file(text).map_err(|error| bad(error.to_string()))?;
        // `Config::validate` is not asked: it judges displays by environment variables. What is wrong with a space or a
        // file shows when the transform is built, which is before the first frame.
        let name = match config.name() {
            "" => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            name => name.to_owned(),
        };
        Ok(Self::new(name, config))
    }

    fn new(name: String, config: ocio::Config) -> Self {
        // Loading a configuration also loads environment variables into its context: all of them where it declares
        // none, and others' values over its own where it does. A render must not depend on who started it.
        let mut context = config.current_context().clone();
        context.clear_string_vars();
        for index in 0..config.num_environment_vars() {
            let variable = config.environment_var_name_by_index(index);
            context.set_string_var(variable, Some(config.environment_var_default(variable)));
        }
        // Processors are kept by those who use them; a cache keyed by printed forms adds only risk.
        config.set_processor_cache_flags(ocio::ProcessorCacheFlags::OFF);
        // All spaces, because the active ones can be changed by an environment variable.
        let mut spaces: Vec<Space> = config.all_color_spaces().iter().map(Space::from_ocio).collect();
        let own = own_spaces(&spaces);
        spaces.extend(own.iter().map(|own| own.space.clone()));
        Self {
            name,
            ocio: config,
            context,
            spaces,
            own,
            #[cfg(feature = "official-ocio")]
            is_official: false,
        }
    }

    /// As [`Self::builtin`], with the official OpenColorIO, in C++, as what processes. Its transforms are no programs and
    /// no tables; they serve to compare with.
    ///
    /// # Errors
    /// As [`Self::builtin`]; where the library is a stub, does not know the configuration's name when a transform is
    /// asked for, or an environment variable would change its results.
    #[cfg(feature = "official-ocio")]
    pub fn builtin_official(name: &str) -> Result<Self, ColourError> {
        crate::official::check()?;
        Ok(Self { is_official: true, ..Self::builtin(name)? })
    }

    /// Name of the configuration; of the file where it has none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All colour spaces: the configuration's in its order, then Interneg's own.
    pub fn spaces(&self) -> &[Space] {
        &self.spaces
    }

    /// Scene-referred spaces of cameras and of ACES: what a source may be in.
    pub fn camera_spaces(&self) -> impl Iterator<Item = &Space> {
        self.spaces.iter().filter(|space| {
            matches!(space.kind, SpaceKind::Aces | SpaceKind::Linear | SpaceKind::Log)
                && !space.family.starts_with("Utility")
        })
    }

    /// The space of a name, an alias or an interop id; case does not matter in names.
    ///
    /// # Errors
    /// Lists the names that are spelt most like it.
    pub fn resolve(&self, name: &str) -> Result<&Space, ColourError> {
        let by_name = || self.spaces.iter().find(|space| space.is_called(name));
        let by_own_id = || self.spaces.iter().find(|space| space.interop_id.as_deref() == Some(name));
        let by_known_id = || {
            let name = interop::name_of(name)?;
            self.spaces.iter().find(|space| space.is_called(name))
        };
        by_name().or_else(by_own_id).or_else(by_known_id).ok_or_else(|| {
            // Nobody who looks for a colour means data.
            let colours = self.spaces.iter().filter(|space| !space.is_data);
            let near = near::near(name, colours.map(|space| (&*space.name, &*space.aliases)));
            let of_cameras = || self.camera_spaces().map(|space| space.name.clone()).collect();
            ColourError::UnknownSpace {
                name: name.to_owned(),
                config: self.name.clone(),
                candidates: if near.is_empty() { of_cameras() } else { near },
            }
        })
    }

    /// The transform from one space to another, lossless.
    ///
    /// # Errors
    /// Names the space that is not there, that holds data, or OpenColorIO's reason.
    pub fn transform(&self, source: &str, target: &str) -> Result<Transform, ColourError> {
        let (source, target) = (self.resolve(source)?, self.resolve(target)?);
        for space in [source, target] {
            if space.is_data && source.name != target.name {
                return Err(ColourError::DataSpace(space.name.clone()));
            }
        }
        let (own_source, own_target) = (self.own(source), self.own(target));
        let is_same = source.name == target.name;
        let no_transform = |reason: String| ColourError::NoTransform {
            source_space: source.name.clone(),
            target_space: target.name.clone(),
            reason,
        };
        let ends = if is_same { Ok(Ends::default()) } else { Ends::new(own_source, own_target) };
        let ends = ends.map_err(|error| no_transform(error.to_string()))?;
        // Of our own spaces the configuration knows the linear ones.
        let source = own_source.map_or(&source.name, |own| &own.linear);
        let target = own_target.map_or(&target.name, |own| &own.linear);
        #[cfg(feature = "official-ocio")]
        if self.is_official {
            return self.process_officially(source, crate::official::Target::Space(target), ends);
        }
        let transform = ocio::Transform::ColorSpace(ocio::ColorSpaceTransform::new(source, target));
        self.process(&transform, ends).map_err(no_transform)
    }

    /// The transform from a space to a view of a display, lossless.
    ///
    /// # Errors
    /// Names the space that is not there or that holds data, or OpenColorIO's reason.
    pub fn view(&self, source: &str, display: &str, view: &str) -> Result<Transform, ColourError> {
        let source = self.resolve(source)?;
        if source.is_data {
            return Err(ColourError::DataSpace(source.name.clone()));
        }
        let no_transform = |reason: String| ColourError::NoTransform {
            source_space: source.name.clone(),
            target_space: format!("{view} on {display}"),
            reason,
        };
        let own = self.own(source);
        let ends = Ends::new(own, None).map_err(|error| no_transform(error.to_string()))?;
        let source = own.map_or(&source.name, |own| &own.linear);
        #[cfg(feature = "official-ocio")]
        if self.is_official {
            return self.process_officially(source, crate::official::Target::View { display, view }, ends);
        }
        let transform = ocio::Transform::DisplayView(ocio::DisplayViewTransform::new(source, display, view));
        self.process(&transform, ends).map_err(no_transform)
    }

    /// Every view of every display: display and view.
    pub fn views(&self) -> Vec<(String, String)> {
        let displays = (0..self.ocio.num_displays_all()).map(|index| self.ocio.display_all(index));
        let views_of = |display: &str| {
            let named = |index| (display.to_owned(), self.ocio.view(display, index).to_string());
            (0..self.ocio.num_views(display)).map(named).collect::<Vec<_>>()
        };
        displays.flat_map(views_of).collect()
    }

    /// Whether a display has a view that ACES2065-1 can be brought to.
    pub fn has_view(&self, display: &str, view: &str) -> bool {
        let aces = self.spaces().iter().find(|space| space.kind == SpaceKind::Aces);
        aces.is_some_and(|aces| self.view(&aces.name, display, view).is_ok())
    }

    /// Chromaticities of a linear space: red x, y, green x, y, blue x, y, white x, y.
    ///
    /// The space's own matrix to ACES2065-1 decides. Where it is the one of a gamut in our table, the published
    /// primaries and white of that gamut are given; else those that the matrix itself shows, relative to the ACES white.
    /// Nothing for spaces that are not linear, or from which no matrix leads to ACES2065-1.
    pub fn target_primaries(&self, space: &str) -> Option<[f32; 8]> {
        let space = self.resolve(space).ok()?;
        if !matches!(space.kind, SpaceKind::Aces | SpaceKind::Linear) {
            return None;
        }
        let aces = self.spaces.iter().find(|space| space.kind == SpaceKind::Aces)?;
        let to_aces = self.transform(&space.name, &aces.name).ok()?;
        let matrix = match to_aces.is_identity() {
            true => gamut::IDENTITY,
            false => to_aces.as_matrix()?,
        };
        gamut::chromaticities(&matrix)
    }

    fn own(&self, space: &Space) -> Option<&OwnSpace> {
        self.own.iter().find(|own| space.is_own && own.space.name == space.name)
    }

    pub(crate) fn process(&self, transform: &ocio::Transform, ends: Ends) -> Result<Transform, String> {
        let forward = ocio::TransformDirection::Forward;
        let processor = self
            .ocio
            .get_processor_with_context(&self.context, transform, forward)
            .map_err(|error| error.to_string())?;
        Ok(Transform::new(Arc::new(processor.optimized_cpu_processor(OptimizationFlags::LOSSLESS)), ends))
    }

    #[cfg(feature = "official-ocio")]
    fn process_officially(
        &self,
        source: &str,
        target: crate::official::Target<'_>,
        ends: Ends,
    ) -> Result<Transform, ColourError> {
        let processor = crate::official::OfficialProcessor::new(&self.name, source, target)?;
        Ok(Transform::new(Arc::new(processor), ends))
    }
}
