//! Publication and resuming, with stages written by hand.

use super::*;
use crate::{StageTimes, TargetColour};
use interneg_manifest::hash::hash_buffer;
use interneg_manifest::{DigestKind, verify};
use interneg_spec::naming::NameFields;
use interneg_spec::{ColourChoice, DeliveryFormat, ExrCompression, ManifestChoice, NamJob, NamKind, Raster, Rate};

const STEM: &str = "show_nam_16b_ap0_linear_20260101_3840x2160";

pub(super) fn plan(output: &Path) -> Plan {
    let job = NamJob {
        kind: NamKind::Nam,
        rate: Rate::FPS_24,
        record_start: "01:00:00:00".parse().unwrap(),
        created: Some("2026-01-01T00:00:00Z".to_owned()),
        output: "out:".parse().unwrap(),
        name: NameFields { title: "show".to_owned(), date: "20260101".to_owned(), ..NameFields::default() },
        format: DeliveryFormat::Exr { compression: ExrCompression::None, zip_level: 1 },
        raster: None,
        colour: ColourChoice { config: "any".to_owned(), target: "ACES2065-1".to_owned() },
        client_approved_resolution: false,
        quicktime_approval: None,
        device: None,
        owner: None,
        manifests: ManifestChoice { mhl: true, asc_mhl: true },
        clips: Vec::new(),
    };
    Plan {
        identity: "0123456789abcdef0123456789abcdef".to_owned(),
        job,
        tool: "interneg 0.0.0".to_owned(),
        arithmetic: interneg_kernels::ARITHMETIC,
        final_folder: output.join(STEM),
        sequence_folder: String::new(),
        stem: STEM.to_owned(),
        padding: 7,
        frames: FrameRange::new(86400, 86406),
        raster: Raster::UHD,
        target: TargetColour::default(),
        colour_config: "any".to_owned(),
        spans: Vec::new(),
        findings: Vec::new(),
        bytes_estimate: 0,
    }
}

/// Writes a stage as a worker would; the bytes differ from attempt to attempt, so that a mixture would show.
pub(super) fn render(assembly: &Assembly, token: &str, frames: FrameRange) -> TaskManifest {
    render_bytes(assembly, token, frames, |frame_number| format!("frame {frame_number} of {token}").into_bytes())
}

