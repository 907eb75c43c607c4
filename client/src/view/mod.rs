//! What is shown of wire messages: the same facts as text and as JSON (`client/JSON.md`).

mod editorial;
mod job;
mod plan;
mod proxies;
mod server;

pub use editorial::{
    ApplicationView, CandidateView, ClipSyncView, CountsView, DriftPointView, EventRangeView, FileFramesView,
    LeftOutView, NearestView, OutcomeView, OverlapView, PlacedSoundView, ProxyRelinkView, PullView, RangeListView,
    RangeView, RelinkView, SoundDriftView, SoundNotesView, SyncView, UnlistedView, UnusedSoundView,
};
pub use job::{EventView, FailureView, JobView, OutputView, ProgressView, SpanView, TaskView, WatchView};
pub use plan::{ClipPlanView, PlanView};
pub use proxies::{ProxyClipView, ProxyRenditionView};
pub use server::{CudaView, DeviceView, ServerView};

#[cfg(test)]
mod tests;
