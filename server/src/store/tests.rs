use super::*;
use crate::moment::Moment;
use interneg_engine::ExitClass;
use interneg_spec::{DeviceChoice, FrameRange, Job, NamJob};
use std::time::Duration;
use uuid::Uuid;

pub(crate) const NOW: Moment = Moment::EPOCH;

/// Eight frames in two tasks, delivered into `folder`.
pub(crate) fn new_job(folder: &str) -> NewJob {
    let spec = NamJob::from_toml(
        "rate = '24'\nrecord_start = '01:00:00:00'\noutput = 'out:'\n[name]\ntitle = 'a'\ndate = '20260101'\n
        [format]\ncontainer = 'dpx'\n[colour]\ntarget = 'ACES2065-1'\n
        [[clips]]\npath = 'ocf:a.mov'\ncolour_space = 'auto'\n",
    );
    NewJob {
        id: Uuid::new_v4(),
        spec: Job::Nam(spec.unwrap()),
        plan: "{}".into(),
        findings: Vec::new(),
        identity: "abc".into(),
        folder: folder.into(),
        rolls: Vec::new(),
        frames: FrameRange::new(86400, 86408),
        tasks: vec![FrameRange::new(86400, 86404), FrameRange::new(86404, 86408)],
        request: None,
    }
}

pub(crate) fn insert(store: &Store, job: &NewJob) -> JobKey {
    match store.insert_job(job, NOW).unwrap() {
        Inserted::New(key) => key,
        Inserted::Duplicate(key) => panic!("{key:?} was there before"),
    }
}

fn with_request(folder: &str, id: &str, body: &[u8]) -> NewJob {
    NewJob { request: Some((id.into(), body.to_vec())), ..new_job(folder) }
}

fn failure(class: ExitClass) -> Failure {
    Failure { class, message: "disk full".into(), task: Some(0), attempt: 1 }
}

fn task_states(store: &Store, key: JobKey) -> Vec<TaskState> {
    store.tasks(key).unwrap().into_iter().map(|task| task.state).collect()
}

fn attempt_states(store: &Store, key: JobKey) -> Vec<AttemptState> {
    store.attempts(key).unwrap().into_iter().map(|attempt| attempt.state).collect()
}

#[test]
fn jobs_survive_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.sqlite");
    let key = insert(&Store::open(&path).unwrap(), &new_job("/out/a"));
    let store = Store::open(&path).unwrap();
    let job = store.job(key).unwrap().unwrap();
    assert_eq!((job.state, job.tasks_total, job.frames_open), (JobState::Queued, 2, 8));
    assert_eq!(store.job_by_id(job.id).unwrap().unwrap(), job);
    assert_eq!(store.events(key, 0, 10).unwrap()[0].message, "queued");
    let mode: String = store.lock().query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    let synchronous: i64 = store.lock().query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap();
    assert_eq!((mode.as_str(), synchronous), ("wal", 2));
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.sqlite");
    Store::open(&path).unwrap().lock().execute_batch("PRAGMA user_version = 99").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Newer { found: 99, .. })));
}

#[test]
fn a_store_of_an_older_version_is_brought_up_to_date_with_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.sqlite");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("schema_1.sql")).unwrap();
    old.execute_batch(
        "PRAGMA user_version = 1;
         INSERT INTO jobs (id, state, spec, plan, findings, identity, folder, frame_first, frame_end, created_us)
         VALUES ('6f2c1c36-7a0e-4f8a-9a53-0b8f4d6d3a11', 'running', '{}', '{}', '[]', 'i', '/out', 1, 3, 0);
         INSERT INTO tasks (job, number, frame_first, frame_end, state, attempt) VALUES (1, 0, 1, 3, 'running', 1);
         INSERT INTO attempts (job, task, attempt, token, state, started_us) VALUES (1, 0, 1, 't', 'running', 0);",
    )
    .unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    let attempt = &store.attempts(JobKey(1)).unwrap()[0];
    assert_eq!((attempt.state, attempt.device), (AttemptState::Running, None));
    assert_eq!(store.open_jobs(9).unwrap()[0].device, None);
    let version: i64 = store.lock().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 4);
}

