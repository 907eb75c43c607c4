//! The whole engine on a sequence of DPX frames that the test writes itself: plan, render, publish, finish.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use interneg_engine::{
    Assembly, DeviceRequest, ExitClass, Plan, PlanEnvironment, Root, Roots, RunsOn, TaskRequest, WorkerEvent, plan,
    render_task,
};
use interneg_media::{AssetStamp, EncodeScratch, FrameEncoder, FrameStamp, WriteSpec};
use interneg_spec::naming::Vocabulary;
use interneg_spec::{DeliveryFormat, DeviceChoice, DpxBitDepth, FrameRange, Level, NamJob, Raster, Rate, Timecode};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const FRAMES: u64 = 7;
const RASTER: Raster = Raster { width: 322, height: 61 };
const SPACE: &str = "ARRI LogC3 (EI800)";

/// Ten-bit codes of a pixel; every frame differs.
fn codes(frame: u64, x: usize, y: usize) -> [u32; 3] {
    [x * 3 + 7, y * 16 + 3, x + y + 11 * frame as usize].map(|code| code as u32 % 1024)
}

fn write_originals(folder: &Path) {
    let first = 90_000;
    let asset = AssetStamp {
        rate: Rate::FPS_25,
        title: "original".to_owned(),
        creator: "camera 1".to_owned(),
        created: "2026-01-01T00:00:00Z".to_owned(),
        owner: String::new(),
        comments: String::new(),
        sequence_length: FRAMES,
        first_frame_number: first,
        colour_space: SPACE.to_owned(),
    };
    let format = DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten };
    let spec = WriteSpec {
        format,
        raster: RASTER,
        chromaticities: None,
        interop_id: None,
        is_aces: false,
        picture: None,
        asset,
    };
    let encoder = FrameEncoder::new(&spec).unwrap();
    let mut bytes = Vec::new();
    for index in 0..FRAMES {
        let frame_number = first + index;
        let file_name = format!("A001.{frame_number:07}.dpx");
        let stamp = FrameStamp {
            file_name: file_name.clone(),
            frame_number,
            timecode: Timecode::from_frame_count(frame_number, Rate::FPS_25, false),
            reel: "A001R1AB".to_owned(),
            source_file: String::new(),
        };
        encoder
            .encode(&stamp, &mut EncodeScratch::default(), &mut bytes, &mut |block| {
                for row in 0..block.rows {
                    for x in 0..RASTER.width as usize {
                        let [r, g, b] = codes(index, x, block.first_row + row);
                        let at = row * block.stride_bytes + x * 4;
                        block.bytes[at..at + 4].copy_from_slice(&(r << 22 | g << 12 | b << 2).to_be_bytes());
                    }
                }
            })
            .unwrap();
        fs::write(folder.join(file_name), &bytes).unwrap();
    }
}

struct Site {
    folder: tempfile::TempDir,
    environment: PlanEnvironment,
}

fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ocf", "out"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    write_originals(&folder.path().join("ocf"));
    let root = |name: &str, writable| Root { name: name.to_owned(), path: folder.path().join(name), writable };
    let environment = PlanEnvironment {
        roots: Roots::new(vec![root("ocf", false), root("out", true)]).unwrap(),
        max_dimension: 16384,
        tool: "interneg 0.0.0".to_owned(),
        vocabulary: Vocabulary::shipped(),
    };
    Site { folder, environment }
}

fn job(output: &str, format: &str, target: &str) -> NamJob {
    NamJob::from_toml(&format!(
        "rate = '25'\nrecord_start = '10:00:00:00'\ncreated = '2026-02-03T04:05:06Z'\noutput = 'out:{output}'\n\
         client_approved_resolution = true\n[name]\ntitle = 'show'\nsegment = 'lp'\ndate = '20260203'\n\
         [format]\n{format}\n[colour]\ntarget = '{target}'\n\
         [[clips]]\npath = 'ocf:A001.%07d.dpx'\ncolour_space = '{SPACE}'\nin = '01:00:00:01'\n\
         [[clips]]\npath = 'ocf:A001.%07d.dpx'\ncolour_space = '{SPACE}'\nout = '01:00:00:02'\n"
    ))
    .unwrap()
}

