//! Requests of editorial in our types, or all fields that are at fault.

use super::super::status::{Violation, invalid_request};
use interneg_editorial::sync::SyncOptions;
use interneg_engine::editorial::CutRequest;
use interneg_proto::v1;
use interneg_spec::{MediaPath, Rate};
use tonic::Status;

pub(super) fn check_relink(request: &v1::CheckRelinkRequest) -> Result<(Vec<MediaPath>, Vec<MediaPath>), Status> {
    let mut faults = Faults::default();
    let asked = (faults.paths("proxies", &request.proxies), faults.paths("ocf", &request.ocf));
    faults.none_or(asked)
}

pub(super) fn list_cut(request: v1::ListCutRequest) -> Result<CutRequest, Status> {
    let mut faults = Faults::default();
    if request.cut.is_empty() {
        faults.add("cut", "is required");
    }
    let asked = CutRequest {
        rate: request.rate.and_then(|rate| faults.rate("rate", rate)),
        ocf: faults.paths("ocf", &request.ocf),
        name: if request.name.is_empty() { "cut".to_owned() } else { request.name },
        cut: request.cut,
        passport: Some(request.passport).filter(|passport| !passport.is_empty()),
        handles_frames: request.handles_frames.into(),
        allows_pulled: request.allow_pulled,
    };
    faults.none_or(asked)
}

pub(super) fn report_sync(
    request: &v1::ReportSyncRequest,
) -> Result<(Vec<MediaPath>, Vec<MediaPath>, SyncOptions), Status> {
    let mut faults = Faults::default();
    let timecode = request.timecode.as_ref().and_then(|timecode| {
        let Some(rate) = timecode.rate else {
            faults.add("timecode.rate", "is required");
            return None;
        };
        let rate = faults.rate("timecode.rate", rate)?;
        if timecode.drop_frame && !rate.allows_drop_frame() {
            faults.add("timecode.drop_frame", format!("there is no drop-frame at {rate}"));
        }
        Some((rate, timecode.drop_frame))
    });
    let options = SyncOptions { timecode, allows_pulled_sound: request.allow_pulled_sound };
    let asked = (faults.paths("clips", &request.clips), faults.paths("sounds", &request.sounds), options);
    faults.none_or(asked)
}

/// Fields that are no values of their kind.
#[derive(Default)]
struct Faults(Vec<Violation>);

impl Faults {
    fn add(&mut self, field: impl Into<String>, description: impl std::fmt::Display) {
        self.0.push(Violation::new(field, description));
    }

    /// At least one path.
    fn paths(&mut self, field: &str, paths: &[String]) -> Vec<MediaPath> {
        if paths.is_empty() {
            self.add(field, "is required");
        }
        let mut read = |(index, path): (usize, &String)| {
            path.parse().map_err(|error| self.add(format!("{field}[{index}]"), error)).ok()
        };
        paths.iter().enumerate().filter_map(&mut read).collect()
    }

    fn rate(&mut self, field: &str, rate: v1::Rational) -> Option<Rate> {
        Rate::new(rate.numerator, rate.denominator).map_err(|error| self.add(field, error)).ok()
    }

    fn none_or<T>(self, asked: T) -> Result<T, Status> {
        if self.0.is_empty() { Ok(asked) } else { Err(invalid_request(&self.0)) }
    }
}
