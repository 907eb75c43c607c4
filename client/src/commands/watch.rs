//! `interneg watch`.

use super::connect;
use super::follow::follow;
use crate::args::{GlobalArgs, WatchArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::{output, progress};

pub(super) async fn run(global: &GlobalArgs, args: &WatchArgs) -> Result<Exit, ClientError> {
    let mut client = connect(global).await?;
    let mut display = if global.json { progress::as_objects() } else { progress::on_stderr(global.quiet) };
    let followed = follow(&mut client, &args.name, args.after, display.as_mut()).await;
    display.finish();
    let followed = followed?;
    if let (Some(job), false) = (followed.job(), global.json) {
        match &job.failure {
            Some(failure) => output::note(&format!("error: {} {}: {}", job.state, failure.reason, failure.message)),
            None => output::text(&format!("{} {}\n", job.state, output::printable(&job.delivery_folder)))?,
        }
    }
    Ok(followed.exit())
}
