//! Every view of every display from ACES2065-1, and every camera space to ACES2065-1.

use interneg_colour::{Config, Transform};
use interneg_kernels::Shader;

pub const CONFIGS: [&str; 2] = ["studio-config-v2.2.0_aces-v1.3_ocio-v2.4", "studio-config-v4.0.0_aces-v2.0_ocio-v2.5"];

pub struct Case {
    pub name: String,
    pub is_view: bool,
    pub transform: Transform,
    pub shader: Shader,
}

impl Case {
    fn new(name: String, is_view: bool, transform: Transform) -> Self {
        let shader = transform.shader().unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { name, is_view, transform, shader }
    }
}

pub fn views(config: &str) -> Vec<Case> {
    let ours = Config::builtin(config).unwrap();
    let theirs = ocio::Config::create_from_builtin_config(config).unwrap();
    let mut cases = Vec::new();
    for display in (0..theirs.num_displays_all()).map(|index| theirs.display_all(index)) {
        for view in (0..theirs.num_views(display)).map(|index| theirs.view(display, index)) {
            let transform = ours.view("ACES2065-1", display, &view).unwrap();
            cases.push(Case::new(format!("{config}: {display} / {view}"), true, transform));
        }
    }
    assert!(cases.len() >= 40, "{config} has {} views", cases.len());
    cases
}

pub fn cameras(config: &str) -> Vec<Case> {
    let config = Config::builtin(config).unwrap();
    let case = |space: &interneg_colour::Space| {
        let transform = config.transform(&space.name, "ACES2065-1").unwrap();
        Case::new(format!("{}: {} > ACES2065-1", config.name(), space.name), false, transform)
    };
    config.camera_spaces().map(case).collect()
}
