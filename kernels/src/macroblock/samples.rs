//! A plane of samples, and where its coefficients go.

use crate::transform::factor;

/// A plane of samples of one byte each, or of two, little-endian.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct SamplePlane<'a> {
    first: *const u8,
    stride_bytes: usize,
    width: usize,
    height: usize,
    bytes_per_sample: u32,
    bytes: std::marker::PhantomData<&'a [u8]>,
}

#[expect(unsafe_code, reason = "says that a borrow of bytes may cross threads")]
mod threads {
    // SAFETY: the plane is a shared borrow of bytes, which may be read from any thread.
    unsafe impl Send for super::SamplePlane<'_> {}
    // SAFETY: as above.
    unsafe impl Sync for super::SamplePlane<'_> {}
}

impl<'a> SamplePlane<'a> {
    /// A plane of `width` by `height` samples, of two bytes each where `is_wide`; `None` where the bytes do not hold them, or
    /// there are none.
    pub fn new(bytes: &'a [u8], stride_bytes: usize, (width, height): (usize, usize), is_wide: bool) -> Option<Self> {
        let bytes_per_sample = if is_wide { 2 } else { 1 };
        let line_bytes = width.checked_mul(bytes_per_sample)?;
        let end = height.checked_sub(1)?.checked_mul(stride_bytes)?.checked_add(line_bytes)?;
        let holds = width > 0 && end <= bytes.len() && (height == 1 || stride_bytes >= line_bytes);
        holds.then_some(Self {
            first: bytes.as_ptr(),
            stride_bytes,
            width,
            height,
            bytes_per_sample: bytes_per_sample as u32,
            bytes: std::marker::PhantomData,
        })
    }

    /// Width and height in samples.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }
}

/// Where the coefficients of a block stand, and what each is multiplied by.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct Scan {
    places: [u8; 64],
    scales: [f32; 64],
}

impl Scan {
    /// `places` are the coefficients' places in a block, `8 * row + column`, in scan order; `scales` what each of them is
    /// multiplied by, against the orthonormal transform.
    ///
    /// # Panics
    /// When a place is outside of a block.
    pub fn new(places: [u8; 64], scales: [f64; 64]) -> Self {
        let scale = |i: usize| {
            let place = usize::from(places[i]);
            assert!(place < 64, "a block has no place {place}");
            (scales[i] / factor(place / 8, place % 8)) as f32
        };
        Self { places, scales: std::array::from_fn(scale) }
    }

    /// For each place of a block the scan position of its coefficient, and what that is multiplied by; `None` where two
    /// positions have one place.
    pub(crate) fn by_place(&self) -> Option<([u32; 64], [f32; 64])> {
        let mut found = [None; 64];
        for (position, (place, scale)) in (0..).zip(self.places.iter().zip(self.scales)) {
            found[usize::from(*place)] = Some((position, scale));
        }
        let all: Option<Vec<(u32, f32)>> = found.into_iter().collect();
        all.map(|all| (std::array::from_fn(|place| all[place].0), std::array::from_fn(|place| all[place].1)))
    }
}
