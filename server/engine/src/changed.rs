//! Whether a source is still what a plan was made of.
//!
//! A file of another size, or whose header says something else, is another source, and its frames are not those that the
//! plan counts. A file that was only written again, such as one that was copied from the card a second time, is taken: that
//! is how a damaged clip is mended. It is told, because pixels may have changed as well.

use crate::EngineError;
use crate::plan::newest_modification_s;
use interneg_media::{ProbeOptions, SoundFile, SourceInfo, SourceKind, probe};
use interneg_spec::FrameRange;
use std::path::{Path, PathBuf};

/// What a plan knows of the times of a clip's files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlannedTime {
    /// Newest modification time of all of them, seconds since 1970.
    pub newest_s: u64,
    /// There is one file, so that the time is its own.
    pub is_of_one_file: bool,
}

impl PlannedTime {
    fn is_of(self, path: &Path) -> bool {
        let now_s = newest_modification_s(&[path.to_path_buf()]);
        if self.is_of_one_file { now_s == self.newest_s } else { now_s <= self.newest_s }
    }
}

/// Says of `frames` of a source, counted from its first, what somebody should know; nothing where they are as they were
/// when the job was planned. What is not there is left to whoever opens it.
///
/// # Errors
/// `SourceChanged` where it is another source.
pub(crate) fn check_source(
    source: &SourceInfo,
    frames: FrameRange,
    planned: PlannedTime,
) -> Result<Option<String>, EngineError> {
    match &source.kind {
        SourceKind::Movie { path, .. } => {
            if !is_touched(path, source.size_bytes, planned)? {
                return Ok(None);
            }
            let options = ProbeOptions {
                max_dimension: source.raster.width.max(source.raster.height),
                every_frame: false,
                conform: source.rate.filter(|_| source.conformed.is_some()),
            };
            let reason = match probe(path, &options) {
                Ok(now) if now == *source => return Ok(Some(taken(path, "it has the same size and header"))),
                Ok(_) => "its header says something else".to_owned(),
                Err(error) => error.to_string(),
            };
            Err(EngineError::SourceChanged { path: path.clone(), reason })
        }
        SourceKind::Sequence { .. } => {
            let files = source.files();
            let is_newer = |file: &&PathBuf| file.exists() && !planned.is_of(file);
            let range = usize::try_from(frames.first).unwrap_or(usize::MAX)..;
            let count = usize::try_from(frames.len()).unwrap_or(usize::MAX);
            // Readers hold each file's header against that of the first.
            let newer = files.get(range).unwrap_or_default().iter().take(count).find(is_newer);
            Ok(newer.map(|file| taken(file, "its header is held against that of the first frame")))
        }
    }
}

/// The same of a file of sound.
///
/// # Errors
/// `SourceChanged` where it has another size.
pub(crate) fn check_sound(sound: &SoundFile, planned: PlannedTime) -> Result<Option<String>, EngineError> {
    let is_touched = is_touched(&sound.path, sound.size_bytes, planned)?;
    Ok(is_touched.then(|| taken(&sound.path, "it has the same size")))
}

/// The same of a file of production sound. Where a clip lies in it was found by what it said, so that one that was written
/// again is another one.
///
/// # Errors
/// `SourceChanged` where it was.
pub(crate) fn check_placed(path: &Path, modified_s: u64) -> Result<(), EngineError> {
    if !path.exists() || newest_modification_s(&[path.to_path_buf()]) == modified_s {
        return Ok(());
    }
    let reason = "it was written again, and may say another timecode".to_owned();
    Err(EngineError::SourceChanged { path: path.to_path_buf(), reason })
}

/// Whether a file was written again; another size is another file.
fn is_touched(path: &Path, size_bytes: u64, planned: PlannedTime) -> Result<bool, EngineError> {
    let Ok(metadata) = path.metadata() else { return Ok(false) };
    if metadata.len() != size_bytes {
        let reason = format!("it has {} bytes and had {size_bytes}", metadata.len());
        return Err(EngineError::SourceChanged { path: path.to_path_buf(), reason });
    }
    Ok(!planned.is_of(path))
}

