//! What a server is.

use interneg_proto::v1;
use serde::Serialize;

/// What a server is and what it can do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServerView {
    /// Address that was asked.
    pub address: String,
    /// Version of this client.
    pub client_version: &'static str,
    /// Version of the server.
    pub version: String,
    /// Name of its machine.
    pub host: String,
    /// Libraries and their versions.
    pub components: Vec<NamedView>,
    /// Folders that jobs may name.
    pub roots: Vec<RootView>,
    /// Built-in colour configurations.
    pub colour_configs: Vec<String>,
    /// Configuration that a job without one gets.
    pub default_colour_config: String,
    /// What sources may be coded in.
    pub decoders: Vec<NamedView>,
    /// What deliveries may be coded in.
    pub encoders: Vec<NamedView>,
    /// What review files are coded by on its machine.
    pub review_encoders: Vec<NamedView>,
    /// What renders.
    pub devices: Vec<DeviceView>,
    /// What renders jobs that name no device.
    pub default_device: String,
    /// What the machine has of CUDA.
    pub cuda: CudaView,
    /// What bounds a job.
    pub limits: LimitsView,
}

/// A name and what there is to say of it: a version, a description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedView {
    /// The name.
    pub name: String,
    /// What there is to say.
    pub description: String,
}

/// A folder that jobs may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RootView {
    /// Name, as in `name:relative/path`.
    pub name: String,
    /// Folder on the server's machine.
    pub path: String,
    /// Deliveries may be written below it.
    pub writable: bool,
}

/// Something that renders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceView {
    /// `cpu`, `cuda` or `unknown`.
    pub kind: &'static str,
    /// As jobs name it: `cpu`, `cuda:0`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Instruction-set level of a CPU, compute capability of a GPU.
    pub capability: String,
    /// Threads it runs at once; 0 for a GPU.
    pub threads: u32,
    /// Memory in bytes; 0 where not known.
    pub memory_bytes: u64,
}

/// What a machine has of CUDA.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CudaView {
    /// Newest CUDA version that the driver supports; empty without a driver.
    pub driver_version: String,
    /// Version of NVRTC; empty where it cannot be used.
    pub compiler_version: String,
    /// Why no GPU renders; empty where one does.
    pub reason: String,
}

/// What bounds a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LimitsView {
    /// Worker processes at once.
    pub workers: u32,
    /// Threads of one worker.
    pub threads_per_worker: u32,
    /// Memory of all workers together, in bytes.
    pub memory_bytes: u64,
    /// Frames of one task at most.
    pub frames_per_task: u64,
    /// Attempts that a task has.
    pub max_attempts: u32,
    /// Largest width and height of a source picture.
    pub max_dimension: u32,
    /// Largest request, in bytes.
    pub max_request_bytes: u64,
}

impl ServerView {
    /// The server at `address`.
    pub fn new(address: &str, wire: &v1::ServerInfo) -> Self {
        let codec = |codec: &v1::Codec| NamedView { name: codec.name.clone(), description: codec.description.clone() };
        let component = |component: &v1::Component| NamedView {
            name: component.name.clone(),
            description: component.version.clone(),
        };
        let root =
            |root: &v1::Root| RootView { name: root.name.clone(), path: root.path.clone(), writable: root.writable };
        Self {
            address: address.to_owned(),
            client_version: env!("CARGO_PKG_VERSION"),
            version: wire.version.clone(),
            host: wire.host.clone(),
            components: wire.components.iter().map(component).collect(),
            roots: wire.roots.iter().map(root).collect(),
            colour_configs: wire.colour_configs.clone(),
            default_colour_config: wire.default_colour_config.clone(),
            decoders: wire.decoders.iter().map(codec).collect(),
            encoders: wire.encoders.iter().map(codec).collect(),
            review_encoders: wire.review_encoders.iter().map(codec).collect(),
            devices: wire.devices.iter().map(device).collect(),
            default_device: wire.default_device.clone(),
            cuda: wire.cuda.as_ref().map(cuda).unwrap_or_default(),
            limits: wire.limits.as_ref().map(limits).unwrap_or_default(),
        }
    }
}

fn device(wire: &v1::Device) -> DeviceView {
    let kind = match wire.kind() {
        v1::device::Kind::Cpu => "cpu",
        v1::device::Kind::Cuda => "cuda",
        v1::device::Kind::Unspecified => "unknown",
    };
    DeviceView {
        kind,
        id: wire.id.clone(),
        name: wire.name.clone(),
        capability: wire.capability.clone(),
        threads: wire.threads,
        memory_bytes: wire.memory_bytes,
    }
}

fn cuda(wire: &v1::CudaSupport) -> CudaView {
    CudaView {
        driver_version: wire.driver_version.clone(),
        compiler_version: wire.compiler_version.clone(),
        reason: wire.reason.clone(),
    }
}

fn limits(wire: &v1::Limits) -> LimitsView {
    LimitsView {
        workers: wire.workers,
        threads_per_worker: wire.threads_per_worker,
        memory_bytes: wire.memory_bytes,
        frames_per_task: wire.frames_per_task,
        max_attempts: wire.max_attempts,
        max_dimension: wire.max_dimension,
        max_request_bytes: wire.max_request_bytes,
    }
}
