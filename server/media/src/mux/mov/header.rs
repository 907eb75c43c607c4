//! The `moov` atom: what the file says of its samples.

use super::atom::{Atoms, version_for};
use super::clock::{Clock, seconds_since_1904};
use super::sample_table::{Chunk, SampleSizes, SampleTable};
use super::timecode::TimecodeTrack;
use super::{metadata, picture, sound};
use crate::mux::{MovieDescription, PictureTrack};

/// Unity matrix: 16 bits behind the point, 30 in the last column.
const UNITY: [u32; 9] = [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30];
/// A track is on, and part of movie, preview and poster.
const TRACK_FLAGS: u32 = 0xf;
/// Volume 1, 8 bits behind the point.
const FULL_VOLUME: u16 = 1 << 8;
/// Language of a media that has none.
const NO_LANGUAGE: u16 = 0x7fff;
const PICTURE_TRACK: u32 = 1;

/// Where the samples lie.
#[derive(Debug, Default)]
pub(super) struct Placement {
    /// Length of each picture.
    pub picture_bytes: Vec<u32>,
    pub picture_chunks: Vec<Chunk>,
    /// Chunks of each channel of sound.
    pub sound_chunks: Vec<Vec<Chunk>>,
    /// Samples of each channel.
    pub sound_samples: u32,
    /// Where the one sample of the timecode track lies.
    pub timecode_offset_bytes: u64,
}

/// What all tracks share.
struct Movie<'a> {
    description: &'a MovieDescription,
    clock: Clock,
    created: u64,
    duration: u64,
}

/// Builds `moov`.
pub(super) fn build(
    description: &MovieDescription,
    timecode: Option<&TimecodeTrack>,
    placement: &Placement,
) -> Vec<u8> {
    let clock = Clock::of(description.rate);
    let duration = clock.ticks_of_frames(description.frame_count);
    let movie = Movie { description, clock, created: seconds_since_1904(description.created), duration };
    // The picture, then the sound, then the timecode.
    let sound_tracks = (PICTURE_TRACK + 1..).zip(&placement.sound_chunks);
    let timecode_track = sound_tracks.clone().last().map_or(PICTURE_TRACK, |(track, _)| track) + 1;
    let mut atoms = Atoms::default();
    atoms.atom(b"moov", |atoms| {
        let next_track = timecode_track + u32::from(timecode.is_some());
        movie.write_header(atoms, next_track);
        movie.write_picture_track(atoms, placement, timecode.map(|_| timecode_track));
        for ((track, chunks), channel) in sound_tracks.zip(0..) {
            movie.write_sound_track(atoms, track, channel, chunks, placement.sound_samples);
        }
        if let Some(timecode) = timecode {
            movie.write_timecode_track(atoms, timecode_track, timecode, placement.timecode_offset_bytes);
        }
        metadata::write_metadata(atoms, description);
    });
    atoms.into_bytes()
}

/// What is different in the headers of tracks.
struct Track<'a> {
    number: u32,
    /// In the movie's time scale.
    duration: u64,
    volume: u16,
    /// Size as it is shown, 16 bits behind the point.
    size: [u32; 2],
    media: Media<'a>,
}

/// The media of a track.
struct Media<'a> {
    /// Type of the handler, and its name for people.
    handler: (&'a [u8; 4], &'a str),
    scale: u32,
    /// In its own time scale.
    duration: u64,
}