fn taken(path: &Path, why: &str) -> String {
    format!("{} was written again since the job was planned; {why}, and it is taken as it is now", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use std::time::{Duration, UNIX_EPOCH};

    const PLANNED_S: u64 = 1_700_000_000;
    const ALL: FrameRange = FrameRange { first: 0, end: 5 };

    fn movie(path: &Path, frames: u32) {
        let made = std::process::Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=64x36:rate=25"])
            .args([
                "-frames:v",
                &frames.to_string(),
                "-c:v",
                "prores_ks",
                "-profile:v",
                "0",
                "-timecode",
                "01:02:03:04",
            ])
            .arg(path)
            .status()
            .unwrap();
        assert!(made.success());
        set_time(path, PLANNED_S);
    }

    fn set_time(path: &Path, seconds: u64) {
        let file = File::options().append(true).open(path).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
    }

    fn probed(path: &Path) -> SourceInfo {
        probe(path, &ProbeOptions { max_dimension: 64, every_frame: false, conform: None }).unwrap()
    }

    #[test]
    fn another_file_is_refused_and_the_same_written_again_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("A001C001.mov");
        movie(&path, 5);
        let source = probed(&path);
        let planned = PlannedTime { newest_s: PLANNED_S, is_of_one_file: true };
        let check = |planned| check_source(&source, ALL, planned);
        assert_eq!(check(planned).unwrap(), None);
        for later in [PLANNED_S + 60, PLANNED_S - 60] {
            set_time(&path, later);
            let told = check(planned).unwrap().unwrap();
            assert!(told.contains("A001C001.mov was written again"), "{told}");
        }
        // Beside another part an older file has no time of its own.
        assert_eq!(check(PlannedTime { is_of_one_file: false, ..planned }).unwrap(), None);

        // As long, and another timecode.
        let mut bytes = fs::read(&path).unwrap();
        let start = ((3600 + 2 * 60 + 3) * 25 + 4_u32).to_be_bytes();
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == start).collect();
        let [at] = places[..] else { panic!("{places:?}") };
        bytes[at + 3] += 1;
        fs::write(&path, &bytes).unwrap();
        let error = check(planned).unwrap_err();
        assert!(matches!(&error, EngineError::SourceChanged { path: of, .. } if *of == path), "{error}");
        assert!(error.to_string().contains("its header says something else"), "{error}");

        movie(&path, 4);
        let error = check(planned).unwrap_err().to_string();
        assert!(error.contains("bytes and had") && error.contains("submit the job again"), "{error}");
        fs::remove_file(&path).unwrap();
        assert_eq!(check(planned).unwrap(), None, "whoever opens it says that it is gone");
    }

    #[test]
    fn frames_of_a_sequence_are_looked_at_where_they_are_needed() {
        let folder = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i", "color=s=64x36:r=24", "-frames:v", "5"])
            .arg(folder.path().join("a.%04d.dpx"))
            .status()
            .unwrap();
        assert!(made.success());
        let source = probed(&folder.path().join("a.%04d.dpx"));
        source.files().iter().for_each(|file| set_time(file, PLANNED_S));
        let planned = PlannedTime { newest_s: PLANNED_S, is_of_one_file: false };
        assert_eq!(check_source(&source, ALL, planned).unwrap(), None);
        set_time(&source.files()[3], PLANNED_S + 1);
        let told = check_source(&source, ALL, planned).unwrap().unwrap();
        assert!(told.contains("a.0004.dpx was written again"), "{told}");
        assert_eq!(check_source(&source, FrameRange::new(0, 3), planned).unwrap(), None);
    }

    #[test]
    fn production_sound_is_what_was_placed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("T01.wav");
        fs::write(&path, "sound").unwrap();
        set_time(&path, PLANNED_S);
        check_placed(&path, PLANNED_S).unwrap();
        let error = check_placed(&path, PLANNED_S + 1).unwrap_err().to_string();
        assert!(error.contains("T01.wav") && error.contains("another timecode"), "{error}");
    }
}
