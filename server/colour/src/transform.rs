//! A transform between two spaces, ready for pixels.

use crate::curves::OwnSpace;
use crate::lower;
use crate::processor::Processor;
use interneg_kernels::{Level, Operation, Program, ProgramError, RgbTile};
use ocio::ops::OpRc;
use ocio::ops::matrix::MatrixOp;
use std::sync::Arc;

/// A colour transform. Built once, then infallible; cheap to clone, may be shared between threads.
///
/// Where every operation is known to the kernels, it runs as their program, whose results do not depend on the machine;
/// else OpenColorIO's processor runs, whose logarithms and powers are those of the C library.
#[derive(Debug, Clone)]
pub struct Transform {
    pub(crate) processor: Arc<dyn Processor>,
    /// Curves of our own on both sides of the processor, where the spaces are our own.
    ends: Ends,
    pub(crate) lowered: Option<Arc<Lowered>>,
}

/// The operations as a program.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) operations: Vec<Operation>,
    program: Program,
}

/// What runs before and behind a processor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ends {
    to_linear: Option<Arc<End>>,
    from_linear: Option<Arc<End>>,
}

/// The curve of a space of our own.
#[derive(Debug)]
struct End {
    words: String,
    lowered: Lowered,
}

impl Lowered {
    fn new(operations: Vec<Operation>) -> Result<Self, ProgramError> {
        let program = Program::new(&operations)?;
        Ok(Self { operations, program })
    }

    fn at_level(&self, level: Level) -> Self {
        Self { operations: self.operations.clone(), program: self.program.with_level(level) }
    }
}

impl Ends {
    /// Curves of the source and of the target, where these are our own.
    ///
    /// # Errors
    /// Where the target's curve has no inverse.
    pub(crate) fn new(source: Option<&OwnSpace>, target: Option<&OwnSpace>) -> Result<Self, ProgramError> {
        let end = |own: &OwnSpace, words: &str, operations: Vec<Operation>| {
            let words = format!("{} {words}", own.curve.name());
            Ok(Arc::new(End { words, lowered: Lowered::new(operations)? }))
        };
        Ok(Self {
            to_linear: source.map(|own| end(own, "to linear light", own.curve.decode())).transpose()?,
            from_linear: target.map(|own| end(own, "from linear light", own.curve.encode())).transpose()?,
        })
    }

    fn is_none(&self) -> bool {
        self.to_linear.is_none() && self.from_linear.is_none()
    }

    /// The operations of both with these between them.
    fn around(&self, between: &[Operation]) -> Vec<Operation> {
        [Self::operations(&self.to_linear), between, Self::operations(&self.from_linear)].concat()
    }

    fn operations(end: &Option<Arc<End>>) -> &[Operation] {
        end.as_ref().map_or(&[], |end| &end.lowered.operations)
    }

    fn at_level(&self, level: Level) -> Self {
        let at_level = |end: &Option<Arc<End>>| {
            end.as_ref().map(|end| Arc::new(End { words: end.words.clone(), lowered: end.lowered.at_level(level) }))
        };
        Self { to_linear: at_level(&self.to_linear), from_linear: at_level(&self.from_linear) }
    }
}

impl Transform {
    pub(crate) fn new(processor: Arc<dyn Processor>, ends: Ends) -> Self {
        let lowered = processor.ops().and_then(lower::lower);
        let lowered = lowered.and_then(|operations| Lowered::new(ends.around(&operations)).ok()).map(Arc::new);
        Self { processor, ends, lowered }
    }

    /// Transforms all pixels of the tile, in place.
    pub fn apply(&self, tile: &mut RgbTile) {
        if self.is_identity() {
            return;
        }
        if let Some(lowered) = &self.lowered {
            return lowered.program.apply(tile);
        }
        if let Some(end) = &self.ends.to_linear {
            end.lowered.program.apply(tile);
        }
        if !self.processor.is_no_op() {
            tile.change_interleaved(|pixels| self.processor.apply_pixels(pixels));
        }
        if let Some(end) = &self.ends.from_linear {
            end.lowered.program.apply(tile);
        }
    }

    /// Transforms one pixel.
    pub fn apply_pixel(&self, rgb: [f32; 3]) -> [f32; 3] {
        let mut tile = RgbTile::new(1, 1);
        tile.set_rows(1);
        for (plane, value) in tile.row_mut(0).into_iter().zip(rgb) {
            plane.fill(value);
        }
        self.apply(&mut tile);
        tile.row(0).map(|plane| plane[0])
    }

    /// The transform changes nothing.
    pub fn is_identity(&self) -> bool {
        self.ends.is_none() && self.processor.is_no_op()
    }

    /// The operations in their order, one line each: which path runs it, and OpenColorIO's words for its parameters, or
    /// the name of a curve of our own.
    pub fn describe(&self) -> Vec<String> {
        let path = if self.is_program() { "program" } else { "OpenColorIO" };
        let own = |end: &Option<Arc<End>>| end.iter().map(|end| format!("program: {}", end.words)).collect::<Vec<_>>();
        let between = self.processor.describe().into_iter().map(|words| format!("{path}: {words}")).collect();
        [own(&self.ends.to_linear), between, own(&self.ends.from_linear)].concat()
    }

    /// The operations for a pass of the kernels, where all are known; none where nothing changes.
    pub fn operations(&self) -> Option<&[Operation]> {
        if self.is_identity() {
            return Some(&[]);
        }
        self.lowered.as_ref().map(|lowered| &*lowered.operations)
    }

    /// It runs as a program of the kernels.
    pub fn is_program(&self) -> bool {
        self.lowered.is_some()
    }

    /// The same transform with its program, where it has one, at a level of the caller's choice.
    pub fn at_level(&self, level: Level) -> Self {
        Self {
            processor: self.processor.clone(),
            ends: self.ends.at_level(level),
            lowered: self.lowered.as_ref().map(|lowered| Arc::new(lowered.at_level(level))),
        }
    }

    /// Operations of curves of our own before and behind OpenColorIO's processor; none where there are no such curves.
    pub(crate) fn own_operations(&self) -> [&[Operation]; 2] {
        [&self.ends.to_linear, &self.ends.from_linear].map(Ends::operations)
    }

    /// The same transform through OpenColorIO's processor, to compare with.
    pub fn without_program(&self) -> Self {
        Self { processor: self.processor.clone(), ends: self.ends.clone(), lowered: None }
    }

    /// OpenColorIO's operations, where they can be seen and are all that there is.
    pub(crate) fn ops(&self) -> Option<&[OpRc]> {
        self.processor.ops().filter(|_| self.ends.is_none())
    }

    /// The 3x3 matrix that the transform is, where it is nothing else.
    pub(crate) fn as_matrix(&self) -> Option<[[f64; 3]; 3]> {
        let [op] = self.ops()? else { return None };
        let matrix = op.downcast_ref::<MatrixOp>()?.data();
        if matrix.has_offsets() || matrix.has_alpha() {
            return None;
        }
        let row = |row: usize| [0, 1, 2].map(|column| matrix.matrix[row * 4 + column]);
        Some([row(0), row(1), row(2)])
    }
}