/// The same with bytes of the caller's.
pub(super) fn render_bytes(
    assembly: &Assembly,
    token: &str,
    frames: FrameRange,
    bytes: impl Fn(u64) -> Vec<u8>,
) -> TaskManifest {
    let stage = assembly.stage_folder(token);
    fs::create_dir_all(&stage).unwrap();
    let records = (frames.first..frames.end)
        .map(|frame_number| {
            let bytes = bytes(frame_number);
            let file_name = assembly.plan.file_name(frame_number);
            fs::write(stage.join(&file_name), &bytes).unwrap();
            let digest = |kind| hash_buffer(&bytes, &[kind])[0].text();
            FrameRecord {
                frame_number,
                file_name,
                size_bytes: bytes.len() as u64,
                xxh128: digest(DigestKind::Xxh128),
                xxh64: digest(DigestKind::Xxh64),
                md5: digest(DigestKind::Md5),
                clip: 0,
                source_frame: frame_number - 86400,
                nan_samples: 0,
                infinite_samples: 0,
                clipped_samples: 0,
                times: StageTimes::default(),
            }
        })
        .collect();
    let manifest = TaskManifest {
        plan_identity: assembly.plan.identity.clone(),
        token: token.to_owned(),
        frames,
        tool: "test".to_owned(),
        records,
    };
    fs::write(stage.join(TASK_MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
    manifest
}

pub(super) fn deliver(plan: &Plan) -> Delivery {
    let mut assembly = Assembly::open(plan).unwrap();
    for (index, frames) in plan.tasks(4).into_iter().enumerate() {
        let token = format!("t{index}");
        render(&assembly, &token, frames);
        assembly.publish(&token, frames).unwrap();
    }
    assembly.finish().unwrap()
}

#[test]
fn a_delivery_appears_whole_and_verifies() {
    let output = tempfile::tempdir().unwrap();
    let plan = plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [plan.frames]);
    for (token, frames) in [("a", FrameRange::new(86400, 86404)), ("b", FrameRange::new(86404, 86406))] {
        render(&assembly, token, frames);
        assert_eq!(assembly.publish(token, frames).unwrap().len() as u64, frames.len());
        assert!(!plan.final_folder.exists(), "nothing bears the final name before the end");
    }
    let delivery = assembly.finish().unwrap();
    assert_eq!(delivery.folder, plan.final_folder);
    let frames = delivery.outputs.iter().filter(|file| file.relative_path.ends_with(".exr")).count();
    assert_eq!(frames, 6);
    let report = verify::verify_folder(&plan.final_folder, &verify::VerifyOptions::default(), &mut |_| {});
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert_eq!(assembly.finish().unwrap(), delivery, "finishing again answers the same");
}

#[test]
fn a_late_attempt_cannot_change_what_was_published() {
    let output = tempfile::tempdir().unwrap();
    let plan = plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    let winner = render(&assembly, "winner", plan.frames);
    assembly.publish("winner", plan.frames).unwrap();
    // The zombie writes on into its own stage; nobody publishes it.
    render(&assembly, "zombie", plan.frames);
    let delivery = assembly.finish().unwrap();
    for record in &winner.records {
        let bytes = fs::read(delivery.folder.join(&record.file_name)).unwrap();
        assert_eq!(hash_buffer(&bytes, &[DigestKind::Md5])[0].text(), record.md5);
    }
}

#[test]
fn a_stage_that_does_not_prove_its_frames_is_refused() {
    let output = tempfile::tempdir().unwrap();
    let plan = plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    assert!(matches!(assembly.publish("none", plan.frames), Err(EngineError::Unproven { .. })));
    let manifest = render(&assembly, "short", FrameRange::new(86400, 86403));
    assert!(matches!(assembly.publish("short", plan.frames), Err(EngineError::Unproven { .. })));
    let cut = assembly.stage_folder("short").join(&manifest.records[1].file_name);
    fs::write(cut, b"cut").unwrap();
    assert!(matches!(assembly.publish("short", FrameRange::new(86400, 86403)), Err(EngineError::Unproven { .. })));
    assert!(matches!(assembly.finish(), Err(EngineError::Incomplete { missing: 6, first: 86400 })));
}

#[test]
fn only_one_coordinator_works_on_a_job() {
    let output = tempfile::tempdir().unwrap();
    let plan = plan(output.path());
    let first = Assembly::open(&plan).unwrap();
    assert!(matches!(Assembly::open(&plan), Err(EngineError::Busy(_))));
    drop(first);
    assert!(Assembly::open(&plan).is_ok());
}

#[test]
fn a_crash_loses_no_proven_work() {
    let output = tempfile::tempdir().unwrap();
    let plan = plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    let published = FrameRange::new(86400, 86402);
    render(&assembly, "published", published);
    assembly.publish("published", published).unwrap();
    // Proven but not published; and half-way through being moved when the process died.
    let proven = FrameRange::new(86402, 86404);
    let manifest = render(&assembly, "proven", proven);
    let moved = &manifest.records[0].file_name;
    fs::rename(assembly.stage_folder("proven").join(moved), assembly.delivery_folder().join(moved)).unwrap();
    // Not proven.
    fs::create_dir_all(assembly.stage_folder("killed")).unwrap();
    fs::write(assembly.stage_folder("killed").join(plan.file_name(86404)), b"half").unwrap();
    drop(assembly);

    let assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(86404, 86406)]);
    assert!(!assembly.stage_folder("killed").exists());
}

