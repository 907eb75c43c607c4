//! Frames of a movie by number: exactly the one that was asked for, or an error.

mod landing;

use super::conform::Showing;
use super::container::{Container, FileKind};
use super::layout::{self, Storage};
use super::session::{self, Manner, Session};
use super::timing::Timing;
use super::{identify, mxf};
use crate::decoded::Storage as DecodedStorage;
use crate::{DecodedFrame, MediaError, SourceInfo, SourceKind};
use ffmpeg_next::frame::Video as Picture;
use interneg_spec::Raster;
use std::path::PathBuf;

/// Reads consecutive frames of a movie, beginning anywhere.
///
/// Every picture's presentation time is held against the frame number that is due, so a frame that is missing, doubled
/// or moved is an error, never another picture. May be sent between threads; one thread reads at a time.
pub struct MovieReader {
    path: PathBuf,
    container: Container,
    threads: usize,
    /// Pictures of the file.
    picture_count: u64,
    width: u32,
    height: u32,
    pixel_format: String,
    storage: Storage,
    clock: Clock,
    /// Pictures can be found without reading all before them.
    is_seekable: bool,
    /// Picture of the file that comes next.
    next: u64,
    phase: Phase,
    /// Frame of a conformed movie that comes next, and the picture of the one before where it is shown again.
    next_frame: u64,
    held: Option<Picture>,
}

/// Which picture is shown when.
enum Clock {
    /// At a constant rate.
    Constant(Timing),
    /// Whenever; its frames are those of another grid.
    Variable(Showing),
}

impl Clock {
    fn index_of(&self, pts: i64) -> Option<u64> {
        match self {
            Self::Constant(timing) => timing.index_of(pts),
            Self::Variable(showing) => showing.index_of(pts),
        }
    }

    fn pts_of(&self, index: u64) -> i64 {
        match self {
            Self::Constant(timing) => timing.pts_of(index),
            Self::Variable(showing) => showing.pts_of(index),
        }
    }
}

enum Phase {
    /// Nothing was delivered yet; an opened session may wait.
    Landing(Option<Box<Session>>),
    /// The session's next picture is the next frame.
    Running(Box<Session>),
    /// An error was returned; it is returned again.
    Failed(String),
}

impl MovieReader {
    /// Opens a probed movie to be read from `first_frame` on, with exactly `threads` decoding threads.
    ///
    /// # Errors
    /// The file must be the one that was probed, and `first_frame` must be in it.
    pub fn open(info: &SourceInfo, first_frame: u64, threads: usize) -> Result<Self, MediaError> {
        let path = match &info.kind {
            SourceKind::Movie { path, .. } => path,
            SourceKind::Sequence { folder, .. } => {
                let what = "an image sequence with the reader of movies".to_owned();
                return Err(MediaError::Unsupported { path: folder.clone(), what });
            }
        };
        let unsupported = |what: String| MediaError::Unsupported { path: path.clone(), what };
        let rate = info.rate.ok_or_else(|| unsupported("a movie without a frame rate".to_owned()))?;
        if first_frame >= info.frame_count {
            return Err(MediaError::Decode {
                path: path.clone(),
                frame: first_frame,
                reason: format!("the movie has {} frames", info.frame_count),
            });
        }
        let container = match identify(path)? {
            FileKind::Movie(container) => container,
            FileKind::Image => return Err(unsupported("an image where a movie was probed".to_owned())),
        };
        let has_index = match container {
            Container::Mov => true,
            Container::Mxf { run_in_bytes } => mxf::outline(path, run_in_bytes)?.is_indexed,
        };
        let storage = layout::storage_of(&info.pixel_format, info.bits).map_err(unsupported)?;
        let input = session::open(path, container, pixel_limit(info.raster))?;
        let session = Session::start(path, input, threads, pixel_limit(info.raster), Manner::Skipping)?;
        let (time_base, start) = session.clock();
        let clock = match info.conformed {
            None => Clock::Constant(Timing { time_base, start: start.unwrap_or(0), rate }),
            Some(conformed) => {
                let input = session::open(path, container, pixel_limit(info.raster))?;
                let mut session = Session::start(path, input, 1, pixel_limit(info.raster), Manner::Skipping)?;
                let failed = |reason| MediaError::VariableRate { path: path.clone(), reason };
                let showing = Showing::read(&mut session, rate).map_err(failed)?;
                if (showing.frame_count(), showing.summary()) != (info.frame_count, conformed) {
                    return Err(failed("its pictures are shown at other times than those that were probed".to_owned()));
                }
                Clock::Variable(showing)
            }
        };
        let (next, picture_count) = match &clock {
            Clock::Constant(_) => (first_frame, info.frame_count),
            Clock::Variable(showing) => (showing.picture_of(first_frame).unwrap_or(0), showing.picture_count()),
        };
        Ok(Self {
            path: path.clone(),
            container,
            threads,
            picture_count,
            width: info.raster.width,
            height: info.raster.height,
            pixel_format: info.pixel_format.clone(),
            storage,
            clock,
            // Without a start time presentation times tell nothing, so frames are counted from the first.
            is_seekable: has_index && start.is_some(),
            next,
            phase: Phase::Landing(Some(Box::new(session))),
            next_frame: first_frame,
            held: None,
        })
    }

