//! Colour tags in GStreamer's words.

use super::ReviewError;
use crate::mux::ColourTags;
use interneg_spec::SampleRange;

/// Code points of ITU-T H.273 and GStreamer's numbers for them (`GstVideoColorPrimaries`).
const PRIMARIES: [(u8, u8); 9] = [(1, 1), (2, 0), (4, 2), (5, 3), (6, 4), (7, 5), (9, 7), (11, 10), (12, 11)];
/// The same of `GstVideoTransferFunction`.
const TRANSFERS: [(u8, u8); 12] =
    [(1, 5), (2, 0), (4, 4), (5, 8), (6, 16), (7, 6), (8, 1), (13, 7), (14, 13), (15, 11), (16, 14), (18, 15)];
/// The same of `GstVideoColorMatrix`. BT.601 has two code points with the same coefficients; GStreamer writes 6 for them.
const MATRICES: [(u8, u8); 5] = [(1, 3), (2, 0), (6, 4), (7, 5), (9, 6)];

/// The value of `colorimetry` in caps: range, matrix, transfer and primaries.
///
/// # Errors
/// `Description` for a code point that GStreamer does not hand to encoders.
pub(super) fn colorimetry(tags: ColourTags, range: SampleRange) -> Result<String, ReviewError> {
    let number = |table: &[(u8, u8)], code: u8, what: &str| {
        let row = table.iter().find(|(known, _)| *known == code);
        row.map(|(_, number)| *number).ok_or_else(|| ReviewError::Description {
            field: "colour",
            reason: format!("code point {code} of the {what} is none that review files are tagged with"),
        })
    };
    let range = match range {
        SampleRange::Full => 1,
        SampleRange::Legal => 2,
    };
    let matrix = number(&MATRICES, tags.matrix, "matrix")?;
    let transfer = number(&TRANSFERS, tags.transfer, "transfer")?;
    let primaries = number(&PRIMARIES, tags.primaries, "primaries")?;
    Ok(format!("{range}:{matrix}:{transfer}:{primaries}"))
}