#[test]
fn a_damaged_delivery_is_repaired_by_its_own_job_only() {
    let output = tempfile::tempdir().unwrap();
    let plan = plan(output.path());
    let first = deliver(&plan);
    fs::remove_file(plan.final_folder.join(plan.file_name(86401))).unwrap();
    let altered = plan.final_folder.join(plan.file_name(86404));
    let mut bytes = fs::read(&altered).unwrap();
    bytes[3] ^= 1;
    fs::write(&altered, &bytes).unwrap();

    let other = Plan { identity: "fedcba9876543210fedcba9876543210".to_owned(), ..plan.clone() };
    assert!(matches!(Assembly::open(&other), Err(EngineError::OutputExists(_))));

    let mut assembly = Assembly::open(&plan).unwrap();
    let missing = [FrameRange::new(86401, 86402), FrameRange::new(86404, 86405)];
    assert_eq!(assembly.missing(), missing);
    for frames in missing {
        // The same token renders the same bytes, as the same plan does.
        let token = if frames.first < 86404 { "t0" } else { "t1" };
        render(&assembly, token, frames);
        assembly.publish(token, frames).unwrap();
    }
    assert_eq!(assembly.finish().unwrap(), first);
    drop(assembly);
    let untouched = Assembly::open(&plan).unwrap();
    assert!(untouched.missing().is_empty());
}

#[test]
fn a_foreign_file_in_the_delivery_is_not_taken_along() {
    let output = tempfile::tempdir().unwrap();
    let plan = plan(output.path());
    let mut assembly = Assembly::open(&plan).unwrap();
    render(&assembly, "a", plan.frames);
    assembly.publish("a", plan.frames).unwrap();
    let notes = assembly.delivery_folder().join("notes.txt");
    fs::write(&notes, b"mine").unwrap();
    assert!(matches!(assembly.finish(), Err(EngineError::ForeignFiles(files)) if files == [notes]));
    assert!(!plan.final_folder.exists());
}

#[test]
fn only_the_folders_of_stopped_jobs_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(leftovers(folder.path()).unwrap(), []);
    let identities = ["a", "b", "c"].map(|letter| letter.repeat(32));
    let [delivered, stopped, busy] = identities.map(|identity| {
        let name = format!("{STEM}-{}", &identity[..1]);
        Plan { identity, final_folder: folder.path().join(name), ..plan(folder.path()) }
    });
    let mut assembly = Assembly::open(&delivered).unwrap();
    render(&assembly, "t1", delivered.frames);
    assembly.publish("t1", delivered.frames).unwrap();
    assembly.finish().unwrap();
    drop(assembly);
    let mut assembly = Assembly::open(&stopped).unwrap();
    let frames = FrameRange::new(86400, 86403);
    let manifest = render(&assembly, "t2", frames);
    assembly.publish("t2", frames).unwrap();
    drop(assembly);
    let held = Assembly::open(&busy).unwrap();

    let found = leftovers(folder.path()).unwrap();
    let states: Vec<LeftoverState> = found.iter().map(|leftover| leftover.state).collect();
    assert_eq!(states, [LeftoverState::Delivered, LeftoverState::Unfinished, LeftoverState::Busy]);
    let frames_bytes: u64 = manifest.records.iter().map(|record| record.size_bytes).sum();
    assert!(found[1].size_bytes > frames_bytes && found[1].delivery.as_ref() == Some(&stopped.final_folder));
    let removed: Vec<bool> = found.iter().map(|leftover| leftover.remove().unwrap()).collect();
    assert_eq!(removed, [false, true, false]);
    drop(held);
    // What is left is a delivery that is still known, and a job that begins again.
    assert!(Assembly::open(&delivered).unwrap().missing().is_empty());
    assert_eq!(Assembly::open(&stopped).unwrap().missing(), [stopped.frames]);
}

#[test]
fn a_lock_of_a_removed_folder_is_no_lock() {
    let folder = tempfile::tempdir().unwrap();
    let lock = take_lock(folder.path()).unwrap();
    assert!(is_same_file(&lock, &folder.path().join("lock")));
    fs::rename(folder.path().join("lock"), folder.path().join("old")).unwrap();
    assert!(!is_same_file(&lock, &folder.path().join("lock")));
    fs::write(folder.path().join("lock"), "").unwrap();
    assert!(!is_same_file(&lock, &folder.path().join("lock")));
}
