//! The commands.

mod completions;
mod follow;
mod get;
mod info;
mod list;
mod logs;
mod outputs;
mod plan;
mod submit;
mod verbs;
mod verify;
mod watch;

use crate::args::{Cli, Command, GlobalArgs};
use crate::config;
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::{self, Client};
use crate::wire::WireError;

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
        Command::Info => info::run(global).await,
        Command::Completions(args) => completions::run(args),
    }
}

async fn connect(global: &GlobalArgs) -> Result<Client, ClientError> {
    rpc::connect(&config::server_address(global.server.as_deref())?).await
}

/// A part of an answer that the contract says is always there.
fn present<T>(value: Option<T>, field: &str) -> Result<T, ClientError> {
    value.ok_or_else(|| WireError::answer(field, "is absent").into())
}
