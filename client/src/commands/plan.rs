//! `interneg plan`.

use super::{connect, present};
use crate::args::{GlobalArgs, PlanArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::patient;
use crate::view::PlanView;
use crate::{output, render, wire};
use interneg_proto::v1;

pub(super) async fn run(global: &GlobalArgs, args: &PlanArgs) -> Result<Exit, ClientError> {
    let spec = wire::job_to_wire(&args.job.job()?)?;
    let mut client = connect(global).await?;
    let answer = client.plan_job(patient(v1::PlanJobRequest { spec: Some(spec) })).await?.into_inner();
    let plan = PlanView::from(&present(answer.plan, "plan")?);
    if global.json {
        output::document(&plan)?;
    } else {
        output::text(&render::plan(&plan, render::style()))?;
    }
    Ok(if plan.would_run() { Exit::Success } else { Exit::BadInput })
}
