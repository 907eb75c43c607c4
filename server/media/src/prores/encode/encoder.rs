//! Frames on the processors.

use super::plan::Plan;
use super::processors::Processors;
use super::{Coded, Picture, Settings, passes};
use crate::prores::EncodeError;
use interneg_kernels::Level;

/// Encodes frames. It holds nothing of them: any frame may follow any other.
#[derive(Debug)]
pub struct Encoder {
    plan: Plan,
    level: Level,
}

impl Encoder {
    /// # Errors
    /// `Raster` and `Settings` for what ProRes does not have.
    pub fn new(settings: Settings) -> Result<Self, EncodeError> {
        Self::at_level(settings, Level::best())
    }

    /// The same at an instruction-set level of the caller's choice; every level gives the same bytes.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn at_level(settings: Settings, level: Level) -> Result<Self, EncodeError> {
        Ok(Self { plan: Plan::new(settings)?, level })
    }

    /// What it was made for.
    pub fn settings(&self) -> &Settings {
        &self.plan.settings
    }

    /// Replaces the content of `frame` by the encoded picture.
    ///
    /// # Errors
    /// `Picture`, `Plane` and `Code` for planes that are not what the settings say; `Limit` where the frame cannot be made
    /// as small as was asked for. The content of `frame` is then of no use.
    pub fn encode(&self, picture: &Picture<'_>, frame: &mut Vec<u8>) -> Result<Coded, EncodeError> {
        let pictures = picture.planes(&self.plan.settings)?;
        passes::encode(&self.plan, Processors::new(&self.plan, self.level, &pictures), frame)
    }
}
