//! Publication, joining and resuming, with stages written by hand around frames that are really coded.

use super::super::chunk::{CHUNK_RECORD, ChunkOutcome, CodedChunk, CodedStream, FileProof, SOUND_FILE, picture_file};
use super::super::describe::SOUND_RATE_HZ;
use super::super::plan::{PlannedClip, PlannedGeometry, PlannedGrade, PlannedLook, PlannedSound};
use super::*;
use interneg_manifest::hash::{DigestKind, hash_buffer};
use interneg_media::encode::{EncodePlane, EncodePlanes, PictureEncoder};
use interneg_media::mux::first_sample;
use interneg_media::{Scan, SourceInfo, SourceKind};
use interneg_spec::proxy::ProxyKind;
use interneg_spec::{Job, Raster, Rate};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

const RASTER: Raster = Raster { width: 64, height: 32 };
const RATE: Rate = Rate::FPS_25;

fn source(name: &str, frames: u64) -> SourceInfo {
    SourceInfo {
        kind: SourceKind::Movie { path: format!("/ocf/{name}.mov").into(), container: "mov".to_owned() },
        codec: "prores".to_owned(),
        profile: None,
        codec_tag: None,
        raster: RASTER,
        pixel_aspect: (1, 1),
        scan: Scan::Progressive,
        is_top_field_first: None,
        conformed: None,
        rate: Some(RATE),
        frame_count: frames,
        start_timecode: Some("10:00:00:00".parse().unwrap()),
        timecode_origin: None,
        reel: Some(name.to_owned()),
        pixel_format: "yuv422p10le".to_owned(),
        bits: 10,
        is_float: false,
        is_rgb: false,
        range: None,
        matrix: None,
        unsupported_matrix: None,
        siting: None,
        is_subsampled: true,
        primaries: None,
        transfer: None,
        chromaticities: None,
        audio: Vec::new(),
        metadata: BTreeMap::new(),
        size_bytes: 1,
    }
}

fn clip(name: &str, start: &str, frames: FrameRange) -> PlannedClip {
    let mut source = source(name, frames.len());
    source.start_timecode = Some(start.parse().unwrap());
    PlannedClip {
        source: 0,
        name: name.to_owned(),
        roll: "A001".to_owned(),
        frames,
        ocf_path: format!("ocf:{name}.mov"),
        parts: vec![source],
        sounds: Vec::new(),
        sound_paths: Vec::new(),
        silence: Vec::new(),
        modified_s: 0,
        rate: RATE,
        start: start.parse().unwrap(),
        reel: name.to_owned(),
        is_identified_by_job: false,
        colour_space: "any".to_owned(),
        range: None,
        matrix: None,
        siting: None,
        look: PlannedLook { grade: PlannedGrade::default(), view: None, path: None },
        geometry: vec![PlannedGeometry {
            source_window: [0.0, 0.0, 64.0, 32.0],
            placed: [0, 0, 64, 32],
            canvas: RASTER,
            bars: [0, 0],
        }],
        operations: vec![vec!["codes copied".to_owned()]],
        picture_bytes: 0,
        sound: PlannedSound::Camera { tracks: vec![(0, "A1".to_owned()), (1, "A2".to_owned())] },
        comments: BTreeMap::new(),
        outputs: vec![vec![format!("cut/A001/{name}.mov")]],
        review: None,
    }
}

/// Two clips, of six frames and of four.
pub(in crate::proxy) fn plan(output: &Path) -> ProxyPlan {
    let job = "kind = 'proxies'\nproject = 'SHOW'\ncreated = '2026-01-01T00:00:00Z'\noutput = 'out:'\nlook = 'none'\n
        [[sources]]\npath = 'ocf:.'\n
        [[renditions]]\nname = 'cut'\ncodec = 'prores_proxy'\nwrapper = 'mov'\nraster = '64x32'\n";
    let Job::Proxies(job) = Job::from_toml(job).unwrap() else { panic!("no proxies") };
    ProxyPlan {
        kind: ProxyKind::Proxies,
        identity: "0123456789abcdef0123456789abcdef".to_owned(),
        job,
        tool: "interneg 0.0.0".to_owned(),
        arithmetic: interneg_kernels::ARITHMETIC,
        final_folder: output.join("day1"),
        colour_config: "any".to_owned(),
        clips: vec![
            clip("A001C001_260101_R1AB", "10:00:00:00", FrameRange::new(0, 6)),
            clip("A001C002_260101_R1AB", "11:00:00:00", FrameRange::new(6, 10)),
        ],
        sync: None,
        review: None,
        findings: Vec::new(),
        bytes_estimate: 0,
    }
}

