//! `interneg get`.

use super::{connect, present};
use crate::args::{GetArgs, GlobalArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::prompt;
use crate::view::{EventView, JobView, TaskView};
use crate::wire::WireError;
use crate::{output, render};
use interneg_proto::v1;
use serde::Serialize;

#[derive(Serialize)]
struct JobAndTasks {
    job: JobView,
    tasks: Vec<TaskView>,
    /// What somebody should look at although it did not stop the job.
    warnings: Vec<EventView>,
}

pub(super) async fn run(global: &GlobalArgs, args: &GetArgs) -> Result<Exit, ClientError> {
    let mut client = connect(global).await?;
    let answer = client.get_job(prompt(v1::GetJobRequest { name: args.name.clone() })).await?.into_inner();
    let job = JobView::try_from(&present(answer.job, "job")?)?;
    let tasks: Vec<TaskView> = answer.tasks.iter().map(TaskView::from).collect();
    let warnings: Vec<EventView> = answer.warnings.iter().map(EventView::from).collect();
    if args.toml {
        let spec = present(job.spec, "job.spec")?;
        let text = toml::to_string(&spec).map_err(|error| WireError::answer("job.spec", error))?;
        output::text(&text)?;
    } else if global.json {
        output::document(&JobAndTasks { job, tasks, warnings })?;
    } else {
        let style = render::style();
        output::text(&(render::job(&job, &tasks, style) + &render::warnings(&warnings)))?;
    }
    Ok(Exit::Success)
}
