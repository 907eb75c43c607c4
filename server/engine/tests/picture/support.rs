//! Frames to render, and what became of them.

use interneg_colour::Config;
use interneg_engine::proxy::picture::{
    ClipPicture, Filter, FrameFacts, Geometry, Look, LookOutput, Looks, PictureTarget, Planes, RenditionPicture,
    SourceFacts,
};
use interneg_kernels::{
    ByteOrder, ChromaSiting, Layout, Lines, Matrix3Coefficients, PackCounts, Picture, Plane, Range, Sample,
    SourceCoding, Subsampling,
};
use interneg_spec::Raster;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const ACES_1: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";
pub const ACES_2: &str = "studio-config-v4.0.0_aces-v2.0_ocio-v2.5";
pub const LOGC4: &str = "ARRI LogC4";
pub const HD: Raster = Raster { width: 1920, height: 1080 };
pub const UHD: Raster = Raster { width: 3840, height: 2160 };
pub const TEN_422: PictureTarget = PictureTarget { subsampling: Subsampling::S422, bits: 10, is_dithered: false };
pub const TEN_444: PictureTarget = PictureTarget { subsampling: Subsampling::S444, bits: 10, is_dithered: false };
pub const FACTS: FrameFacts<'_> =
    FrameFacts { timecode: None, clip_name: "A001C001_260131_R1AB", reel: "A001R1AB", source_frame: 86_400 };

/// A frame in memory and what is known of its source.
pub struct Source {
    pub facts: SourceFacts,
    planes: [Vec<u8>; 3],
    strides: [usize; 3],
}

impl Source {
    /// Y'CbCr in 16-bit words, legal range, BT.709, chroma left; `code` gives the code of a plane's sample.
    pub fn ycbcr(
        raster: Raster,
        subsampling: Subsampling,
        bits: u8,
        code: impl Fn(usize, usize, usize) -> u16,
    ) -> Self {
        let layout = Layout::YCbCrPlanar { subsampling, bits, sample: Sample::U16(ByteOrder::Little) };
        let mut source = Self::empty(raster, layout);
        source.facts.coding.range = Some(Range::Legal);
        source.facts.coding.matrix = Some(Matrix3Coefficients::Bt709);
        source.fill(2, |plane, x, y| code(plane, x, y).to_le_bytes());
        source
    }

    /// R'G'B' in single precision.
    pub fn floats(raster: Raster, value: impl Fn(usize, usize) -> [f32; 3]) -> Self {
        let mut source = Self::empty(raster, Layout::RgbPlanar { bits: 32, sample: Sample::F32 });
        source.fill(4, |plane, x, y| value(x, y)[plane].to_le_bytes());
        source
    }

    /// A frame of zeros.
    pub fn empty(raster: Raster, layout: Layout) -> Self {
        let (width, height) = (raster.width as usize, raster.height as usize);
        let coding = SourceCoding { layout, width, height, range: None, matrix: None, siting: ChromaSiting::Left };
        let facts = SourceFacts { coding, colour_space: LOGC4.to_owned(), is_interlaced: false };
        // Lines as decoders leave them, with a margin.
        let sizes = layout.planes(width, height);
        let strides = sizes.map(|(line_bytes, _)| line_bytes + 32);
        let planes = [0, 1, 2].map(|plane| vec![0; strides[plane] * sizes[plane].1]);
        Self { facts, planes, strides }
    }

    pub fn in_space(mut self, space: &str) -> Self {
        self.facts.colour_space = space.to_owned();
        self
    }

    /// Sets every sample of `bytes` bytes.
    pub fn fill<const BYTES: usize>(&mut self, bytes: usize, sample: impl Fn(usize, usize, usize) -> [u8; BYTES]) {
        let SourceCoding { layout, width, height, .. } = self.facts.coding;
        for (plane, (line_bytes, lines)) in layout.planes(width, height).into_iter().enumerate() {
            for y in 0..lines {
                let line = &mut self.planes[plane][y * self.strides[plane]..][..line_bytes];
                for (x, target) in line.chunks_exact_mut(bytes).enumerate() {
                    target.copy_from_slice(&sample(plane, x, y));
                }
            }
        }
    }

    pub fn picture(&self) -> Picture<'_> {
        let SourceCoding { layout, width, height, .. } = self.facts.coding;
        let planes = [0, 1, 2].map(|plane| Plane { bytes: &self.planes[plane], stride_bytes: self.strides[plane] });
        Picture { width, height, layout, planes }
    }

    pub fn raster(&self) -> Raster {
        let SourceCoding { width, height, .. } = self.facts.coding;
        Raster { width: width as u32, height: height as u32 }
    }
}

/// Codes of a rendition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    pub width: usize,
    pub chroma_width: usize,
    pub height: usize,
    pub planes: [Vec<u16>; 3],
    pub counts: PackCounts,
}

impl Codes {
    /// Codes of the chroma sample that a pixel has a share in, and its luma.
    pub fn at(&self, x: usize, y: usize) -> [u16; 3] {
        let step = if self.chroma_width == self.width { 1 } else { 2 };
        let chroma = |plane: usize| self.planes[plane][y * self.chroma_width + x / step];
        [self.planes[0][y * self.width + x], chroma(1), chroma(2)]
    }
}