#[test]
fn a_job_keeps_the_device_that_it_asks_for() {
    let store = Store::in_memory().unwrap();
    let on = |folder: &str, device| {
        let new = new_job(folder);
        let Job::Nam(spec) = new.spec.clone() else { panic!("no NAM") };
        insert(&store, &NewJob { spec: Job::Nam(NamJob { device, ..spec }), ..new })
    };
    let keys = [on("/out/a", Some(DeviceChoice::Cuda(3))), on("/out/b", None)];
    let found: Vec<_> = store.open_jobs(9).unwrap().iter().map(|job| (job.key, job.device)).collect();
    assert_eq!(found, [(keys[0], Some(DeviceChoice::Cuda(3))), (keys[1], None)]);
}

#[test]
fn warnings_are_told_once_and_gpus_that_failed_are_known() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    let claim = store.claim(key, NOW).unwrap().unwrap();
    store.note_device(&claim, DeviceChoice::Cuda(1)).unwrap();
    for message in ["first", "second", "first"] {
        store.warn(&claim, message, NOW).unwrap();
    }
    let told =
        |limit| -> Vec<String> { store.warnings(key, limit).unwrap().into_iter().map(|event| event.message).collect() };
    assert_eq!((told(9), told(1)), (vec!["first".into(), "second".into()], vec!["second".to_owned()]));
    assert_eq!(store.tasks(key).unwrap()[0].device, Some(DeviceChoice::Cuda(1)));
    assert_eq!(store.suspect_gpus(key, 0).unwrap(), [], "it still runs");
    store.retry_task(&claim, &failure(ExitClass::Device), NOW, true, NOW).unwrap();
    let second = store.claim(key, NOW).unwrap().unwrap();
    store.note_device(&second, DeviceChoice::Cuda(0)).unwrap();
    assert_eq!(store.tasks(key).unwrap()[0].device, Some(DeviceChoice::Cuda(0)), "that of the latest attempt");
    // A full disk says nothing of the GPU.
    store.retry_task(&second, &failure(ExitClass::Io), NOW, true, NOW).unwrap();
    assert_eq!(store.suspect_gpus(key, 0).unwrap(), [(1, ExitClass::Device)]);
    assert_eq!(store.suspect_gpus(key, 1).unwrap(), []);
}

#[test]
fn a_retried_job_suspects_no_gpu_any_more() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    let failed_on = |gpu, class| {
        let claim = store.claim(key, NOW).unwrap().unwrap();
        store.note_device(&claim, DeviceChoice::Cuda(gpu)).unwrap();
        store.retry_task(&claim, &failure(class), NOW, class.counts_as_attempt(), NOW).unwrap();
    };
    failed_on(0, ExitClass::Device);
    // A failure that uses up no attempt is one all the same.
    failed_on(1, ExitClass::TryAgain);
    assert_eq!(store.suspect_gpus(key, 0).unwrap(), [(0, ExitClass::Device)]);
    let last = store.claim(key, NOW).unwrap().unwrap();
    store.note_device(&last, DeviceChoice::Cuda(2)).unwrap();
    store.fail_task(&last, &failure(ExitClass::Device), NOW).unwrap();
    assert_eq!(store.suspect_gpus(key, 0).unwrap(), [(2, ExitClass::Device), (0, ExitClass::Device)]);
    store.finish_failed(key, NOW).unwrap();
    store.retry_job(key, "", NOW).unwrap();
    assert_eq!(store.suspect_gpus(key, 0).unwrap(), []);
    failed_on(3, ExitClass::Device);
    assert_eq!(store.suspect_gpus(key, 0).unwrap(), [(3, ExitClass::Device)]);
}

#[test]
fn a_request_id_makes_one_job() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &with_request("/out/a", "u1", b"body"));
    assert_eq!(store.insert_job(&with_request("/out/a", "u1", b"body"), NOW).unwrap(), Inserted::Duplicate(key));
    assert_eq!(store.find_request("u1", b"body", NOW).unwrap(), Some(key));
    let other = store.insert_job(&with_request("/out/b", "u1", b"other"), NOW);
    assert!(matches!(other, Err(SubmitError::RequestIdReused(_))), "{other:?}");
    assert_eq!(store.jobs(&JobFilter::default(), 10).unwrap().len(), 1);
    // After a week the id is free again.
    let later = NOW + Duration::from_secs(8 * 24 * 3600);
    assert_eq!(store.find_request("u1", b"other", later).unwrap(), None);
}

