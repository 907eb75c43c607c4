//! What one file holds of a clip: tracks, ids, labels. Everything else is written from this.

use super::check::check;
use super::coding::PictureCoding;
use crate::mux::mxf::label::{self, Label};
use crate::mux::mxf::{MxfError, Umid};
use crate::mux::{MovieDescription, first_sample};

/// The one track of an OP-Atom file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpAtomTrack {
    /// The picture.
    Picture,
    /// One channel of the sound, 0-based.
    Sound {
        /// Which.
        channel: usize,
    },
}

/// Operational pattern of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// One track a file, in one piece (ST 390).
    OpAtom(OpAtomTrack),
    /// Everything in one file, by frames (ST 378).
    Op1a,
}

/// A track of the clip, in this file or in another one.
#[derive(Debug, Clone)]
pub(super) struct EssenceTrack {
    /// Which.
    pub essence: OpAtomTrack,
    /// Its name in the material package.
    pub name: String,
    /// Edit units per second: frames, or samples.
    pub edit_rate: (u32, u32),
    /// Its length in edit units.
    pub duration: u64,
    /// File package that holds it.
    pub file_package: Umid,
    /// Id of the track there.
    pub file_track: u32,
    /// Number of the track there, which ties it to the keys of its essence.
    pub file_track_number: u32,
    /// Id of the track of the tape that it was taken from.
    pub tape_track: u32,
    /// Its begin on that tape, in its own edit units.
    pub tape_position: u64,
}

/// The plan of a file.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// The clip.
    pub clip: MovieDescription,
    /// The pattern.
    pub pattern: Pattern,
    /// What the picture is coded in.
    pub coding: PictureCoding,
    /// Frames from midnight to the first, where there is a timecode.
    pub start_frames: Option<u64>,
    /// All tracks of the clip, picture first.
    pub tracks: Vec<EssenceTrack>,
    /// Package of the clip.
    pub material: Umid,
    /// Package of this file's essence.
    pub file: Umid,
    /// Package of the reel.
    pub tape: Option<Umid>,
}

impl Plan {
    /// Plans a file.
    ///
    /// # Errors
    /// `Description` where the clip cannot be held.
    pub(super) fn new(clip: &MovieDescription, pattern: Pattern) -> Result<Self, MxfError> {
        check(clip)?;
        let channels = clip.sound.as_ref().map_or(0, |sound| sound.channels());
        if let Pattern::OpAtom(OpAtomTrack::Sound { channel }) = pattern
            && channel >= channels
        {
            let reason = format!("there is no channel {channel}, there are {channels}");
            return Err(MxfError::Description { field: "sound", reason });
        }
        let refused = |reason: String| MxfError::Description { field: "picture.codec", reason };
        let codec = clip.picture.codec;
        let coding = PictureCoding::of(&clip.picture)
            .ok_or_else(|| refused(format!("MXF has no label for {codec} of that raster and scan")))?;
        if pattern != Pattern::Op1a && !coding.has_one_size() {
            return Err(refused(format!("{codec} lies in QuickTime and OP1a, held in OP-Atom are DNxHD and DNxHR")));
        }
        let start_frames = clip.start.and_then(|start| start.frame_count(clip.rate).ok());
        let tracks = tracks(clip, pattern, coding, start_frames.unwrap_or(0));
        let file = match pattern {
            Pattern::Op1a | Pattern::OpAtom(OpAtomTrack::Picture) => tracks[0].file_package,
            Pattern::OpAtom(OpAtomTrack::Sound { channel }) => tracks[1 + channel].file_package,
        };
        Ok(Self {
            pattern,
            coding,
            start_frames,
            tracks,
            material: Umid::of_material(clip),
            file,
            tape: clip.reel.as_deref().map(|reel| Umid::of_tape(&clip.project, reel, clip.rate, clip.start)),
            clip: clip.clone(),
        })
    }

    /// Frames per second.
    pub(super) fn frame_rate(&self) -> (u32, u32) {
        (self.clip.rate.numerator(), self.clip.rate.denominator())
    }

    /// The tracks whose essence is in this file.
    pub(super) fn own_tracks(&self) -> impl Iterator<Item = &EssenceTrack> {
        self.tracks.iter().filter(|track| track.file_package == self.file)
    }

