//! The commands.

mod completions;
mod follow;
mod get;
mod info;
mod list;
mod logs;
mod outputs;
mod plan;
mod relink;
mod review;
mod submit;
mod sync;
mod verbs;
mod verify;
mod watch;

use crate::args::{Cli, Command, GlobalArgs, absolute};
use crate::config;
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::{self, Client, EditorialClient};
use crate::wire::WireError;
use interneg_spec::MediaPath;

/// Runs a command; its results are on standard output when it returns.
///
/// # Errors
/// Says why the command failed; [`ClientError::exit`] has the exit code.
pub async fn run(cli: Cli) -> Result<Exit, ClientError> {
    let global = &cli.global;
    match &cli.command {
        Command::Submit(args) => submit::run(global, args).await,
        Command::Plan(args) => plan::run(global, args).await,
        Command::Watch(args) => watch::run(global, args).await,
        Command::List(args) => list::run(global, args).await,
        Command::Get(args) => get::run(global, args).await,
        Command::Cancel(args) => verbs::cancel(global, args).await,
        Command::Retry(args) => verbs::retry(global, args).await,
        Command::Logs(args) => logs::run(global, args).await,
        Command::Outputs(args) => outputs::run(global, args).await,
        Command::Verify(args) => verify::run(global, args),
        Command::Review(args) => review::run(global, args).await,
        Command::Relink(args) => relink::run(global, args).await,
        Command::Sync(args) => sync::run(global, args).await,
        Command::Info => info::run(global).await,
        Command::Completions(args) => completions::run(args),
    }
}

async fn connect(global: &GlobalArgs) -> Result<Client, ClientError> {
    rpc::connect(&config::server_address(global.server.as_deref())?).await
}

async fn connect_editorial(global: &GlobalArgs) -> Result<EditorialClient, ClientError> {
    rpc::connect_editorial(&config::server_address(global.server.as_deref())?).await
}

/// Paths of the command line as the server takes them.
fn media_paths(paths: &[MediaPath]) -> Result<Vec<String>, ClientError> {
    paths.iter().map(|path| Ok(absolute(path)?.to_string())).collect()
}

/// A part of an answer that the contract says is always there.
fn present<T>(value: Option<T>, field: &str) -> Result<T, ClientError> {
    value.ok_or_else(|| WireError::answer(field, "is absent").into())
}
