//! From fields to names.

mod tokens;

use super::stem::{is_aspect_ratio, is_episode, is_reel, is_segment};
use super::{NameFields, Vocabulary};
use crate::{DeliveryFormat, Finding, Raster};
use tokens::Check;

/// Longest string of folders, file name and extension that the client takes.
pub const MAX_PATH_CHARACTERS: usize = 256;

/// Digits of the frame number where the job does not say; published archival assets of the client have seven.
pub const DEFAULT_FRAME_PADDING: u8 = 7;

/// What a name is derived from beside its own fields.
#[derive(Debug, Clone, Copy)]
pub struct NameContext<'a> {
    /// File format of the frames.
    pub format: DeliveryFormat,
    /// Raster of the delivered frames.
    pub raster: Raster,
    /// Target space as the colour configuration names it.
    pub target_space: &'a str,
    /// Name of the colour configuration; a built-in one tells the ACES version.
    pub colour_config: &'a str,
}

/// Names of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedName {
    /// Asset folder.
    pub folder: String,
    /// Folder of the frames inside the asset folder, `r01`, for segmented assets.
    pub segment_folder: Option<String>,
    /// File name before `.number.extension`.
    pub stem: String,
    /// Digits of the frame number.
    pub padding: u8,
}

impl ResolvedName {
    /// Base name of a frame's file.
    pub fn file_name(&self, frame_number: u64, extension: &str) -> String {
        let padding = usize::from(self.padding);
        format!("{}.{frame_number:0padding$}.{extension}", self.stem)
    }

    /// Base name of the one file of a movie.
    pub fn movie_name(&self, extension: &str) -> String {
        format!("{}.{extension}", self.stem)
    }

    /// Folders and file name of a frame, as the client counts them.
    pub fn relative_path(&self, frame_number: u64, extension: &str) -> String {
        self.below_folders(&self.file_name(frame_number, extension))
    }

    /// A file of the delivery behind its folders.
    fn below_folders(&self, file_name: &str) -> String {
        match &self.segment_folder {
            Some(segment) => format!("{}/{segment}/{file_name}", self.folder),
            None => format!("{}/{file_name}", self.folder),
        }
    }
}

impl NameFields {
    /// Works out the names, in lower case, and everything there is to say about them.
    ///
    /// A name with `Error` findings is still returned, so that a plan can show it; it must not be used.
    pub fn resolve(&self, context: &NameContext<'_>, vocabulary: &Vocabulary) -> (ResolvedName, Vec<Finding>) {
        let mut check = Check { vocabulary, findings: Vec::new() };
        let title = check.title(&self.title);
        let episode = check.shaped("episode", self.episode.as_deref(), is_episode, "s01e101");
        let segment = check.shaped("segment", self.segment.as_deref(), is_segment, "lp, or r01 and up");
        check.programme(episode.as_deref(), segment.as_deref());
        let asset = check.asset(self.asset.as_deref());
        let range = check.dynamic_range(self.dynamic_range.as_deref());
        let colour = check.colour(self, context);
        let date = check.date(&self.date);
        let aspect =
            check.shaped("aspect_ratio", self.aspect_ratio.as_deref(), is_aspect_ratio, "the ratio times 100, 239");
        let padding = check.padding(self.frame_padding);

        let bits = format!("{}b", context.format.bits());
        let resolution = context.raster.to_string();
        let tail = [
            Some(asset.as_str()),
            Some(bits.as_str()),
            range.as_deref(),
            colour.aces_version.as_deref(),
            Some(colour.color_space.as_str()),
            Some(colour.transfer.as_str()),
            Some(date.as_str()),
            aspect.as_deref(),
            Some(resolution.as_str()),
        ];
        let join = |head: &[Option<&str>]| {
            let tokens: Vec<&str> =
                head.iter().chain(&tail).flatten().copied().filter(|token| !token.is_empty()).collect();
            tokens.join("_")
        };
        let name = ResolvedName {
            // The segment is in the file names only; a reel has a folder of its own instead.
            folder: join(&[Some(&title), episode.as_deref()]),
            segment_folder: segment.clone().filter(|segment| is_reel(segment)),
            stem: join(&[Some(&title), episode.as_deref(), segment.as_deref()]),
            padding,
        };
        check.length(&name, context.format);
        (name, check.findings)
    }
}

#[cfg(test)]
mod tests;