    /// Edit units per second of the essence container.
    pub(super) fn container_rate(&self) -> (u32, u32) {
        self.own_tracks().next().map_or((1, 1), |track| track.edit_rate)
    }

    /// Edit units of the essence container.
    pub(super) fn container_duration(&self) -> u64 {
        self.own_tracks().next().map_or(0, |track| track.duration)
    }

    /// Begin of the file package's own timecode track. In OP-Atom the tape has the timecode, as in Avid's files; without a
    /// tape there is no other place below the clip.
    pub(super) fn file_timecode(&self) -> Option<u64> {
        self.start_frames.filter(|_| self.pattern == Pattern::Op1a || self.tape.is_none())
    }

    /// Label of the pattern.
    pub(super) fn pattern_label(&self) -> Label {
        match (self.pattern, self.tracks.len()) {
            (Pattern::OpAtom(_), 1) => label::OP_ATOM_ONE_TRACK,
            (Pattern::OpAtom(_), _) => label::OP_ATOM,
            (Pattern::Op1a, 1) => label::OP1A_ONE_TRACK,
            (Pattern::Op1a, _) => label::OP1A,
        }
    }

    /// Label of the container that holds a track.
    pub(super) fn container_label(&self, essence: OpAtomTrack) -> Label {
        match (self.pattern, essence) {
            (Pattern::Op1a, OpAtomTrack::Picture) => self.coding.frames_container(),
            (Pattern::Op1a, OpAtomTrack::Sound { .. }) => label::WAVE_FRAMES,
            (Pattern::OpAtom(_), OpAtomTrack::Picture) => label::VC3_CLIP,
            (Pattern::OpAtom(_), OpAtomTrack::Sound { .. }) => label::WAVE_CLIP,
        }
    }

    /// Labels of all containers of this file.
    pub(super) fn container_labels(&self) -> Vec<Label> {
        let mut labels: Vec<_> = self.own_tracks().map(|track| self.container_label(track.essence)).collect();
        labels.dedup();
        if labels.len() > 1 {
            labels.push(label::SEVERAL_CONTAINERS);
        }
        labels
    }
}

fn tracks(clip: &MovieDescription, pattern: Pattern, coding: PictureCoding, start_frames: u64) -> Vec<EssenceTrack> {
    let is_atom = pattern != Pattern::Op1a;
    let frame_rate = (clip.rate.numerator(), clip.rate.denominator());
    let package = |track| Umid::of_file(clip, Some(track).filter(|_| is_atom));
    let picture = EssenceTrack {
        essence: OpAtomTrack::Picture,
        name: "V1".to_owned(),
        edit_rate: frame_rate,
        duration: clip.frame_count,
        file_package: package(OpAtomTrack::Picture),
        file_track: 1,
        file_track_number: if is_atom { label::VC3_CLIP_TRACK } else { coding.frames_track() },
        tape_track: 1,
        tape_position: start_frames,
    };
    let mut tracks = vec![picture];
    let Some(sound) = &clip.sound else { return tracks };
    let samples = |frames: u64| first_sample(frames, clip.rate, sound.sample_rate_hz);
    let count = u8::try_from(sound.channels()).unwrap_or(u8::MAX);
    for (channel, (index, name)) in (0..count).zip(&sound.channel_names).enumerate() {
        let short = format!("A{}", channel + 1);
        let file_package = package(OpAtomTrack::Sound { channel });
        tracks.push(EssenceTrack {
            essence: OpAtomTrack::Sound { channel },
            name: if name.is_empty() { short } else { name.clone() },
            edit_rate: if is_atom { (sound.sample_rate_hz, 1) } else { frame_rate },
            duration: if is_atom { samples(clip.frame_count) } else { clip.frame_count },
            file_package,
            file_track: if is_atom { 1 } else { 2 + u32::from(index) },
            file_track_number: if is_atom { label::WAVE_CLIP_TRACK } else { label::wave_frames_track(index, count) },
            tape_track: 2 + u32::from(index),
            tape_position: if is_atom { samples(start_frames) } else { start_frames },
        });
    }
    tracks
}
