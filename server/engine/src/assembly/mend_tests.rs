//! Deliveries that somebody has changed after they were delivered, and repairs that do not get to their end.

use super::tests::{deliver, plan, render};
use super::*;
use interneg_manifest::verify;
use interneg_spec::FrameRange;
use std::time::SystemTime;
use tempfile::TempDir;

/// A delivery of six frames.
fn delivered() -> (TempDir, Plan, Delivery) {
    let output = tempfile::tempdir().unwrap();
    let plan = plan(output.path());
    let delivery = deliver(&plan);
    (output, plan, delivery)
}

/// Bytes of a file, the inode's time of change in seconds and nanoseconds, and the time of modification.
type State = (Vec<u8>, (i64, i64), SystemTime);

/// The files below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, State> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, metadata) = (entry.path(), entry.metadata().unwrap());
        if metadata.is_dir() {
            files.extend(self::files(&path));
        } else {
            let changed = (metadata.ctime(), metadata.ctime_nsec());
            files.insert(path.clone(), (fs::read(&path).unwrap(), changed, metadata.modified().unwrap()));
        }
    }
    files
}

/// The same without when they were changed.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
    files(folder).into_iter().map(|(path, (bytes, _, modified))| (path, bytes, modified)).collect()
}

/// Renders a frame of the second task again, as its worker did.
fn render_again(assembly: &mut Assembly, number: u64) {
    let frames = FrameRange::new(number, number + 1);
    render(assembly, "t1", frames);
    assembly.publish("t1", frames).unwrap();
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[3] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn is_good(plan: &Plan) -> bool {
    let report = verify::verify_folder(&plan.final_folder, &verify::VerifyOptions::default(), &mut |_| {});
    report.problems.is_empty()
}

#[test]
fn a_foreign_file_is_named_before_anything_is_rendered_or_moved() {
    let (_output, plan, _) = delivered();
    fs::remove_file(plan.final_folder.join(plan.file_name(86404))).unwrap();
    let notes = plan.final_folder.join("notes.txt");
    fs::write(&notes, b"mine").unwrap();
    let before = files(&plan.final_folder);
    let error = Assembly::open(&plan).unwrap_err();
    assert!(error.to_string().ends_with(&format!("submit it again: {}", notes.display())), "{error}");
    assert!(files(&plan.final_folder) == before);
    fs::remove_file(&notes).unwrap();
    let mut assembly = Assembly::open(&plan).unwrap();
    render_again(&mut assembly, 86404);
    // One that comes while the job runs is found as well, and the delivery stays where it is.
    fs::write(&notes, b"mine").unwrap();
    let before = files(&plan.final_folder);
    assert!(matches!(assembly.finish(), Err(EngineError::ForeignFiles(found)) if found == [notes.clone()]));
    assert!(files(&plan.final_folder) == before);
    fs::remove_file(&notes).unwrap();
    drop(assembly);
    let mut assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), []);
    assembly.finish().unwrap();
    assert!(is_good(&plan));
}

#[test]
fn what_an_operating_system_leaves_lying_about_stays() {
    let (_output, plan, first) = delivered();
    let litter = plan.final_folder.join(".DS_Store");
    fs::write(&litter, b"icons").unwrap();
    fs::remove_file(plan.final_folder.join(plan.file_name(86404))).unwrap();
    let mut assembly = Assembly::open(&plan).unwrap();
    render_again(&mut assembly, 86404);
    assert_eq!(assembly.finish().unwrap(), first, "it is no output of the job");
    assert_eq!(fs::read(&litter).unwrap(), b"icons");
    assert!(is_good(&plan));
}

#[test]
fn a_repair_that_dies_anywhere_loses_nothing_and_goes_on() {
    let (_output, plan, first) = delivered();
    let whole = contents(&plan.final_folder);
    let places = [86404, 86405].map(|number| plan.final_folder.join(plan.file_name(number)));
    fs::remove_file(&places[0]).unwrap();
    flip(&places[1]);
    let damaged = files(&plan.final_folder);
    // Opened, and one of two frames rendered.
    let mut assembly = Assembly::open(&plan).unwrap();
    render_again(&mut assembly, 86404);
    drop(assembly);
    assert!(files(&plan.final_folder) == damaged, "the delivery was touched before its repair was complete");
    let mut assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(86405, 86406)]);
    render_again(&mut assembly, 86405);
    // Half of them have moved, and a manifest is half written.
    let made = assembly.frames_folder().join(plan.file_name(86405));
    finish::date(&assembly.frames_folder(), std::slice::from_ref(&made), assembly.created()).unwrap();
    fs::rename(&made, &places[1]).unwrap();
    fs::write(plan.final_folder.join(".checksum.txt.12-0.part"), b"half").unwrap();
    fs::remove_file(plan.final_folder.join("checksum.txt")).unwrap();
    drop(assembly);
    let mut assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), []);
    assert_eq!(assembly.finish().unwrap(), first);
    assert!(contents(&plan.final_folder) == whole, "files or their times differ from the first delivery's");
    assert!(!assembly.work.join("delivery").exists());
}

#[test]
fn clean_leaves_a_delivery_and_its_journal_alone_while_it_is_repaired() {
    let (output, plan, _) = delivered();
    fs::remove_file(plan.final_folder.join(plan.file_name(86404))).unwrap();
    fs::remove_file(plan.final_folder.join(plan.file_name(86405))).unwrap();
    let mut assembly = Assembly::open(&plan).unwrap();
    render_again(&mut assembly, 86404);
    drop(assembly);
    let damaged = files(&plan.final_folder);
    let found = leftovers(output.path()).unwrap();
    assert_eq!((found.len(), found[0].state), (1, LeftoverState::Unfinished));
    assert!(found[0].remove().unwrap());
    assert!(files(&plan.final_folder) == damaged);
    assert_eq!(leftovers(output.path()).unwrap()[0].state, LeftoverState::Delivered);
    let mut assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(86404, 86406)]);
    render_again(&mut assembly, 86404);
    render_again(&mut assembly, 86405);
    assembly.finish().unwrap();
    assert!(is_good(&plan));
}

