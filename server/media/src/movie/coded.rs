//! Coded pictures of a movie one by one, each found by the container's index.

use super::container::{Container, FileKind, identify};
use super::session::{self, Manner, Session};
use super::timing::Timing;
use super::{mxf, probe};
use crate::{MediaError, ProbeOptions};
use std::path::{Path, PathBuf};

/// Largest side of a picture of a proxy.
const MOST_PIXELS_A_SIDE: u32 = 16_384;

/// The coded frames of a file, in order. Each is looked up by its own entry of the index; none is decoded.
pub struct CodedFrames {
    path: PathBuf,
    session: Session,
    timing: Timing,
    frame_count: u64,
    next: u64,
}

impl CodedFrames {
    /// Opens a movie whose frames are all key frames.
    ///
    /// # Errors
    /// The file is no movie, is damaged, or has no index.
    pub fn open(path: &Path) -> Result<Self, MediaError> {
        let unsupported = |what: &str| MediaError::Unsupported { path: path.to_owned(), what: what.to_owned() };
        let FileKind::Movie(container) = identify(path)? else { return Err(unsupported("an image, not a movie")) };
        if let Container::Mxf { run_in_bytes } = container
            && !mxf::outline(path, run_in_bytes)?.is_indexed
        {
            return Err(MediaError::Damaged {
                path: path.to_owned(),
                what: "MXF file",
                reason: "it has no index table".to_owned(),
            });
        }
        let options = ProbeOptions { max_dimension: MOST_PIXELS_A_SIDE, every_frame: false, conform: None };
        let info = probe(path, container, &options)?;
        let rate = info.rate.ok_or_else(|| unsupported("a movie without a frame rate"))?;
        let max_pixels = u64::from(options.max_dimension).pow(2);
        let input = session::open(path, container, max_pixels)?;
        let session = Session::start(path, input, 1, max_pixels, Manner::Skipping)?;
        let (time_base, start) = session.clock();
        let start = start.ok_or_else(|| unsupported("a movie whose pictures have no times"))?;
        let timing = Timing { time_base, start, rate };
        Ok(Self { path: path.to_owned(), session, timing, frame_count: info.frame_count, next: 0 })
    }

    /// Frames that the file says it has.
    pub fn frame_count(&self) -> u64 {
        self.frame_count
    }

    /// Gives the bytes of the next frame to `take`; whether there was one.
    ///
    /// # Errors
    /// `Decode` where the index leads to no picture, or to that of another frame.
    pub fn next_frame(&mut self, take: &mut dyn FnMut(&[u8])) -> Result<bool, MediaError> {
        let frame = self.next;
        if frame == self.frame_count {
            return Ok(false);
        }
        let failed = |reason: String| MediaError::Decode { path: self.path.clone(), frame, reason };
        self.session.seek(self.timing.pts_of(frame)).map_err(failed)?;
        let packet = self.session.next_packet().map_err(failed)?;
        let packet = packet.ok_or_else(|| failed("the file ends before it".to_owned()))?;
        let shown = packet.pts().and_then(|pts| self.timing.index_of(pts));
        if shown != Some(frame) {
            return Err(failed(format!("its entry of the index leads to the picture of frame {shown:?}")));
        }
        take(packet.data().unwrap_or_default());
        self.next += 1;
        Ok(true)
    }
}
