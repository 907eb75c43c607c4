//! Colour of a rendition: what stands between a source's space and the codes of a display.

use super::error::PictureError;
use super::path::LookPath;
use interneg_colour::{
    ColourError, Config, Grade, GradeTarget, Graded, LutFile, NoShader, SpaceKind, Step, Transform, View,
};
use interneg_kernels::RgbTile;
use interneg_spec::ViewPrecision;
use std::sync::Arc;

/// The display of editorial, as the studio configurations of ACES name it, and its views without a grade: of ACES 2.0
/// and of ACES 1.3.
const REC709: &str = "Rec.1886 Rec.709 - Display";
const REC709_VIEWS: [&str; 2] = ["ACES 2.0 - SDR 100 nits (Rec.709)", "ACES 1.0 - SDR Video"];

/// Grade and output, in the order of the fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// First a CDL.
    pub cdl: Option<CdlGrade>,
    /// Then a look's file.
    pub lut: Option<LutGrade>,
    /// Then what shows it.
    pub output: LookOutput,
}

/// A CDL and where its numbers apply.
#[derive(Debug, Clone, PartialEq)]
pub struct CdlGrade {
    /// The ten numbers.
    pub grade: Grade,
    /// The working space, usually [`CdlGrade::SPACE`].
    pub space: String,
}

/// A look's file and what it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct LutGrade {
    /// The file's contents.
    pub file: Arc<LutFile>,
    /// The space that it is made for: what it takes, and, unless the output is [`LookOutput::Lut`], what it gives.
    pub space: String,
}

/// What becomes of the graded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookOutput {
    /// A view of a display.
    View {
        /// Name of the display.
        display: String,
        /// Name of the view.
        view: String,
        /// Exact or baked.
        precision: ViewPrecision,
    },
    /// The source's own space: a proxy that is graded later. Without a grade and at the source's size its codes stay.
    Source,
    /// What the look's file gives is shown as it is: it holds the view of a display itself.
    Lut,
}

impl CdlGrade {
    /// Where CDLs apply unless something else is said.
    pub const SPACE: &str = "ACEScct";
}

impl Look {
    /// Output without a grade.
    pub fn ungraded(output: LookOutput) -> Self {
        Self { cdl: None, lut: None, output }
    }
}

impl LookOutput {
    /// The view of a Rec.709 display in standard dynamic range, as ACES shows it: the default of dailies.
    ///
    /// # Errors
    /// Where the configuration has no such display or view.
    pub fn rec709(config: &Config, precision: ViewPrecision) -> Result<Self, PictureError> {
        let aces = aces_of(config)?;
        let view = REC709_VIEWS.into_iter().find(|view| config.view(&aces, REC709, view).is_ok());
        let none = || PictureError::NoView { config: config.name().to_owned(), display: REC709 };
        Ok(Self::View { display: REC709.to_owned(), view: view.ok_or_else(none)?.to_owned(), precision })
    }
}

/// Name of ACES2065-1 in the configuration.
pub(super) fn aces_of(config: &Config) -> Result<String, PictureError> {
    let aces = config.spaces().iter().find(|space| space.kind == SpaceKind::Aces);
    aces.map(|space| space.name.clone()).ok_or_else(|| PictureError::NoAces { config: config.name().to_owned() })
}

/// The looks of a job's clips, of one configuration: a view is built, and baked, once for all that share it.
#[derive(Debug)]
pub struct Looks<'a> {
    config: &'a Config,
    has_shaders: bool,
    views: Vec<(ViewKey, Shown)>,
}

type ViewKey = (String, String, String, ViewPrecision);

/// A view, and what a GPU runs of it; none where it may not.
#[derive(Debug, Clone)]
struct Shown {
    view: View,
    steps: Option<Result<Arc<[Step]>, NoShader>>,
}

/// What runs on a tile, from the source's space or from linear light on. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    links: Vec<Link>,
}

#[derive(Debug, Clone)]
struct Link {
    title: String,
    part: Part,
}

#[derive(Debug, Clone)]
enum Part {
    Transform(Transform),
    Graded(Graded),
    View(Shown),
}

impl Shown {
    fn new(view: View, has_shaders: bool) -> Self {
        let steps = (view.is_program() || has_shaders).then(|| view.steps().map(Arc::from));
        Self { view, steps }
    }
}

impl Part {
    /// What runs it, and why that is no GPU where one was hoped for.
    fn path(&self) -> (LookPath, Option<String>) {
        let of_program = |is_program: bool| match is_program {
            true => (LookPath::Program, None),
            // Shaders are held to a tolerance for views alone.
            false => (LookPath::Processors, Some("its grade is no program of the kernels".to_owned())),
        };
        match self {
            Self::Transform(transform) => of_program(transform.operations().is_some()),
            Self::Graded(graded) => of_program(graded.is_program()),
            Self::View(Shown { view: View::Baked(_), .. }) => (LookPath::Baked, None),
            Self::View(Shown { view, .. }) if view.is_program() => (LookPath::Program, None),
            Self::View(Shown { steps: None, .. }) => (LookPath::Processors, None),
            Self::View(Shown { steps: Some(Ok(_)), .. }) => (LookPath::Shader, None),
            Self::View(Shown { steps: Some(Err(reason)), .. }) => (LookPath::Processors, Some(reason.to_string())),
        }
    }