    /// The next frame: `first_frame`, then the one after it, and so on.
    ///
    /// # Errors
    /// `Decode` with the frame's number where it is damaged, missing, or behind the last one; later calls fail too.
    pub fn next_frame(&mut self) -> Result<DecodedFrame, MediaError> {
        let frame = self.next_frame;
        let picture =
            self.due_picture().map_err(|reason| MediaError::Decode { path: self.path.clone(), frame, reason })?;
        self.next_frame += 1;
        Ok(DecodedFrame {
            storage: DecodedStorage::Movie {
                frame: picture,
                layout: self.storage.layout,
                plane_order: self.storage.plane_order,
                width: self.width as usize,
                height: self.height as usize,
            },
        })
    }

    /// The picture of the frame that is due. A conformed movie shows some pictures again, and leaves some out, which are
    /// decoded all the same.
    fn due_picture(&mut self) -> Result<Picture, String> {
        let Clock::Variable(showing) = &self.clock else { return self.next_picture() };
        let wanted = showing.picture_of(self.next_frame).ok_or_else(|| {
            format!("the movie has {} frames at the rate that it is conformed to", showing.frame_count())
        })?;
        let is_shown_again = showing.picture_of(self.next_frame + 1) == Some(wanted);
        let picture = match self.held.take() {
            Some(picture) => picture,
            None => loop {
                let (index, picture) = (self.next, self.next_picture()?);
                if index == wanted {
                    break picture;
                }
            },
        };
        self.held = is_shown_again.then(|| picture.clone());
        Ok(picture)
    }

    fn next_picture(&mut self) -> Result<Picture, String> {
        let outcome = match std::mem::replace(&mut self.phase, Phase::Failed(String::new())) {
            _ if self.next >= self.picture_count => Err(format!("the movie has {} frames", self.picture_count)),
            Phase::Failed(reason) => Err(reason),
            Phase::Landing(session) => self.land(session),
            Phase::Running(mut session) => self.continue_with(&mut session).map(|picture| (session, picture)),
        };
        match outcome.and_then(|(session, picture)| {
            self.check_shape(&picture)?;
            Ok((session, picture))
        }) {
            Ok((session, picture)) => {
                self.phase = Phase::Running(session);
                self.next += 1;
                Ok(picture)
            }
            Err(reason) => {
                self.phase = Phase::Failed(reason.clone());
                Err(reason)
            }
        }
    }

    fn continue_with(&self, session: &mut Session) -> Result<Picture, String> {
        let Some(picture) = session.next_picture()? else {
            return Err(format!("the movie ends after {} of {} frames", self.next, self.picture_count));
        };
        // A picture without a time keeps its place in the order, which the pictures with one confirm.
        match picture.pts().map(|pts| self.index_of(pts)).transpose()? {
            Some(index) if index != self.next => Err(format!("the next picture is that of frame {index}")),
            _ => Ok(picture),
        }
    }

    fn index_of(&self, pts: i64) -> Result<u64, String> {
        self.clock.index_of(pts).ok_or_else(|| match &self.clock {
            Clock::Constant(timing) => {
                format!("a picture at tick {pts} is not shown at a multiple of 1/{} s: the rate varies", timing.rate)
            }
            Clock::Variable(_) => format!("a picture at tick {pts} is not among those that the file tells of"),
        })
    }

    fn check_shape(&self, picture: &Picture) -> Result<(), String> {
        let pixel_format = picture.format().descriptor().map_or("none", |descriptor| descriptor.name());
        if (picture.width(), picture.height(), pixel_format) == (self.width, self.height, &self.pixel_format) {
            return Ok(());
        }
        Err(format!(
            "picture is {}x{} {pixel_format}, the first one was {}x{} {}",
            picture.width(),
            picture.height(),
            self.width,
            self.height,
            self.pixel_format
        ))
    }
}

/// Decoders round a raster up to whole blocks and vector registers before they ask for memory.
fn pixel_limit(raster: Raster) -> u64 {
    (u64::from(raster.width) + 128) * (u64::from(raster.height) + 128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_can_move_to_another_thread() {
        fn movable<T: Send>() {}
        movable::<MovieReader>();
    }
}