#[test]
fn one_unfinished_job_owns_a_folder() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    let name = store.job(key).unwrap().unwrap().name();
    let busy = store.insert_job(&new_job("/out/a"), NOW);
    assert!(matches!(&busy, Err(SubmitError::OutputBusy(busy)) if busy.job == name), "{busy:?}");
    insert(&store, &new_job("/out/b"));
    store.request_cancel(key, "", NOW).unwrap();
    store.finish_cancelled(key, NOW).unwrap();
    insert(&store, &new_job("/out/a"));
    let retried = store.retry_job(key, "", NOW);
    assert!(matches!(retried, Err(TransitionError::OutputBusy(_))), "{retried:?}");
}

#[test]
fn proxies_of_other_rolls_may_go_into_one_folder() {
    let store = Store::in_memory().unwrap();
    let of = |rolls: &[&str]| {
        let rolls = rolls.iter().map(|roll| (*roll).to_owned()).collect();
        store.insert_job(&NewJob { rolls, ..new_job("/out/day") }, NOW)
    };
    let key = |inserted| match inserted {
        Ok(Inserted::New(key)) => key,
        other => panic!("{other:?}"),
    };
    let first = key(of(&["A001", "A002"]));
    let second = key(of(&["B001"]));
    let name = |key| store.job(key).unwrap().unwrap().name();
    // A roll of two jobs, in whatever case, and what is no proxies.
    let refused = |rolls: &[&str]| of(rolls).unwrap_err().to_string();
    let words = format!("job {} makes proxies of roll b001 in the same folder: /out/day; wait", name(second));
    assert!(refused(&["C001", "b001"]).starts_with(&words), "{}", refused(&["b001"]));
    assert!(refused(&["A002"]).ends_with("wait for it, cancel it, or change output or sources[].roll"));
    let words = format!("job {} delivers into the same folder: /out/day; wait", name(first));
    assert!(refused(&[]).starts_with(&words) && refused(&[]).ends_with("or change the name or output"));
    let rolls = |rolls: &[&str]| rolls.iter().map(|roll| (*roll).to_owned()).collect::<Vec<_>>();
    assert_eq!(store.writer_of("/out/day", &rolls(&["C001"])).unwrap(), None);
    assert!(store.writer_of("/out/day", &rolls(&["A001"])).unwrap().is_some_and(|busy| busy.job == name(first)));
    // A retry is held to the same.
    store.request_cancel(second, "", NOW).unwrap();
    store.finish_cancelled(second, NOW).unwrap();
    let third = key(of(&["B001"]));
    let retried = store.retry_job(second, "", NOW).unwrap_err().to_string();
    assert!(retried.contains(&name(third)) && retried.ends_with("; wait for it or cancel it"), "{retried}");
    store.request_cancel(third, "", NOW).unwrap();
    store.finish_cancelled(third, NOW).unwrap();
    store.retry_job(second, "", NOW).unwrap();
}

#[test]
fn the_rolls_of_jobs_that_an_older_version_took_are_those_of_their_plans() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.sqlite");
    let old = Connection::open(&path).unwrap();
    for schema in [include_str!("schema_1.sql"), include_str!("schema_2.sql"), include_str!("schema_3.sql")] {
        old.execute_batch(schema).unwrap();
    }
    let new = new_job("/out/day");
    let spec = serde_json::to_string(&new.spec).unwrap();
    let proxies = r#"{"kind":"proxies","clips":[{"roll":"B001"},{"roll":"A001"},{"roll":"B001"}]}"#;
    for (id, plan, folder) in [(Uuid::new_v4(), proxies, "/out/day"), (Uuid::new_v4(), r#"{"spans":[]}"#, "/out/nam")] {
        old.execute(
            "INSERT INTO jobs (id, state, spec, plan, findings, identity, folder, frame_first, frame_end, created_us)
             VALUES (?1, 'queued', ?2, ?3, '[]', 'i', ?4, 1, 3, 0)",
            rusqlite::params![id.to_string(), spec, plan, folder],
        )
        .unwrap();
    }
    old.execute_batch("PRAGMA user_version = 3").unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.job(JobKey(1)).unwrap().unwrap().rolls, ["A001", "B001"]);
    assert_eq!(store.job(JobKey(2)).unwrap().unwrap().rolls, Vec::<String>::new());
}

