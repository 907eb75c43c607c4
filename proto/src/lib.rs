//! The wire contract of Interneg: package `interneg.v1`, its generated types and nothing else.
//!
//! The texts are in `proto/interneg/v1`; every message, field, enum value and RPC is explained there, and the
//! explanations come along as documentation of the generated types. Conversions to and from our own types live
//! with whoever needs them, at the edges of the service and of the client.

/// Package `interneg.v1`.
#[expect(unused_qualifications, clippy::allow_attributes, reason = "the generator writes so")]
pub mod v1 {
    tonic::include_proto!("interneg.v1");

    /// Encoded `FileDescriptorSet` of the package and of what it imports, for gRPC reflection.
    pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/interneg.v1.binpb"));

    /// Name of the service as health checks and reflection know it.
    pub const SERVICE_NAME: &str = "interneg.v1.RenderService";

    /// Name of the service that answers editorial.
    pub const EDITORIAL_SERVICE_NAME: &str = "interneg.v1.EditorialService";

    /// Largest cut, and largest passport, that a request of the editorial service carries, in bytes.
    pub const MAX_LIST_BYTES: usize = 16 << 20;

    /// `domain` of every `google.rpc.ErrorInfo` that the service sends.
    pub const ERROR_DOMAIN: &str = "interneg";
}
