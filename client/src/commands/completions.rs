//! `interneg completions`.

use crate::args::{Cli, CompletionsArgs, ShellArg};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::output;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

pub(super) fn run(args: &CompletionsArgs) -> Result<Exit, ClientError> {
    output::text(&script(args.shell))?;
    Ok(Exit::Success)
}

fn script(shell: ShellArg) -> String {
    let shell = match shell {
        ShellArg::Bash => Shell::Bash,
        ShellArg::Zsh => Shell::Zsh,
        ShellArg::Fish => Shell::Fish,
    };
    let mut bytes = Vec::new();
    generate(shell, &mut Cli::command(), "interneg", &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_shell_completes_every_command() {
        for shell in ShellArg::value_variants() {
            let script = script(*shell);
            for command in Cli::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell:?} lacks {}", command.get_name());
            }
        }
    }
}