    /// What a GPU runs of it; nothing where none does.
    fn steps(&self) -> Vec<Step> {
        match self {
            Self::Transform(transform) => transform.steps().unwrap_or_default(),
            Self::Graded(graded) => graded.steps().unwrap_or_default(),
            Self::View(Shown { steps: Some(Ok(steps)), .. }) => steps.to_vec(),
            Self::View(_) => Vec::new(),
        }
    }
}

impl<'a> Looks<'a> {
    /// None yet. Exact views that are no programs run through OpenColorIO's processor.
    pub fn new(config: &'a Config) -> Self {
        Self { config, has_shaders: false, views: Vec::new() }
    }

    /// As [`Self::new`] for pictures that are made on a GPU: exact views that are no programs run as OpenColorIO's
    /// shaders where these exist.
    pub fn with_shaders(config: &'a Config) -> Self {
        Self { has_shaders: true, ..Self::new(config) }
    }

    /// The configuration.
    pub(super) fn config(&self) -> &'a Config {
        self.config
    }

    fn view(&mut self, from: &str, display: &str, view: &str, precision: ViewPrecision) -> Result<Shown, ColourError> {
        let from = self.config.resolve(from)?.name.clone();
        let key = (from, display.to_owned(), view.to_owned(), precision);
        if let Some((_, shown)) = self.views.iter().find(|(known, _)| *known == key) {
            return Ok(shown.clone());
        }
        let built = Shown::new(self.config.view_at(&key.0, display, view, precision)?, self.has_shaders);
        self.views.push((key, built.clone()));
        Ok(built)
    }

    fn is_linear(&self, space: &str) -> Result<bool, ColourError> {
        Ok(matches!(self.config.resolve(space)?.kind, SpaceKind::Aces | SpaceKind::Linear))
    }

    fn is_log(&self, space: &str) -> Result<bool, ColourError> {
        Ok(self.config.resolve(space)?.kind == SpaceKind::Log)
    }

    /// What leads from `from` through the look; its output may be `source`.
    pub(super) fn chain(&mut self, from: &str, look: &Look, source: &str) -> Result<Chain, PictureError> {
        let config = self.config;
        let mut links = Vec::new();
        let mut add = |title: String, part: Part| links.push(Link { title, part });
        let mut space = from;
        if let Some(cdl) = &look.cdl {
            let graded = config.graded(space, &cdl.space, cdl.grade, GradeTarget::Space(&cdl.space))?;
            space = &cdl.space;
            add(format!("CDL in {space}"), Part::Graded(graded));
        }
        if let Some(lut) = &look.lut {
            add(format!("to {}", lut.space), Part::Transform(config.transform(space, &lut.space)?));
            space = &lut.space;
            add(format!("look {} in {space}", lut.file.name()), Part::Transform(config.lut(&lut.file)?));
        }
        match &look.output {
            LookOutput::View { display, view, precision } => {
                if *precision == ViewPrecision::Baked && self.is_linear(space)? && self.is_log(source)? {
                    // The cube's entries lie closer where a camera's own codes do: half of the error, or less.
                    add(format!("to {source}"), Part::Transform(config.transform(space, source)?));
                    space = source;
                }
                let title = format!("view {view} of {display}, {precision}");
                add(title, Part::View(self.view(space, display, view, *precision)?));
            }
            LookOutput::Source => add(format!("to {source}"), Part::Transform(config.transform(space, source)?)),
            LookOutput::Lut if look.lut.is_none() => return Err(PictureError::NoLut),
            LookOutput::Lut => {}
        }
        links.retain(|link| !matches!(&link.part, Part::Transform(transform) if transform.is_identity()));
        Ok(Chain { links })
    }
}

impl Chain {
    /// What runs it, and why that is no GPU where one was hoped for.
    pub(super) fn path(&self) -> (LookPath, Option<String>) {
        let paths = self.links.iter().map(|link| link.part.path());
        paths.max_by_key(|(path, reason)| (*path, reason.is_some())).unwrap_or((LookPath::Program, None))
    }

    /// What a GPU runs, in order, where [`Self::path`] lets one.
    pub(super) fn steps(&self) -> Vec<Step> {
        self.links.iter().flat_map(|link| link.part.steps()).collect()
    }

    /// Changes all pixels of the tile, in place: what no shader changes.
    pub(super) fn apply(&self, tile: &mut RgbTile) {
        for link in &self.links {
            match &link.part {
                Part::Transform(transform) => transform.apply(tile),
                Part::Graded(graded) => graded.apply(tile),
                Part::View(shown) => shown.view.apply(tile),
            }
        }
    }

    /// Every link, then what runs it on this path, indented.
    pub(super) fn describe(&self, path: LookPath) -> Vec<String> {
        let lines = |link: &Link| {
            let parts = match &link.part {
                Part::Transform(transform) => transform.describe(),
                Part::Graded(graded) => graded.describe(),
                Part::View(shown) => shown.view.describe(),
            };
            let is_shaded = path == LookPath::Shader && link.part.path().0 == LookPath::Shader;
            let of_shader = move |part: String| match part.strip_prefix("OpenColorIO: ") {
                Some(words) if is_shaded => format!("OpenColorIO's shader: {words}"),
                _ => part,
            };
            let parts = parts.into_iter().map(move |part| format!("  {}", of_shader(part)));
            std::iter::once(link.title.clone()).chain(parts)
        };
        self.links.iter().flat_map(lines).collect()
    }
}
