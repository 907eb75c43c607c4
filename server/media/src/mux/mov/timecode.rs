//! The timecode track: one sample that holds the first frame's number.

use super::atom::Atoms;
use super::clock::Clock;
use super::error::MovError;
use crate::mux::MovieDescription;

/// Timecode leaves out numbers (SMPTE ST 12-1).
const DROP_FRAME: u32 = 1;
/// The timecode goes on at 00:00:00:00 after a day.
const WRAPS_AFTER_A_DAY: u32 = 2;
/// Language of a text whose bytes are ASCII, Macintosh English, and of one in UTF-8: ISO 639-2 `und`, 5 bits a letter.
const ENGLISH: u16 = 0;
const UNDETERMINED: u16 = 0x55c4;

/// What the track says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimecodeTrack {
    /// Number of the first frame since midnight, numbers that drop-frame leaves out not counted.
    first_frame: u32,
    is_drop_frame: bool,
    /// Frames of a second that timecode counts.
    nominal: u8,
    reel: Option<String>,
}

impl TimecodeTrack {
    /// The track of a movie that has timecode.
    pub fn of(description: &MovieDescription) -> Result<Option<Self>, MovError> {
        let Some(start) = description.start else { return Ok(None) };
        let refused = |reason: String| MovError::Description { field: "start", reason };
        let number = start.frame_count(description.rate).map_err(|error| refused(error.to_string()))?;
        let (Ok(first_frame), Ok(nominal)) = (u32::try_from(number), u8::try_from(description.rate.nominal())) else {
            return Err(refused(format!("timecode at {} fps, expected at most 255", description.rate)));
        };
        let reel = description.reel.clone().filter(|reel| !reel.is_empty());
        Ok(Some(Self { first_frame, is_drop_frame: start.is_drop_frame(), nominal, reel }))
    }

    /// The one sample.
    pub fn sample(&self) -> [u8; 4] {
        self.first_frame.to_be_bytes()
    }

    /// Writes the sample description: Apple, "QuickTime File Format", "Timecode sample description", with the reel's
    /// name behind it.
    pub fn write_description(&self, atoms: &mut Atoms, clock: Clock) {
        atoms.atom(b"tmcd", |atoms| {
            atoms.zeros(6);
            // Data reference, reserved.
            atoms.u16(1);
            atoms.u32(0);
            atoms.u32(WRAPS_AFTER_A_DAY | if self.is_drop_frame { DROP_FRAME } else { 0 });
            atoms.u32(clock.scale);
            atoms.u32(clock.frame_ticks);
            atoms.u8(self.nominal);
            atoms.u8(0);
            if let Some(reel) = &self.reel {
                atoms.atom(b"name", |atoms| {
                    // The checks at the beginning leave no reel longer than 4096 bytes.
                    atoms.u16(u16::try_from(reel.len()).unwrap_or(u16::MAX));
                    atoms.u16(if reel.is_ascii() { ENGLISH } else { UNDETERMINED });
                    atoms.bytes(reel.as_bytes());
                });
            }
        });
    }

    /// Writes `gmhd`: how QuickTime would draw the numbers.
    pub fn write_media_header(atoms: &mut Atoms) {
        atoms.atom(b"gmhd", |atoms| {
            atoms.full_atom(b"gmin", 0, 0, |atoms| {
                // Dither copy, grey, sound in the middle.
                atoms.u16(0x40);
                atoms.bytes(&[0x80, 0].repeat(3));
                atoms.zeros(4);
            });
            atoms.atom(b"tmcd", |atoms| {
                atoms.full_atom(b"tcmi", 0, 0, |atoms| {
                    // Font and face of the system, 12 points, reserved.
                    atoms.zeros(4);
                    atoms.u16(12);
                    atoms.u16(0);
                    // Black on white.
                    atoms.zeros(6);
                    atoms.bytes(&[0xff; 6]);
                    atoms.pascal("");
                });
            });
        });
    }
}
