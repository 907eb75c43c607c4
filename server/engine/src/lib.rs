//! The pipeline: a job becomes a plan, a plan becomes tasks, a task becomes frames with records, and the
//! coordinator publishes what a winning attempt has proven.
//!
//! Plain threads and bounded channels; this crate knows no socket and no async runtime.

mod abilities;
mod assembly;
mod changed;
mod class;
mod device;
pub mod editorial;
mod error;
mod event;
mod plan;
pub mod proxy;
mod record;
mod render;
mod roots;
mod work;

pub use abilities::{Abilities, Ability, abilities};
pub use assembly::{Assembly, Delivery, Leftover, LeftoverState, Output, leftovers};
pub use class::ExitClass;
pub use device::{
    Absence, Cuda, DeviceRequest, DeviceRequestError, Gpu, Inventory, UnknownLevel, cpu_level, inventory,
};
pub use error::EngineError;
pub use event::WorkerEvent;
pub use plan::{ClipSummary, FrameBudget, Plan, PlanEnvironment, PlanSummary, RunsOn, Span, TargetColour, plan};
pub use proxy::{
    ClipFailure, ClipRecord, PlannedClip, PlannedClipReview, PlannedGrade, PlannedLook, PlannedReview, PlannedSound,
    ProductionSound, ProxyAssembly, ProxyDelivery, ProxyFile, ProxyPlan, ReviewView, ReviewViewError, plan_proxies,
};
pub use record::{FrameRecord, StageTimes, TaskManifest};
pub use render::{TaskRequest, render_task};
pub use roots::{Root, RootError, Roots};
pub use work::WorkPlan;
