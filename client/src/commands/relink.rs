//! `interneg relink`.

use super::{connect_editorial, media_paths, present};
use crate::args::{GlobalArgs, RelinkArgs, RelinkCheckArgs, RelinkCommand, RelinkEdlArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::patient;
use crate::view::{RangeListView, RelinkView};
use crate::{output, render};
use interneg_proto::v1;
use std::fs::File;
use std::io::Read;
use std::path::Path;

pub(super) async fn run(global: &GlobalArgs, args: &RelinkArgs) -> Result<Exit, ClientError> {
    match &args.command {
        RelinkCommand::Check(args) => check(global, args).await,
        RelinkCommand::Edl(args) => edl(global, args).await,
    }
}

async fn check(global: &GlobalArgs, args: &RelinkCheckArgs) -> Result<Exit, ClientError> {
    let request = v1::CheckRelinkRequest { proxies: media_paths(&args.proxies)?, ocf: media_paths(&args.ocf)? };
    let answer = connect_editorial(global).await?.check_relink(patient(request)).await?.into_inner();
    let report = RelinkView::from(&present(answer.report, "report")?);
    if global.json {
        output::document(&report)?;
    } else {
        output::text(&render::relink(&report, render::style()))?;
    }
    Ok(if report.is_good() { Exit::Success } else { Exit::BadInput })
}

async fn edl(global: &GlobalArgs, args: &RelinkEdlArgs) -> Result<Exit, ClientError> {
    let rate = args.rate.map(|rate| v1::Rational { numerator: rate.numerator(), denominator: rate.denominator() });
    let request = v1::ListCutRequest {
        name: args.cut.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        cut: read(&args.cut)?,
        rate,
        ocf: media_paths(&args.ocf)?,
        passport: args.passport.as_deref().map(read).transpose()?.unwrap_or_default(),
        handles_frames: args.handles,
        allow_pulled: args.allow_pulled,
    };
    let answer = connect_editorial(global).await?.list_cut(patient(request)).await?.into_inner();
    let list = RangeListView::from(&present(answer.list, "list")?);
    if global.json {
        output::document(&list)?;
    } else {
        output::text(&render::ranges(&list, render::style()))?;
    }
    Ok(if list.complete { Exit::Success } else { Exit::BadInput })
}

/// A cut or a passport, as far as a call carries one.
fn read(path: &Path) -> Result<Vec<u8>, ClientError> {
    const LIMIT: usize = v1::MAX_LIST_BYTES;
    let fault = |source| ClientError::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(fault)?;
    file.take(LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() > LIMIT {
        return Err(ClientError::TooLarge { path: path.to_owned(), limit: LIMIT });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_cannot_carry_is_not_sent() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cut.xml");
        let made = File::create(&file).unwrap();
        made.set_len(v1::MAX_LIST_BYTES as u64).unwrap();
        assert_eq!(read(&file).unwrap().len(), v1::MAX_LIST_BYTES);
        made.set_len(v1::MAX_LIST_BYTES as u64 + 1).unwrap();
        let error = read(&file).unwrap_err();
        assert_eq!(error.exit().code(), 65);
        assert!(error.to_string().starts_with("larger than 16777216 bytes"), "{error}");
        assert_eq!(read(&folder.path().join("none.edl")).unwrap_err().exit().code(), 66);
    }
}
