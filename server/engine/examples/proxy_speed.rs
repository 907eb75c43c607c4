//! Processor time of the picture of proxies on one core: a UHD frame of 10-bit 4:2:2 to HD, and a copy for comparison.
//!
//! `cargo run --release -p interneg-engine --example proxy_speed`

use interneg_colour::{Config, Grade};
use interneg_engine::proxy::picture::{
    BurnIn, BurnInField, BurnInPosition, BurnIns, CdlGrade, ClipPicture, Filter, FrameFacts, Geometry, Look,
    LookOutput, Looks, PictureTarget, Planes, Region, RenditionPicture, SourceFacts,
};
use interneg_kernels::{
    ByteOrder, ChromaSiting, Layout, Lines, Matrix3Coefficients, PackCounts, Picture, Plane, Range, Sample,
    SourceCoding, Subsampling,
};
use interneg_spec::{Raster, ViewPrecision};
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

const UHD: Raster = Raster { width: 3840, height: 2160 };
const HD: Raster = Raster { width: 1920, height: 1080 };
const ACES: [(&str, &str); 2] = [
    ("ACES 1.3", "studio-config-v2.2.0_aces-v1.3_ocio-v2.4"),
    ("ACES 2.0", "studio-config-v4.0.0_aces-v2.0_ocio-v2.5"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let frame = Frame::new();
    println!("a copy of the frame's bytes: {:.1} ms", milliseconds(frame.copy_time()));
    for (name, config) in ACES {
        let config = Config::builtin(config)?;
        let mut looks = Looks::new(&config);
        let exact = Look::ungraded(LookOutput::rec709(&config, ViewPrecision::Exact)?);
        let baked = Look::ungraded(LookOutput::rec709(&config, ViewPrecision::Baked)?);
        let grade = Grade::from_numbers([1.1, 1.0, 0.9, 0.01, 0.0, -0.01, 1.2, 1.0, 0.8, 0.9])?;
        let cdl = Some(CdlGrade { grade, space: CdlGrade::SPACE.to_owned() });
        let graded = Look { cdl, ..baked.clone() };
        let none = Look::ungraded(LookOutput::Source);
        let hd = |look: &Look| rendition(HD, look);
        let cases = [
            ("UHD to HD, exact view", vec![hd(&exact)]),
            ("UHD to HD, baked view", vec![hd(&baked)]),
            ("UHD to HD, baked view behind a CDL", vec![hd(&graded)]),
            ("UHD to HD, source's own space", vec![hd(&none)]),
            ("UHD to HD, baked view and own space", vec![hd(&baked), hd(&none)]),
            ("UHD to HD, baked view, burn-ins", vec![RenditionPicture { burn_ins: Some(burn_ins()), ..hd(&baked) }]),
            ("UHD, baked view", vec![rendition(UHD, &baked)]),
            ("UHD, codes copied", vec![rendition(UHD, &none)]),
        ];
        for (case, renditions) in cases {
            let begin = processor_time();
            let clip = ClipPicture::new(&mut looks, &frame.facts(), &renditions)?;
            let built = processor_time() - begin;
            let time = frame.render_time(&clip, &renditions)?;
            let scratch_mib = clip.scratch_bytes() as f64 / f64::from(1 << 20);
            println!(
                "{name}, {case}: {:.1} ms, {scratch_mib:.1} MiB a thread, set up in {:.0} ms",
                milliseconds(time),
                milliseconds(built)
            );
        }
    }
    Ok(())
}

fn rendition(canvas: Raster, look: &Look) -> RenditionPicture {
    let placed = Region { x: 0, y: 0, width: canvas.width as usize, height: canvas.height as usize };
    RenditionPicture {
        geometry: Geometry { placed, canvas, ..Geometry::unscaled(UHD) },
        filter: Filter::Lanczos3,
        look: look.clone(),
        target: PictureTarget { subsampling: Subsampling::S422, bits: 10, is_dithered: false },
        burn_ins: None,
    }
}

fn burn_ins() -> BurnIns {
    let item = |position, field| BurnIn { position, fields: vec![field] };
    let items = vec![
        item(BurnInPosition::BottomLeft, BurnInField::ClipName),
        item(BurnInPosition::BottomRight, BurnInField::SourceFrame),
        item(BurnInPosition::TopCentre, BurnInField::Text("not for broadcast".to_owned())),
    ];
    BurnIns { line_height: BurnIns::LINE_HEIGHT, items }
}

/// A frame of smooth colours with noise, as cameras leave it.
struct Frame {
    planes: [Vec<u8>; 3],
}

impl Frame {
    fn new() -> Self {
        let mut state = 1u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 29
        };
        let mut plane = |width: u32, code: &dyn Fn(u32, u32) -> u32| {
            let mut at = |index: u32| (code(index % width, index / width) + noise()) as u16;
            (0..width * UHD.height).flat_map(|index| at(index).to_le_bytes()).collect()
        };
        let luma = plane(UHD.width, &|x, y| 100 + (x + y) / 8);
        let chroma = |x: u32, y: u32| 480 + (x / 64 + y / 48) % 64;
        Self { planes: [luma, plane(UHD.width / 2, &chroma), plane(UHD.width / 2, &chroma)] }
    }

    fn facts(&self) -> SourceFacts {
        let sample = Sample::U16(ByteOrder::Little);
        let coding = SourceCoding {
            layout: Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample },
            width: UHD.width as usize,
            height: UHD.height as usize,
            range: Some(Range::Legal),
            matrix: Some(Matrix3Coefficients::Bt709),
            siting: ChromaSiting::Left,
        };
        SourceFacts { coding, colour_space: "ARRI LogC4".to_owned(), is_interlaced: false }
    }

    fn picture(&self) -> Picture<'_> {
        let plane = |plane: usize, width: u32| Plane { bytes: &self.planes[plane], stride_bytes: width as usize * 2 };
        let planes = [plane(0, UHD.width), plane(1, UHD.width / 2), plane(2, UHD.width / 2)];
        let SourceCoding { layout, width, height, .. } = self.facts().coding;
        Picture { width, height, layout, planes }
    }

    /// The fastest of some frames.
    fn render_time(
        &self,
        clip: &ClipPicture,
        renditions: &[RenditionPicture],
    ) -> Result<Duration, Box<dyn std::error::Error>> {
        let facts = FrameFacts { timecode: None, clip_name: "A001C001_260131_R1AB", reel: "", source_frame: 86_400 };
        let sizes = |wanted: &RenditionPicture| {
            let canvas = wanted.geometry.canvas;
            wanted.target.planes(canvas.width as usize, canvas.height as usize)
        };
        let memory = |wanted: &RenditionPicture| {
            sizes(wanted).map(|(line_bytes, lines)| (vec![0u8; line_bytes * lines], line_bytes))
        };
        let mut memory: Vec<_> = renditions.iter().map(memory).collect();
        let mut scratch = clip.scratch();
        let mut fastest = Duration::MAX;
        for _ in 0..9 {
            let planes = memory.iter_mut().map(|planes| {
                let lines = planes.each_mut().map(|(bytes, stride)| Lines { bytes, stride_bytes: *stride });
                Planes { lines, counts: PackCounts::default() }
            });
            let mut out: Vec<Planes<'_>> = planes.collect();
            let begin = processor_time();
            clip.render(&self.picture(), &facts, &mut out, &mut scratch)?;
            fastest = fastest.min(processor_time() - begin);
        }
        Ok(fastest)
    }

    fn copy_time(&self) -> Duration {
        let mut copies = self.planes.clone();
        let once = |_| {
            let begin = processor_time();
            for (to, from) in copies.iter_mut().zip(&self.planes) {
                to.copy_from_slice(std::hint::black_box(from));
            }
            processor_time() - begin
        };
        (0..9).map(once).min().unwrap_or_default()
    }
}

/// Of this thread, whatever else the machine does.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
