//! What a log tells of a clip, in types, and the table that it becomes.

use super::Ale;
use crate::timeline::CdlNumbers;
use interneg_spec::{FrameRange, Raster, Rate, Timecode};

/// What the heading of a log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHeading {
    /// Rate of the project.
    pub rate: Rate,
    /// Raster of the clips, which gives the video format.
    pub raster: Raster,
}

/// A clip of a log. Texts that are `None` leave their cells empty; a column that no clip fills is not written.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipLog {
    /// Name of the clip; at most 32 characters for the oldest programs.
    pub name: String,
    /// Tracks, for instance `V` or `VA1A2`.
    pub tracks: String,
    /// Frames since midnight of the clip's timecode.
    pub frames: FrameRange,
    /// Rate of the clip.
    pub rate: Rate,
    /// Whether its timecode counts in drop-frame.
    pub drop_frame: bool,
    /// Tape or reel, which Avid relinks by.
    pub tape: Option<String>,
    /// File name of the source.
    pub source_file: Option<String>,
    /// Path of the source, which Resolve and Avid read.
    pub source_file_path: Option<String>,
    /// UMID of the source.
    pub umid: Option<String>,
    /// Scene.
    pub scene: Option<String>,
    /// Take.
    pub take: Option<String>,
    /// Letter of the camera.
    pub camera: Option<String>,
    /// Camera roll.
    pub camroll: Option<String>,
    /// Sound roll.
    pub soundroll: Option<String>,
    /// Timecode of the sound at the clip's first frame.
    pub sound_timecode: Option<Timecode>,
    /// Day of the shoot, `YYYYMMDD`.
    pub shoot_date: Option<String>,
    /// Grade of the set.
    pub cdl: Option<CdlNumbers>,
    /// Raster of the source.
    pub raster: Option<Raster>,
    /// Number of the first frame for effects.
    pub frame_count_start: Option<u64>,
    /// Circled on set.
    pub circled: bool,
    /// Remarks.
    pub comments: Option<String>,
    /// Columns of the project's own and their cells.
    pub more: Vec<(String, String)>,
}

impl ClipLog {
    /// A clip of which nothing is known but its picture.
    pub fn new(name: impl Into<String>, rate: Rate, frames: FrameRange) -> Self {
        Self {
            name: name.into(),
            tracks: "V".to_owned(),
            frames,
            rate,
            drop_frame: false,
            tape: None,
            source_file: None,
            source_file_path: None,
            umid: None,
            scene: None,
            take: None,
            camera: None,
            camroll: None,
            soundroll: None,
            sound_timecode: None,
            shoot_date: None,
            cdl: None,
            raster: None,
            frame_count_start: None,
            circled: false,
            comments: None,
            more: Vec::new(),
        }
    }

    /// The cells of the standard columns, in the order of the table.
    fn cells(&self) -> [(&'static str, Option<String>); 23] {
        let timecode = |frame| Some(Timecode::from_frame_count(frame, self.rate, self.drop_frame).to_string());
        [
            ("Name", Some(self.name.clone())),
            ("Tracks", Some(self.tracks.clone())),
            ("Start", timecode(self.frames.first)),
            ("End", timecode(self.frames.end)),
            ("Duration", timecode(self.frames.len())),
            ("Tape", self.tape.clone()),
            ("Source File", self.source_file.clone()),
            ("Source File Path", self.source_file_path.clone()),
            ("UMID", self.umid.clone()),
            ("Scene", self.scene.clone()),
            ("Take", self.take.clone()),
            ("Camera", self.camera.clone()),
            ("Camroll", self.camroll.clone()),
            ("Soundroll", self.soundroll.clone()),
            ("Sound TC", self.sound_timecode.map(|timecode| timecode.to_string())),
            ("Shoot Date", self.shoot_date.clone()),
            ("ASC_SOP", self.cdl.map(|cdl| cdl.sop_text())),
            ("ASC_SAT", self.cdl.map(|cdl| cdl.saturation_text())),
            ("FPS", Some(rate_text(self.rate))),
            ("Image Size", self.raster.map(|raster| format!("{} x {}", raster.width, raster.height))),
            ("Frame Count Start", self.frame_count_start.map(|frame| frame.to_string())),
            ("Circled", self.circled.then(|| "YES".to_owned())),
            ("Comments", self.comments.clone()),
        ]
    }
}

impl Ale {
    /// The table of some clips: the standard columns that any of them fills, and then the project's own.
    pub fn of_clips(heading: LogHeading, clips: &[ClipLog]) -> Self {
        let rows: Vec<_> = clips.iter().map(ClipLog::cells).collect();
        let always = ["Name", "Tracks", "Start", "End", "Duration", "Tape", "Source File"];
        let is_written = |column: usize| {
            let filled = rows.iter().any(|row| row[column].1.is_some());
            filled || rows.first().is_some_and(|row| always.contains(&row[column].0))
        };
        let standard: Vec<usize> =
            rows.first().map_or(Vec::new(), |row| (0..row.len()).filter(|one| is_written(*one)).collect());
        let mut columns: Vec<String> = match rows.first() {
            Some(row) => standard.iter().map(|column| row[*column].0.to_owned()).collect(),
            None => always.iter().map(|name| (*name).to_owned()).collect(),
        };
        for (name, _) in clips.iter().flat_map(|clip| &clip.more) {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        let own = &columns[standard.len()..];
        let table = rows.iter().zip(clips).map(|(row, clip)| {
            let cell = |name: &String| {
                let found = clip.more.iter().find(|(column, _)| column == name);
                found.map_or(String::new(), |(_, value)| value.clone())
            };
            let standard = standard.iter().map(|column| row[*column].1.clone().unwrap_or_default());
            standard.chain(own.iter().map(cell)).collect()
        });
        let heading = [
            ("FIELD_DELIM", "TABS".to_owned()),
            ("VIDEO_FORMAT", video_format(heading.raster).to_owned()),
            ("AUDIO_FORMAT", "48khz".to_owned()),
            ("FPS", rate_text(heading.rate)),
        ];
        Self {
            heading: heading.into_iter().map(|(title, value)| (title.to_owned(), value)).collect(),
            rows: if clips.is_empty() { Vec::new() } else { table.collect() },
            columns,
        }
    }
}

/// The video format of a raster, by its lines; above 1920 pixels nothing is a 1080 any more.
fn video_format(raster: Raster) -> &'static str {
    match (raster.width, raster.height) {
        (0..=1920, 1080) => "1080",
        (_, 720) => "720",
        (_, 576) => "PAL",
        (_, 486) => "NTSC",
        _ => "CUSTOM",
    }
}

/// A rate in the words of the trade.
fn rate_text(rate: Rate) -> String {
    if rate.denominator() == 1 {
        return rate.numerator().to_string();
    }
    let text = format!("{:.3}", rate.as_f64());
    // 29.970 and 59.940 have no third decimal.
    text.strip_suffix('0').unwrap_or(&text).to_owned()
}
