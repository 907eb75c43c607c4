//! Files of real cameras and other makers; skipped where they are absent.

use crate::matched;
use interneg_media::scan::{ScanOptions, scan};
use interneg_qc::rules::Application;
use interneg_qc::{ClipIdentity, RuleSet};
use std::path::Path;

#[test]
fn camera_samples_are_their_own_proxies() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/camera");
    if !folder.is_dir() {
        println!("skipped: no samples beside the project");
        return;
    }
    let clips: Vec<_> =
        scan(&folder, &ScanOptions::default()).unwrap().clips.iter().map(ClipIdentity::of_clip).collect();
    let report = interneg_qc::check(&RuleSet::shipped().unwrap(), &clips, &clips);
    println!("{report}");
    assert_eq!((report.counts.proxies, report.proxies_without_ocf.len(), report.ocf_without_proxy.len()), (8, 0, 0));
    let avid = report.proxies.iter().find(|proxy| proxy.proxy.starts_with("mxf_opatom_avid")).unwrap();
    // The real file has a tape package of its own.
    assert_eq!(matched(avid, Application::MediaComposer), Some(("RL-MC-01", avid.proxy.as_str())));
    let silent = report.proxies.iter().find(|proxy| proxy.proxy == "qt_prores422hq_apple_encoder.mov").unwrap();
    assert_eq!(matched(silent, Application::MediaComposer), None, "a file without timecode relinks by no timecode");
    assert_eq!(matched(silent, Application::Premiere).map(|(rule, _)| rule), Some("RL-PP-03"));
}
