//! Exit codes: what a script or a scheduler may conclude from how a command ended.

use std::process::ExitCode;

/// How a command ended (after the BSD `sysexits` numbers).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// What was asked for is done.
    Success,
    /// A failure that fits no other class.
    Failure,
    /// Wrong use of the command line.
    Usage,
    /// The job breaks a rule, or files are damaged.
    BadInput,
    /// A file, folder or job does not exist.
    MissingInput,
    /// The device that was asked for is not there, or was lost.
    Device,
    /// A bug of ours.
    Internal,
    /// The output exists and differs, or cannot be created.
    Output,
    /// Reading or writing failed, the disk is full.
    Io,
    /// Try again later.
    TryAgain,
    /// Not permitted.
    NotPermitted,
    /// The configuration is wrong, or client and server do not fit together.
    Configuration,
    /// Ctrl-C.
    Interrupted,
    /// The job was cancelled.
    Cancelled,
}

/// Class, process exit code, and what the help says of it.
const TABLE: [(Exit, u8, &str); 14] = [
    (Exit::Success, 0, "done; with --wait and watch: every frame and manifest is delivered"),
    (Exit::Failure, 1, "failed in a way that no other code names"),
    (Exit::Usage, 2, "wrong use of the command line"),
    (Exit::BadInput, 65, "the job breaks a rule, a source is damaged, or verify, relink or sync found a difference"),
    (Exit::MissingInput, 66, "a file, folder, manifest or job does not exist or cannot be read"),
    (Exit::Device, 69, "the device that the job names is not there, or was lost; try another machine or device"),
    (Exit::Internal, 70, "a bug in interneg or internegd"),
    (Exit::Output, 73, "the output exists and differs, or cannot be created"),
    (Exit::Io, 74, "reading or writing failed, or the disk is full"),
    (Exit::TryAgain, 75, "try again later: the server cannot be reached or something is busy"),
    (Exit::NotPermitted, 77, "not permitted, such as a path outside the server's roots"),
    (Exit::Configuration, 78, "the configuration is wrong, or client and server do not fit together"),
    (Exit::Interrupted, 130, "Ctrl-C: detached from the job, or cancelled it when pressed twice"),
    (Exit::Cancelled, 143, "the job was cancelled"),
];

impl Exit {
    /// Process exit code.
    pub fn code(self) -> u8 {
        TABLE.iter().find(|(exit, ..)| *exit == self).map_or(1, |(_, code, _)| *code)
    }

    /// Class of an exit code that the server tells of a job; codes that we do not use are [`Exit::Failure`].
    pub fn from_code(code: u32) -> Self {
        TABLE.iter().find(|(_, known, _)| u32::from(*known) == code).map_or(Self::Failure, |(exit, ..)| *exit)
    }

    /// The table as the help shows it.
    pub fn help() -> String {
        let lines = TABLE.iter().map(|(_, code, meaning)| format!("  {code:>3}  {meaning}"));
        format!("Exit codes:\n{}", lines.collect::<Vec<_>>().join("\n"))
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_farm_contract() {
        for (exit, code) in [
            (Exit::Success, 0),
            (Exit::Failure, 1),
            (Exit::Usage, 2),
            (Exit::BadInput, 65),
            (Exit::MissingInput, 66),
            (Exit::Device, 69),
            (Exit::Internal, 70),
            (Exit::Output, 73),
            (Exit::Io, 74),
            (Exit::TryAgain, 75),
            (Exit::NotPermitted, 77),
            (Exit::Configuration, 78),
            (Exit::Interrupted, 130),
            (Exit::Cancelled, 143),
        ] {
            assert_eq!(exit.code(), code);
            assert_eq!(Exit::from_code(u32::from(code)), exit);
            assert!(Exit::help().contains(&format!("{code:>3}  ")), "{code} is not in the help");
        }
        // OpenCue gives 33 and 137 meanings of its own.
        assert!(!TABLE.iter().any(|(_, code, _)| [33, 137].contains(code)));
        assert_eq!(Exit::from_code(33), Exit::Failure);
    }
}
