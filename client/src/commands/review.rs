//! `interneg review`.

use super::connect;
use crate::args::{GlobalArgs, ReviewArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::output;
use crate::review::{ReviewSite, file_of_job};
use serde::Serialize;
use tokio::net::TcpListener;

#[derive(Serialize)]
struct Address<'a> {
    job: &'a str,
    url: String,
}

pub(super) async fn run(global: &GlobalArgs, args: &ReviewArgs) -> Result<Exit, ClientError> {
    let client = connect(global).await?;
    // A job without review files is refused before there is an address.
    file_of_job(&client, &args.name, "").await?;
    let unheard = |source| ClientError::System { action: "listen for browsers", source };
    let listener = TcpListener::bind(args.listen).await.map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    let url = format!("http://{address}/");
    if global.json {
        output::object_line(&Address { job: &args.name, url })?;
    } else {
        output::text(&format!("{url}\n"))?;
    }
    let site = ReviewSite::new(client, &args.name, address);
    tokio::select! {
        () = site.serve(&listener) => Ok(Exit::Internal),
        stopped = tokio::signal::ctrl_c() => {
            stopped.map_err(|source| ClientError::System { action: "listen for Ctrl-C", source })?;
            Ok(Exit::Success)
        }
    }
}
