//! `interneg outputs`.

use super::connect;
use crate::args::{GlobalArgs, JobNameArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::prompt;
use crate::view::OutputView;
use crate::{output, render};
use interneg_proto::v1;
use serde::Serialize;

const PAGE_SIZE: i32 = 1000;

#[derive(Serialize)]
struct Outputs {
    delivery_folder: String,
    outputs: Vec<OutputView>,
}

pub(super) async fn run(global: &GlobalArgs, args: &JobNameArgs) -> Result<Exit, ClientError> {
    let mut client = connect(global).await?;
    let mut all = Outputs { delivery_folder: String::new(), outputs: Vec::new() };
    let mut page_token = String::new();
    loop {
        let request = v1::ListOutputsRequest { name: args.name.clone(), page_size: PAGE_SIZE, page_token };
        let page = client.list_outputs(prompt(request)).await?.into_inner();
        let outputs: Vec<OutputView> = page.outputs.iter().map(OutputView::from).collect();
        if global.json {
            all.delivery_folder = page.delivery_folder;
            all.outputs.extend(outputs);
        } else {
            output::text(&render::outputs(&outputs))?;
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if global.json {
        output::document(&all)?;
    }
    Ok(Exit::Success)
}
