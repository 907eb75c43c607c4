//! `internegd`: the render service, its workers, and single jobs without a service.

use clap::{Parser, Subcommand};
use interneg_engine::{ExitClass, cpu_level};
use interneg_server::config::{self, Config, ConfigFlags};
use interneg_server::{clean, devices, logging, run, serve, worker};
use std::io::Write;
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  internegd serve --config /etc/interneg/internegd.toml
  internegd config --root ocf=/srv/ocf --root out=/srv/deliveries:rw > internegd.toml
  internegd run --config internegd.toml --progress openjd job.toml
  internegd clean --config internegd.toml out:blue_river";

const EXIT_CODES: &str = "\
Exit codes:
    0  done; run: every frame is on disk and the manifests are written
    1  failed in a way that no other code names
    2  wrong use of the command line
   65  the job breaks a rule, or a source is damaged
   66  a source or the job file does not exist or cannot be read
   69  the device that the job names is not there, or was lost; try another machine or device
   70  a bug in internegd
   73  the output exists and differs, or cannot be created
   74  reading or writing failed, or the disk is full
   75  try again later: something is busy
   77  not permitted, such as a path outside the roots
   78  the configuration is wrong
  130  run: stopped by SIGINT
  143  run: stopped by SIGTERM";

/// Renders archival masters from camera originals.
#[derive(Parser)]
#[command(version, before_help = EXAMPLES, after_help = EXIT_CODES, max_term_width = 110)]
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
    /// Print the configuration in force as TOML: file, over it the environment, over that the flags.
    ///
    /// A variable is `INTERNEG_` and the key in capitals: INTERNEG_WORKERS=4, INTERNEG_RETRY_MAX_SECONDS=30,
    /// INTERNEG_ROOTS="ocf=/srv/ocf;out=/srv/out:rw". INTERNEG_LOG picks log lines (info, warn, interneg_server=debug).
    Config,
    /// Render one job without a service; what an earlier run has finished is not rendered again.
    Run(run::RunArguments),
    /// List what stopped jobs have left beside deliveries, and with --remove remove it.
    ///
    /// A cancelled or failed job keeps its frames in `.interneg` beside the delivery, so that a retry renders only the
    /// others. Jobs that are being worked on and those that are delivered are left alone; one that is removed can still
    /// be retried, and then renders everything.
    Clean(clean::CleanArguments),
    /// Print what renders on this machine: the level of the processors' kernels, GPUs, and why there are no others.
    ///
    /// INTERNEG_CPU=baseline, avx2 or avx512 lowers the level, for this command and for every other; the frames are the
    /// same.
    Devices(devices::DevicesArguments),
    /// Render one task; started by the service.
    #[command(hide = true)]
    Worker(worker::WorkerArguments),
}

fn main() -> ExitCode {
    let Arguments { flags, command } = Arguments::parse();
    let cpu_level = match cpu_level() {
        Ok(level) => level,
        Err(error) => return ExitCode::from(complain(&error, ExitClass::Configuration).code()),
    };
    let class = match command {
        // A worker is told everything that it needs; the configuration is its coordinator's business.
        Command::Worker(arguments) => {
            logging::start_worker();
            worker::work(arguments, cpu_level)
        }
        Command::Serve => with_config(&flags, |config| match serve_until_stopped(config) {
            Ok(()) => ExitClass::Success,
            Err(error) => complain(&error, error.class()),
        }),
        Command::Config => with_config(&flags, print_config),
        Command::Devices(arguments) => devices::print(arguments),
        Command::Clean(arguments) => with_config(&flags, |config| clean_up(&config, &arguments)),
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

fn clean_up(config: &Config, arguments: &clean::CleanArguments) -> ExitClass {
    let mut unread = Ok(());
    let mut print = |line: &str| {
        // What was asked for is done although nobody reads of it any more.
        unread = std::mem::replace(&mut unread, Ok(())).and_then(|()| writeln!(std::io::stdout(), "{line}"));
    };
    let cleaned = clean::clean(config, arguments, std::time::SystemTime::now(), &mut print);
    match (cleaned, unread) {
        (Err(error), _) => complain(&error, error.class()),
        (Ok(()), Err(error)) if error.kind() != std::io::ErrorKind::BrokenPipe => complain(&error, ExitClass::Io),
        _ => ExitClass::Success,
    }
}

fn complain(error: &dyn std::fmt::Display, class: ExitClass) -> ExitClass {
    eprintln!("internegd: error: {error}");
    class
}