#[test]
fn jobs_are_listed_newest_first_in_pages() {
    let store = Store::in_memory().unwrap();
    let keys: Vec<JobKey> = (0..5).map(|index| insert(&store, &new_job(&format!("/out/{index}")))).collect();
    store.request_cancel(keys[2], "", NOW).unwrap();
    let list = |states: &[JobState], before: Option<JobKey>| -> Vec<JobKey> {
        let filter = JobFilter { states: states.to_vec(), before };
        store.jobs(&filter, 2).unwrap().into_iter().map(|job| job.key).collect()
    };
    assert_eq!(list(&[], None), [keys[4], keys[3]]);
    assert_eq!(list(&[], Some(keys[3])), [keys[2], keys[1]]);
    assert_eq!(list(&[JobState::Queued], Some(keys[3])), [keys[1], keys[0]]);
    assert_eq!(list(&[JobState::Cancelling, JobState::Failed], None), [keys[2]]);
    assert!(list(&[JobState::Succeeded], None).is_empty());
}

#[test]
fn the_scheduler_sees_the_oldest_jobs_and_all_that_must_end() {
    let store = Store::in_memory().unwrap();
    let keys: Vec<JobKey> = (0..6).map(|index| insert(&store, &new_job(&format!("/out/{index}")))).collect();
    store.request_cancel(keys[4], "", NOW).unwrap();
    store.doom_job(keys[5], &Failure::of_job(ExitClass::Io, "disk full")).unwrap();
    let found: Vec<_> = store.open_jobs(2).unwrap().iter().map(|job| (job.key, job.state, job.is_doomed)).collect();
    use JobState::{Cancelling, Queued};
    let expected =
        [(keys[0], Queued, false), (keys[1], Queued, false), (keys[4], Cancelling, false), (keys[5], Queued, true)];
    assert_eq!(found, expected);
    store.reconcile_tasks(keys[0], &[], 0, 4, NOW).unwrap();
    assert!(!store.open_jobs(1).unwrap()[0].has_open_tasks);
}

#[test]
fn a_claim_is_never_given_twice() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    let (first, second) = (store.claim(key, NOW).unwrap().unwrap(), store.claim(key, NOW).unwrap().unwrap());
    assert_eq!((first.task, second.task, first.attempt), (0, 1, 1));
    assert_ne!(first.token, second.token);
    assert_eq!(store.claim(key, NOW).unwrap(), None);
    assert_eq!(store.job(key).unwrap().unwrap().state, JobState::Running);
}

#[test]
fn a_job_runs_to_its_end() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    while let Some(claim) = store.claim(key, NOW).unwrap() {
        assert!(store.begin_commit(&claim, NOW).unwrap());
        store.complete_task(&claim, 100, NOW).unwrap();
        // A crash in between makes the scheduler say it again.
        store.complete_task(&claim, 100, NOW).unwrap();
    }
    let output = |path: &str| OutputRow {
        relative_path: path.into(),
        size_bytes: 50,
        xxh128: "0".repeat(32),
        md5: String::new(),
    };
    store.finish_delivered(key, (&[output("b.dpx"), output("a.dpx"), output("c.dpx")], &[]), None, NOW).unwrap();
    let job = store.job(key).unwrap().unwrap();
    assert_eq!((job.state, job.tasks_done, job.frames_open, job.bytes_done), (JobState::Succeeded, 2, 0, 200));
    assert_eq!(attempt_states(&store, key), [AttemptState::Succeeded; 2]);
    let paths = |after: &str| -> Vec<String> {
        store.outputs(key, after, 2).unwrap().into_iter().map(|output| output.relative_path).collect()
    };
    assert_eq!((paths(""), paths("b.dpx")), (vec!["a.dpx".into(), "b.dpx".into()], vec!["c.dpx".to_owned()]));
    let sequences: Vec<u64> = store.events(key, 0, 100).unwrap().iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=7).collect::<Vec<u64>>());
    assert_eq!(store.events(key, 5, 1).unwrap()[0].sequence, 6);
}

#[test]
fn what_is_delivered_short_says_why_and_may_be_tried_again() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    while let Some(claim) = store.claim(key, NOW).unwrap() {
        assert!(store.begin_commit(&claim, NOW).unwrap());
        store.complete_task(&claim, 100, NOW).unwrap();
    }
    let failure = Failure::of_job(ExitClass::BadInput, "clip A001 cannot be made");
    store.finish_delivered(key, (&[], &[]), Some(&failure), NOW).unwrap();
    let job = store.job(key).unwrap().unwrap();
    assert_eq!((job.state, job.failure), (JobState::CompletedWithErrors, Some(failure)));
    assert!(job.state.is_final() && store.writer_of("/out/a", &[]).unwrap().is_none());
    store.retry_job(key, "", NOW).unwrap();
    // The tasks follow when the working folder is opened and says which frames are missing.
    store.reconcile_tasks(key, &[FrameRange::new(86404, 86408)], 0, 4, NOW).unwrap();
    let job = store.job(key).unwrap().unwrap();
    assert_eq!((job.state, job.failure, job.frames_open), (JobState::Queued, None, 4));
    store.finish_delivered(key, (&[], &["cut: 9 frames verified".to_owned()]), None, NOW).unwrap();
    assert_eq!(store.job(key).unwrap().unwrap().state, JobState::Succeeded);
    let told = store.events(key, 0, 100).unwrap().pop().unwrap().message;
    assert_eq!(told, "succeeded: 0 files, 0 bytes; cut: 9 frames verified");
}