/// A source as it is: unscaled, in its own space.
pub fn rendition(source: &Source, target: PictureTarget) -> RenditionPicture {
    RenditionPicture {
        geometry: Geometry::unscaled(source.raster()),
        filter: Filter::Lanczos3,
        look: Look::ungraded(LookOutput::Source),
        target,
        burn_ins: None,
    }
}

/// Byte that no code of ten bits has in its upper half.
pub const GUARD: u8 = 0xA5;

/// Memory of a rendition's planes, with a margin behind every line.
pub struct Memory {
    target: PictureTarget,
    raster: Raster,
    bytes: [Vec<u8>; 3],
}

impl Memory {
    pub fn of(rendition: &RenditionPicture) -> Self {
        let (target, raster) = (rendition.target, rendition.geometry.canvas);
        let sizes = target.planes(raster.width as usize, raster.height as usize);
        Self { target, raster, bytes: sizes.map(|(line_bytes, lines)| vec![GUARD; (line_bytes + 16) * lines]) }
    }

    pub fn planes(&mut self) -> Planes<'_> {
        let sizes = self.target.planes(self.raster.width as usize, self.raster.height as usize);
        let mut sizes = sizes.into_iter();
        let lines = self.bytes.each_mut().map(|bytes| {
            let (line_bytes, _) = sizes.next().unwrap();
            Lines { bytes, stride_bytes: line_bytes + 16 }
        });
        Planes { lines, counts: PackCounts::default() }
    }

    pub fn codes(&self, counts: PackCounts) -> Codes {
        let (width, height) = (self.raster.width as usize, self.raster.height as usize);
        let sizes = self.target.planes(width, height);
        let sample_bytes = if self.target.bits == 8 { 1 } else { 2 };
        let planes = [0, 1, 2].map(|plane| {
            let line_bytes = sizes[plane].0;
            let mut codes = Vec::new();
            for line in self.bytes[plane].chunks(line_bytes + 16) {
                assert_eq!(line[line_bytes..], [GUARD; 16], "written behind a line");
                codes.extend(line[..line_bytes].chunks(sample_bytes).map(|sample| match *sample {
                    [code] => u16::from(code),
                    [low, high] => u16::from_le_bytes([low, high]),
                    _ => unreachable!(),
                }));
            }
            codes
        });
        Codes { width, chroma_width: sizes[1].0 / sample_bytes, height, planes, counts }
    }
}

/// Renders one frame.
pub fn render(config: &str, source: &Source, renditions: &[RenditionPicture]) -> Vec<Codes> {
    render_with(config, source, renditions, &FACTS)
}

pub fn render_with(
    config: &str,
    source: &Source,
    renditions: &[RenditionPicture],
    facts: &FrameFacts<'_>,
) -> Vec<Codes> {
    let clip = clip(config, source, renditions);
    render_clip(&clip, source, renditions, facts, &mut clip.scratch())
}

pub fn clip(config: &str, source: &Source, renditions: &[RenditionPicture]) -> ClipPicture {
    let config = Config::builtin(config).unwrap();
    ClipPicture::new(&mut Looks::new(&config), &source.facts, renditions).unwrap()
}

pub fn render_clip(
    clip: &ClipPicture,
    source: &Source,
    renditions: &[RenditionPicture],
    facts: &FrameFacts<'_>,
    scratch: &mut interneg_engine::proxy::picture::Scratch,
) -> Vec<Codes> {
    let mut memory: Vec<Memory> = renditions.iter().map(Memory::of).collect();
    let mut planes: Vec<Planes<'_>> = memory.iter_mut().map(Memory::planes).collect();
    clip.render(&source.picture(), facts, &mut planes, scratch).unwrap();
    let counts: Vec<PackCounts> = planes.iter().map(|planes| planes.counts).collect();
    memory.iter().zip(counts).map(|(memory, counts)| memory.codes(counts)).collect()
}

/// R'G'B' as codes of Y'CbCr in legal range by BT.709, in double precision, not rounded.
pub fn ycbcr_of([r, g, b]: [f64; 3], bits: u8) -> [f64; 3] {
    let (kr, kb) = (0.2126, 0.0722);
    let y = kr * r + (1.0 - kr - kb) * g + kb * b;
    let (cb, cr) = ((b - y) / (2.0 * (1.0 - kb)), (r - y) / (2.0 * (1.0 - kr)));
    let scale = f64::from(1u32 << (bits - 8));
    [(16.0 + 219.0 * y) * scale, (128.0 + 224.0 * cb) * scale, (128.0 + 224.0 * cr) * scale]
}

/// A deterministic sequence of numbers (Knuth's MMIX generator).
pub struct Noise(pub u64);

impl Noise {
    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as u32) % limit
    }
}

/// A Python with PyOpenColorIO and numpy, as the tests of colour find it.
pub fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("INTERNEG_PYTHON").map(PathBuf::from);
    let has_judge = |python: &PathBuf| {
        let imported = Command::new(python).args(["-c", "import numpy, PyOpenColorIO"]).output();
        imported.is_ok_and(|output| output.status.success())
    };
    let found = named.into_iter().chain([root.join(".venv/bin/python")]).find(has_judge);
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no Python with PyOpenColorIO, which the set-up installs");
        println!("skipped: no Python with PyOpenColorIO; set INTERNEG_PYTHON or make .venv at the workspace root");
    }
    found
}