/// The packet of a frame that is a little brighter than the one before.
fn packet(clip: &PlannedClip, plan: &ProxyPlan, frame: u64) -> Vec<u8> {
    let mut encoder = PictureEncoder::new(&clip.track(&plan.job.renditions[0]), RATE).unwrap();
    let code = u16::try_from(64 + frame * 20).unwrap().to_le_bytes();
    let luma: Vec<u8> = code.into_iter().cycle().take(64 * 32 * 2).collect();
    let chroma: Vec<u8> = 512u16.to_le_bytes().into_iter().cycle().take(32 * 32 * 2).collect();
    let plane = |bytes, stride_bytes| EncodePlane { bytes, stride_bytes };
    let planes = [plane(luma.as_slice(), 128), plane(chroma.as_slice(), 64), plane(chroma.as_slice(), 64)];
    let mut packet = Vec::new();
    encoder.encode(&EncodePlanes { bits: 10, planes }, &mut packet).unwrap();
    packet
}

pub(super) fn proof(bytes: &[u8]) -> FileProof {
    FileProof { size_bytes: bytes.len() as u64, xxh128: hash_buffer(bytes, &[DigestKind::Xxh128])[0].text() }
}

/// Writes a stage as a worker would.
pub(super) fn code(assembly: &ProxyAssembly, token: &str, frames: FrameRange) -> CodedChunk {
    let (plan, stage) = (&assembly.plan, assembly.stage_folder(token));
    let index = plan.clip_of(frames).unwrap();
    let clip = &plan.clips[index];
    fs::create_dir_all(&stage).unwrap();
    let of_clip = frames.first - clip.frames.first..frames.end - clip.frames.first;
    let packets: Vec<Vec<u8>> = of_clip.clone().map(|frame| packet(clip, plan, frame)).collect();
    let (picture, at) = (packets.concat(), |frame| first_sample(frame, RATE, SOUND_RATE_HZ));
    let sound: Vec<u8> = (at(of_clip.start)..at(of_clip.end))
        .flat_map(|sample| [sample, !sample])
        .flat_map(|sample| sample.to_le_bytes()[..3].to_vec())
        .collect();
    fs::write(stage.join(picture_file(0)), &picture).unwrap();
    fs::write(stage.join(SOUND_FILE), &sound).unwrap();
    let chunk = CodedChunk {
        renditions: vec![CodedStream {
            file: proof(&picture),
            frame_sizes_bytes: packets.iter().map(|packet| u32::try_from(packet.len()).unwrap()).collect(),
            verified: None,
        }],
        sound: Some(proof(&sound)),
        review: BTreeMap::new(),
        replaced_samples: 0,
        source_modified_s: None,
        source_xxh128: (of_clip.start == 0).then(|| vec!["0".repeat(32)]),
    };
    write_record(assembly, token, frames, ChunkOutcome::Coded(chunk.clone()));
    chunk
}

pub(super) fn write_record(assembly: &ProxyAssembly, token: &str, frames: FrameRange, outcome: ChunkOutcome) {
    let record = ChunkRecord {
        plan_identity: assembly.plan.identity.clone(),
        token: token.to_owned(),
        tool: assembly.plan.tool.clone(),
        frames,
        clip: assembly.plan.clip_of(frames).unwrap(),
        outcome,
    };
    let stage = assembly.stage_folder(token);
    fs::create_dir_all(&stage).unwrap();
    fs::write(stage.join(CHUNK_RECORD), serde_json::to_vec(&record).unwrap()).unwrap();
}

fn code_and_publish(assembly: &mut ProxyAssembly, ranges: &[(u64, u64)]) {
    for (number, (first, end)) in ranges.iter().enumerate() {
        let (token, frames) = (format!("t{number}"), FrameRange::new(*first, *end));
        code(assembly, &token, frames);
        assembly.publish(&token, frames).unwrap();
    }
}

const FIRST: &str = "cut/A001/A001C001_260101_R1AB.mov";
const SECOND: &str = "cut/A001/A001C002_260101_R1AB.mov";

