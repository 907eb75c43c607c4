//! What the server refused, and why: google.rpc details as facts.

use crate::exit::Exit;
use serde::Serialize;
use std::time::Duration;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// An error of the service.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcError {
    /// Canonical code.
    pub code: Code,
    /// Stable reason, `JOB_REJECTED`; empty where the server gave none.
    pub reason: String,
    /// What happened.
    pub message: String,
    /// Fields of the request that are at fault.
    pub violations: Vec<Violation>,
    /// Exit code that the server finds fitting, where it says.
    pub exit_code: Option<u32>,
    /// How long to wait before trying again, where the server says.
    pub retry_after: Option<Duration>,
}

/// One field that is at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Path of the field, `clips[2].colour_space`.
    pub field: String,
    /// Rule or reason; empty where the server gave none.
    pub rule: String,
    /// What is wrong and what would settle it.
    pub description: String,
}

impl RpcError {
    /// Exit code of the error.
    pub fn exit(&self) -> Exit {
        if let Some(code) = self.exit_code.filter(|code| *code > 0) {
            return Exit::from_code(code);
        }
        match (self.reason.as_str(), self.code) {
            // The job is right, only its moment is wrong.
            ("OUTPUT_BUSY" | "ETAG_MISMATCH", _) => Exit::TryAgain,
            ("REQUEST_ID_REUSED" | "INVALID_PAGE", _) => Exit::Usage,
            (_, Code::InvalidArgument | Code::OutOfRange) => Exit::BadInput,
            (_, Code::NotFound) => Exit::MissingInput,
            (_, Code::AlreadyExists) => Exit::Output,
            (_, Code::PermissionDenied | Code::Unauthenticated) => Exit::NotPermitted,
            // A deadline that we set comes back as `Cancelled`.
            (_, Code::Unavailable | Code::ResourceExhausted | Code::Aborted | Code::DeadlineExceeded) => Exit::TryAgain,
            (_, Code::Cancelled) => Exit::TryAgain,
            (_, Code::Unimplemented) => Exit::Configuration,
            (_, Code::Internal | Code::DataLoss) => Exit::Internal,
            (_, Code::Ok | Code::Unknown | Code::FailedPrecondition) => Exit::Failure,
        }
    }

    /// Whether the connection broke, rather than the server having said no.
    pub fn is_broken_connection(&self) -> bool {
        let is_bare = self.reason.is_empty();
        self.code == Code::Unavailable
            || is_bare && matches!(self.code, Code::Unknown | Code::Cancelled | Code::Internal | Code::DeadlineExceeded)
    }
}

impl From<Status> for RpcError {
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let mut violations: Vec<Violation> = details
            .bad_request()
            .map(|bad| bad.field_violations.iter().map(field_violation).collect())
            .unwrap_or_default();
        let precondition = |found: &tonic_types::PreconditionViolation| Violation {
            field: found.subject.clone(),
            rule: found.r#type.clone(),
            description: found.description.clone(),
        };
        if let Some(failure) = details.precondition_failure() {
            violations.extend(failure.violations.iter().map(precondition));
        }
        let info = details.error_info();
        let reason = info.map(|info| info.reason.clone()).unwrap_or_default();
        let exit_code = info.and_then(|info| info.metadata.get("exit_code")?.parse().ok());
        let message = match status.code() {
            Code::Unimplemented => {
                format!("the server does not know this call, its version may be another one: {}", status.message())
            }
            Code::Cancelled if reason.is_empty() => "the server did not answer in time".to_owned(),
            code if status.message().is_empty() => code.description().to_owned(),
            _ => status.message().to_owned(),
        };
        Self {
            code: status.code(),
            reason,
            message,
            violations,
            exit_code,
            retry_after: details.retry_info().and_then(|info| info.retry_delay),
        }
    }
}

fn field_violation(found: &tonic_types::FieldViolation) -> Violation {
    Violation { field: found.field.clone(), rule: found.reason.clone(), description: found.description.clone() }
}

impl std::error::Error for RpcError {}

