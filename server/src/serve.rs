//! `internegd serve`: everything together, until it is told to stop.

use crate::config::Config;
use crate::devices;
use crate::executor::{LogTarget, WorkerCommand};
use crate::moment::Moment;
use crate::rpc::{EditorialApi, MAX_EDITORIAL_REQUEST_BYTES, MAX_REQUEST_BYTES, RenderApi};
use crate::scheduler::{Board, Devices, EngineWorkshop, Scheduler, SchedulerError};
use crate::store::{Store, StoreError};
use interneg_engine::{ExitClass, RootError};
use interneg_proto::v1::FILE_DESCRIPTOR_SET;
use interneg_proto::v1::editorial_service_server::EditorialServiceServer;
use interneg_proto::v1::render_service_server::RenderServiceServer;
use rustix::fs::FlockOperation;
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::codec::CompressionEncoding;
use tonic::transport::Server;

/// Why the service could not start or go on.
#[derive(Debug, Error)]
pub enum ServeError {
    /// A folder or file of ours cannot be used.
    #[error("failed to {action} {path}: {source}", path = .path.display())]
    DataFolder {
        /// `create`, `lock` …
        action: &'static str,
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another service uses the data folder.
    #[error("another service uses data_dir {path}", path = .0.display())]
    DataFolderBusy(PathBuf),
    /// A configured root cannot be used.
    #[error("roots: {0}")]
    Root(#[from] RootError),
    /// The job store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Jobs would be taken and never rendered.
    #[error(transparent)]
    Scheduler(#[from] SchedulerError),
    /// The address cannot be listened on.
    #[error("failed to listen on {address}: {source}")]
    Listen {
        /// As configured.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The gRPC server ended with an error.
    #[error("the gRPC server failed: {0}")]
    Transport(#[from] tonic::transport::Error),
    /// The reflection service could not be built.
    #[error("the contract's descriptors are unusable: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// A thread, a signal handler or the path of this program could not be had.
    #[error("the system refuses: {0}")]
    System(std::io::Error),
}

impl ServeError {
    /// Who must act, and the exit code that says so.
    pub fn class(&self) -> ExitClass {
        match self {
            Self::Root(_) => ExitClass::Configuration,
            Self::DataFolderBusy(_) => ExitClass::TryAgain,
            Self::Listen { source, .. } => match source.kind() {
                std::io::ErrorKind::AddrInUse => ExitClass::TryAgain,
                std::io::ErrorKind::PermissionDenied => ExitClass::NotPermitted,
                _ => ExitClass::Configuration,
            },
            Self::Store(error) => error.class(),
            Self::Scheduler(error) => error.class(),
            Self::DataFolder { .. } | Self::Transport(_) => ExitClass::Io,
            Self::Reflection(_) | Self::System(_) => ExitClass::Internal,
        }
    }
}

/// Calls that are under way when the service is told to stop get this long.
const LAST_CALLS: Duration = Duration::from_secs(3);
/// A caller that has gone without a word is noticed after about this time.
const KEEPALIVE: Duration = Duration::from_secs(20);

/// Serves until SIGTERM or SIGINT; workers are stopped then, and their tasks wait for the next start.
///
/// # Errors
/// Something that the service stands on cannot be had.
pub async fn serve(config: Config) -> Result<(), ServeError> {
    let _lock = take_data_folder(&config)?;
    let store = Store::open(&config.store_file())?;
    let fenced = store.recover(Moment::now())?;
    if fenced > 0 {
        tracing::warn!(fenced, "the service had not ended in order; its attempts are fenced");
    }
    let environment = Arc::new(crate::plan_environment(&config)?);
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|source| ServeError::Listen { address: config.listen, source })?;
    let address = listener.local_addr().map_err(ServeError::System)?;
    let (shutdown, wake, board) = (CancellationToken::new(), Arc::new(Notify::new()), Board::default());
    stop_on_signals(shutdown.clone())?;
    let inventory = tokio::select! {
        inventory = devices::ask() => Arc::new(inventory),
        // A driver that hangs must not keep the service from ending either.
        () = shutdown.cancelled() => return Ok(()),
    };

    let scheduler = Scheduler {
        store: store.clone(),
        board: board.clone(),
        workshop: Arc::new(EngineWorkshop),
        worker: WorkerCommand::this_program().map_err(ServeError::System)?,
        logs: LogTarget::Folder(config.log_folder()),
        limits: config.limits(),
        devices: Devices::new(config.device, &inventory),
        kernel_folder: config.kernel_folder(),
        retry: config.retry_policy(),
        wait_for_busy_folder: true,
        wake: Arc::clone(&wake),
        shutdown: shutdown.clone(),
    };
    let scheduler = scheduler.spawn().map_err(ServeError::System)?;
    let config = Arc::new(config);
    let api = RenderApi { config, store, board, environment, inventory, wake, shutdown: shutdown.clone() };
    let served = listen(api, listener, address, &shutdown).await;
    // Whatever ended the server, the workers must not outlive it.
    shutdown.cancel();
    let scheduled = scheduler.ended().await;
    tracing::info!("stopped");
    served?;
    Ok(scheduled?)
}

async fn listen(
    api: RenderApi,
    listener: TcpListener,
    address: SocketAddr,
    shutdown: &CancellationToken,
) -> Result<(), ServeError> {
    let editorial = EditorialServiceServer::new(EditorialApi { environment: Arc::clone(&api.environment) })
        .max_decoding_message_size(MAX_EDITORIAL_REQUEST_BYTES)
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip);
    let render = RenderServiceServer::new(api)
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip);
    let (health_reporter, health) = tonic_health::server::health_reporter();
    health_reporter.set_serving::<RenderServiceServer<RenderApi>>().await;
    health_reporter.set_serving::<EditorialServiceServer<EditorialApi>>().await;
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()?;
    let server = Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE))
        .tcp_nodelay(true)
        .add_service(render)
        .add_service(editorial)
        .add_service(health)
        .add_service(reflection)
        .serve_with_incoming_shutdown(TcpListenerStream::new(listener), shutdown.cancelled());
    announce(address);
    let out_of_time = async {
        shutdown.cancelled().await;
        health_reporter.set_not_serving::<RenderServiceServer<RenderApi>>().await;
        health_reporter.set_not_serving::<EditorialServiceServer<EditorialApi>>().await;
        tokio::time::sleep(LAST_CALLS).await;
    };
    tokio::select! {
        served = server => Ok(served?),
        () = out_of_time => {
            tracing::warn!("calls were cut off");
            Ok(())
        }
    }
}

/// One line on standard output, for whoever started us and let the system choose the port.
fn announce(address: SocketAddr) {
    tracing::info!(%address, "listening");
    let mut output = std::io::stdout().lock();
    if let Err(error) = writeln!(output, "listening: {address}").and_then(|()| output.flush()) {
        tracing::debug!(%error, "nobody reads standard output");
    }
}

/// Makes the data folder and keeps others out of it for as long as the file lives.
fn take_data_folder(config: &Config) -> Result<File, ServeError> {
    let folder = &config.data_dir;
    let fault = |action, path: PathBuf| move |source| ServeError::DataFolder { action, path, source };
    std::fs::create_dir_all(folder).map_err(fault("create", folder.clone()))?;
    let path = folder.join("lock");
    let lock =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(fault("lock", path.clone()))?;
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(lock),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(ServeError::DataFolderBusy(folder.clone())),
        Err(error) => Err(fault("lock", path)(error.into())),
    }
}

fn stop_on_signals(shutdown: CancellationToken) -> Result<(), ServeError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(ServeError::System)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(ServeError::System)?;
    tokio::spawn(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = name, "stopping");
        shutdown.cancel();
    });
    Ok(())
}