impl Movie<'_> {
    fn write_header(&self, atoms: &mut Atoms, next_track: u32) {
        let version = version_for(&[self.created, self.duration]);
        atoms.full_atom(b"mvhd", version, 0, |atoms| {
            atoms.time(version, self.created);
            atoms.time(version, self.created);
            atoms.u32(self.clock.scale);
            atoms.time(version, self.duration);
            // Rate 1, volume 1, reserved.
            atoms.u32(1 << 16);
            atoms.u16(FULL_VOLUME);
            atoms.zeros(10);
            UNITY.iter().for_each(|number| atoms.u32(*number));
            // Preview, poster, selection and current time: none.
            atoms.zeros(24);
            atoms.u32(next_track);
        });
    }

    fn write_picture_track(&self, atoms: &mut Atoms, placement: &Placement, timecode_track: Option<u32>) {
        let picture = &self.description.picture;
        let (clock, duration) = (self.clock, self.duration);
        let media = Media { handler: (b"vide", "Video Media Handler"), scale: clock.scale, duration };
        let apertures = Apertures::of(picture);
        let track = Track { number: PICTURE_TRACK, duration, volume: 0, size: apertures.clean, media };
        atoms.atom(b"trak", |atoms| {
            self.write_track_header(atoms, &track);
            apertures.write(atoms);
            if let Some(number) = timecode_track {
                atoms.atom(b"tref", |atoms| atoms.atom(b"tmcd", |atoms| atoms.u32(number)));
            }
            self.write_media(atoms, &track.media, |atoms| {
                atoms.full_atom(b"vmhd", 0, 1, |atoms| {
                    // Dither copy, grey.
                    atoms.u16(0x40);
                    atoms.bytes(&[0x80, 0].repeat(3));
                });
                write_data_reference(atoms);
                let sizes = SampleSizes::Each(&placement.picture_bytes);
                SampleTable { sample_ticks: clock.frame_ticks, sizes, chunks: &placement.picture_chunks }
                    .write(atoms, |atoms| picture::write_description(atoms, picture));
            });
        });
    }

    fn write_sound_track(&self, atoms: &mut Atoms, number: u32, channel: usize, chunks: &[Chunk], samples: u32) {
        let Some(sound) = &self.description.sound else { return };
        let name = sound.channel_names.get(channel).map_or("", String::as_str);
        let scale = sound.sample_rate_hz;
        let duration = self.clock.ticks_of_samples(u64::from(samples), scale);
        let handler = (b"soun", if name.is_empty() { "Sound Media Handler" } else { name });
        let media = Media { handler, scale, duration: u64::from(samples) };
        let track = Track { number, duration, volume: FULL_VOLUME, size: [0; 2], media };
        atoms.atom(b"trak", |atoms| {
            self.write_track_header(atoms, &track);
            self.write_media(atoms, &track.media, |atoms| {
                // Balance in the middle.
                atoms.full_atom(b"smhd", 0, 0, |atoms| atoms.u32(0));
                write_data_reference(atoms);
                let sizes = SampleSizes::All { bytes: sound::SAMPLE_BYTES, count: samples };
                SampleTable { sample_ticks: 1, sizes, chunks }
                    .write(atoms, |atoms| sound::write_description(atoms, scale));
            });
            if !name.is_empty() {
                atoms.atom(b"udta", |atoms| atoms.atom(b"name", |atoms| atoms.bytes(name.as_bytes())));
            }
        });
    }

    fn write_timecode_track(&self, atoms: &mut Atoms, number: u32, timecode: &TimecodeTrack, offset_bytes: u64) {
        let (clock, duration) = (self.clock, self.duration);
        let media = Media { handler: (b"tmcd", "Time Code Media Handler"), scale: clock.scale, duration };
        let track = Track { number, duration, volume: 0, size: [0; 2], media };
        atoms.atom(b"trak", |atoms| {
            self.write_track_header(atoms, &track);
            self.write_media(atoms, &track.media, |atoms| {
                TimecodeTrack::write_media_header(atoms);
                write_data_reference(atoms);
                let chunks = [Chunk { offset_bytes, samples: 1 }];
                // `check` has refused movies whose duration needs more bits.
                let sample_ticks = u32::try_from(duration).unwrap_or(u32::MAX);
                SampleTable { sample_ticks, sizes: SampleSizes::All { bytes: 4, count: 1 }, chunks: &chunks }
                    .write(atoms, |atoms| timecode.write_description(atoms, clock));
            });
        });
    }

    fn write_track_header(&self, atoms: &mut Atoms, track: &Track<'_>) {
        let version = version_for(&[self.created, track.duration]);
        atoms.full_atom(b"tkhd", version, TRACK_FLAGS, |atoms| {
            atoms.time(version, self.created);
            atoms.time(version, self.created);
            atoms.u32(track.number);
            atoms.u32(0);
            atoms.time(version, track.duration);
            // Reserved, layer 0, and no alternate group: all tracks play at once.
            atoms.zeros(12);
            atoms.u16(track.volume);
            atoms.u16(0);
            UNITY.iter().for_each(|number| atoms.u32(*number));
            track.size.iter().for_each(|side| atoms.u32(*side));
        });
    }

    /// Writes `mdia`, with what `fill` writes into `minf` behind the handler.
    fn write_media(&self, atoms: &mut Atoms, media: &Media<'_>, fill: impl FnOnce(&mut Atoms)) {
        let version = version_for(&[self.created, media.duration]);
        atoms.atom(b"mdia", |atoms| {
            atoms.full_atom(b"mdhd", version, 0, |atoms| {
                atoms.time(version, self.created);
                atoms.time(version, self.created);
                atoms.u32(media.scale);
                atoms.time(version, media.duration);
                atoms.u16(NO_LANGUAGE);
                atoms.u16(0);
            });
            write_handler(atoms, b"mhlr", media.handler.0, media.handler.1);
            atoms.atom(b"minf", fill);
        });
    }
}

/// `hdlr`: component type, subtype, three reserved numbers, name.
fn write_handler(atoms: &mut Atoms, kind: &[u8; 4], subtype: &[u8; 4], name: &str) {
    atoms.full_atom(b"hdlr", 0, 0, |atoms| {
        atoms.bytes(kind);
        atoms.bytes(subtype);
        atoms.zeros(12);
        atoms.pascal(name);
    });
}

/// Says that the samples are in this very file.
fn write_data_reference(atoms: &mut Atoms) {
    write_handler(atoms, b"dhlr", b"alis", "");
    atoms.atom(b"dinf", |atoms| {
        atoms.full_atom(b"dref", 0, 0, |atoms| {
            atoms.u32(1);
            atoms.full_atom(b"alis", 0, 1, |_| {});
        });
    });
}

/// Sizes of the picture as it is shown, 16 bits behind the point.
struct Apertures {
    /// The clean aperture, in square pixels.
    clean: [u32; 2],
    /// All of the picture, in square pixels.
    production: [u32; 2],
    /// All of the picture, as it is stored.
    encoded: [u32; 2],
}

impl Apertures {
    fn of(picture: &PictureTrack) -> Self {
        let (across, down) = picture.pixel_aspect;
        let shown = |width: u32, height: u32| {
            let width = (u64::from(width) << 16) * u64::from(across) / u64::from(down);
            // The checks at the beginning leave no width above 32767.
            [u32::try_from(width).unwrap_or(u32::MAX), height << 16]
        };
        let raster = picture.raster;
        let clean = picture.clean_aperture.map_or((raster.width, raster.height), |clean| (clean.width, clean.height));
        Self {
            clean: shown(clean.0, clean.1),
            production: shown(raster.width, raster.height),
            encoded: [raster.width << 16, raster.height << 16],
        }
    }

    /// Writes `tapt`.
    fn write(&self, atoms: &mut Atoms) {
        atoms.atom(b"tapt", |atoms| {
            for (name, size) in [(b"clef", self.clean), (b"prof", self.production), (b"enof", self.encoded)] {
                atoms.full_atom(name, 0, 0, |atoms| size.iter().for_each(|side| atoms.u32(*side)));
            }
        });
    }
}