/// All frames in one attempt of two threads.
fn whole(plan: &Plan, stage_folder: PathBuf) -> TaskRequest {
    TaskRequest {
        frames: plan.frames,
        token: "a".to_owned(),
        stage_folder,
        threads: 2,
        memory_bytes: 1 << 30,
        device: DeviceRequest::Cpu,
        kernel_folder: None,
    }
}

/// Renders the plan in tasks of `frames_per_task` and gives the delivery's files, by name.
fn deliver(plan: &Plan, frames_per_task: u64, threads: usize, memory_bytes: u64) -> Vec<(String, Vec<u8>)> {
    assert!(plan.is_renderable(), "{:?}", plan.findings);
    let mut assembly = Assembly::open(plan).unwrap();
    for (index, frames) in plan.tasks(frames_per_task).into_iter().enumerate() {
        let token = format!("attempt-{index}");
        let stage_folder = assembly.stage_folder(&token);
        let mut heard = Vec::new();
        let request = TaskRequest { frames, token: token.clone(), threads, memory_bytes, ..whole(plan, stage_folder) };
        render_task(plan, &request, &mut |event| heard.push(event)).unwrap();
        assert_eq!(heard.first(), Some(&WorkerEvent::Started { frames, device: DeviceChoice::Cpu }));
        assert_eq!(heard.last(), Some(&WorkerEvent::Done { frames }));
        let rendered = heard.iter().filter(|event| matches!(event, WorkerEvent::Frame { .. })).count();
        assert_eq!(rendered as u64, frames.len());
        let written = heard.iter().filter_map(|event| match event {
            WorkerEvent::Written { frame_number } => Some(*frame_number),
            _ => None,
        });
        assert_eq!(written.collect::<BTreeSet<u64>>(), (frames.first..frames.end).collect());
        assembly.publish(&token, frames).unwrap();
    }
    let delivery = assembly.finish().unwrap();
    let read = |output: interneg_engine::Output| {
        let bytes = fs::read(delivery.folder.join(&output.relative_path)).unwrap();
        assert_eq!(bytes.len() as u64, output.size_bytes);
        (output.relative_path, bytes)
    };
    delivery.outputs.into_iter().map(read).collect()
}

#[test]
fn bytes_do_not_depend_on_tasks_threads_or_memory() {
    for (format, target) in [
        ("container = 'exr'\ncompression = 'none'", "ACES2065-1"),
        ("container = 'exr'\ncompression = 'zip'", "ACES2065-1"),
        ("container = 'exr'\ncompression = 'piz'", "ACES2065-1"),
        ("container = 'dpx'\nbit_depth = '16'", SPACE),
        ("container = 'dpx'\nbit_depth = '10'", "S-Log3 S-Gamut3.Cine"),
    ] {
        let site = site();
        let plan = plan(&job("", format, target), &site.environment);
        let whole = deliver(&plan, 100, 1, 1 << 30);
        fs::remove_dir_all(site.folder.path().join("out")).unwrap();
        fs::create_dir(site.folder.path().join("out")).unwrap();
        let tight = plan.memory_for(interneg_engine::FrameBudget { threads: 2, md5_batch: 1 });
        let pieces = deliver(&plan, 3, 2, tight);
        // Six frames of the first clip and two of the second, the MHL and checksum.txt.
        assert_eq!(whole.len(), 6 + 2 + 2, "{format}");
        assert!(whole == pieces, "{format}: bytes differ");
        assert_eq!(whole[1].0.rsplit('/').next(), Some(plan.file_name(900_000).as_str()));
    }
}

#[test]
fn ten_bit_codes_come_back_where_source_and_target_are_one_space() {
    let site = site();
    let plan = plan(&job("", "container = 'dpx'\nbit_depth = '10'", SPACE), &site.environment);
    let files = deliver(&plan, 100, 2, 1 << 30);
    let frames: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(".dpx")).collect();
    for (index, (name, bytes)) in frames.into_iter().enumerate() {
        // The first clip begins at its second frame, the second at its first.
        let source = if index < 6 { index + 1 } else { index - 6 } as u64;
        let offset = u32::from_be_bytes(bytes[4..8].try_into().unwrap()) as usize;
        for (at, word) in bytes[offset..].chunks_exact(4).enumerate() {
            let word = u32::from_be_bytes(word.try_into().unwrap());
            let (x, y) = (at % RASTER.width as usize, at / RASTER.width as usize);
            assert_eq!([word >> 22, word >> 12 & 1023, word >> 2 & 1023], codes(source, x, y), "{name} {x} {y}");
        }
    }
}

