//! Frames to be measured on.

use interneg_kernels::{
    ByteOrder, ChromaSiting, Layout, Matrix3Coefficients, Picture, Plane, Range, Sample, SourceCoding, Subsampling,
};

pub const WIDTH: usize = 3840;
pub const HEIGHT: usize = 2160;
/// Bytes of a frame of EXR lines.
pub const HALF_BYTES: usize = WIDTH * HEIGHT * 6;

/// A source that frames are made of.
#[derive(Clone)]
pub struct Source {
    /// For people.
    pub name: &'static str,
    /// How its samples lie and what they mean.
    pub coding: SourceCoding,
    /// Its colour space.
    pub space: &'static str,
    planes: [Vec<u8>; 3],
}

impl Source {
    /// Planar Y'CbCr 4:2:2 with the codes of a picture, or half of the pixels would lie beyond what a half float holds:
    /// luma 128 to 895, chroma around 512.
    pub fn log_c4_422() -> Self {
        let layout =
            Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample: Sample::U16(ByteOrder::Little) };
        let codes = |plane: usize, bytes: usize| {
            let code = |noise: &[u8; 2]| {
                let noise = u16::from(noise[0]) * 128 + u16::from(noise[1]);
                if plane == 0 { 128 + noise % 768 } else { 448 + noise % 128 }
            };
            noise(bytes).as_chunks::<2>().0.iter().flat_map(|noise| code(noise).to_le_bytes()).collect::<Vec<u8>>()
        };
        let sizes = layout.planes(WIDTH, HEIGHT);
        let planes = [0, 1, 2].map(|plane| codes(plane, sizes[plane].0 * sizes[plane].1));
        Self { name: "Y'CbCr 4:2:2 10-bit", coding: coding(layout, Range::Legal), space: "ARRI LogC4", planes }
    }

    /// Any words of a DPX.
    pub fn dpx10() -> Self {
        let layout = Layout::Dpx10FilledA(ByteOrder::Big);
        let planes = [noise(WIDTH * HEIGHT * 4), Vec::new(), Vec::new()];
        Self { name: "DPX 10-bit", coding: coding(layout, Range::Full), space: "ARRI LogC3 (EI800)", planes }
    }

    /// The frame.
    pub fn picture(&self) -> Picture<'_> {
        let layout = self.coding.layout;
        let sizes = layout.planes(WIDTH, HEIGHT);
        let planes = [0, 1, 2].map(|plane| Plane { bytes: &self.planes[plane], stride_bytes: sizes[plane].0 });
        Picture { width: WIDTH, height: HEIGHT, layout, planes }
    }

    /// Bytes that a pass reads.
    pub fn bytes(&self) -> usize {
        self.planes.iter().map(Vec::len).sum()
    }
}

fn coding(layout: Layout, range: Range) -> SourceCoding {
    let (matrix, siting) = (Some(Matrix3Coefficients::Bt709), ChromaSiting::Left);
    SourceCoding { layout, width: WIDTH, height: HEIGHT, range: Some(range), matrix, siting }
}

/// Bytes without long runs, so that table lookups do not repeat themselves.
pub fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    (0..bytes)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 57) as u8
        })
        .collect()
}
