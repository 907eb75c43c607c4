//! A pipeline at work. No call of it waits for ever, whatever an element does.

use super::ReviewError;
use super::pulse::{Failure, Pulse};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::{AppSink, AppSinkCallbacks, AppSrc};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// How long the end of a pipeline may take. Its threads are left behind where it takes longer.
const FAREWELL: Duration = Duration::from_millis(800);

/// A running pipeline that was built from a text. Dropping it stops it, within a second.
pub(super) struct Pipeline {
    pipeline: gst::Pipeline,
    pulse: Arc<Pulse>,
    patience: Duration,
}

/// A way through the pipeline from its source to its sink.
pub(super) struct Branch {
    source: AppSrc,
    sink: AppSink,
    /// Most buffers that wait in the source.
    most_waiting: u64,
    /// Elements, the sink first.
    stations: Vec<Station>,
}

/// An element and how much went through it.
struct Station {
    name: String,
    taken: Arc<AtomicU64>,
    given: Arc<AtomicU64>,
}

impl Pipeline {
    /// Builds and starts what `text` says.
    ///
    /// # Errors
    /// `Start`; `Element` and `Stalled` where an element fails to start or does not within `patience`.
    pub fn start(text: &str, patience: Duration) -> Result<Self, ReviewError> {
        let refused = |error: gst::glib::Error| ReviewError::Start { reason: error.to_string() };
        gst::init().map_err(refused)?;
        let parsed = gst::parse::launch(text).map_err(refused)?;
        let pipeline = parsed
            .downcast::<gst::Pipeline>()
            .map_err(|_| ReviewError::Start { reason: "the text is of one element only".to_owned() })?;
        let pulse = Arc::new(Pulse::default());
        let made = Self { pipeline, pulse, patience };
        made.listen()?;
        Ok(made)
    }

    /// Finds the branch between two ends, by their names, and counts what goes through it. Before [`Self::play`].
    ///
    /// # Errors
    /// `Start` where the text has no such ends.
    pub fn branch(&self, source: &str, sink: &str, most_waiting: u64) -> Result<Branch, ReviewError> {
        let absent = |name: &str| ReviewError::Start { reason: format!("the text has no end called {name}") };
        let find = |name: &str| self.pipeline.by_name(name).ok_or_else(|| absent(name));
        let source = find(source)?.downcast::<AppSrc>().map_err(|_| absent(source))?;
        let sink = find(sink)?.downcast::<AppSink>().map_err(|_| absent(sink))?;
        // Probes tell what is on its way to the sink, these what has arrived.
        let (arrived, ended) = (Arc::clone(&self.pulse), Arc::clone(&self.pulse));
        let arrived = move |_: &AppSink| {
            arrived.beat();
            Ok(gst::FlowSuccess::Ok)
        };
        sink.set_callbacks(AppSinkCallbacks::builder().new_sample(arrived).eos(move |_| ended.beat()).build());
        let mut stations = Vec::new();
        let mut next = Some(sink.clone().upcast::<gst::Element>());
        while let Some(element) = next {
            stations.push(Station::watch(&element, &self.pulse));
            let upstream = element.static_pad("sink").and_then(|pad| pad.peer());
            next = upstream.and_then(|pad| pad.parent_element());
        }
        Ok(Branch { source, sink, most_waiting, stations })
    }

