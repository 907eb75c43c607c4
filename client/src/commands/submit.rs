//! `interneg submit`.

use super::follow::{Followed, follow, say_end};
use super::{connect, present};
use crate::args::{GlobalArgs, SubmitArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::{Client, RpcError, patient};
use crate::view::JobView;
use crate::{output, progress, wire};
use interneg_proto::v1;
use interneg_spec::Level;
use serde::Serialize;
use std::time::Duration;

/// What `submit` prints as JSON.
#[derive(Serialize)]
struct Submitted<'a> {
    job: &'a JobView,
    /// The job was made by an earlier call with the same request id.
    duplicate: bool,
}

pub(super) async fn run(global: &GlobalArgs, args: &SubmitArgs) -> Result<Exit, ClientError> {
    let spec = wire::job_to_wire(&args.job.job()?)?;
    let mut client = connect(global).await?;
    let request = v1::SubmitJobRequest {
        spec: Some(spec),
        request_id: args.request_id.unwrap_or_else(uuid::Uuid::new_v4).to_string(),
        validate_only: args.validate_only,
    };
    let answer = submit(&mut client, request).await?;
    let duplicate = answer.duplicate;
    let job = JobView::try_from(&present(answer.job, "job")?)?;
    say_findings(&job, global);
    if args.validate_only {
        return validated(&job, global);
    }
    if duplicate {
        output::note("the job was submitted before under this request id");
    }
    if !args.wait {
        if global.json {
            output::document(&Submitted { job: &job, duplicate })?;
        } else {
            output::text(&format!("{}\n", job.name))?;
        }
        return Ok(Exit::Success);
    }
    if !global.json {
        output::text(&format!("{}\n", job.name))?;
    }
    let mut display = progress::on_stderr(global.quiet);
    let followed = follow(&mut client, &job.name, 0, display.as_mut()).await;
    display.finish();
    conclude(followed?, global, duplicate)
}

/// Calls the server again when the connection broke; the request id makes that safe.
async fn submit(client: &mut Client, request: v1::SubmitJobRequest) -> Result<v1::SubmitJobResponse, ClientError> {
    const PAUSES_S: [u64; 3] = [1, 2, 4];
    for pause in PAUSES_S {
        match client.submit_job(patient(request.clone())).await {
            Ok(answer) => return Ok(answer.into_inner()),
            Err(status) => {
                let error = RpcError::from(status);
                if error.code != tonic::Code::Unavailable {
                    return Err(Box::new(error).into());
                }
                output::note(&format!("{}; trying again in {pause} s", error.message));
                tokio::time::sleep(Duration::from_secs(pause)).await;
            }
        }
    }
    Ok(client.submit_job(patient(request)).await?.into_inner())
}

/// Warnings are worth a look before frames are rendered; notes are in `get`.
fn say_findings(job: &JobView, global: &GlobalArgs) {
    if global.json {
        return;
    }
    for finding in job.findings.iter().filter(|finding| finding.level > Level::Note) {
        output::note(&finding.to_string());
    }
}

fn validated(job: &JobView, global: &GlobalArgs) -> Result<Exit, ClientError> {
    if global.json {
        output::document(&Submitted { job, duplicate: false })?;
    } else {
        output::text("the job would be accepted; nothing was submitted\n")?;
    }
    Ok(Exit::Success)
}

fn conclude(followed: Followed, global: &GlobalArgs, duplicate: bool) -> Result<Exit, ClientError> {
    let exit = followed.exit();
    let Some(job) = followed.job() else { return Ok(exit) };
    if global.json {
        output::document(&Submitted { job, duplicate })?;
    } else {
        say_end(job)?;
    }
    Ok(exit)
}
