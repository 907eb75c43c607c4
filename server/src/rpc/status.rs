//! Errors as callers see them: a code, one `ErrorInfo` with a stable reason, and the fields at fault.

use crate::store::{OutputBusy, StoreError, SubmitError, TransitionError};
use crate::submission::class_of;
use interneg_engine::editorial::EditorialError;
use interneg_engine::{ExitClass, ReviewViewError};
use interneg_proto::v1::ERROR_DOMAIN;
use interneg_spec::{Finding, Level};
use std::collections::HashMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// A field of a request and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    /// Path of the field, for example `clips[2].colour_space`.
    pub(super) field: String,
    /// What is wrong and what would settle it.
    pub(super) description: String,
}

impl Violation {
    pub(super) fn new(field: impl Into<String>, description: impl std::fmt::Display) -> Self {
        Self { field: field.into(), description: description.to_string() }
    }
}

fn details(reason: &str, metadata: &[(&str, &str)]) -> ErrorDetails {
    let metadata: HashMap<String, String> =
        metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    ErrorDetails::with_error_info(reason, ERROR_DOMAIN, metadata)
}

/// The plan of a job has errors: one violation each, with the rule as its reason, and `exit_code` for whoever has to end
/// with one.
pub(super) fn job_rejected(findings: &[Finding]) -> Status {
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.level == Level::Error).collect();
    let (count, exit_code) = (errors.len().to_string(), class_of(findings).code().to_string());
    let mut details = details("JOB_REJECTED", &[("errors", &count), ("exit_code", &exit_code)]);
    details.set_bad_request(errors.iter().map(|finding| rule_violation(finding)).collect::<Vec<_>>());
    let message = match errors.as_slice() {
        [only] => format!("job rejected: {only}"),
        _ => format!("job rejected for {count} reasons"),
    };
    Status::with_error_details(Code::InvalidArgument, message, details)
}

fn rule_violation(finding: &Finding) -> FieldViolation {
    let remedy = if finding.remedy.is_empty() { String::new() } else { format!("; {}", finding.remedy) };
    FieldViolation {
        reason: finding.rule.clone(),
        ..FieldViolation::new(&finding.field, format!("{}{remedy}", finding.message))
    }
}

/// Fields of a request are no values of their kind.
pub(super) fn invalid_request(violations: &[Violation]) -> Status {
    let mut details = details("INVALID_REQUEST", &[]);
    for violation in violations {
        details.add_bad_request_violation(&violation.field, &violation.description);
    }
    let message = match violations {
        [only] => format!("{}: {}", only.field, only.description),
        _ => format!("{} fields of the request are wrong", violations.len()),
    };
    Status::with_error_details(Code::InvalidArgument, message, details)
}

/// A page size or page token that cannot be used.
pub(super) fn invalid_page(field: &str, description: &str) -> Status {
    let mut details = details("INVALID_PAGE", &[]);
    details.add_bad_request_violation(field, description);
    Status::with_error_details(Code::InvalidArgument, format!("{field}: {description}"), details)
}

/// There is no such thing; `kind` is `job`, `task` or `attempt`.
pub(super) fn not_found(reason: &str, kind: &str, name: &str) -> Status {
    Status::with_error_details(Code::NotFound, format!("no such {kind}: {name}"), details(reason, &[(kind, name)]))
}

/// The service is about to end.
pub(super) fn shutting_down() -> Status {
    let details = details("SHUTTING_DOWN", &[]);
    Status::with_error_details(Code::Unavailable, "the service is shutting down", details)
}

/// A thread of ours was lost, or a file of ours cannot be read.
pub(super) fn internal(error: &dyn std::fmt::Display) -> Status {
    tracing::error!(%error, "a call failed");
    Status::with_error_details(Code::Internal, error.to_string(), details("INTERNAL", &[]))
}

