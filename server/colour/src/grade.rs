//! A grade between two transforms: its ten numbers are data, so that a new shot needs no new kernel.
//!
//! OpenColorIO's optimiser would write a CDL's numbers into the text of a shader, and would join them with a matrix
//! beside them. So the transform is built in two parts, and the CDL between them is our own operation.

use crate::{ColourError, Config, NoShader, Step, Transform, View, step};
use interneg_kernels::program::{Cdl, CdlChannel, CdlStyle};
use interneg_kernels::{Operation, Program, RgbTile};
use interneg_spec::ViewPrecision;

/// The ten numbers of an ASC CDL, R, G, B. Nothing is clamped to 0..1, which is how OpenColorIO and cameras' log spaces
/// use it; a negative value has no power and stays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grade {
    /// Factors, not negative.
    pub slope: [f32; 3],
    /// Summands.
    pub offset: [f32; 3],
    /// Powers, above 0.
    pub power: [f32; 3],
    /// Saturation, not negative; by the luma of Rec. 709.
    pub saturation: f32,
}

/// What is behind a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradeTarget<'a> {
    /// A colour space by its name.
    Space(&'a str),
    /// A view of a display.
    View {
        /// Name of the display.
        display: &'a str,
        /// Name of the view.
        view: &'a str,
        /// Exact or baked; the cube is baked behind the grade, so that it serves all shots.
        precision: ViewPrecision,
    },
}

/// A transform, a CDL, and another transform. For proxies: a master is not graded, and no master's transform is of this
/// type.
#[derive(Debug, Clone)]
pub struct Graded {
    before: Transform,
    grade: Grade,
    cdl: Program,
    after: View,
}

impl Grade {
    /// Changes nothing.
    pub const NEUTRAL: Self = Self { slope: [1.0; 3], offset: [0.0; 3], power: [1.0; 3], saturation: 1.0 };

    /// Slope, offset and power of R, G, B, then the saturation.
    ///
    /// # Errors
    /// Names the number that a CDL cannot have (ASC CDL 1.2).
    pub fn from_numbers(numbers: [f32; 10]) -> Result<Self, ColourError> {
        let three = |first: usize| [numbers[first], numbers[first + 1], numbers[first + 2]];
        let grade = Self { slope: three(0), offset: three(3), power: three(6), saturation: numbers[9] };
        grade.check().map(|()| grade)
    }

    fn check(&self) -> Result<(), ColourError> {
        let bad = |number, value: f32| Err(ColourError::BadGrade { number, value: value.to_string() });
        for channel in 0..3 {
            let (slope, offset, power) = (self.slope[channel], self.offset[channel], self.power[channel]);
            if !(0.0..f32::INFINITY).contains(&slope) {
                return bad("slope", slope);
            }
            if !offset.is_finite() {
                return bad("offset", offset);
            }
            if !(power > 0.0 && power.is_finite()) {
                return bad("power", power);
            }
        }
        match (0.0..f32::INFINITY).contains(&self.saturation) {
            true => Ok(()),
            false => bad("saturation", self.saturation),
        }
    }

    /// As an operation of a program.
    fn operation(&self) -> Operation {
        let channel = |channel: usize| CdlChannel {
            slope: self.slope[channel],
            offset: self.offset[channel],
            power: self.power[channel],
        };
        Operation::Cdl(Cdl {
            style: CdlStyle::Unlimited,
            channels: [0, 1, 2].map(channel),
            saturation: self.saturation,
        })
    }

    fn program(&self) -> Result<Program, ColourError> {
        self.check()?;
        Ok(Program::new(&[self.operation()]).expect("numbers that were checked are finite"))
    }
}

impl Graded {
    /// The same transforms around another grade.
    ///
    /// # Errors
    /// Names the number that a CDL cannot have.
    pub fn with_grade(&self, grade: Grade) -> Result<Self, ColourError> {
        Ok(Self { before: self.before.clone(), grade, cdl: grade.program()?, after: self.after.clone() })
    }

    /// Transforms all pixels of the tile, in place.
    pub fn apply(&self, tile: &mut RgbTile) {
        self.before.apply(tile);
        self.cdl.apply(tile);
        self.after.apply(tile);
    }

    /// Everything of it runs as a program of the kernels.
    pub fn is_program(&self) -> bool {
        self.before.operations().is_some() && self.after.is_program()
    }

    /// What runs it, one line for each operation, as [`View::describe`].
    pub fn describe(&self) -> Vec<String> {
        let Grade { slope, offset, power, saturation } = self.grade;
        let cdl = format!("program: CDL slope {slope:?} offset {offset:?} power {power:?} saturation {saturation}");
        [self.before.describe(), vec![cdl], self.after.describe()].concat()
    }

    /// The steps for a device; the ten numbers are among the data of a program.
    ///
    /// # Errors
    /// As [`Transform::steps`].
    pub fn steps(&self) -> Result<Vec<Step>, NoShader> {
        let cdl = Step::Program(vec![self.grade.operation()]);
        let (before, after) = (self.before.steps()?, self.after.steps()?);
        Ok(step::joined(before.into_iter().chain([cdl]).chain(after)))
    }
}

impl Config {
    /// From a space to `grading` (a log space, usually ACEScct), through a CDL, to a space or a view.
    ///
    /// # Errors
    /// As [`Config::transform`] and [`Config::view_at`], and where a CDL cannot have one of the numbers.
    pub fn graded(
        &self,
        source: &str,
        grading: &str,
        grade: Grade,
        target: GradeTarget<'_>,
    ) -> Result<Graded, ColourError> {
        let after = match target {
            GradeTarget::Space(space) => View::Exact(self.transform(grading, space)?),
            GradeTarget::View { display, view, precision } => self.view_at(grading, display, view, precision)?,
        };
        Ok(Graded { before: self.transform(source, grading)?, grade, cdl: grade.program()?, after })
    }
}

#[cfg(test)]
mod tests;
