//! `interneg list`.

use super::connect;
use crate::args::{GlobalArgs, ListArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::prompt;
use crate::view::JobView;
use crate::wire::wire_state;
use crate::{output, render};
use interneg_proto::v1;
use serde::Serialize;

/// Jobs that the server sends at once at most.
const MAX_PAGE: usize = 1000;

#[derive(Serialize)]
struct Jobs {
    jobs: Vec<JobView>,
    /// There are more than `--limit` allowed.
    more: bool,
}

pub(super) async fn run(global: &GlobalArgs, args: &ListArgs) -> Result<Exit, ClientError> {
    let mut client = connect(global).await?;
    let limit = if args.limit == 0 { usize::MAX } else { usize::try_from(args.limit).unwrap_or(usize::MAX) };
    let states: Vec<i32> = args.state.iter().map(|state| wire_state(*state)).collect();
    let mut found = Jobs { jobs: Vec::new(), more: false };
    let mut page_token = String::new();
    loop {
        // One size for all pages: a token belongs to the request that it came from.
        let page_size = i32::try_from(limit.min(MAX_PAGE)).unwrap_or(0);
        let request = v1::ListJobsRequest { page_size, page_token, states: states.clone() };
        let page = client.list_jobs(prompt(request)).await?.into_inner();
        for job in &page.jobs {
            found.jobs.push(job.try_into()?);
        }
        page_token = page.next_page_token;
        if page_token.is_empty() || found.jobs.len() >= limit {
            break;
        }
    }
    found.more = !page_token.is_empty() || found.jobs.len() > limit;
    found.jobs.truncate(limit);
    if global.json {
        output::document(&found)?;
    } else {
        output::text(&render::jobs(&found.jobs))?;
        if found.more {
            output::note("there are more jobs; see --limit");
        }
    }
    Ok(Exit::Success)
}
