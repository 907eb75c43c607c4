//! What this build can read, write and transform, and what this machine adds to it.

pub use interneg_media::Ability;

/// What this build can do on this machine; the same for every job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abilities {
    /// Libraries that decode and transform, with their versions.
    pub libraries: Vec<(&'static str, String)>,
    /// Names of the built-in colour configurations.
    pub colour_configs: Vec<&'static str>,
    /// What sources may be coded in.
    pub readers: Vec<Ability>,
    /// What deliveries may be coded in.
    pub writers: Vec<Ability>,
    /// What review files are coded by here, or what has to be installed.
    pub review: Vec<Ability>,
}

/// What this build can do.
pub fn abilities() -> Abilities {
    Abilities {
        libraries: vec![
            ("libavcodec", interneg_media::ffmpeg_version()),
            ("OpenColorIO", interneg_colour::OCIO_VERSION.to_owned()),
            ("GStreamer", interneg_media::review::gstreamer_version()),
        ],
        colour_configs: interneg_colour::Config::builtin_names(),
        readers: interneg_media::readers(),
        writers: interneg_media::writers(),
        review: interneg_media::review::abilities(),
    }
}
