//! Jobs as their submitters write them.

use crate::Original;
use std::fmt::Write;

/// A job that can be written to a file.
pub trait JobFile {
    /// The file's content.
    fn text(&self) -> String;
}

/// A job file in the making; the fields are TOML text, so that tests can write wrong ones too.
#[derive(Debug, Clone)]
pub struct JobText {
    /// Lines of the top level that differ from the usual, by key; an empty value leaves the key out.
    top: Vec<(&'static str, String)>,
    name: Vec<(&'static str, String)>,
    format: String,
    target: String,
    manifests: String,
    clips: Vec<String>,
}

/// The delivery time of all tests' jobs.
const CREATED: &str = "2026-01-02T03:04:05Z";

impl Default for JobText {
    fn default() -> Self {
        Self::new()
    }
}

impl JobText {
    /// An approved small raster, long-play, ACES EXR with PIZ, record from 01:00:00:00 at 24000/1001 fps.
    pub fn new() -> Self {
        let text = |text: &str| format!("{text:?}");
        Self {
            top: vec![
                ("rate", text("24000/1001")),
                ("record_start", text("01:00:00:00")),
                ("created", text(CREATED)),
                ("output", text("out:")),
                ("client_approved_resolution", "true".to_owned()),
            ],
            name: vec![("title", text("night_train")), ("segment", text("lp")), ("date", text("20260102"))],
            format: "container = \"exr\"\ncompression = \"piz\"".to_owned(),
            target: "ACES2065-1".to_owned(),
            manifests: String::new(),
            clips: Vec::new(),
        }
    }

    /// A top-level line, `value` as TOML; an empty one leaves the line out.
    pub fn top(mut self, key: &'static str, value: &str) -> Self {
        self.top.retain(|(known, _)| *known != key);
        self.top.push((key, value.to_owned()));
        self
    }

    /// A field of the name, as text; an empty one leaves the field out.
    pub fn name(mut self, key: &'static str, value: &str) -> Self {
        self.name.retain(|(known, _)| *known != key);
        self.name.push((key, if value.is_empty() { String::new() } else { format!("{value:?}") }));
        self
    }

    /// Timeline rate and record start.
    pub fn record(self, rate: &str, start: &str) -> Self {
        self.top("rate", &format!("{rate:?}")).top("record_start", &format!("{start:?}"))
    }

    /// EXR with a compression: `none`, `zip` or `piz`.
    pub fn exr(mut self, compression: &str) -> Self {
        self.format = format!("container = \"exr\"\ncompression = {compression:?}");
        self
    }

    /// DPX of the originals' own log space, with 10 or 16 bits.
    pub fn dpx(mut self, bits: u8) -> Self {
        self.format = format!("container = \"dpx\"\nbit_depth = \"{bits}\"");
        self.target("ARRI LogC3 (EI800)")
    }

    /// One QuickTime movie of the originals' own log space, approved by the client: a codec, bits, and `hdr` or `sdr`.
    pub fn quicktime(mut self, codec: &str, bits: u8, dynamic_range: &str) -> Self {
        self.format = format!(
            "container = \"quicktime\"\ncodec = {codec:?}\nbit_depth = \"{bits}\"\ndynamic_range = {dynamic_range:?}"
        );
        let approval = "{ approved_by = \"A. Client\", reference = \"ticket 4711\", date = \"20251224\" }";
        self.top("quicktime_approval", approval).target("ARRI LogC3 (EI800)")
    }

    /// The table of the format.
    pub fn format(mut self, lines: &str) -> Self {
        lines.clone_into(&mut self.format);
        self
    }

    /// Target space.
    pub fn target(mut self, space: &str) -> Self {
        space.clone_into(&mut self.target);
        self
    }

    /// The table of manifests.
    pub fn manifests(mut self, lines: &str) -> Self {
        lines.clone_into(&mut self.manifests);
        self
    }

    /// A whole clip, with what its file does not say.
    pub fn clip(self, original: &Original) -> Self {
        self.clip_with(original, "")
    }

    /// A clip with more lines, such as in and out points.
    pub fn clip_with(self, original: &Original, lines: &str) -> Self {
        let path = &original.path;
        self.raw_clip(&format!("path = {path:?}\ncolour_space = {:?}\n{lines}", original.colour_space))
    }

    /// A clip from `in` up to `out`, which is not included.
    pub fn trimmed(self, original: &Original, from: &str, to: &str) -> Self {
        self.clip_with(original, &format!("in = {from:?}\nout = {to:?}"))
    }

    /// A clip in TOML.
    pub fn raw_clip(mut self, lines: &str) -> Self {
        self.clips.push(lines.to_owned());
        self
    }
}

impl JobFile for JobText {
    fn text(&self) -> String {
        let mut text = String::new();
        let mut put = |line: String| writeln!(text, "{line}").expect("text grows");
        let lines = |fields: &[(&'static str, String)]| -> Vec<String> {
            fields
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(key, value)| format!("{key} = {value}"))
                .collect()
        };
        lines(&self.top).into_iter().for_each(&mut put);
        put("[name]".to_owned());
        lines(&self.name).into_iter().for_each(&mut put);
        put(format!("[format]\n{}", self.format));
        put(format!("[colour]\ntarget = {:?}", self.target));
        if !self.manifests.is_empty() {
            put(format!("[manifests]\n{}", self.manifests));
        }
        for clip in &self.clips {
            put(format!("[[clips]]\n{clip}"));
        }
        text
    }
}