#[test]
fn an_attempt_without_its_claim_is_fenced() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    let lost = store.claim(key, NOW).unwrap().unwrap();
    assert_eq!(store.recover(NOW).unwrap(), 1);
    assert_eq!(store.recover(NOW).unwrap(), 0);
    let won = store.claim(key, NOW).unwrap().unwrap();
    assert_eq!((won.task, won.attempt), (0, 2));
    assert!(!store.begin_commit(&lost, NOW).unwrap());
    assert!(store.begin_commit(&won, NOW).unwrap());
    assert!(!store.begin_commit(&won, NOW).unwrap(), "a second time is once too often");
    store.complete_task(&lost, 100, NOW).unwrap();
    assert_eq!(task_states(&store, key)[0], TaskState::Committing, "the lost attempt must not end the task");
    store.retry_task(&lost, &failure(ExitClass::Io), NOW, true, NOW).unwrap();
    store.requeue_task(&lost, NOW).unwrap();
    assert_eq!(task_states(&store, key)[0], TaskState::Committing);
    assert_eq!(attempt_states(&store, key)[0], AttemptState::Fenced);
}

#[test]
fn a_retry_waits_for_its_time() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    let claim = store.claim(key, NOW).unwrap().unwrap();
    let later = NOW + Duration::from_secs(5);
    store.retry_task(&claim, &failure(ExitClass::Io), later, true, NOW).unwrap();
    assert_eq!(store.next_not_before().unwrap(), Some(later));
    assert_eq!(store.claim(key, NOW).unwrap().unwrap().task, 1);
    assert_eq!(store.claim(key, NOW).unwrap(), None);
    let again = store.claim(key, later).unwrap().unwrap();
    assert_eq!((again.task, again.attempt), (0, 2));
    store.retry_task(&again, &failure(ExitClass::TryAgain), later, false, NOW).unwrap();
    let task = &store.tasks(key).unwrap()[0];
    assert_eq!((task.failures, task.returns), (1, 1));
}

#[test]
fn a_failed_task_binds_its_job_to_fail_and_a_retry_redoes_what_is_missing() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    let (first, second) = (store.claim(key, NOW).unwrap().unwrap(), store.claim(key, NOW).unwrap().unwrap());
    store.fail_task(&first, &failure(ExitClass::BadInput), NOW).unwrap();
    assert_eq!(store.claim(key, NOW).unwrap(), None, "nothing new begins");
    assert!(store.begin_commit(&second, NOW).unwrap(), "what runs may end well");
    store.complete_task(&second, 100, NOW).unwrap();
    store.finish_failed(key, NOW).unwrap();
    let job = store.job(key).unwrap().unwrap();
    assert_eq!((job.state, job.failure.clone().unwrap().class), (JobState::Failed, ExitClass::BadInput));
    let stale = store.retry_job(key, "1", NOW);
    assert!(matches!(stale, Err(TransitionError::Etag { .. })), "{stale:?}");
    store.retry_job(key, &job.etag(), NOW).unwrap();
    assert_eq!(task_states(&store, key), [TaskState::Queued, TaskState::Succeeded]);
    assert_eq!(store.job(key).unwrap().unwrap().failure, None);
    assert_eq!(store.claim(key, NOW).unwrap().unwrap().task, 0);
    let running = store.retry_job(key, "", NOW);
    assert!(matches!(running, Err(TransitionError::WrongState { .. })), "{running:?}");
}

#[test]
fn a_cancelled_job_stays_cancelled() {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    let claim = store.claim(key, NOW).unwrap().unwrap();
    store.request_cancel(key, "", NOW).unwrap();
    assert_eq!(store.claim(key, NOW).unwrap(), None);
    store.requeue_task(&claim, NOW).unwrap();
    store.finish_cancelled(key, NOW).unwrap();
    assert_eq!(task_states(&store, key), [TaskState::Cancelled; 2]);
    assert_eq!(attempt_states(&store, key), [AttemptState::Stopped]);
    let again = store.request_cancel(key, "", NOW);
    assert!(matches!(again, Err(TransitionError::WrongState { .. })), "{again:?}");
}

