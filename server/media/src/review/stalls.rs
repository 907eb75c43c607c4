//! Pipelines that stop, fail or never start: every call ends, with the name of the element.

use super::ReviewError;
use super::pipeline::{Branch, Pipeline};
use gstreamer as gst;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

/// Short, because these tests wait for it to be over.
const PATIENCE: Duration = Duration::from_secs(1);
/// What no test may take: the machine may be busy, and the patience is spent once or twice.
const FAR_TOO_LONG: Duration = Duration::from_secs(60);

/// A pipeline whose middle is `elements`; `None` where GStreamer has no ends for it here.
fn pipeline(elements: &str) -> Option<Result<(Pipeline, Branch), ReviewError>> {
    if !super::elements::is_there("appsrc") || !super::elements::is_there("identity") {
        assert!(std::env::var_os("CI").is_none(), "GStreamer has no plug-ins, which the set-up installs");
        println!("skipped: GStreamer has no plug-ins here");
        return None;
    }
    let text = format!(
        "appsrc name=in format=time max-buffers=2 max-bytes=0 caps=application/x-test ! {elements} ! \
         appsink name=out sync=false async=false"
    );
    Some(Pipeline::start(&text, PATIENCE).and_then(|pipeline| {
        let branch = pipeline.branch("in", "out", 2)?;
        pipeline.play()?;
        Ok((pipeline, branch))
    }))
}

/// Runs `test` on a thread of its own, so that a call that does not end fails the test and does not hang it.
fn ends<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, wait) = mpsc::channel();
    std::thread::spawn(move || done.send(test()));
    wait.recv_timeout(FAR_TOO_LONG).expect("every call ends")
}

fn push_ten(pipeline: &Pipeline, branch: &Branch) -> Result<(), ReviewError> {
    (0..10).try_for_each(|_| pipeline.push(branch, gst::Buffer::from_slice([0; 16])))
}

#[test]
fn what_goes_in_comes_out() {
    let outcome = ends(|| {
        let (pipeline, branch) = pipeline("queue ! identity")?.unwrap();
        push_ten(&pipeline, &branch).unwrap();
        pipeline.end(&branch).unwrap();
        let mut count = 0;
        while pipeline.pull(&branch).unwrap().is_some() {
            count += 1;
        }
        Some(count)
    });
    assert!(outcome.is_none_or(|count| count == 10));
}

#[test]
fn an_element_that_takes_and_never_gives_is_named() {
    let error = ends(|| {
        // Sleeps for an hour with the first buffer, whatever it is told: only its thread can be left behind.
        let (pipeline, branch) =
            pipeline("identity name=sleeper sleep-time=3600000000 ! identity name=behind")?.unwrap();
        Some(push_ten(&pipeline, &branch).unwrap_err())
    });
    let Some(error) = error else { return };
    assert!(matches!(&error, ReviewError::Stalled { element, waited_s: 1 } if element == "sleeper"), "{error}");
}

#[test]
fn an_end_that_never_comes_is_an_error() {
    let error = ends(|| {
        let (pipeline, branch) = pipeline("identity name=sleeper sleep-time=3600000000")?.unwrap();
        pipeline.push(&branch, gst::Buffer::from_slice([0; 16])).unwrap();
        pipeline.end(&branch).unwrap();
        Some(pipeline.pull(&branch).map(|sample| sample.is_some()).unwrap_err())
    });
    let Some(error) = error else { return };
    assert!(matches!(&error, ReviewError::Stalled { element, .. } if element == "sleeper"), "{error}");
}

#[test]
fn an_element_that_fails_is_named_with_its_words() {
    let error = ends(|| {
        let (pipeline, branch) = pipeline("identity name=breaker error-after=3")?.unwrap();
        let pushed = push_ten(&pipeline, &branch);
        Some(pushed.and_then(|()| pipeline.pull(&branch).map(drop)).and_then(|()| {
            loop {
                pipeline.pull(&branch)?;
            }
        }))
    });
    let Some(Err::<(), _>(error)) = error else { return };
    assert!(matches!(&error, ReviewError::Element { element, .. } if element == "breaker"), "{error}");
}

#[test]
fn a_file_that_nobody_reads_ends_the_wait() {
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let error = ends(move || {
        // The system lets nobody open a named pipe for writing until somebody reads it.
        let beside =
            format!("tee name=both both. ! filesink name=blocker location={} both. ! identity", fifo.display());
        Some(pipeline(&beside)?.err().unwrap())
    });
    let Some(error) = error else { return };
    assert!(matches!(&error, ReviewError::Stalled { element, .. } if element == "blocker"), "{error}");
}

#[test]
fn texts_that_are_no_pipelines_are_errors() {
    for elements in ["no-such-element", "identity no-such-property=1", "identity ! ! identity"] {
        let Some(result) = ends(move || pipeline(elements)) else { return };
        assert!(matches!(result, Err(ReviewError::Start { .. })), "{elements}");
    }
}
