//! Editorial proxies: what may be asked for.

mod codec;

pub use codec::{CodecFamily, ProxyCodec, Wrapper};
