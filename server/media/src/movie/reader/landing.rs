//! The first frame that is read: where to begin so that exactly this one comes.

use super::{MovieReader, pixel_limit};
use crate::MediaError;
use crate::movie::session::{self, Manner, Session};
use ffmpeg_next::frame::Video as Picture;
use interneg_spec::Raster;

/// How many frames before the wanted one a seek aims at, attempt by attempt, and how leading pictures are taken.
/// Containers index by decoding time, so the first attempt can land behind the frame; a group of pictures is rarely
/// longer than the last margin.
const SEEKS: [(u64, Manner); 4] =
    [(0, Manner::Skipping), (32, Manner::Skipping), (32, Manner::RunningIn), (320, Manner::RunningIn)];

/// Where an attempt at the first frame begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    KeyFrameBefore(u64, Manner),
    StartOfFile,
}

impl MovieReader {
    /// Finds the first frame: from the key frame before it, then from further back, at last from the start of the
    /// file. Whatever goes wrong on the way to the frame may be the seek's fault, except from the start.
    pub(super) fn land(&self, mut opened: Option<Box<Session>>) -> Result<(Box<Session>, Picture), String> {
        for attempt in attempts(self.next, self.is_seekable) {
            let session = match opened.take() {
                Some(session) => Ok(session),
                None => self.reopen(attempt.manner()).map_err(|error| error.to_string()),
            };
            let landed = session.and_then(|session| self.try_landing(session, attempt));
            if landed.is_ok() || attempt == Attempt::StartOfFile {
                return landed;
            }
        }
        Err("no attempt to find the frame was made".to_owned())
    }

    fn reopen(&self, manner: Manner) -> Result<Box<Session>, MediaError> {
        let max_pixels = pixel_limit(Raster { width: self.width, height: self.height });
        let input = session::open(&self.path, self.container, max_pixels)?;
        Ok(Box::new(Session::start(&self.path, input, self.threads, max_pixels, manner)?))
    }

    fn try_landing(&self, mut session: Box<Session>, attempt: Attempt) -> Result<(Box<Session>, Picture), String> {
        if let Attempt::KeyFrameBefore(frame, _) = attempt {
            session.seek(self.clock.pts_of(frame))?;
        }
        let mut counted = 0;
        loop {
            let Some(picture) = session.next_picture()? else {
                return Err(match attempt {
                    Attempt::StartOfFile => format!("the movie ends after {counted} of {} frames", self.picture_count),
                    Attempt::KeyFrameBefore(..) => "the movie ends before the frame".to_owned(),
                });
            };
            let index = match (picture.pts(), attempt) {
                (Some(pts), _) => self.index_of(pts)?,
                // Without times only the order tells, and it tells only from the first frame on.
                (None, Attempt::StartOfFile) => counted,
                (None, Attempt::KeyFrameBefore(..)) => return Err("pictures have no presentation time".to_owned()),
            };
            if attempt == Attempt::StartOfFile && index != counted {
                return Err(format!("the picture of frame {counted} is missing, frame {index} follows"));
            }
            counted += 1;
            match index.cmp(&self.next) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return Ok((session, picture)),
                std::cmp::Ordering::Greater => return Err(format!("frame {index} came first")),
            }
        }
    }
}

impl Attempt {
    fn manner(self) -> Manner {
        match self {
            Self::KeyFrameBefore(_, manner) => manner,
            // The first pictures of a file are all there is; none may be left out or fail.
            Self::StartOfFile => Manner::Skipping,
        }
    }
}

fn attempts(frame: u64, is_seekable: bool) -> Vec<Attempt> {
    let seeks = SEEKS.iter().filter(|(margin, _)| is_seekable && frame > *margin);
    let seeks = seeks.map(|(margin, manner)| Attempt::KeyFrameBefore(frame - margin, *manner));
    seeks.chain([Attempt::StartOfFile]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_end_at_the_start_of_the_file() {
        use Attempt::{KeyFrameBefore, StartOfFile};
        assert_eq!(attempts(0, true), [StartOfFile]);
        let skipping = |frame| KeyFrameBefore(frame, Manner::Skipping);
        assert_eq!(attempts(20, true), [skipping(20), StartOfFile]);
        let running_in = KeyFrameBefore(1, Manner::RunningIn);
        assert_eq!(attempts(33, true), [skipping(33), skipping(1), running_in, StartOfFile]);
        assert_eq!(attempts(1000, false), [StartOfFile]);
    }

    /// H.264 with open groups of pictures and B pictures that others refer to: a seek must do, for decoding an hour
    /// from its start for each chunk would never end.
    #[test]
    fn open_groups_with_reference_b_pictures_need_no_decoding_from_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        let made = std::process::Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=256x144:rate=25:duration=6"])
            .args([
                "-c:v",
                "libx264",
                "-preset",
                "fast",
                "-g",
                "12",
                "-bf",
                "3",
                "-pix_fmt",
                "yuv422p10le",
                "-x264-params",
            ])
            .args(["open-gop=1:b-pyramid=normal:b-adapt=0:scenecut=0"])
            .arg(&path)
            .status()
            .unwrap();
        assert!(made.success());
        let options = crate::ProbeOptions { max_dimension: 4096, every_frame: false, conform: None };
        let info = crate::probe(&path, &options).unwrap();
        for frame in 60..84 {
            let reader = MovieReader::open(&info, frame, 2).unwrap();
            let seeks: Vec<_> =
                attempts(frame, true).into_iter().filter(|made| *made != Attempt::StartOfFile).collect();
            let landed = seeks.iter().find_map(|attempt| {
                let session = reader.reopen(attempt.manner()).unwrap();
                reader
                    .try_landing(session, *attempt)
                    .inspect_err(|error| println!("{frame}: {attempt:?}: {error}"))
                    .ok()
            });
            let (_, picture) = landed.unwrap_or_else(|| panic!("no seek lands at frame {frame}"));
            assert_eq!(reader.clock.index_of(picture.pts().unwrap()), Some(frame));
        }
    }
}
