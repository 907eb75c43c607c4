//! `interneg`: submits, plans, follows and verifies Interneg renders.

use clap::Parser;
use interneg_client::args::Cli;
use interneg_client::error::ClientError;
use interneg_client::{commands, output};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.global.json;
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(source) => {
            return output::report(&ClientError::System { action: "start the runtime", source }, json).into();
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(exit) => exit.into(),
        Err(error) => output::report(&error, json).into(),
    }
}
