//! `interneg info`.

use super::present;
use crate::args::GlobalArgs;
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::{self, prompt};
use crate::view::ServerView;
use crate::{config, output, render};
use interneg_proto::v1;

pub(super) async fn run(global: &GlobalArgs) -> Result<Exit, ClientError> {
    let address = config::server_address(global.server.as_deref())?;
    let mut client = rpc::connect(&address).await?;
    let answer = client.get_server_info(prompt(v1::GetServerInfoRequest {})).await?.into_inner();
    let server = ServerView::new(&address, &present(answer.info, "info")?);
    if global.json {
        output::document(&server)?;
    } else {
        output::text(&render::server(&server))?;
    }
    Ok(Exit::Success)
}