/// What tasks look like after the folder has been found to miss `missing`.
fn check_reconcile(missing: &[(u64, u64)], expected: &[(u64, u64, TaskState)]) {
    let store = Store::in_memory().unwrap();
    let key = insert(&store, &new_job("/out/a"));
    // Task 0 had been published, task 1 was committing when the service died.
    let first = store.claim(key, NOW).unwrap().unwrap();
    assert!(store.begin_commit(&first, NOW).unwrap());
    store.complete_task(&first, 1, NOW).unwrap();
    let second = store.claim(key, NOW).unwrap().unwrap();
    assert!(store.begin_commit(&second, NOW).unwrap());
    let missing: Vec<FrameRange> = missing.iter().map(|(first, end)| FrameRange::new(*first, *end)).collect();
    store.reconcile_tasks(key, &missing, 7, 2, NOW).unwrap();
    let tasks = store.tasks(key).unwrap();
    let found: Vec<_> = tasks.iter().map(|task| (task.frames.first, task.frames.end, task.state)).collect();
    assert_eq!(found, expected);
    let job = store.job(key).unwrap().unwrap();
    assert_eq!(job.frames_open, missing.iter().map(|range| range.len()).sum::<u64>());
    assert_eq!(job.bytes_done, 7);
}

#[test]
fn tasks_cover_exactly_what_is_missing() {
    use TaskState::{Queued, Succeeded};
    let (first, middle, end) = (86400, 86404, 86408);
    check_reconcile(&[], &[(first, middle, Succeeded), (middle, end, Succeeded)]);
    check_reconcile(&[(middle, end)], &[(first, middle, Succeeded), (middle, end, Queued)]);
    check_reconcile(&[(first, end)], &[(first, middle, Queued), (middle, end, Queued)]);
    // Somebody deleted single frames: the tasks shrink, and what they no longer hold becomes new tasks of at most two.
    check_reconcile(
        &[(86400, 86401), (86403, 86405), (86406, 86408)],
        &[(86400, 86401, Queued), (86404, 86405, Queued), (86403, 86404, Queued), (86406, 86408, Queued)],
    );
}

#[test]
fn a_part_that_is_given_up_takes_back_what_was_done_of_it_and_holds_nothing_up() {
    let store = Store::in_memory().unwrap();
    let frames = FrameRange::new(0, 12);
    let tasks = [(0, 4), (4, 8), (8, 12)].map(|(first, end)| FrameRange::new(first, end)).to_vec();
    let key = insert(&store, &NewJob { frames, tasks, ..new_job("/out/a") });
    let commit = || {
        let claim = store.claim(key, NOW).unwrap().unwrap();
        assert!(store.begin_commit(&claim, NOW).unwrap());
        claim
    };
    // The first and the second task are of one clip, and the second one finds it damaged.
    store.complete_task(&commit(), 100, NOW).unwrap();
    let (clip, damaged) = (FrameRange::new(0, 8), commit());
    let failure = Failure { class: ExitClass::BadInput, message: "frame 5".into(), task: Some(1), attempt: 1 };
    store.give_up(&damaged, clip, &failure, 0, NOW).unwrap();
    assert_eq!(task_states(&store, key), [TaskState::Failed, TaskState::Failed, TaskState::Queued]);
    let job = store.job(key).unwrap().unwrap();
    assert_eq!((job.tasks_done, job.frames_open, job.frames_failed, job.bytes_done), (0, 12, 8, 0));
    assert_eq!(job.failure, None, "one clip does not doom its job");
    assert!(store.open_jobs(1).unwrap()[0].has_open_tasks);
    store.complete_task(&commit(), 70, NOW).unwrap();
    assert!(!store.open_jobs(1).unwrap()[0].has_open_tasks, "what is given up is waited for");
    let told: Vec<String> = store.events(key, 0, 100).unwrap().into_iter().map(|event| event.message).collect();
    assert!(told.contains(&"given up: frame 5".to_owned()), "{told:?}");
    // A retry takes all of it up again.
    store.finish_delivered(key, (&[], &[]), Some(&failure), NOW).unwrap();
    store.retry_job(key, "", NOW).unwrap();
    assert_eq!(task_states(&store, key), [TaskState::Queued, TaskState::Queued, TaskState::Succeeded]);
}
