//! `interneg cancel` and `interneg retry`.

use super::{connect, present};
use crate::args::{GlobalArgs, VerbArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::output;
use crate::rpc::prompt;
use crate::view::JobView;
use interneg_proto::v1;
use serde::Serialize;

pub(super) async fn cancel(global: &GlobalArgs, args: &VerbArgs) -> Result<Exit, ClientError> {
    let request = v1::CancelJobRequest { name: args.name.clone(), etag: args.etag.clone().unwrap_or_default() };
    let answer = connect(global).await?.cancel_job(prompt(request)).await?.into_inner();
    show(global, answer.job)
}

pub(super) async fn retry(global: &GlobalArgs, args: &VerbArgs) -> Result<Exit, ClientError> {
    let request = v1::RetryJobRequest { name: args.name.clone(), etag: args.etag.clone().unwrap_or_default() };
    let answer = connect(global).await?.retry_job(prompt(request)).await?.into_inner();
    show(global, answer.job)
}

#[derive(Serialize)]
struct Changed {
    job: JobView,
}

fn show(global: &GlobalArgs, job: Option<v1::Job>) -> Result<Exit, ClientError> {
    let job = JobView::try_from(&present(job, "job")?)?;
    if global.json {
        output::document(&Changed { job })?;
    } else {
        output::text(&format!("{} {}\n", job.name, job.state))?;
    }
    Ok(Exit::Success)
}
