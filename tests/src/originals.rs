//! Camera originals whose every frame shows its clip and its frame count, made once and kept below `target/tmp`.

use crate::binaries::profile_folder;
use crate::workspace_root;
use serde_json::Value;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// Which original to make; the same options give the same bytes.
#[derive(Debug, Clone, Hash)]
pub struct Shoot {
    kind: &'static str,
    size: (u32, u32),
    frames: u32,
    rate: &'static str,
    start: String,
}

/// One clip, and what is known about it.
#[derive(Debug, Clone)]
pub struct Original {
    /// Kind of camera, as `make-ocf.sh` names it.
    pub kind: &'static str,
    /// Path as a job names it, below the root `ocf`.
    pub path: String,
    /// Files of the clip, in order.
    pub files: Vec<PathBuf>,
    /// Frames in the clip.
    pub frames: u64,
    /// Number of the clip, shown in every frame.
    pub clip_id: u32,
    /// Frames since midnight of the first frame's timecode, shown in the frame.
    pub start_count: u64,
    /// Timecode of the first frame.
    pub start_timecode: String,
    /// Timecode one past the last frame.
    pub end_timecode: String,
    /// Reel name in the headers.
    pub reel: String,
    /// Colour space of the codes.
    pub colour_space: String,
    /// Pixels per line.
    pub width: usize,
    /// Lines.
    pub height: usize,
    /// Lines of the identity strip at the top.
    pub strip_rows: usize,
}

/// The folder that every site has as its root `ocf`.
pub(crate) fn originals_folder() -> PathBuf {
    let target = profile_folder().parent().expect("a profile's folder lies in the target folder").to_path_buf();
    let folder = target.join("tmp/ocf");
    fs::create_dir_all(&folder).expect("target/tmp can be written");
    folder.canonicalize().expect("a folder that was just made exists")
}

impl Shoot {
    /// 24 frames of 640x360 at 24000/1001 fps from 01:00:00:00 on.
    pub fn of(kind: &'static str) -> Self {
        Self { kind, size: (640, 360), frames: 24, rate: "24000/1001", start: "01:00:00:00".to_owned() }
    }

    /// Another size.
    pub fn size(self, width: u32, height: u32) -> Self {
        Self { size: (width, height), ..self }
    }

    /// Another length.
    pub fn frames(self, frames: u32) -> Self {
        Self { frames, ..self }
    }

    /// Another rate and start. The start is that of the generator's first kind; others begin ten minutes apart.
    pub fn clock(self, rate: &'static str, start: &str) -> Self {
        Self { rate, start: start.to_owned(), ..self }
    }

    /// Makes the clip where it is not there yet.
    ///
    /// # Panics
    /// When the generator fails.
    pub fn make(&self) -> Original {
        // One at a time: two tests of a process often want the same clip.
        static MAKING: Mutex<()> = Mutex::new(());
        let _making = MAKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let key = self.key();
        let folder = originals_folder().join(&key);
        if !folder.join("truth.json").is_file() {
            self.generate(&folder);
        }
        Original::read(self.kind, &key, &folder)
    }

    /// Options and generator: an edited generator makes new clips.
    fn key(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        let scripts = workspace_root().join("scripts/ocf");
        let mut files: Vec<PathBuf> =
            fs::read_dir(&scripts).expect("scripts/ocf is there").flatten().map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
        files.sort();
        for file in files {
            fs::read(&file).expect("a script can be read").hash(&mut hasher);
        }
        format!("{}-{:016x}", self.kind, hasher.finish())
    }

    fn generate(&self, folder: &Path) {
        let unfinished = folder.with_extension(format!("{}.part", std::process::id()));
        let mut script = Command::new(workspace_root().join("scripts/make-ocf.sh"));
        script.arg("-o").arg(&unfinished).args(["-k", self.kind, "-r", self.rate, "-t", &self.start]);
        script.args(["-s", &format!("{}x{}", self.size.0, self.size.1), "-n", &self.frames.to_string()]);
        let output = script.output().expect("the generator starts");
        assert!(output.status.success(), "make-ocf.sh failed: {}", String::from_utf8_lossy(&output.stderr));
        match fs::rename(&unfinished, folder) {
            Ok(()) => {}
            // Another test process was faster; its clip has the same bytes.
            Err(_) if folder.join("truth.json").is_file() => {
                fs::remove_dir_all(&unfinished).expect("our own copy can be removed");
            }
            Err(error) => panic!("failed to rename {}: {error}", unfinished.display()),
        }
    }
}

impl Original {
    /// Timecode of a frame of the first second, for clips that begin with a full one.
    ///
    /// # Panics
    /// When the clip begins elsewhere.
    pub fn label(&self, frame: u32) -> String {
        let second = self.start_timecode.strip_suffix("00").expect("a clip that begins with a full second");
        format!("{second}{frame:02}")
    }

    /// Roll of the camera: the first four characters of the reel.
    pub fn roll(&self) -> &str {
        self.reel.get(..4).unwrap_or(&self.reel)
    }

    /// Chroma has half the resolution of luma.
    pub fn is_subsampled(&self) -> bool {
        !["prores4444", "dpx", "exr"].contains(&self.kind)
    }

    /// Name of the clip: that of its file, or of the frames of a sequence, without number and extension.
    pub fn name(&self) -> String {
        let file = self.path.rsplit('/').next().unwrap_or(&self.path);
        file.split('.').next().unwrap_or(file).to_owned()
    }

    fn read(kind: &'static str, key: &str, folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join("truth.json")).expect("the generator wrote what is true");
        let truth: Value = serde_json::from_str(&text).expect("truth.json is JSON");
        let clip = &truth["clips"][0];
        let word = |value: &Value| value.as_str().expect("truth.json gives a text here").to_owned();
        let number = |value: &Value| value.as_u64().expect("truth.json gives a number here");
        let files = clip["files"].as_array().expect("truth.json lists files");
        Self {
            kind,
            path: format!("ocf:{key}/{}", word(&clip["path"])),
            files: files.iter().map(|file| folder.join(word(file))).collect(),
            frames: number(&clip["frames"]),
            clip_id: u32::try_from(number(&clip["id"])).expect("four bits"),
            start_count: number(&clip["start_frame_count"]),
            start_timecode: word(&clip["start_timecode"]),
            end_timecode: word(&clip["end_timecode"]),
            reel: word(&clip["reel"]),
            colour_space: word(&clip["colour_space"]),
            width: usize::try_from(number(&truth["width"])).expect("a width"),
            height: usize::try_from(number(&truth["height"])).expect("a height"),
            strip_rows: usize::try_from(number(&truth["strip"]["rows"])).expect("a few rows"),
        }
    }
}