#[test]
fn the_same_job_and_sources_make_the_same_plan() {
    let site = site();
    let job = job("", "container = 'exr'", "ACES2065-1");
    let first = plan(&job, &site.environment);
    assert_eq!(first, plan(&job, &site.environment));
    assert_eq!(first.frames, FrameRange::new(900_000, 900_008));
    let text = serde_json::to_string(&first).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), first);
    // A source that changed is another plan, under which nothing of the old one is reused.
    let mut changed = fs::read(site.folder.path().join("ocf/A001.0090003.dpx")).unwrap();
    changed.extend_from_slice(&[0; 4]);
    fs::write(site.folder.path().join("ocf/A001.0090003.dpx"), changed).unwrap();
    assert_ne!(plan(&job, &site.environment).identity, first.identity);
}

#[test]
fn a_plan_knows_nothing_of_devices() {
    let site = site();
    let on = |device| {
        let job = NamJob { device, ..job("", "container = 'exr'\ncompression = 'none'", "ACES2065-1") };
        plan(&job, &site.environment)
    };
    let anywhere = on(None);
    for device in [DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Cuda(0), DeviceChoice::Cuda(7)] {
        assert_eq!(on(Some(device)), anywhere, "{device}");
    }
    // What one device has begun, another goes on with, and the delivery is known as the same job's.
    let mut assembly = Assembly::open(&on(Some(DeviceChoice::Cuda(0)))).unwrap();
    let request =
        TaskRequest { frames: FrameRange::new(900_000, 900_003), ..whole(&anywhere, assembly.stage_folder("a")) };
    render_task(&anywhere, &request, &mut |_| {}).unwrap();
    assembly.publish("a", request.frames).unwrap();
    drop(assembly);
    let resumed = Assembly::open(&on(Some(DeviceChoice::Cpu))).unwrap();
    assert_eq!(resumed.missing(), [FrameRange::new(900_003, 900_008)]);
    drop(resumed);
    deliver(&anywhere, 100, 1, 1 << 30);
    assert!(Assembly::open(&on(Some(DeviceChoice::Auto))).unwrap().missing().is_empty());
}

/// A plan as the version before GPUs and versions of the arithmetic wrote it.
const FORMER_PLAN: &str = include_str!("former/plan.json");

#[test]
fn a_plan_of_another_arithmetic_is_read_and_not_gone_on_with() {
    let site = site();
    let today = plan(&job("", "container = 'exr'", "ACES2065-1"), &site.environment);
    let former: Plan = serde_json::from_str(FORMER_PLAN).unwrap();
    let former = Plan { final_folder: today.final_folder.clone(), ..former };
    assert_eq!((former.arithmetic, former.spans[0].runs_on), (1, RunsOn::Cpu));
    assert_ne!(former.arithmetic, today.arithmetic);
    let request = whole(&former, site.folder.path().join("stage"));
    let refusals = [
        Assembly::open(&former).unwrap_err(),
        render_task(&former, &request, &mut |event| panic!("{event:?}")).unwrap_err(),
    ];
    for refusal in refusals {
        assert_eq!(refusal.class(), ExitClass::BadInput);
        assert!(!refusal.class().is_retryable());
        for part in ["another version", "last bits", "submit it again"] {
            assert!(refusal.to_string().contains(part), "{part}: {refusal}");
        }
    }
    assert!(site.folder.path().join("out").read_dir().unwrap().next().is_none(), "nothing is begun");
    // The identity knows it too, so that not even the working folder is shared.
    let digest = |plan: &Plan| {
        let bare = Plan { identity: String::new(), ..plan.clone() };
        <sha2::Sha256 as sha2::Digest>::digest(serde_json::to_vec(&bare).unwrap())[..]
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    };
    assert_eq!(digest(&today), today.identity);
    assert_ne!(digest(&Plan { arithmetic: 1, ..today.clone() }), today.identity);
}

#[test]
fn a_plan_says_what_each_clip_can_be_rendered_on() {
    let site = site();
    let plan = plan(&job("", "container = 'exr'", "ACES2065-1"), &site.environment);
    assert_eq!(plan.spans.iter().map(|span| span.runs_on).collect::<Vec<_>>(), [RunsOn::CpuOrCuda; 2]);
    // The same space on both sides leaves nothing to do, which the kernels know too.
    let plan = interneg_engine::plan(&job("", "container = 'dpx'", SPACE), &site.environment);
    assert_eq!(plan.spans[0].runs_on, RunsOn::CpuOrCuda);
}

