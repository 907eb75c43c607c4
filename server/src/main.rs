//! `internegd`: the render service, its workers, and single jobs without a service.

use clap::{Parser, Subcommand};
use interneg_engine::ExitClass;
use interneg_server::config::{self, Config, ConfigFlags, LogFormat};
use interneg_server::{logging, run, serve, worker};
use std::process::ExitCode;

/// Renders archival masters from camera originals.
///
/// Examples:
///   internegd serve --config /etc/interneg/internegd.toml
///   internegd config --root ocf=/srv/ocf --root out=/srv/deliveries:rw > internegd.toml
///   internegd run --config internegd.toml --progress openjd job.toml
///
/// Exit codes: 0 done, 2 wrong usage, 65 job or source at fault, 66 source missing, 70 a bug, 73 output in the way,
/// 74 input/output error, 75 try again, 77 not permitted, 78 configuration wrong, 130 and 143 stopped.
#[derive(Parser)]
#[command(version, verbatim_doc_comment)]
struct Arguments {
    #[command(flatten)]
    flags: ConfigFlags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve gRPC until SIGTERM.
    Serve,
    /// Print the configuration in force as TOML: file, over it the environment (INTERNEG_*), over that the flags.
    Config,
    /// Render one job without a service; what an earlier run has finished is not rendered again.
    Run(run::RunArguments),
    /// Render one task; started by the service.
    #[command(hide = true)]
    Worker(worker::WorkerArguments),
}

fn main() -> ExitCode {
    let Arguments { flags, command } = Arguments::parse();
    let class = match command {
        // A worker is told everything that it needs; the configuration is its coordinator's business.
        Command::Worker(arguments) => {
            logging::start(LogFormat::Text);
            worker::work(arguments)
        }
        Command::Serve => with_config(&flags, |config| match serve_until_stopped(config) {
            Ok(()) => ExitClass::Success,
            Err(error) => complain(&error, error.class()),
        }),
        Command::Config => with_config(&flags, print_config),
        Command::Run(arguments) => return with_config_code(&flags, |config| run::run(config, &arguments)),
    };
    ExitCode::from(class.code())
}

fn with_config(flags: &ConfigFlags, work: impl FnOnce(Config) -> ExitClass) -> ExitClass {
    match config::load(flags, |name| std::env::var_os(name)) {
        Ok(config) => work(config),
        Err(error) => complain(&error, ExitClass::Configuration),
    }
}

fn with_config_code(flags: &ConfigFlags, work: impl FnOnce(Config) -> u8) -> ExitCode {
    match config::load(flags, |name| std::env::var_os(name)) {
        Ok(config) => ExitCode::from(work(config)),
        Err(error) => ExitCode::from(complain(&error, ExitClass::Configuration).code()),
    }
}

fn serve_until_stopped(config: Config) -> Result<(), serve::ServeError> {
    logging::start(config.log_format);
    let runtime = tokio::runtime::Runtime::new().map_err(serve::ServeError::System)?;
    let result = runtime.block_on(serve::serve(config));
    // A plan that still reads its sources must not hold us up.
    runtime.shutdown_background();
    result
}

fn print_config(config: Config) -> ExitClass {
    match toml::to_string(&config) {
        Ok(text) => {
            print!("{text}");
            ExitClass::Success
        }
        Err(error) => complain(&error, ExitClass::Internal),
    }
}

fn complain(error: &dyn std::fmt::Display, class: ExitClass) -> ExitClass {
    eprintln!("internegd: error: {error}");
    class
}
