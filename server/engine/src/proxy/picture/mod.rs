//! The picture of a proxy: from a decoded camera frame to the Y'CbCr planes that an encoder takes.
//!
//! [`ClipPicture`] is the front door: built once for a clip and all its renditions, then any number of threads render
//! different frames, each with a [`Scratch`] of its own. In this order:
//!
//! 1. **Source**: codes to R'G'B' by the source's own range, matrix and siting.
//! 2. **Size**, only where it changes: in linear light (ACES2065-1), before any look. A source whose window has the size
//!    that it is placed at is never resampled.
//! 3. **Look**: grade (CDL, then a look's file), then the view of a display or the source's own space again.
//! 4. **Place**: on the canvas, black around it, in planes of legal range by the matrix of BT.709.
//! 5. **Letterbox and burn-ins**: on the codes themselves, in whole numbers, so that what lies outside of a box keeps
//!    its codes.
//!
//! Where nothing of this changes the codes of a Y'CbCr source, they are copied: unpacking would filter its chroma twice.
//!
//! **Shared work.** All renditions that change the size take their rows from one band of the source in linear light,
//! which moves down the frame (`schedule.rs`); renditions of one geometry and look share the displayed R'G'B' as
//! well. No memory is as large as a frame, but for dithered renditions, whose noise belongs to a place in the picture.
//!
//! **What holds for the bytes.** They depend on the source frame and the renditions alone, not on threads or on the order
//! of frames. Kernels give the same bits on every processor and at every `INTERNEG_CPU` level, and so do copied codes and
//! burn-ins. A view that runs through OpenColorIO's processor has the logarithms and powers of the C library, so that
//! between machines with other libraries a code may differ by one; a baked view is computed from it.
//!
//! **On a GPU** (`gpu.rs`) a frame goes up once and the planes of all renditions come back, with the same bytes where
//! looks are programs or cubes. An exact view that is no program runs there as OpenColorIO's shader, within 1e-3, only
//! where [`Looks::with_shaders`] allows it ([`LookPath`]).

mod bars;
mod burn_in;
mod check;
mod clip;
mod copy;
mod error;
mod flow;
mod geometry;
mod gpu;
mod look;
mod path;
mod rendition;
mod schedule;
mod scratch;
mod unpack;

pub use burn_in::{BurnIn, BurnInError, BurnInField, BurnInPosition, BurnIns};
pub use clip::ClipPicture;
pub use error::{FrameError, GpuFrameError, PictureError};
pub use geometry::{Geometry, GeometryError, Letterbox};
pub use gpu::GpuPicture;
pub use interneg_kernels::frame::Region;
pub use interneg_kernels::resample::{Filter, Window};
pub use look::{CdlGrade, Look, LookOutput, Looks, LutGrade};
pub use path::LookPath;
pub use rendition::{FrameFacts, PictureTarget, Planes, RenditionPicture, SourceFacts};
pub use scratch::Scratch;