#[test]
fn a_journal_outlives_a_damaged_plan_file() {
    let (_output, plan, first) = delivered();
    let assembly = Assembly::open(&plan).unwrap();
    fs::write(assembly.plan_file(), b"{").unwrap();
    drop(assembly);
    fs::remove_file(plan.final_folder.join(plan.file_name(86404))).unwrap();
    let mut assembly = Assembly::open(&plan).unwrap();
    assert_eq!(assembly.missing(), [FrameRange::new(86404, 86405)]);
    render_again(&mut assembly, 86404);
    assert_eq!(assembly.finish().unwrap(), first);
}

#[test]
fn a_delivery_of_another_job_under_the_name_is_not_repaired_to_ones_own() {
    let (output, plan, _) = delivered();
    // This one was moved away, and a shorter one, which shares frames with it, came to its place.
    fs::rename(&plan.final_folder, output.path().join("archive")).unwrap();
    let other = Plan {
        identity: "fedcba9876543210fedcba9876543210".to_owned(),
        frames: FrameRange::new(86400, 86404),
        ..plan.clone()
    };
    deliver(&other);
    let before = files(&plan.final_folder);
    assert!(matches!(Assembly::open(&plan), Err(EngineError::Unrecognised(path)) if path == plan.final_folder));
    assert!(files(&plan.final_folder) == before);
    // Nor is it where the first one was never finished.
    let third = Plan { identity: "a".repeat(32), ..plan.clone() };
    fs::rename(&plan.final_folder, output.path().join("aside")).unwrap();
    drop(Assembly::open(&third).unwrap());
    fs::rename(output.path().join("aside"), &plan.final_folder).unwrap();
    assert!(matches!(Assembly::open(&third), Err(EngineError::OutputExists(_))));
    assert!(files(&plan.final_folder) == before);
}

#[test]
fn small_files_that_are_missing_or_altered_are_written_again_and_nothing_else() {
    let (_output, plan, first) = delivered();
    let before = files(&plan.final_folder);
    let whole = contents(&plan.final_folder);
    let is_frame = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "exr");
    let texts: Vec<PathBuf> = before.keys().filter(|path| !is_frame(path)).cloned().collect();
    assert_eq!(texts.len(), 4, "MHL, checksum.txt, generation and chain: {texts:?}");
    for text in &texts {
        for spoil in [flip, |path: &Path| fs::remove_file(path).unwrap()] {
            spoil(text);
            let mut assembly = Assembly::open(&plan).unwrap();
            assert_eq!(assembly.missing(), []);
            assert_eq!(assembly.finish().unwrap(), first);
            let name = text.strip_prefix(&plan.final_folder).unwrap().to_string_lossy().into_owned();
            assert_eq!(assembly.written_again(), [name]);
            assert!(contents(&plan.final_folder) == whole, "{} differs from the first", text.display());
        }
    }
    // All of them at once, with what a crash has left of one.
    texts.iter().for_each(|text| fs::remove_file(text).unwrap());
    fs::write(plan.final_folder.join(".checksum.txt.7-1.part"), b"half").unwrap();
    Assembly::open(&plan).unwrap().finish().unwrap();
    assert!(contents(&plan.final_folder) == whole);
    let after = files(&plan.final_folder);
    assert!(before.iter().filter(|(path, _)| is_frame(path)).all(|(path, state)| after[path] == *state));
    // What is good is not touched at all.
    let mut assembly = Assembly::open(&plan).unwrap();
    assembly.finish().unwrap();
    assert!(assembly.written_again().is_empty() && files(&plan.final_folder) == after);
}

#[test]
fn a_history_that_has_gone_on_is_kept() {
    let (_output, plan, first) = delivered();
    let history = plan.final_folder.join("ascmhl");
    // As another tool continues it: a second generation, and a chain that names both.
    let second = history.join("0002_show_2026-02-01_000000Z.mhl");
    fs::write(&second, b"the archive's").unwrap();
    let chain = history.join("ascmhl_chain.xml");
    let link =
        |text: &str| text.lines().skip_while(|line| !line.contains("<hashlist")).map(str::to_owned).collect::<Vec<_>>();
    let text = fs::read_to_string(&chain).unwrap();
    let ours = link(&text);
    let body = ours[..ours.len() - 1].join("\n");
    let theirs = body.replace("sequencenr=\"1\"", "sequencenr=\"2\"");
    let head = &text[..text.find("<hashlist").unwrap()];
    fs::write(&chain, format!("{head}{body}\n{theirs}\n{}\n", ours[ours.len() - 1])).unwrap();
    let before = files(&plan.final_folder);
    assert_eq!(Assembly::open(&plan).unwrap().finish().unwrap(), first);
    assert!(files(&plan.final_folder) == before, "a history was touched");
    // Frames are repaired beside it; a chain that is lost is not ours to write again.
    fs::remove_file(plan.final_folder.join(plan.file_name(86404))).unwrap();
    let mut assembly = Assembly::open(&plan).unwrap();
    render_again(&mut assembly, 86404);
    assembly.finish().unwrap();
    assert!(fs::read(&chain).unwrap() == before[&chain].0);
    drop(assembly);
    fs::remove_file(&chain).unwrap();
    assert!(matches!(Assembly::open(&plan), Err(EngineError::ForeignFiles(found)) if found == [second]));
}
