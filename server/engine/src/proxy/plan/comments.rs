//! What an editing system shows of a clip: scene, take, camera and the like, from the camera's own metadata.

use interneg_media::SourceInfo;
use std::collections::BTreeMap;

/// Names of columns, and the keys of camera metadata that fill them, best first; compared without regard to case.
const COLUMNS: [(&str, &[&str]); 6] = [
    ("Scene", &["scene", "com.apple.proapps.scene", "com.arri.camera.scene"]),
    ("Take", &["take", "com.apple.proapps.take", "com.apple.proapps.shot", "com.arri.camera.take"]),
    ("Camera", &["camera", "com.apple.proapps.cameraname", "com.arri.camera.cameraindex", "com.apple.quicktime.model"]),
    ("Camera Serial", &["com.arri.camera.cameraserialnumber", "camera_serial", "com.apple.proapps.serialno"]),
    ("EI", &["com.arri.camera.exposureindexasa", "iso", "exposure_index"]),
    ("White Balance", &["com.arri.camera.whitebalancekelvin", "white_balance"]),
];

/// A text of a file in the form that logs and reels can hold: one line, without control characters.
pub(super) fn on_one_line(text: &str) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    plain.trim().to_owned()
}

/// The comments of a clip.
pub(super) fn of(source: &SourceInfo) -> BTreeMap<String, String> {
    let value = |keys: &[&str]| {
        keys.iter().find_map(|wanted| {
            let found = source.metadata.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| on_one_line(value)).filter(|value| !value.is_empty())
        })
    };
    COLUMNS.iter().filter_map(|(name, keys)| Some(((*name).to_owned(), value(keys)?))).collect()
}
