//! Jobs of proxies as their submitters write them.

use crate::{JobFile, Original};
use std::fmt::Write;

/// A job of proxies in the making; the fields are TOML text, so that tests can write wrong ones too.
#[derive(Debug, Clone)]
pub struct ProxyJobText {
    /// Lines of the top level, by key; an empty value leaves the key out.
    top: Vec<(&'static str, String)>,
    /// Tables of the top level, by name.
    tables: Vec<(&'static str, String)>,
    sources: Vec<String>,
    renditions: Vec<String>,
    burn_ins: Vec<String>,
}

/// The time that is stamped into the files of all tests.
const CREATED: &str = "2026-01-02T03:04:05Z";

impl Default for ProxyJobText {
    fn default() -> Self {
        Self::new()
    }
}

impl ProxyJobText {
    /// Proxies of no clip yet, in the camera's own log picture, right below the root `out`.
    pub fn new() -> Self {
        let text = |text: &str| format!("{text:?}");
        Self {
            top: vec![
                ("kind", text("proxies")),
                ("project", text("NIGHT_TRAIN")),
                ("created", text(CREATED)),
                ("output", text("out:")),
                ("look", text("none")),
            ],
            tables: Vec::new(),
            sources: Vec::new(),
            renditions: Vec::new(),
            burn_ins: Vec::new(),
        }
    }

    /// A top-level line, `value` as TOML; an empty one leaves the line out.
    pub fn top(mut self, key: &'static str, value: &str) -> Self {
        self.top.retain(|(known, _)| *known != key);
        self.top.push((key, value.to_owned()));
        self
    }

    /// A table of the top level, such as `sound`, in the place of a former one.
    pub fn table(mut self, name: &'static str, lines: &str) -> Self {
        self.tables.retain(|(known, _)| *known != name);
        self.tables.push((name, lines.to_owned()));
        self
    }

    /// Pictures through the default view, by a table made of it, which is quick; with more lines on the look.
    pub fn viewed(self, lines: &str) -> Self {
        self.top("look", "").table("look", &format!("precision = \"baked\"\n{lines}"))
    }

    /// An original, in the roll of its camera.
    pub fn clip(self, original: &Original) -> Self {
        self.clip_with(original, "")
    }

    /// An original with more lines, such as another reel.
    pub fn clip_with(self, original: &Original, lines: &str) -> Self {
        let (path, space, roll) = (&original.path, &original.colour_space, original.roll());
        // Subsampled originals do not all say where their chroma lies.
        let siting = if original.is_subsampled() { "siting = \"left\"\n" } else { "" };
        self.source(&format!("path = {path:?}\ncolour_space = {space:?}\nroll = {roll:?}\n{siting}{lines}"))
    }

    /// A source in TOML.
    pub fn source(mut self, lines: &str) -> Self {
        self.sources.push(lines.to_owned());
        self
    }

    /// A text over the picture, in TOML.
    pub fn burn_in(mut self, lines: &str) -> Self {
        self.burn_ins.push(lines.to_owned());
        self
    }

    /// A rendition that is named after its codec and wrapper.
    pub fn rendition(self, codec: &str, wrapper: &str, raster: &str) -> Self {
        let name = rendition_name(codec, wrapper);
        self.raw_rendition(&format!("name = {name:?}\ncodec = {codec:?}\nwrapper = {wrapper:?}\nraster = {raster:?}"))
    }

    /// A rendition in TOML.
    pub fn raw_rendition(mut self, lines: &str) -> Self {
        self.renditions.push(lines.to_owned());
        self
    }
}

/// Name, and with it the folder, of a rendition of [`ProxyJobText::rendition`].
pub fn rendition_name(codec: &str, wrapper: &str) -> String {
    format!("{codec}-{wrapper}")
}

impl JobFile for ProxyJobText {
    fn text(&self) -> String {
        let mut text = String::new();
        let mut put = |line: String| writeln!(text, "{line}").expect("text grows");
        for (key, value) in self.top.iter().filter(|(_, value)| !value.is_empty()) {
            put(format!("{key} = {value}"));
        }
        for source in &self.sources {
            put(format!("[[sources]]\n{source}"));
        }
        for rendition in &self.renditions {
            put(format!("[[renditions]]\n{rendition}"));
        }
        for burn_in in &self.burn_ins {
            put(format!("[[burn_ins]]\n{burn_in}"));
        }
        for (name, lines) in &self.tables {
            put(format!("[{name}]\n{lines}"));
        }
        text
    }
}
