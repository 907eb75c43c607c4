//! Borrowed planes of single-precision samples.

/// One plane; row `y` begins at `y * stride`.
#[derive(Debug, Clone, Copy)]
pub struct FloatPlane<'a> {
    /// All rows.
    pub values: &'a [f32],
    /// Samples from one row to the next.
    pub stride: usize,
}

/// One plane, or some of its rows, to be written; its first row begins at 0.
#[derive(Debug)]
pub struct FloatPlaneMut<'a> {
    /// All rows.
    pub values: &'a mut [f32],
    /// Samples from one row to the next.
    pub stride: usize,
}

impl<'a> FloatPlane<'a> {
    /// Whether `height` rows of `width` samples lie in it.
    pub fn holds(&self, width: usize, height: usize) -> bool {
        holds(self.values.len(), self.stride, width, height)
    }

    /// `width` samples of a row.
    ///
    /// # Panics
    /// When they are not there.
    pub fn row(&self, y: usize, width: usize) -> &'a [f32] {
        &self.values[y * self.stride..][..width]
    }
}

impl<'a> FloatPlaneMut<'a> {
    /// Whether `height` rows of `width` samples lie in it.
    pub fn holds(&self, width: usize, height: usize) -> bool {
        holds(self.values.len(), self.stride, width, height)
    }

    /// `width` samples of a row.
    ///
    /// # Panics
    /// When they are not there.
    pub fn row_mut(&mut self, y: usize, width: usize) -> &mut [f32] {
        &mut self.values[y * self.stride..][..width]
    }

    /// The rows before `row`, and those from it on, for two threads.
    pub fn split_at_row(self, row: usize) -> (Self, Self) {
        let middle = row.saturating_mul(self.stride).min(self.values.len());
        let (first, second) = self.values.split_at_mut(middle);
        (Self { values: first, stride: self.stride }, Self { values: second, stride: self.stride })
    }
}

fn holds(length: usize, stride: usize, width: usize, height: usize) -> bool {
    let Some(last) = height.checked_sub(1) else { return true };
    let end = last.checked_mul(stride).and_then(|begin| begin.checked_add(width));
    end.is_some_and(|end| end <= length) && (last == 0 || stride >= width)
}
