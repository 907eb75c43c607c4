//! `interneg watch`.

use super::connect;
use super::follow::{follow, say_end};
use crate::args::{GlobalArgs, WatchArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::progress;

pub(super) async fn run(global: &GlobalArgs, args: &WatchArgs) -> Result<Exit, ClientError> {
    let mut client = connect(global).await?;
    let mut display = if global.json { progress::as_objects() } else { progress::on_stderr(global.quiet) };
    let followed = follow(&mut client, &args.name, args.after, display.as_mut()).await;
    display.finish();
    let followed = followed?;
    if let (Some(job), false) = (followed.job(), global.json) {
        say_end(job)?;
    }
    Ok(followed.exit())
}
