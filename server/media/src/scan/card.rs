//! The folders that cameras make on their cards.

use super::clip::stem_of;

/// Folders of a card's own structure, in upper case: XDCAM and XAVC (XDROOT, M4ROOT), P2 and Canon XF (CONTENTS), AVCHD
/// and the still-camera layout (DCIM). None of them names a roll.
const STRUCTURE: [&str; 19] = [
    "PRIVATE", "XDROOT", "M4ROOT", "CLIP", "CLIPS", "CONTENTS", "VIDEO", "AUDIO", "AVCHD", "BDMV", "STREAM", "DCIM",
    "SONY", "PANA_GRP", "CANON", "AVF_INFO", "MEDIA", "BPAV", "CLPR",
];

/// Folders of the camera's own proxies, with the folder they lie in.
const CAMERA_PROXIES: [(&str, &str); 3] = [("XDROOT", "SUB"), ("M4ROOT", "SUB"), ("CONTENTS", "PROXY")];

/// Whether `folder`, a path below the root, is where a camera puts its own proxies.
pub(super) fn holds_camera_proxies(folder: &str) -> bool {
    let mut names = folder.rsplit('/').map(str::to_ascii_uppercase);
    let (Some(own), Some(parent)) = (names.next(), names.next()) else { return false };
    CAMERA_PROXIES.iter().any(|(above, name)| *above == parent && *name == own)
}

/// Name of the camera roll's folder for the clip at `path` below the root: the nearest folder above that is neither part
/// of a card's structure nor named after the clip. `None` for clips that lie in the root itself.
pub(super) fn roll_of(path: &str) -> Option<String> {
    let mut names = path.rsplit('/');
    let own = stem_of(names.next()?);
    names.find(|name| !is_structure(name) && !is_folder_of_clip(name, own)).map(str::to_owned)
}

fn is_structure(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    STRUCTURE.contains(&name.as_str()) || is_still_camera_folder(&name) || is_numbered_clips(&name)
}

/// `100GOPRO`: three digits and five letters, as the Design rule for Camera File system (DCF 2.0, section 3.2) names
/// folders.
fn is_still_camera_folder(name: &str) -> bool {
    name.len() == 8
        && name.bytes().take(3).all(|byte| byte.is_ascii_digit())
        && name.bytes().skip(3).all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// `CLIPS001` of Canon XF cards.
fn is_numbered_clips(name: &str) -> bool {
    name.strip_prefix("CLIPS").is_some_and(|rest| rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A folder for one clip: its frames, or RED's `.RDC`.
fn is_folder_of_clip(folder: &str, stem: &str) -> bool {
    let folder = folder.strip_suffix(".RDC").unwrap_or(folder);
    !folder.is_empty()
        && stem.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rolls_stand_above_the_structure_of_a_card() {
        for (path, roll) in [
            ("A001R1AB/A001C001_260131_R1AB.mov", Some("A001R1AB")),
            ("day1/A001R1AB/A001C001_260131_R1AB.mov", Some("A001R1AB")),
            ("A002/XDROOT/Clip/A002C001.mxf", Some("A002")),
            ("A003/PRIVATE/M4ROOT/CLIP/C0001.MP4", Some("A003")),
            ("A004/DCIM/100GOPRO/GX010123.MP4", Some("A004")),
            ("A005/CONTENTS/CLIPS001/A005C001.MXF", Some("A005")),
            ("A006.RDM/A006_C001_0101AB.RDC/A006_C001_0101AB_001.mov", Some("A006.RDM")),
            ("A007/A007C001_260131_R1AB/A007C001_260131_R1AB.%07d.dpx", Some("A007")),
            ("A001C001.mov", None),
            ("XDROOT/Clip/A002C001.mxf", None),
        ] {
            assert_eq!(roll_of(path).as_deref(), roll, "{path}");
        }
    }

    #[test]
    fn proxies_of_the_camera_are_known_by_their_folder() {
        for folder in ["A001/XDROOT/Sub", "PRIVATE/M4ROOT/SUB", "CONTENTS/PROXY"] {
            assert!(holds_camera_proxies(folder), "{folder}");
        }
        for folder in ["SUB", "A001/SUB", "XDROOT/Clip", "PROXY", ""] {
            assert!(!holds_camera_proxies(folder), "{folder}");
        }
    }
}
