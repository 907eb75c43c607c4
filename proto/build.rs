//! Compiles the wire contract without protoc and keeps its descriptors for gRPC reflection.

use prost::Message;

const FILES: [&str; 13] = [
    "interneg/v1/media.proto",
    "interneg/v1/nam_spec.proto",
    "interneg/v1/proxy_spec.proto",
    "interneg/v1/job_spec.proto",
    "interneg/v1/job.proto",
    "interneg/v1/plan.proto",
    "interneg/v1/output.proto",
    "interneg/v1/server_info.proto",
    "interneg/v1/render_service.proto",
    "interneg/v1/relink.proto",
    "interneg/v1/range_list.proto",
    "interneg/v1/sync_report.proto",
    "interneg/v1/editorial_service.proto",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=proto");
    let descriptors = protox::compile(FILES, ["proto"])?;
    let folder = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(folder.join("interneg.v1.binpb"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure().compile_fds(descriptors)?;
    Ok(())
}