impl std::fmt::Display for RpcError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if !self.reason.is_empty() {
            write!(f, " ({})", self.reason)?;
        }
        // A single violation is often the message itself.
        for violation in self.violations.iter().filter(|violation| !self.message.contains(&violation.description)) {
            f.write_str("\n  ")?;
            if !violation.field.is_empty() {
                write!(f, "{}: ", violation.field)?;
            }
            f.write_str(&violation.description)?;
            if !violation.rule.is_empty() {
                write!(f, " [{}]", violation.rule)?;
            }
        }
        if let Some(delay) = self.retry_after {
            write!(f, "\n  try again in {} s", delay.as_secs().max(1))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::{ErrorDetails, FieldViolation};

    fn with_reason(code: Code, reason: &str) -> RpcError {
        let details = ErrorDetails::with_error_info(reason, "interneg", []);
        Status::with_error_details(code, "said no", details).into()
    }

    #[test]
    fn details_become_lines_that_say_what_to_do() {
        let mut details = ErrorDetails::with_error_info("JOB_REJECTED", "interneg", []);
        let description = "the source does not say its range; set clips[0].range to full or legal";
        let violation = FieldViolation {
            field: "clips[0].range".into(),
            description: description.into(),
            reason: "SRC-RANGE".into(),
            localized_message: None,
        };
        details.set_bad_request(vec![violation, FieldViolation::new("name.date", "nothing given")]);
        let error: RpcError = Status::with_error_details(Code::InvalidArgument, "the job was rejected", details).into();
        assert_eq!(
            error.to_string(),
            format!(
                "the job was rejected (JOB_REJECTED)\n  clips[0].range: {description} [SRC-RANGE]\n  \
                 name.date: nothing given"
            )
        );
        assert_eq!(error.exit(), Exit::BadInput);
        assert!(!error.is_broken_connection());
    }

    #[test]
    fn the_server_may_say_with_what_to_exit() {
        for (said, code) in [("66", 66), ("77", 77), ("0", 65), ("x", 65), ("33", 1)] {
            let metadata = [("exit_code".to_owned(), said.to_owned())];
            let details = ErrorDetails::with_error_info("JOB_REJECTED", "interneg", metadata);
            let status = Status::with_error_details(Code::InvalidArgument, "job rejected", details);
            assert_eq!(RpcError::from(status).exit().code(), code, "{said}");
        }
    }

    #[test]
    fn what_the_message_says_is_not_said_twice() {
        let mut details = ErrorDetails::new();
        details.add_bad_request_violation("raster", "raster differs");
        let status =
            Status::with_error_details(Code::InvalidArgument, "rejected: NAM-08 raster: raster differs", details);
        assert_eq!(RpcError::from(status).to_string(), "rejected: NAM-08 raster: raster differs");
    }

    #[test]
    fn exit_codes_follow_reason_then_code() {
        for (error, code) in [
            (with_reason(Code::InvalidArgument, "JOB_REJECTED"), 65),
            (with_reason(Code::InvalidArgument, "INVALID_PAGE"), 2),
            (with_reason(Code::NotFound, "JOB_NOT_FOUND"), 66),
            (with_reason(Code::AlreadyExists, "REQUEST_ID_REUSED"), 2),
            (with_reason(Code::FailedPrecondition, "OUTPUT_BUSY"), 75),
            (with_reason(Code::FailedPrecondition, "WRONG_STATE"), 1),
            (with_reason(Code::Aborted, "ETAG_MISMATCH"), 75),
            (with_reason(Code::PermissionDenied, "X"), 77),
            (with_reason(Code::Internal, "INTERNAL"), 70),
            (Status::unavailable("gone").into(), 75),
            (Status::cancelled("Timeout expired").into(), 75),
            (Status::unimplemented("").into(), 78),
        ] {
            assert_eq!(error.exit().code(), code, "{error}");
        }
    }

    #[test]
    fn a_broken_connection_is_told_from_a_refusal() {
        assert!(RpcError::from(Status::unavailable("gone")).is_broken_connection());
        assert!(RpcError::from(Status::unknown("transport error")).is_broken_connection());
        assert!(!with_reason(Code::Internal, "STORE").is_broken_connection());
        assert!(!RpcError::from(Status::not_found("x")).is_broken_connection());
    }
}
