//! From 4:2:2 to what review files hold: two lines share a chroma sample.

use interneg_media::encode::EncodePlane;
use interneg_media::review::ReviewPicture;

/// A picture in Y', Cb and Cr of 8 bits, 4:2:0, without gaps between lines.
pub(super) struct ReviewPlanes {
    width: usize,
    planes: [Vec<u8>; 3],
}

impl ReviewPlanes {
    /// From planes of 8 bits, 4:2:2, without gaps: chroma of two lines is averaged, halves up, which puts it between
    /// them, on the left luma sample as before. Both sides are even.
    pub(super) fn of_422(width: usize, [luma, cb, cr]: [&[u8]; 3]) -> Self {
        Self { width, planes: [luma.to_vec(), halved(cb, width / 2), halved(cr, width / 2)] }
    }

    pub(super) fn picture(&self) -> ReviewPicture<'_> {
        let [luma, cb, cr] = self.planes.each_ref().map(Vec::as_slice);
        let plane = |bytes, stride_bytes| EncodePlane { bytes, stride_bytes };
        let chroma = self.width / 2;
        ReviewPicture { planes: [plane(luma, self.width), plane(cb, chroma), plane(cr, chroma)] }
    }
}

fn halved(chroma: &[u8], line_bytes: usize) -> Vec<u8> {
    let mut half = Vec::with_capacity(chroma.len() / 2);
    for pair in chroma.chunks_exact(2 * line_bytes.max(1)) {
        let (upper, lower) = pair.split_at(line_bytes);
        // The mean of two bytes is a byte.
        half.extend(upper.iter().zip(lower).map(|(a, b)| (u16::from(*a) + u16::from(*b)).div_ceil(2) as u8));
    }
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chroma_of_two_lines_is_their_mean() {
        let luma: Vec<u8> = (0..16).collect();
        let cb = [10, 20, 11, 21, 100, 200, 0, 255];
        let planes = ReviewPlanes::of_422(4, [&luma, &cb, &[128; 8]]);
        let picture = planes.picture();
        assert_eq!(picture.planes[0].bytes, luma);
        assert_eq!(picture.planes[1].bytes, [11, 21, 50, 228]);
        assert_eq!((picture.planes[2].bytes, picture.planes[2].stride_bytes), ([128; 4].as_slice(), 2));
    }
}
