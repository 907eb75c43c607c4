//! Files of real cameras and other makers; skipped where they are absent.

use crate::{clips, scanned};
use std::path::Path;

#[test]
fn camera_samples_are_clips_or_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/camera");
    if !folder.is_dir() {
        println!("skipped: no samples beside the project");
        return;
    }
    let scan = scanned(&folder);
    assert_eq!(clips(&scan).len(), 8, "{:?}", clips(&scan));
    let [problem] = scan.problems.as_slice() else { panic!("{:?}", scan.problems) };
    assert_eq!(problem.path, "still_raw14_canon.dng");
    let avid = scan.clips.iter().find(|clip| clip.path.starts_with("mxf_opatom_avid")).unwrap();
    assert_eq!(avid.first.reel.as_deref(), Some("1920x1080-red.tif"));
}