/// All files of the job, by path.
fn delivered(folder: &Path, plan: &ProxyPlan, outputs: &[crate::Output]) -> BTreeMap<String, Vec<u8>> {
    assert!(outputs.iter().all(|output| !output.md5.is_empty() && output.size_bytes > 0));
    assert_eq!(folder, plan.final_folder);
    outputs
        .iter()
        .map(|output| (output.relative_path.clone(), fs::read(folder.join(&output.relative_path)).unwrap()))
        .collect()
}

#[test]
fn a_clip_in_chunks_has_the_bytes_of_one_in_a_piece() {
    let mut all = Vec::new();
    for ranges in [vec![(0, 6), (6, 10)], vec![(4, 6), (6, 8), (0, 1), (8, 10), (1, 4)]] {
        let folder = TempDir::new().unwrap();
        let plan = plan(folder.path());
        let mut assembly = ProxyAssembly::open(&plan).unwrap();
        assert_eq!(assembly.missing(), [FrameRange::new(0, 6), FrameRange::new(6, 10)]);
        code_and_publish(&mut assembly, &ranges);
        let delivery = assembly.finish().unwrap();
        assert_eq!((&delivery.failures, &delivery.relink_faults), (&Vec::new(), &Vec::new()));
        assert_eq!(delivery.verified, Vec::<String>::new());
        let again = assembly.finish().unwrap();
        assert_eq!(again, delivery, "finishing twice is finishing once");
        let paths: Vec<&str> = delivery.outputs.iter().map(|output| output.relative_path.as_str()).collect();
        assert_eq!(paths, ["cut/A001.ale", "cut/A001.otio", "cut/A001.relink.json", FIRST, SECOND]);
        all.push(delivered(&delivery.folder, &plan, &delivery.outputs));
    }
    assert_eq!(all[0], all[1]);
}

#[test]
fn a_clip_appears_when_it_is_done_and_not_before() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    code_and_publish(&mut assembly, &[(0, 3)]);
    assert!(!plan.final_folder.join(FIRST).exists());
    assert!(matches!(assembly.finish(), Err(EngineError::Incomplete { missing: 7, first: 3 })));
    code_and_publish(&mut assembly, &[(3, 6)]);
    assert!(plan.final_folder.join(FIRST).exists() && !plan.final_folder.join(SECOND).exists());
    assert_eq!(assembly.missing(), [FrameRange::new(6, 10)]);
}

#[test]
fn what_is_left_of_an_earlier_run_stays_where_it_is_whole() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    code_and_publish(&mut assembly, &[(0, 6), (6, 8)]);
    // Proven and not published when the coordinator ended.
    code(&assembly, "proven", FrameRange::new(8, 9));
    fs::create_dir_all(assembly.stage_folder("unproven")).unwrap();
    drop(assembly);
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(9, 10)]);
    assert!(!assembly.stage_folder("unproven").exists());
    code_and_publish(&mut assembly, &[(9, 10)]);
    let whole = fs::read(plan.final_folder.join(FIRST)).unwrap();
    assembly.finish().unwrap();
    drop(assembly);

    // A movie that was altered is made again, and nothing else.
    fs::write(plan.final_folder.join(FIRST), b"altered").unwrap();
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(0, 6)]);
    code_and_publish(&mut assembly, &[(0, 6)]);
    assert_eq!(assembly.finish().unwrap().failures, []);
    assert_eq!(fs::read(plan.final_folder.join(FIRST)).unwrap(), whole);
}

#[test]
fn a_damaged_chunk_is_coded_again() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    code_and_publish(&mut assembly, &[(0, 3), (3, 5)]);
    let picture = assembly.chunk_folder(FrameRange::new(3, 5)).join(picture_file(0));
    let mut bytes = fs::read(&picture).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&picture, bytes).unwrap();
    drop(assembly);
    let assembly = ProxyAssembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(3, 6), FrameRange::new(6, 10)]);
}