#[test]
fn a_gpu_that_is_not_there_fails_the_task_before_anything_is_written() {
    let site = site();
    let plan = plan(&job("", "container = 'exr'", "ACES2065-1"), &site.environment);
    // No machine has as many.
    let request =
        TaskRequest { device: DeviceRequest::Require(9999), ..whole(&plan, site.folder.path().join("stage")) };
    let mut heard = Vec::new();
    let error = render_task(&plan, &request, &mut |event| heard.push(event)).unwrap_err();
    assert_eq!(error.class(), ExitClass::Device, "{error}");
    assert!(error.to_string().contains("cuda:9999"), "{error}");
    assert!(heard.is_empty() && !request.stage_folder.exists(), "{heard:?}");
}

#[test]
fn a_source_that_breaks_while_rendering_fails_the_task_and_proves_nothing() {
    let site = site();
    let plan = plan(&job("", "container = 'exr'", "ACES2065-1"), &site.environment);
    let broken = site.folder.path().join("ocf/A001.0090002.dpx");
    let bytes = fs::read(&broken).unwrap();
    fs::write(&broken, &bytes[..bytes.len() - 100]).unwrap();
    let assembly = Assembly::open(&plan).unwrap();
    let stage_folder = assembly.stage_folder("a");
    let request = TaskRequest { memory_bytes: 1 << 30, ..whole(&plan, stage_folder) };
    let error = render_task(&plan, &request, &mut |_| {}).unwrap_err();
    assert_eq!(error.class(), ExitClass::BadInput, "{error}");
    assert!(error.to_string().contains("A001.0090002.dpx"), "{error}");
    assert!(!request.stage_folder.join("task.json").exists());
}

#[test]
fn a_share_of_the_memory_costs_hashing_lanes_before_threads() {
    let site = site();
    let plan = plan(&job("", "container = 'exr'", "ACES2065-1"), &site.environment);
    let with = |threads, md5_batch| plan.memory_for(interneg_engine::FrameBudget { threads, md5_batch });
    let wanted = plan.memory_bytes(2);
    assert_eq!(plan.memory_within(2, wanted), wanted);
    assert_eq!(plan.memory_within(2, wanted * 2), wanted);
    assert_eq!(plan.memory_within(2, with(2, 1)), with(2, 1));
    assert_eq!(plan.memory_within(2, with(2, 1) - 1), wanted);
}

#[test]
fn a_job_that_no_gpu_renders_needs_no_memory_for_one() {
    let site = site();
    let mixed = plan(&job("", "container = 'exr'", "ACES2065-1"), &site.environment);
    assert!(mixed.gpu_host_bytes(2) > mixed.gpu_host_bytes(1) && mixed.gpu_host_bytes(1) > 0);
    let mut none = mixed.clone();
    none.spans[0].runs_on = RunsOn::Cpu;
    assert_eq!(none.gpu_host_bytes(2), mixed.gpu_host_bytes(2), "one clip is enough");
    none.spans[1].runs_on = RunsOn::Cpu;
    assert_eq!(none.gpu_host_bytes(2), 0);
}

#[test]
fn too_little_memory_is_said_before_anything_is_rendered() {
    let site = site();
    let plan = plan(&job("", "container = 'exr'", "ACES2065-1"), &site.environment);
    let stage_folder = site.folder.path().join("stage");
    let request = TaskRequest { memory_bytes: 1000, ..whole(&plan, stage_folder) };
    let error = render_task(&plan, &request, &mut |_| {}).unwrap_err();
    assert_eq!(error.class(), ExitClass::Configuration, "{error}");
    assert!(!request.stage_folder.exists());
}

#[test]
fn a_rate_that_contradicts_the_source_is_said() {
    let site = site();
    let mut job = job("", "container = 'exr'", "ACES2065-1");
    let remarks = |job: &NamJob| -> Vec<(String, Level)> {
        let findings = plan(job, &site.environment).findings.into_iter();
        findings.filter(|found| found.rule == "SRC-RATE").map(|found| (found.field, found.level)).collect()
    };
    assert_eq!(remarks(&job), []);
    job.rate = Rate::FPS_24;
    job.clips[0].rate = Some(Rate::FPS_24);
    let expected = [("clips[1].rate".to_owned(), Level::Error), ("clips[0].rate".to_owned(), Level::Warning)];
    assert_eq!(remarks(&job), expected);
}