    /// Lets it run.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn play(&self) -> Result<(), ReviewError> {
        let pipeline = self.pipeline.clone();
        // An element may block in here, such as one that opens a file.
        match within(self.patience, move || pipeline.set_state(gst::State::Playing)) {
            Some(Ok(_)) => self.check(),
            Some(Err(error)) => {
                self.check()?;
                Err(ReviewError::Start { reason: error.to_string() })
            }
            None => {
                // Those that wait for their turn have nothing pending.
                let is_stuck = |element: &gst::Element| element.pending_state() != gst::State::VoidPending;
                let stuck = self.pipeline.iterate_elements().into_iter().flatten().find(is_stuck);
                Err(self.stalled(stuck.map(|element| element.name().to_string())))
            }
        }
    }

    /// Hands over a buffer, as soon as the source has room for it.
    ///
    /// # Errors
    /// `Element` and `Stalled`.
    pub fn push(&self, branch: &Branch, buffer: gst::Buffer) -> Result<(), ReviewError> {
        self.wait_for(branch, || (branch.source.current_level_buffers() < branch.most_waiting).then_some(()))?;
        let pushed = branch.source.push_buffer(buffer);
        pushed.map(drop).map_err(|error| self.refused(branch, error))
    }

    /// Says that no more comes.
    ///
    /// # Errors
    /// `Element`.
    pub fn end(&self, branch: &Branch) -> Result<(), ReviewError> {
        branch.source.end_of_stream().map(drop).map_err(|error| self.refused(branch, error))
    }

    /// What came out, where something is there.
    ///
    /// # Errors
    /// `Element`.
    pub fn poll(&self, branch: &Branch) -> Result<Option<gst::Sample>, ReviewError> {
        self.check()?;
        Ok(branch.sink.try_pull_sample(gst::ClockTime::ZERO))
    }

    /// What comes out next; `None` at the end of the stream.
    ///
    /// # Errors
    /// `Element` and `Stalled`.
    pub fn pull(&self, branch: &Branch) -> Result<Option<gst::Sample>, ReviewError> {
        self.wait_for(branch, || {
            let sample = branch.sink.try_pull_sample(gst::ClockTime::ZERO);
            (sample.is_some() || branch.sink.is_eos()).then_some(sample)
        })
    }

    /// Waits until `ready` gives something. Whatever moves in the pipeline begins the wait anew.
    fn wait_for<T>(&self, branch: &Branch, ready: impl Fn() -> Option<T>) -> Result<T, ReviewError> {
        loop {
            let seen = self.pulse.beats();
            self.check()?;
            if let Some(result) = ready() {
                return Ok(result);
            }
            if !self.pulse.wait(seen, self.patience) {
                return Err(self.stalled(branch.stopped().map(str::to_owned)));
            }
        }
    }

    fn check(&self) -> Result<(), ReviewError> {
        match self.pulse.failure() {
            Some(Failure { element, reason }) => Err(ReviewError::Element { element, reason }),
            None => Ok(()),
        }
    }

    fn refused(&self, branch: &Branch, error: gst::FlowError) -> ReviewError {
        let element = branch.source.name().to_string();
        self.check().err().unwrap_or_else(|| ReviewError::Element { element, reason: error.to_string() })
    }

    fn stalled(&self, element: Option<String>) -> ReviewError {
        let element = element.unwrap_or_else(|| "pipeline".to_owned());
        ReviewError::Stalled { element, waited_s: self.patience.as_secs() }
    }

    /// Keeps the first error of the bus. Its messages are taken where they arise, so that none are left over.
    fn listen(&self) -> Result<(), ReviewError> {
        let bus = self.pipeline.bus();
        let bus = bus.ok_or_else(|| ReviewError::Start { reason: "the pipeline has no bus".to_owned() })?;
        let pulse = Arc::clone(&self.pulse);
        bus.set_sync_handler(move |_, message| {
            match message.view() {
                gst::MessageView::Error(error) => {
                    let element = message.src().map_or_else(|| "pipeline".into(), |source| source.name());
                    let details = error.debug().map(|debug| format!(" ({debug})")).unwrap_or_default();
                    let reason = format!("{}{details}", error.error()).replace('\n', " ");
                    pulse.fail(Failure { element: element.to_string(), reason });
                }
                gst::MessageView::Eos(_) => pulse.beat(),
                _ => {}
            }
            gst::BusSyncReply::Drop
        });
        Ok(())
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        let pipeline = self.pipeline.clone();
        within(FAREWELL, move || pipeline.set_state(gst::State::Null));
    }
}

impl Branch {
    /// The name of the element that stopped: the furthest down that took more than it gave.
    fn stopped(&self) -> Option<&str> {
        let (_sink, inner) = self.stations.split_first()?;
        let holds = |station: &&Station| station.taken.load(Ordering::Relaxed) > station.given.load(Ordering::Relaxed);
        inner.iter().find(holds).or_else(|| inner.last()).map(|station| station.name.as_str())
    }
}

impl Station {
    fn watch(element: &gst::Element, pulse: &Arc<Pulse>) -> Self {
        let station = Self {
            name: element.name().to_string(),
            taken: Arc::new(AtomicU64::new(0)),
            given: Arc::new(AtomicU64::new(0)),
        };
        for (pads, count) in [(element.sink_pads(), &station.taken), (element.src_pads(), &station.given)] {
            for pad in pads {
                let (count, pulse) = (Arc::clone(count), Arc::clone(pulse));
                let kinds = gst::PadProbeType::BUFFER | gst::PadProbeType::EVENT_DOWNSTREAM;
                pad.add_probe(kinds, move |_, probe| {
                    if probe.buffer().is_some()
                        || probe.event().is_some_and(|event| event.type_() == gst::EventType::Eos)
                    {
                        count.fetch_add(1, Ordering::Relaxed);
                        pulse.beat();
                    }
                    gst::PadProbeReturn::Ok
                });
            }
        }
        station
    }
}

/// Runs `job` on a thread of its own; `None` where it takes longer than `patience`, and the thread is left behind.
fn within<T: Send + 'static>(patience: Duration, job: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, wait) = mpsc::sync_channel(1);
    let spawned = std::thread::Builder::new().name("review-state".to_owned()).spawn(move || {
        // Nobody may be waiting any more.
        done.send(job()).ok();
    });
    spawned.ok()?;
    wait.recv_timeout(patience).ok()
}
