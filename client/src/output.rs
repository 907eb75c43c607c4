//! Results on standard output, errors on standard error.

use crate::error::ClientError;
use crate::exit::Exit;
use serde::Serialize;
use serde_json::json;
use std::io::{ErrorKind, Write};

/// Prints text as it stands.
///
/// # Errors
/// Standard output cannot be written.
pub fn text(text: &str) -> Result<(), ClientError> {
    write(text.as_bytes())
}

/// Prints one JSON document.
///
/// # Errors
/// Standard output cannot be written.
pub fn document(value: &impl Serialize) -> Result<(), ClientError> {
    let mut text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
    text.push('\n');
    write(text.as_bytes())
}

/// Prints one JSON object in one line.
///
/// # Errors
/// Standard output cannot be written.
pub fn object_line(value: &impl Serialize) -> Result<(), ClientError> {
    let mut text = serde_json::to_string(value).map_err(std::io::Error::from)?;
    text.push('\n');
    write(text.as_bytes())
}

fn write(bytes: &[u8]) -> Result<(), ClientError> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(bytes)?;
    Ok(stdout.flush()?)
}

/// Says on standard error why a command failed; returns its exit code.
pub fn report(error: &ClientError, json: bool) -> Exit {
    // Who closed our output has seen enough.
    if matches!(error, ClientError::Output(error) if error.kind() == ErrorKind::BrokenPipe) {
        return Exit::Success;
    }
    let exit = error.exit();
    if json {
        note(&error_object(error).to_string())
    } else {
        note(&format!("error: {error}"))
    }
    exit
}

fn error_object(error: &ClientError) -> serde_json::Value {
    let exit_code = error.exit().code();
    match error {
        ClientError::Rpc(rpc) => json!({"error": {
            "message": rpc.message,
            "reason": rpc.reason,
            "violations": rpc.violations,
            "exit_code": exit_code,
        }}),
        other => json!({"error": {"message": other.to_string(), "exit_code": exit_code}}),
    }
}

/// A line on standard error.
pub fn note(text: &str) {
    // There is nobody left to tell when standard error is closed, and the exit code still speaks.
    drop(writeln!(std::io::stderr().lock(), "{}", printable(text)));
}

/// Text of others without control characters, which could steer a terminal; line breaks and tabs stay.
pub fn printable(text: &str) -> String {
    let safe = |character: char| !character.is_control() || matches!(character, '\n' | '\t');
    text.chars().map(|character| if safe(character) { character } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_cannot_steer_a_terminal() {
        assert_eq!(printable("a\x1b[2Jb\r\n\tc\u{9b}1m"), "a\u{fffd}[2Jb\u{fffd}\n\tc\u{fffd}1m");
    }

    #[test]
    fn errors_have_a_json_form_with_their_exit_code() {
        let status = tonic::Status::not_found("no such job");
        let object = error_object(&status.into());
        assert_eq!(object["error"]["exit_code"], 66);
        assert_eq!(object["error"]["message"], "no such job");
        let object = error_object(&ClientError::Usage("name a job".to_owned()));
        assert_eq!(object, json!({"error": {"message": "name a job", "exit_code": 2}}));
    }
}
