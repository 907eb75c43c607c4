//! The movie that is decoded, and the pictures that it is made of.

use crate::material::{Kind, Master};
use interneg_media::encode::{EncodePlane, EncodePlanes, RenditionEncoder};
use interneg_media::mux::{ColourTags, FieldOrder, MovieDescription, MovieFiles, PictureTrack};
use interneg_spec::proxy::{EncoderChoice, ProxyCodec, Vendor, Wrapper};
use interneg_spec::{Raster, Rate, SampleRange, UtcTime};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

/// Pictures that differ; they are repeated to the number of frames.
pub const DIFFERENT: usize = 2;

pub fn codec_of(name: &str) -> Result<ProxyCodec, Box<dyn Error>> {
    ProxyCodec::ALL.into_iter().find(|codec| codec.name() == name).ok_or_else(|| "no such codec".into())
}

pub fn track(codec: ProxyCodec, raster: Raster) -> PictureTrack {
    PictureTrack {
        codec,
        bits: bits(codec),
        raster,
        pixel_aspect: (1, 1),
        clean_aperture: None,
        has_alpha: false,
        vendor: Vendor::Interneg,
        field_order: FieldOrder::Progressive,
        colour: ColourTags::REC709,
        range: SampleRange::Legal,
    }
}

fn bits(codec: ProxyCodec) -> u8 {
    codec.depths(EncoderChoice::Interneg).first().copied().unwrap_or(codec.bits())
}

/// An encoder of ours.
pub fn encoder(track: &PictureTrack) -> Result<RenditionEncoder, Box<dyn Error>> {
    Ok(RenditionEncoder::new(track, Rate::FPS_24, EncoderChoice::Interneg, track.bits)?)
}

/// Planes of samples as encoders take them.
pub struct Source {
    bits: u8,
    planes: Vec<(Vec<u8>, usize)>,
}

impl Source {
    /// The pictures that were written beside a movie.
    pub fn read(movie: &Path, track: &PictureTrack) -> Result<Vec<Self>, Box<dyn Error>> {
        let bytes = std::fs::read(raw_path(movie))?;
        let rows = track.raster.height as usize;
        let widths = if track.codec.is_444() { [2, 2, 2] } else { [2, 1, 1] };
        let picture = |bytes: &[u8]| {
            let mut left = bytes;
            let plane = |half_widths: usize| {
                let (plane, behind) = left.split_at(bytes.len() * half_widths / widths.iter().sum::<usize>());
                left = behind;
                (plane.to_vec(), plane.len() / rows)
            };
            Self { bits: track.bits, planes: widths.map(plane).into() }
        };
        Ok(bytes.chunks(bytes.len() / DIFFERENT).map(picture).collect())
    }

    fn new(track: &PictureTrack, frame: usize) -> Self {
        let master = Master::new(Kind::Grain, track.raster, track.codec.is_444(), track.bits, frame);
        let planes = master.planes.iter().map(|plane| {
            let bytes: Vec<u8> = match track.bits {
                8 => plane.samples.iter().map(|sample| *sample as u8).collect(),
                _ => plane.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect(),
            };
            let stride_bytes = bytes.len() / plane.rows;
            (bytes, stride_bytes)
        });
        Self { bits: track.bits, planes: planes.collect() }
    }

    pub fn planes(&self) -> EncodePlanes<'_> {
        let plane = |index: usize| {
            let (bytes, stride_bytes) = &self.planes[index];
            EncodePlane { bytes, stride_bytes: *stride_bytes }
        };
        EncodePlanes { bits: self.bits, planes: [plane(0), plane(1), plane(2)] }
    }
}

fn raw_path(movie: &Path) -> PathBuf {
    movie.with_extension("raw")
}

/// Writes a movie of `frames` frames, and its pictures beside it.
pub fn write(path: &Path, codec: ProxyCodec, raster: Raster, frames: u32) -> Result<(), Box<dyn Error>> {
    let picture = track(codec, raster);
    let mut encoder = encoder(&picture)?;
    let description = MovieDescription {
        roll: String::new(),
        clip_name: "BENCH".to_owned(),
        reel: None,
        rate: Rate::FPS_24,
        start: None,
        frame_count: frames.into(),
        sound: None,
        comments: BTreeMap::new(),
        project: "BENCH".to_owned(),
        rendition: "bench".to_owned(),
        created: UtcTime::from_system(std::time::UNIX_EPOCH),
        tool: "interneg".to_owned(),
        tool_version: "0".to_owned(),
        picture: picture.clone(),
    };
    let mut movie = MovieFiles::create(Wrapper::Mov, &[path.to_path_buf()], &description)?;
    let sources: Vec<Source> = (0..DIFFERENT).map(|frame| Source::new(&picture, frame)).collect();
    let raw: Vec<&[u8]> = sources.iter().flat_map(|source| &source.planes).map(|(bytes, _)| bytes.as_slice()).collect();
    std::fs::write(raw_path(path), raw.concat())?;
    let mut packet = Vec::new();
    for frame in 0..frames as usize {
        encoder.encode(&sources[frame % DIFFERENT].planes(), &mut packet)?;
        movie.write_frame(&packet, &[])?;
    }
    movie.finish()?;
    Ok(())
}
