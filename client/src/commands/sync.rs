//! `interneg sync`.

use super::{connect_editorial, media_paths, present};
use crate::args::{GlobalArgs, SyncArgs, SyncCommand, SyncReportArgs};
use crate::error::ClientError;
use crate::exit::Exit;
use crate::rpc::patient;
use crate::view::SyncView;
use crate::{output, render};
use interneg_proto::v1;

pub(super) async fn run(global: &GlobalArgs, args: &SyncArgs) -> Result<Exit, ClientError> {
    let SyncCommand::Report(args) = &args.command;
    report(global, args).await
}

async fn report(global: &GlobalArgs, args: &SyncReportArgs) -> Result<Exit, ClientError> {
    let timecode = args.timecode_rate.map(|timecode| v1::SoundTimecode {
        rate: Some(v1::Rational { numerator: timecode.rate.numerator(), denominator: timecode.rate.denominator() }),
        drop_frame: timecode.drop_frame,
    });
    let request = v1::ReportSyncRequest {
        clips: media_paths(&args.clips)?,
        sounds: media_paths(&args.sound)?,
        timecode,
        allow_pulled_sound: args.allow_pulled,
        measure_drift: args.measure_drift,
    };
    let answer = connect_editorial(global).await?.report_sync(patient(request)).await?.into_inner();
    let report = SyncView::from(&present(answer.report, "report")?);
    if global.json {
        output::document(&report)?;
    } else {
        output::text(&render::sync(&report))?;
    }
    Ok(if args.require && !report.all_clips_have_sound() { Exit::BadInput } else { Exit::Success })
}