#[test]
fn a_clip_that_fails_holds_up_no_other_and_is_tried_again() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    code_and_publish(&mut assembly, &[(0, 3)]);
    let failure = ClipFailure { clip_name: "A001C001_260101_R1AB".to_owned(), message: "frame 4 is broken".to_owned() };
    write_record(&assembly, "bad", FrameRange::new(3, 5), ChunkOutcome::Failed(failure.clone()));
    assert!(!assembly.is_given_up(FrameRange::new(5, 6)));
    assert_eq!(assembly.publish("bad", FrameRange::new(3, 5)).unwrap(), 0);
    assert!(assembly.is_given_up(FrameRange::new(5, 6)) && !assembly.is_given_up(FrameRange::new(6, 10)));
    assert_eq!(assembly.publish("never begun", FrameRange::new(5, 6)).unwrap(), 0);
    assert_eq!(assembly.failed_clips().collect::<Vec<_>>(), [(FrameRange::new(0, 6), &failure)]);
    // A task that was still at work on the clip comes too late.
    code(&assembly, "late", FrameRange::new(5, 6));
    assert_eq!(assembly.publish("late", FrameRange::new(5, 6)).unwrap(), 0);
    code_and_publish(&mut assembly, &[(6, 10)]);
    let delivery = assembly.finish().unwrap();
    assert_eq!(delivery.failures, [failure]);
    assert!(!plan.final_folder.join(FIRST).exists() && plan.final_folder.join(SECOND).exists());
    drop(assembly);
    assert_eq!(ProxyAssembly::open(&plan).unwrap().missing(), [FrameRange::new(0, 6)]);
}

#[test]
fn chunks_of_two_states_of_a_file_make_no_clip() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    for (token, first, end, modified_s) in [("a", 0, 3, 100), ("b", 3, 6, 101), ("c", 6, 8, 7), ("d", 8, 10, 7)] {
        let frames = FrameRange::new(first, end);
        let chunk = CodedChunk { source_modified_s: Some(modified_s), ..code(&assembly, token, frames) };
        write_record(&assembly, token, frames, ChunkOutcome::Coded(chunk));
        assembly.publish(token, frames).unwrap();
    }
    let failures: Vec<&ClipFailure> = assembly.failures().collect();
    assert_eq!((failures.len(), failures[0].clip_name.as_str()), (1, "A001C001_260101_R1AB"));
    assert!(failures[0].message.contains("was written again while the clip was rendered"), "{failures:?}");
    assert!(!plan.final_folder.join(FIRST).exists() && plan.final_folder.join(SECOND).exists());
}

#[test]
fn a_stage_must_prove_what_it_was_asked_for() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let mut assembly = ProxyAssembly::open(&plan).unwrap();
    let frames = FrameRange::new(0, 3);
    let mut check = |spoil: &dyn Fn(&mut CodedChunk), reason: &str| {
        let mut chunk = code(&assembly, "t", frames);
        spoil(&mut chunk);
        write_record(&assembly, "t", frames, ChunkOutcome::Coded(chunk));
        let refused = assembly.publish("t", frames).unwrap_err();
        assert!(matches!(refused, EngineError::Unproven { .. }) && refused.to_string().contains(reason), "{refused}");
    };
    check(&|chunk| chunk.renditions[0].frame_sizes_bytes.truncate(2), "2 frames of rendition 0 instead of 3");
    check(&|chunk| chunk.renditions[0].frame_sizes_bytes[1] += 1, "add up to");
    check(&|chunk| chunk.renditions.clear(), "0 renditions instead of 1");
    check(&|chunk| chunk.sound.as_mut().unwrap().size_bytes -= 1, "sound.pcm has");
    let other = FrameRange::new(0, 2);
    code(&assembly, "t", frames);
    assert!(assembly.publish("t", other).unwrap_err().to_string().contains("another task"));
    assert!(assembly.publish("t", FrameRange::new(5, 7)).unwrap_err().to_string().contains("no clip"));
    assert!(assembly.publish("none", frames).unwrap_err().to_string().contains("no stage"));
}

#[test]
fn what_others_have_put_there_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path());
    let foreign = plan.final_folder.join(SECOND);
    fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    fs::write(&foreign, b"somebody's").unwrap();
    assert!(matches!(ProxyAssembly::open(&plan), Err(EngineError::OutputExists(path)) if path == foreign));
    assert_eq!(fs::read(&foreign).unwrap(), b"somebody's");
    // So is the log of a roll, which would lose its other clips. Proxies of another roll may lie beside.
    let log = plan.final_folder.join("cut/A001.ale");
    fs::rename(&foreign, &log).unwrap();
    assert!(matches!(ProxyAssembly::open(&plan), Err(EngineError::OutputExists(path)) if path == log));
    fs::rename(&log, log.with_file_name("B001.ale")).unwrap();
    let assembly = ProxyAssembly::open(&plan).unwrap();
    assert!(matches!(ProxyAssembly::open(&plan), Err(EngineError::Busy(_))), "one coordinator at a time");
    drop(assembly);
}
