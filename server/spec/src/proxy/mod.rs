//! Editorial proxies: what may be asked for.

mod check;
mod codec;
mod framing;
mod job;
mod look;
mod plain_name;
mod review;
mod sound;
#[cfg(test)]
mod tests;
mod vendor;
mod verify;

pub use codec::{CodecFamily, EncoderChoice, ProxyCodec, Wrapper};
pub use framing::{BurnIn, BurnInField, BurnInPosition, FramingChoice};
pub use job::{IdentityChoice, ProxyJob, ProxyKind, ProxySource, ReelRule, Rendition, Unidentified, VariableRate};
pub use look::{LookChoice, ViewLook};
pub use plain_name::{NameError, check_plain_name};
pub use review::{ReviewChoice, ReviewCodec};
pub use sound::{SoundChoice, SoundSource};
pub use vendor::Vendor;
pub use verify::VerifyChoice;
