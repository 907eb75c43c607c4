//! What shaders are judged by, wherever they run: on this machine's processor in tests, on GPUs in `gpu-check`.

mod judge;
mod pixels;

pub use judge::{Verdict, judge};
pub use pixels::{codes, scene_linear};

use crate::{ColourError, Config, NoShader, Transform};
use interneg_kernels::Shader;

/// The studio configurations, of ACES 1.3 and 2.0.
pub const CONFIGS: [&str; 2] = ["studio-config-v2.2.0_aces-v1.3_ocio-v2.4", "studio-config-v4.0.0_aces-v2.0_ocio-v2.5"];

/// A transform and its shader.
#[derive(Debug)]
pub struct ShaderCase {
    /// For a person.
    pub name: String,
    /// To a display, of which less is asked than of a camera's space.
    pub is_view: bool,
    /// What the shader is compared with, [without program](Transform::without_program).
    pub transform: Transform,
    /// The shader.
    pub shader: Shader,
}

impl ShaderCase {
    /// The case of a transform.
    ///
    /// # Errors
    /// Where it has no shader.
    pub fn new(name: String, is_view: bool, transform: Transform) -> Result<Self, NoShader> {
        let shader = transform.shader()?;
        Ok(Self { name, is_view, transform, shader })
    }

    /// The pixels that go through it: linear light for a view, codes for a camera.
    pub fn pixels(&self) -> Vec<[f32; 3]> {
        if self.is_view { scene_linear() } else { codes() }
    }
}

/// Why a case of the suite cannot be built; never, for [`CONFIGS`].
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// No such configuration, space or view.
    #[error(transparent)]
    Colour(#[from] ColourError),
    /// The named transform has no shader.
    #[error("{0}: {1}")]
    NoShader(String, NoShader),
}

fn case(name: String, is_view: bool, transform: Transform) -> Result<ShaderCase, SuiteError> {
    ShaderCase::new(name.clone(), is_view, transform).map_err(|error| SuiteError::NoShader(name, error))
}

/// Every view of every display, from ACES2065-1.
///
/// # Errors
/// Where a view has no shader, which none of [`CONFIGS`] lacks.
pub fn views(config: &str) -> Result<Vec<ShaderCase>, SuiteError> {
    let config = Config::builtin(config)?;
    let of_view = |(display, view): (String, String)| {
        let transform = config.view("ACES2065-1", &display, &view)?;
        case(format!("{}: {display} / {view}", config.name()), true, transform)
    };
    config.views().into_iter().map(of_view).collect()
}

/// Every camera's space to ACES2065-1. A space of our own is a program, which no shader holds.
///
/// # Errors
/// Where a space has no shader, which none of [`CONFIGS`] lacks.
pub fn cameras(config: &str) -> Result<Vec<ShaderCase>, SuiteError> {
    let config = Config::builtin(config)?;
    let of_space = |space: &crate::Space| {
        let transform = config.transform(&space.name, "ACES2065-1")?;
        case(format!("{}: {} > ACES2065-1", config.name(), space.name), false, transform)
    };
    config.camera_spaces().filter(|space| !space.is_own).map(of_space).collect()
}
