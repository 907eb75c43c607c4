//! GetServerInfo.

use super::status::internal;
use super::{MAX_REQUEST_BYTES, RenderApi};
use interneg_engine::{Ability, Cuda};
use interneg_proto::v1;
use interneg_spec::DeviceChoice;
use tonic::Status;

impl RenderApi {
    pub(super) async fn info(&self) -> Result<v1::GetServerInfoResponse, Status> {
        // Loading the built-in configurations' names may read a table for the first time.
        let abilities =
            tokio::task::spawn_blocking(interneg_engine::abilities).await.map_err(|error| internal(&error))?;
        let (config, limits) = (&self.config, self.config.limits());
        let codecs = |abilities: Vec<Ability>| abilities.into_iter().map(codec).collect();
        let info = v1::ServerInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            host: rustix::system::uname().nodename().to_string_lossy().into_owned(),
            components: abilities
                .libraries
                .into_iter()
                .map(|(name, version)| v1::Component { name: name.to_owned(), version })
                .collect(),
            roots: self.environment.roots.all().iter().map(root).collect(),
            colour_configs: abilities.colour_configs.into_iter().map(str::to_owned).collect(),
            default_colour_config: config.colour_config.clone(),
            decoders: codecs(abilities.readers),
            encoders: codecs(abilities.writers),
            review_encoders: codecs(abilities.review),
            devices: self.devices(),
            default_device: config.device.to_string(),
            cuda: Some(cuda(&self.inventory.cuda)),
            limits: Some(v1::Limits {
                workers: count(limits.workers),
                threads_per_worker: count(limits.threads_per_worker),
                memory_bytes: limits.memory_bytes,
                frames_per_task: limits.frames_per_task,
                max_attempts: config.max_attempts,
                max_dimension: config.max_dimension,
                max_request_bytes: MAX_REQUEST_BYTES as u64,
            }),
        };
        Ok(v1::GetServerInfoResponse { info: Some(info) })
    }

    fn devices(&self) -> Vec<v1::Device> {
        let gpus = self.inventory.cuda.gpus.iter().enumerate().map(|(number, gpu)| v1::Device {
            kind: v1::device::Kind::Cuda.into(),
            name: gpu.name.clone(),
            threads: 0,
            memory_bytes: gpu.memory_bytes,
            id: DeviceChoice::Cuda(count(number)).to_string(),
            capability: gpu.compute_capability.clone(),
        });
        std::iter::once(processors(&self.inventory.cpu_level)).chain(gpus).collect()
    }
}

fn cuda(cuda: &Cuda) -> v1::CudaSupport {
    v1::CudaSupport {
        driver_version: cuda.driver_version.clone().unwrap_or_default(),
        compiler_version: cuda.compiler_version.clone().unwrap_or_default(),
        reason: cuda.absence.as_ref().map(|absence| absence.reason.clone()).unwrap_or_default(),
    }
}

fn codec(ability: Ability) -> v1::Codec {
    v1::Codec { name: ability.name.to_owned(), description: ability.description.to_owned() }
}

fn root(root: &interneg_engine::Root) -> v1::Root {
    v1::Root { name: root.name.clone(), path: root.path.to_string_lossy().into_owned(), writable: root.writable }
}

/// The machine's processors as one device.
fn processors(level: &str) -> v1::Device {
    let system = rustix::system::sysinfo();
    // Memory is counted in units, which are bytes on today's kernels; the widths differ between them.
    #[expect(clippy::useless_conversion, reason = "the field's type is the C library's long")]
    let memory_bytes = u64::from(system.totalram).saturating_mul(u64::from(system.mem_unit));
    v1::Device {
        kind: v1::device::Kind::Cpu.into(),
        name: rustix::system::uname().machine().to_string_lossy().into_owned(),
        threads: count(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)),
        memory_bytes,
        id: DeviceChoice::Cpu.to_string(),
        capability: level.to_owned(),
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
