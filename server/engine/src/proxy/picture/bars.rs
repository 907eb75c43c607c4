//! Black where no picture is seen, on the codes of a rendition.

use super::rendition::{PictureTarget, Planes};
use interneg_kernels::frame::Region;

/// Code of black and of no colour, at 8 bits (ITU-R BT.709, 5.6).
pub(super) const BLACK: u16 = 16;
/// As [`BLACK`], for chroma.
pub(super) const NEUTRAL: u16 = 128;

/// Paints all of the canvas but `visible`. A chroma sample whose two pixels lie on both sides of an edge stays the
/// picture's.
pub(super) fn paint(planes: &mut Planes<'_>, target: PictureTarget, (width, height): (usize, usize), visible: Region) {
    let (first_row, end_row) = (visible.y, visible.y + visible.height);
    for plane in 0..3 {
        let step = if plane == 0 { 1 } else { target.chroma_step() };
        let code = target.code(if plane == 0 { BLACK } else { NEUTRAL });
        let samples = width.div_ceil(step);
        // From the first sample whose pixels all lie behind the picture.
        let (left, right) = (visible.x / step, (visible.x + visible.width).div_ceil(step));
        for y in 0..height {
            let is_bar = !(first_row..end_row).contains(&y);
            let parts = if is_bar { [0..samples, 0..0] } else { [0..left, right..samples] };
            for part in parts {
                fill(planes.line(plane, y, part.start, part.len(), target.sample_bytes()), target, code);
            }
        }
    }
}

fn fill(line: &mut [u8], target: PictureTarget, code: u16) {
    let bytes = code.to_le_bytes();
    match target.sample_bytes() {
        1 => line.fill(bytes[0]),
        _ => line.chunks_exact_mut(2).for_each(|sample| sample.copy_from_slice(&bytes)),
    }
}
