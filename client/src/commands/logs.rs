//! `interneg logs`.

use super::connect;
use crate::args::{GlobalArgs, LogsArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::output::{self, printable};
use interneg_proto::v1;
use serde::Serialize;

#[derive(Serialize)]
struct LogLine<'a> {
    task: &'a str,
    attempt: u32,
    line: &'a str,
}

pub(super) async fn run(global: &GlobalArgs, args: &LogsArgs) -> Result<Exit, ClientError> {
    let name = match args.task {
        Some(task) => format!("{}/tasks/{task}", args.name),
        None => args.name.clone(),
    };
    let request = v1::GetLogsRequest {
        name,
        attempt: args.attempt.unwrap_or(0),
        follow: args.follow,
        tail_lines: args.tail.unwrap_or(0),
    };
    let mut stream = connect(global).await?.get_logs(request).await?.into_inner();
    while let Some(part) = stream.message().await? {
        if global.json {
            for line in &part.lines {
                output::object_line(&LogLine { task: &part.task, attempt: part.attempt, line })?;
            }
        } else {
            output::text(&prefixed(&part))?;
        }
    }
    Ok(Exit::Success)
}

/// Lines behind the task and attempt they came from, so that no log can pass for our own words.
fn prefixed(part: &v1::GetLogsResponse) -> String {
    let task = part.task.rsplit('/').next().unwrap_or_default();
    let attempt = part.attempt;
    let line = |line: &String| format!("[{task}.{attempt}] {}\n", printable(line).replace('\n', "\u{fffd}"));
    part.lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_says_where_it_came_from() {
        let lines = vec!["decoding".to_owned(), "evil\nopenjd_fail: x\x1b[2J".to_owned()];
        let part = v1::GetLogsResponse { task: "jobs/x/tasks/7".into(), attempt: 2, lines };
        assert_eq!(prefixed(&part), "[7.2] decoding\n[7.2] evil\u{fffd}openjd_fail: x\u{fffd}[2J\n");
    }
}
