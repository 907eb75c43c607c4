//! Who may use whom.

/// One crate of the workspace.
pub struct Room {
    /// Package name.
    pub name: &'static str,
    /// Rooms it may name in its manifest, tests aside.
    pub may_use: &'static [&'static str],
    /// Packages it must not reach, not even through other packages.
    pub must_not_know: &'static [&'static str],
}

/// The network and the command line: rooms below the service are plain libraries with plain threads.
const SERVICE: &[&str] = &["clap", "prost", "tokio", "tonic"];
/// For rooms that both ends use: neither pictures nor the service.
const MEDIA_AND_SERVICE: &[&str] = &["clap", "exr", "ffmpeg-sys-next", "ocio", "prost", "rusqlite", "tokio", "tonic"];
/// For rooms of arithmetic: no files, no colour management, no service, no logging.
const ALL_BUT_ARITHMETIC: &[&str] =
    &["clap", "exr", "ffmpeg-sys-next", "ocio", "prost", "rusqlite", "tokio", "tonic", "tracing"];

/// The rooms, lowest first.
pub const ROOMS: &[Room] = &[
    Room { name: "interneg-proto", may_use: &[], must_not_know: &["clap", "ffmpeg-sys-next", "ocio", "rusqlite"] },
    Room { name: "interneg-kernels", may_use: &[], must_not_know: ALL_BUT_ARITHMETIC },
    // The suite on a GPU machine: no more than the kernels it runs, and the shaders of colour.
    Room {
        name: "interneg-gpu-check",
        may_use: &["interneg-colour", "interneg-kernels"],
        must_not_know: &["exr", "ffmpeg-sys-next", "prost", "rusqlite", "tokio", "tonic"],
    },
    Room { name: "interneg-spec", may_use: &[], must_not_know: MEDIA_AND_SERVICE },
    // Between the wire and everything else, for both ends.
    Room {
        name: "interneg-wire",
        may_use: &["interneg-proto", "interneg-spec"],
        must_not_know: &["clap", "exr", "ffmpeg-sys-next", "ocio", "rusqlite"],
    },
    Room { name: "interneg-editorial", may_use: &["interneg-spec"], must_not_know: MEDIA_AND_SERVICE },
    Room { name: "interneg-manifest", may_use: &["interneg-spec"], must_not_know: MEDIA_AND_SERVICE },
    Room {
        name: "interneg-colour",
        may_use: &["interneg-kernels", "interneg-spec"],
        must_not_know: &["clap", "exr", "ffmpeg-sys-next", "prost", "rusqlite", "tokio", "tonic"],
    },
    Room {
        name: "interneg-media",
        may_use: &["interneg-kernels", "interneg-spec"],
        must_not_know: &["clap", "ocio", "prost", "rusqlite", "tokio", "tonic"],
    },
    Room {
        name: "interneg-engine",
        may_use: &[
            "interneg-colour",
            "interneg-editorial",
            "interneg-kernels",
            "interneg-manifest",
            "interneg-media",
            "interneg-qc",
            "interneg-spec",
        ],
        must_not_know: SERVICE,
    },
    // Inspection: what the engine may use, and later its reader side.
    Room {
        name: "interneg-qc",
        may_use: &[
            "interneg-colour",
            "interneg-editorial",
            "interneg-kernels",
            "interneg-manifest",
            "interneg-media",
            "interneg-spec",
        ],
        must_not_know: SERVICE,
    },
    // Of editorial and qc the service knows the reports, which it turns into messages; the engine opens the files.
    Room {
        name: "interneg-server",
        may_use: &[
            "interneg-editorial",
            "interneg-engine",
            "interneg-manifest",
            "interneg-proto",
            "interneg-qc",
            "interneg-spec",
            "interneg-wire",
        ],
        must_not_know: &[],
    },
    Room {
        name: "interneg-client",
        may_use: &["interneg-manifest", "interneg-proto", "interneg-spec", "interneg-wire"],
        must_not_know: &["exr", "ffmpeg-sys-next", "ocio", "rusqlite"],
    },
    Room {
        name: "interneg-tests",
        may_use: &[
            "interneg-client",
            "interneg-colour",
            "interneg-engine",
            "interneg-kernels",
            "interneg-manifest",
            "interneg-media",
            "interneg-proto",
            "interneg-server",
            "interneg-spec",
            "interneg-wire",
        ],
        must_not_know: &[],
    },
];

/// Packages that only these rooms may name; the end-to-end tests speak to the service as a client does.
pub const RESERVED: &[(&str, &[&str])] = &[
    ("anyhow", &["interneg-client", "interneg-server", "interneg-tests"]),
    ("clap", &["interneg-client", "interneg-gpu-check", "interneg-server"]),
    ("cudarc", &["interneg-kernels"]),
    ("exr", &["interneg-media"]),
    ("ffmpeg-next", &["interneg-media"]),
    ("ffmpeg-sys-next", &["interneg-media"]),
    ("gstreamer", &["interneg-media"]),
    ("gstreamer-app", &["interneg-media"]),
    ("indicatif", &["interneg-client"]),
    ("ocio", &["interneg-colour"]),
    ("ocio-rs", &["interneg-colour"]),
    ("rusqlite", &["interneg-server"]),
    ("tokio", &["interneg-client", "interneg-server", "interneg-tests"]),
    ("tonic", &["interneg-client", "interneg-proto", "interneg-server", "interneg-tests"]),
];