#[test]
fn the_memory_that_a_plan_states_is_what_the_renderer_takes() {
    let site = site();
    let plan = plan(&job("", "container = 'exr'", "ACES2065-1"), &site.environment);
    for threads in [1, 2, 8] {
        let stated = plan.memory_bytes(threads);
        let budget = plan.fit_budget(threads, u64::MAX).unwrap();
        assert_eq!((budget.threads, plan.memory_for(budget)), (threads, stated));
        assert_eq!(plan.fit_budget(threads, stated), Some(budget));
    }
}

#[test]
fn points_are_counted_across_midnight_and_only_at_the_rate_of_the_timecode() {
    let site = site();
    let mut job = job("", "container = 'exr'", "ACES2065-1");
    job.clips.truncate(1);
    let spans = |job: &NamJob| -> Result<(u64, u64), Vec<String>> {
        let plan = plan(job, &site.environment);
        let errors: Vec<_> = plan.findings.iter().filter(|found| found.level == Level::Error).collect();
        match plan.spans.as_slice() {
            [span] if errors.is_empty() => Ok((span.source_first, span.record.len())),
            _ => Err(errors.into_iter().map(|found| format!("{} {}", found.rule, found.field)).collect()),
        }
    };
    let clip = &mut job.clips[0];
    clip.start_timecode = "23:59:59:22".parse().ok();
    (clip.in_point, clip.out_point) = ("23:59:59:24".parse().ok(), "00:00:00:03".parse().ok());
    assert_eq!(spans(&job), Ok((2, 4)));
    job.clips[0].in_point = "00:00:00:00".parse().ok();
    assert_eq!(spans(&job), Ok((3, 3)));
    job.clips[0].out_point = "00:00:00:05".parse().ok();
    assert_eq!(spans(&job), Err(vec!["SRC-OUT clips[0].out".to_owned()]));

    // The file's own timecode counts 25 frames in a second; at another rate it names other frames.
    let clip = &mut job.clips[0];
    clip.start_timecode = None;
    (clip.in_point, clip.out_point) = ("01:00:00:01".parse().ok(), None);
    assert_eq!(spans(&job), Ok((1, 6)));
    job.rate = Rate::FPS_24;
    job.clips[0].rate = Some(Rate::FPS_24);
    assert_eq!(spans(&job), Err(vec!["SRC-TIMECODE clips[0].start_timecode".to_owned()]));
    job.clips[0].start_timecode = "01:00:00:00".parse().ok();
    assert_eq!(spans(&job), Ok((1, 6)));
}

#[test]
fn an_alpha_channel_that_is_left_behind_is_said() {
    let site = site();
    let job = job("", "container = 'exr'", "ACES2065-1");
    let remarks = || plan(&job, &site.environment).findings.iter().filter(|found| found.rule == "SRC-ALPHA").count();
    assert_eq!(remarks(), 0);
    for entry in fs::read_dir(site.folder.path().join("ocf")).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        // ST 268: descriptor 51 is RGBA. Four samples a pixel leave room for fewer lines.
        bytes[800] = 51;
        bytes[776..780].copy_from_slice(&45u32.to_be_bytes());
        fs::write(path, bytes).unwrap();
    }
    assert_eq!(remarks(), 2, "one for each clip");
}

#[test]
fn files_with_far_more_than_the_picture_count_as_memory() {
    let site = site();
    let job = job("", "container = 'exr'", "ACES2065-1");
    let memory = || plan(&job, &site.environment).memory_bytes(3);
    let plain = memory();
    const MORE_BYTES: u64 = 64 << 20;
    for entry in fs::read_dir(site.folder.path().join("ocf")).unwrap() {
        // Sparse: what the system says of the size is all that counts here.
        let file = fs::OpenOptions::new().write(true).open(entry.unwrap().path()).unwrap();
        file.set_len(file.metadata().unwrap().len() + MORE_BYTES).unwrap();
    }
    // Three threads hold a file each; the small pictures' own share is some hundred KiB.
    assert!(memory().abs_diff(plain + 3 * MORE_BYTES) < 4 << 20, "{plain} {}", memory());
}