/// A question of editorial that has no answer; `exit_code` for whoever has to end with one.
pub(super) fn editorial(error: &EditorialError) -> Status {
    let class = error.class();
    let (code, reason) = match (class, error) {
        (ExitClass::MissingInput, _) => (Code::NotFound, "PATH_NOT_FOUND"),
        (ExitClass::NotPermitted, _) => (Code::PermissionDenied, "PATH_NOT_PERMITTED"),
        (_, EditorialError::Path { .. }) => (Code::InvalidArgument, "INVALID_REQUEST"),
        (_, EditorialError::Cut(_)) => (Code::InvalidArgument, "CUT_UNREADABLE"),
        (_, EditorialError::Passport(_)) => (Code::InvalidArgument, "PASSPORT_UNREADABLE"),
        (_, EditorialError::Rules(_)) => return internal(error),
        (_, EditorialError::Folder { .. } | EditorialError::Clip { .. } | EditorialError::Sound { .. }) => {
            (Code::InvalidArgument, "FOLDER_UNUSABLE")
        }
    };
    let mut details = details(reason, &[("exit_code", &class.code().to_string())]);
    details.add_bad_request_violation(error.field(), error.to_string());
    Status::with_error_details(code, error.to_string(), details)
}

/// Nothing of a job's review files can be shown, or not this file.
pub(super) fn review(error: &ReviewViewError) -> Status {
    let precondition = |reason, metadata: &[(&str, &str)], subject: &str| {
        let mut details = details(reason, metadata);
        details.add_precondition_failure_violation("REVIEW", subject, error.to_string());
        Status::with_error_details(Code::FailedPrecondition, error.to_string(), details)
    };
    match error {
        ReviewViewError::NotAskedFor => precondition("NO_REVIEW", &[], "review"),
        ReviewViewError::Delivered(folder) => {
            let folder = folder.to_string_lossy();
            precondition("REVIEW_DELIVERED", &[("folder", &folder)], &folder)
        }
        ReviewViewError::NoSuchFile(name) => not_found("REVIEW_FILE_NOT_FOUND", "file", name),
        ReviewViewError::Read(_) => internal(error),
    }
}

impl From<StoreError> for Status {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the job store failed");
        // A disk may be mended while the caller tries again; a bug is not.
        let code = if error.class() == ExitClass::Internal { Code::Internal } else { Code::Unavailable };
        Self::with_error_details(code, error.to_string(), details("STORE_FAILED", &[]))
    }
}

