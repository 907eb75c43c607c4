//! ListOutputs.

use super::{RenderApi, paging};
use interneg_proto::v1;
use tonic::Status;

impl RenderApi {
    pub(super) async fn outputs(&self, request: v1::ListOutputsRequest) -> Result<v1::ListOutputsResponse, Status> {
        let size = paging::size(request.page_size)?;
        let job = self.find_job(&request.name).await?;
        let (key, list) = (job.key, format!("outputs {}", job.id));
        let after = paging::position(&list, &request.page_token)?.unwrap_or_default();
        // One more than asked for tells whether there is another page.
        let mut rows =
            self.store.call(move |store| store.outputs(key, &after, size + 1)).await.map_err(Status::from)?;
        let has_more = rows.len() > size as usize;
        rows.truncate(size as usize);
        let last = rows.last().filter(|_| has_more);
        Ok(v1::ListOutputsResponse {
            delivery_folder: job.folder,
            next_page_token: last.map(|row| paging::token(&list, &row.relative_path)).unwrap_or_default(),
            outputs: rows
                .into_iter()
                .map(|row| v1::Output {
                    relative_path: row.relative_path,
                    size_bytes: row.size_bytes,
                    xxh128: row.xxh128,
                    md5: row.md5,
                })
                .collect(),
        })
    }
}
