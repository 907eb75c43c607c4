//! Our side of the bench, as a process.

use crate::movie::{Source, encoder, track};
use crate::{FRAMES, RASTER};
use interneg_media::verify::{CodedFrames, FrameVerifier};
use interneg_media::{prores, vc3};
use interneg_spec::proxy::{CodecFamily, ProxyCodec};
use std::error::Error;
use std::path::Path;

/// What a process does with every frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Nothing: it reads the pictures and readies encoder and verifier.
    Nothing,
    Decode,
    Encode,
    EncodeAndVerify,
}

impl Task {
    const ALL: [Self; 4] = [Self::Nothing, Self::Decode, Self::Encode, Self::EncodeAndVerify];

    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Decode => "decode",
            Self::Encode => "encode",
            Self::EncodeAndVerify => "verify",
        }
    }

    /// The way back.
    pub fn parse(name: &str) -> Result<Self, Box<dyn Error>> {
        Self::ALL.into_iter().find(|task| task.name() == name).ok_or_else(|| "no such task".into())
    }
}

pub fn run(task: Task, codec: ProxyCodec, movie: &Path) -> Result<(), Box<dyn Error>> {
    let track = track(codec, RASTER);
    if task == Task::Decode {
        return decode(codec, track.bits, movie);
    }
    let sources = Source::read(movie, &track)?;
    let (mut encoder, mut verifier) = (encoder(&track)?, FrameVerifier::new(&track)?);
    let mut packet = Vec::new();
    for frame in 0..FRAMES as usize {
        let planes = sources[frame % sources.len()].planes();
        match task {
            Task::Nothing | Task::Decode => {}
            Task::Encode => encoder.encode(&planes, &mut packet)?,
            Task::EncodeAndVerify => {
                encoder.encode(&planes, &mut packet)?;
                std::hint::black_box(verifier.verify(&planes, &packet)?);
            }
        }
    }
    Ok(())
}

/// Frames of the movie by its index, as any reader has them.
fn decode(codec: ProxyCodec, bits: u8, movie: &Path) -> Result<(), Box<dyn Error>> {
    let mut frames = CodedFrames::open(movie)?;
    let mut vc3_decoder: Option<vc3::Decoder> = None;
    let mut packet = Vec::new();
    loop {
        packet.clear();
        if !frames.next_frame(&mut |bytes| packet.extend_from_slice(bytes))? {
            return Ok(());
        }
        if codec.family() == CodecFamily::Prores {
            std::hint::black_box(prores::decode(&packet, bits)?);
            continue;
        }
        let decoder = match &mut vc3_decoder {
            Some(decoder) => decoder,
            slot => slot.insert(vc3::Decoder::new(&packet)?),
        };
        std::hint::black_box(decoder.decode(&packet)?);
    }
}