impl From<SubmitError> for Status {
    fn from(error: SubmitError) -> Self {
        let message = error.to_string();
        match error {
            SubmitError::RequestIdReused(request_id) => {
                let mut details = details("REQUEST_ID_REUSED", &[("request_id", &request_id)]);
                details.add_bad_request_violation("request_id", &message);
                Self::with_error_details(Code::AlreadyExists, message, details)
            }
            SubmitError::OutputBusy(busy) => output_busy(message, &busy),
            SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<TransitionError> for Status {
    fn from(error: TransitionError) -> Self {
        let message = error.to_string();
        match error {
            TransitionError::NotFound(name) => not_found("JOB_NOT_FOUND", "job", &name),
            TransitionError::WrongState { job, state, verb, .. } => {
                let mut details = details("WRONG_STATE", &[("job", &job), ("state", state.as_str()), ("verb", verb)]);
                details.add_precondition_failure_violation("STATE", &job, &message);
                Self::with_error_details(Code::FailedPrecondition, message, details)
            }
            TransitionError::Etag { job, found, wanted } => {
                let details = details("ETAG_MISMATCH", &[("job", &job), ("found", &found), ("wanted", &wanted)]);
                Self::with_error_details(Code::Aborted, message, details)
            }
            TransitionError::OutputBusy(busy) => output_busy(message, &busy),
            TransitionError::Store(error) => error.into(),
        }
    }
}

fn output_busy(message: String, busy: &OutputBusy) -> Status {
    let mut details = details("OUTPUT_BUSY", &[("job", &busy.job), ("folder", &busy.folder)]);
    details.add_precondition_failure_violation("OUTPUT", &busy.folder, &message);
    Status::with_error_details(Code::FailedPrecondition, message, details)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::JobState;

    /// Reads a status as a client does.
    fn check(status: &Status, code: Code, reason: &str, fields: &[&str]) {
        assert_eq!(status.code(), code, "{status:?}");
        let details = status.get_error_details();
        let info = details.error_info().unwrap();
        assert_eq!((info.reason.as_str(), info.domain.as_str()), (reason, "interneg"));
        assert!(reason.len() <= 63 && reason.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'));
        let violations = details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
        let found: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(found, fields);
    }

    #[test]
    fn a_rejected_job_names_each_field_with_rule_and_remedy() {
        let findings = [
            Finding::error("NAM-06", "raster", "1920x1080 is below 3840x2160", "set client_approved_resolution"),
            Finding::warning("NAM-30", "clips[0].reel", "no reel", "set reel"),
            Finding::error("SRC-RANGE", "clips[1].range", "the file does not say its range", "set range"),
        ];
        let status = job_rejected(&findings);
        check(&status, Code::InvalidArgument, "JOB_REJECTED", &["raster", "clips[1].range"]);
        let details = status.get_error_details();
        let first = &details.bad_request().unwrap().field_violations[0];
        assert_eq!(first.reason, "NAM-06");
        assert_eq!(first.description, "1920x1080 is below 3840x2160; set client_approved_resolution");
        assert_eq!(details.error_info().unwrap().metadata["exit_code"], "65");
    }

    #[test]
    fn questions_of_editorial_say_which_field_has_no_answer() {
        use interneg_engine::RootError;
        let path = |error| EditorialError::Path { field: "ocf[1]".to_owned(), error };
        let unknown = RootError::Unknown { name: "lab".to_owned(), known: "ocf".to_owned() };
        let outside = RootError::Outside { path: "/etc".into(), known: "ocf".to_owned() };
        let missing = RootError::Missing { path: "/x".into(), source: std::io::ErrorKind::NotFound.into() };
        let cut = interneg_editorial::read_timeline("cut.edl", b"TITLE: X\n", None).unwrap_err();
        for (error, code, reason, field, exit_code) in [
            (path(unknown), Code::PermissionDenied, "PATH_NOT_PERMITTED", "ocf[1]", "77"),
            (path(outside), Code::PermissionDenied, "PATH_NOT_PERMITTED", "ocf[1]", "77"),
            (path(missing), Code::NotFound, "PATH_NOT_FOUND", "ocf[1]", "66"),
            (cut.into(), Code::InvalidArgument, "CUT_UNREADABLE", "cut", "65"),
        ] {
            let status = editorial(&error);
            check(&status, code, reason, &[field]);
            assert_eq!(status.get_error_details().error_info().unwrap().metadata["exit_code"], exit_code);
        }
    }

    #[test]
    fn a_store_that_fails_is_worth_another_call_unless_it_is_a_bug() {
        let disk_full = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
        let error = StoreError::Sqlite(rusqlite::Error::SqliteFailure(disk_full, None));
        check(&error.into(), Code::Unavailable, "STORE_FAILED", &[]);
        check(&StoreError::Sqlite(rusqlite::Error::InvalidQuery).into(), Code::Internal, "STORE_FAILED", &[]);
    }

    #[test]
    fn a_review_that_cannot_be_shown_says_where_to_look() {
        check(&review(&ReviewViewError::NotAskedFor), Code::FailedPrecondition, "NO_REVIEW", &[]);
        let status = review(&ReviewViewError::Delivered("/out/day1/review".into()));
        check(&status, Code::FailedPrecondition, "REVIEW_DELIVERED", &[]);
        assert_eq!(status.get_error_details().error_info().unwrap().metadata["folder"], "/out/day1/review");
        let unknown = ReviewViewError::NoSuchFile("../x".to_owned());
        check(&review(&unknown), Code::NotFound, "REVIEW_FILE_NOT_FOUND", &[]);
    }

    #[test]
    fn refusals_of_the_store_keep_their_reason() {
        let reused = SubmitError::RequestIdReused("u1".into());
        check(&reused.into(), Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
        let busy = OutputBusy { job: "jobs/1".into(), folder: "/out/x".into(), roll: None };
        let busy = SubmitError::OutputBusy(busy);
        let status = Status::from(busy);
        check(&status, Code::FailedPrecondition, "OUTPUT_BUSY", &[]);
        assert_eq!(status.get_error_details().error_info().unwrap().metadata["job"], "jobs/1");
        let state = TransitionError::WrongState {
            job: "jobs/1".into(),
            state: JobState::Succeeded,
            verb: "cancel",
            needed: "x",
        };
        check(&state.into(), Code::FailedPrecondition, "WRONG_STATE", &[]);
        let etag = TransitionError::Etag { job: "jobs/1".into(), found: "2".into(), wanted: "1".into() };
        check(&etag.into(), Code::Aborted, "ETAG_MISMATCH", &[]);
        check(&not_found("TASK_NOT_FOUND", "task", "jobs/1/tasks/9"), Code::NotFound, "TASK_NOT_FOUND", &[]);
        check(&invalid_page("page_size", "is negative"), Code::InvalidArgument, "INVALID_PAGE", &["page_size"]);
    }
}
