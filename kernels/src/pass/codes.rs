//! Integer R, G, B sources: what the first operations make of every code, computed once.

use super::device::DeviceSource;
use crate::device::Checked;
use crate::level::Level;
use crate::program::Operation;

/// Above it, tables that save only a division no longer fit the first-level cache.
const LARGEST_WITHOUT_CURVES: u32 = 1 << 12;

/// Values of all codes behind the first operations.
#[derive(Debug, Clone)]
pub(super) struct Codes {
    /// Distinct tables, one after the other.
    pub(super) values: Vec<f32>,
    /// First entry of R, G, B.
    pub(super) place: [u32; 3],
    /// Operations that are in the values.
    pub(super) operations: usize,
}

impl Codes {
    /// The tables of a source that has codes of R, G, B, where they save work.
    ///
    /// The operations themselves compute them, so nothing is approximated: results are the same to the bit.
    pub(super) fn new(source: &DeviceSource, operations: &[Operation], checked: &Checked) -> Option<Self> {
        let is_rgb = source.arrangement <= super::source::LAST_RGB;
        if source.is_coded == 0 || !is_rgb {
            return None;
        }
        let count = operations.iter().take_while(|operation| operation.is_separable()).count();
        let codes = source.mask + 1;
        if count == 0 && codes > LARGEST_WITHOUT_CURVES {
            return None;
        }
        let values: Vec<f32> = (0..codes).map(|code| (code as f32 - source.black) / source.span).collect();
        let mut curves = [values.clone(), values.clone(), values];
        checked.run(Level::BASELINE, count, curves.each_mut().map(Vec::as_mut_slice));
        let mut values = Vec::new();
        let mut place = [0; 3];
        for channel in 0..3 {
            let is_same =
                |other: usize| curves[other].iter().zip(&curves[channel]).all(|(a, b)| a.to_bits() == b.to_bits());
            // One table for equal curves leaves more of the first-level cache to the pixels.
            place[channel] = match (0..channel).find(|other| is_same(*other)) {
                Some(other) => place[other],
                None => {
                    let begin = values.len() as u32;
                    values.extend_from_slice(&curves[channel]);
                    begin
                }
            };
        }
        Some(Self { values, place, operations: count })
    }
}
