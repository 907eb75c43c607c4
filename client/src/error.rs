//! Why a command failed, and with which exit code.

use crate::exit::Exit;
use crate::rpc::RpcError;
use crate::wire::WireError;
use std::path::PathBuf;
use thiserror::Error;

/// Why a command failed.
#[derive(Debug, Error)]
pub enum ClientError {
    /// Arguments that fit each alone but not together.
    #[error("{0}")]
    Usage(String),
    /// A file that was named could not be read.
    #[error("cannot read: {source}: {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A cut or a passport is larger than a request may be.
    #[error("larger than {limit} bytes, which is more than a call carries: {}", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Most bytes that are sent.
        limit: usize,
    },
    /// The job file, or the job that file and flags make together, is no job.
    #[error("not a job: {message}")]
    Job {
        /// What is wrong, and what would settle it.
        message: String,
    },
    /// The client's own configuration file is wrong.
    #[error("not a client configuration: {message}: {}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The server address is none.
    #[error("not a server address: {address:?}: {message}")]
    Address {
        /// The address.
        address: String,
        /// What is wrong.
        message: String,
    },
    /// Nobody answers at the server address.
    #[error(
        "no server at {address}: {message}\n  start one with: internegd serve\n  \
         or name another with --server, INTERNEG_SERVER or server = \"…\" in ~/.config/interneg/client.toml"
    )]
    Unreachable {
        /// The address.
        address: String,
        /// What the system said.
        message: String,
    },
    /// The server refused or failed.
    #[error(transparent)]
    Rpc(#[from] Box<RpcError>),
    /// A job that the wire cannot carry, or an answer that cannot be read.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The connection to a watched job broke and did not come back.
    #[error("lost {job}: {message}\n  the job may still run; follow it with: interneg watch {job}")]
    Lost {
        /// The job.
        job: String,
        /// What the last try said.
        message: String,
    },
    /// The system refused something that every run needs.
    #[error("cannot {action}: {source}")]
    System {
        /// What was to be done.
        action: &'static str,
        /// Why not.
        source: std::io::Error,
    },
    /// Results could not be written.
    #[error("cannot write the result: {0}")]
    Output(#[from] std::io::Error),
}

impl ClientError {
    /// Exit code of the failure.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Read { .. } => Exit::MissingInput,
            Self::Job { .. } | Self::TooLarge { .. } => Exit::BadInput,
            Self::Config { .. } | Self::Address { .. } => Exit::Configuration,
            Self::Unreachable { .. } | Self::Lost { .. } => Exit::TryAgain,
            Self::Rpc(error) => error.exit(),
            Self::Wire(error) => error.exit(),
            Self::System { .. } | Self::Output(_) => Exit::Io,
        }
    }
}

impl From<tonic::Status> for ClientError {
    fn from(status: tonic::Status) -> Self {
        Self::Rpc(Box::new(status.into()))
    }
}
