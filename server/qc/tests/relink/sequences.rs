//! Originals of several files: frames, parts, picture and sound.

use crate::material::{Movie, ffmpeg};
use crate::{checked, errors, is_bad, matched};
use interneg_qc::check::Verdict;
use interneg_qc::identity::ClipKind;
use interneg_qc::rules::Application::{ContentHub, MediaComposer, Resolve};
use interneg_qc::{ClipIdentity, RuleSet};
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn parts_of_a_recording_become_one_proxy() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let reel = "A001_C001_0131AB";
    Movie::at("ocf/A001.RDM/A001_C001_0131AB.RDC/A001_C001_0131AB_001.mov", reel).frames(12).make(root);
    Movie::at("ocf/A001.RDM/A001_C001_0131AB.RDC/A001_C001_0131AB_002.mov", reel)
        .from("10:00:00:12")
        .frames(10)
        .make(root);
    Movie::at("proxies/A001_C001_0131AB.mov", reel).frames(22).make(root);
    let report = checked(root);
    assert_eq!(report.verdict, Verdict::Good, "{report}");
    assert_eq!((report.counts.ocf, report.counts.warnings), (1, 0));

    Movie::at("proxies/A001_C001_0131AB.mov", reel).frames(12).make(root);
    let report = checked(root);
    is_bad(&report);
    let message = "it is 10 frames short: 12 frames instead of 22 in 2 files";
    assert_eq!(errors(&report.proxies[0].findings), [("PX-06", "frame_count", message)]);
}

/// Camera originals with a header that says reel, rate and timecode, as the demo has them.
#[test]
fn frames_of_a_sequence_are_one_original() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/make-ocf.sh");
    let output = Command::new(script)
        .arg("-o")
        .arg(root.join("made"))
        .args(["-k", "dpx", "-r", "24000/1001", "-t", "10:00:00:00", "-s", "512x288", "-n", "5"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let truth: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root.join("made/truth.json")).unwrap()).unwrap();
    let clip = &truth["clips"][0];
    let (reel, start) = (clip["reel"].as_str().unwrap(), clip["start_timecode"].as_str().unwrap());
    fs::rename(root.join("made"), root.join("ocf")).unwrap();
    let originals = crate::identities(&root.join("ocf"));
    let [original] = originals.as_slice() else { panic!("{originals:?}") };
    assert_eq!((original.kind, original.frame_count), (ClipKind::Sequence, 5));
    assert_eq!((original.reel.as_deref(), original.start.unwrap().to_string().as_str()), (Some(reel), start));

    let path = format!("proxies/{}.mov", original.stem);
    Movie::at(&path, reel).from(start).rate("24000/1001").frames(5).make(root);
    let report = checked(root);
    let proxy = &report.proxies[0];
    assert_eq!(proxy.findings, [], "{report}");
    assert_eq!(matched(proxy, MediaComposer).unwrap().1, original.path);
    assert_eq!(matched(proxy, Resolve), Some(("RL-DR-01", original.path.as_str())));
}

#[test]
fn an_op_atom_proxy_is_one_clip_with_names_of_its_packages() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    Movie::at("ocf/A001/A001C001.mov", "A001C001").rate("25").frames(5).make(root);
    let tags = ["-metadata", "reel_name=A001C001", "-metadata", "material_package_name=A001C001"].map(str::to_owned);
    let picture = "-f lavfi -i color=s=256x144:r=25 -frames:v 5 -c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p";
    ffmpeg(&root.join("proxies/A001C001_v1.mxf"), &format!("{picture} -timecode 10:00:00:00 -f mxf_opatom"), &tags);
    let sound = "-f lavfi -i anullsrc=r=48000:cl=mono -t 0.2 -c:a pcm_s16le -mxf_audio_edit_rate 25 -f mxf_opatom";
    ffmpeg(&root.join("proxies/A001C001_a1.mxf"), sound, &tags);
    let proxies = crate::identities(&root.join("proxies"));
    let [proxy] = proxies.as_slice() else { panic!("{proxies:?}") };
    assert_eq!((proxy.stem.as_str(), proxy.clip_name.as_str(), proxy.sound.channels), ("A001C001", "A001C001", 1));
    assert!(proxy.umids.material.is_some() && proxy.umids.file.is_some() && proxy.umids.tape.is_some());
    assert_ne!(proxy.umids.material, proxy.umids.tape);
    let report = checked(root);
    assert_eq!(matched(&report.proxies[0], MediaComposer), Some(("RL-MC-02", "A001/A001C001.mov")));
    assert_eq!(matched(&report.proxies[0], ContentHub), Some(("RL-CH-01", "A001/A001C001.mov")));
    assert_eq!(report.proxies[0].findings, [], "{report}");

    // A bin shows the package's name, whatever the file is called.
    let wrong = ["-metadata", "reel_name=A001C001", "-metadata", "material_package_name=Untitled"].map(str::to_owned);
    ffmpeg(&root.join("proxies/A001C001_v1.mxf"), &format!("{picture} -timecode 10:00:00:00 -f mxf_opatom"), &wrong);
    let message = "an editor shows the clip as Untitled, the camera's name of it is A001C001";
    assert_eq!(errors(&checked(root).proxies[0].findings), [("PX-02", "clip_name", message)]);
}

/// The tape package of the original decides before all names do.
#[test]
fn one_tape_package_is_one_tape() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    Movie::at("ocf/A001C001.mov", "A001").make(root);
    Movie::at("ocf/B001C001.mov", "A001").make(root);
    Movie::at("proxies/A001C001.mov", "A001").make(root);
    let with_tape = |clips: Vec<ClipIdentity>| -> Vec<ClipIdentity> {
        let tape = |clip: &ClipIdentity| format!("{:0>64}", if clip.stem.starts_with('A') { "A" } else { "B" });
        clips
            .into_iter()
            .map(|mut clip| {
                clip.umids.tape = Some(tape(&clip));
                clip
            })
            .collect()
    };
    let (proxies, ocf) =
        (with_tape(crate::identities(&root.join("proxies"))), with_tape(crate::identities(&root.join("ocf"))));
    let report = interneg_qc::check(&RuleSet::shipped().unwrap(), &proxies, &ocf);
    assert_eq!(matched(&report.proxies[0], MediaComposer), Some(("RL-MC-01", "A001C001.mov")));
}
