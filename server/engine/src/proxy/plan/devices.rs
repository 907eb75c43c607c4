//! What makes the pictures of a clip, as far as it shows in the bytes.

use super::super::picture::LookPath;
use super::PlannedClip;
use crate::EngineError;
use interneg_spec::{DeviceChoice, Finding, ViewPrecision};

/// The job names a GPU.
pub(super) fn is_gpu(device: Option<DeviceChoice>) -> bool {
    matches!(device, Some(DeviceChoice::Cuda(_)))
}

/// What there is to say of a clip that the processors alone can make. `reason` is why no GPU can, other than that the job
/// names none.
pub(super) fn finding(clip: &PlannedClip, device: Option<DeviceChoice>, reason: Option<&str>) -> Option<Finding> {
    if clip.look.path != Some(LookPath::Processors) {
        return None;
    }
    match (device, reason, &clip.look.view) {
        (Some(device @ DeviceChoice::Cuda(_)), reason, _) => {
            let reason = reason.unwrap_or("no kernel runs its look");
            let message =
                format!("{device} cannot make the pictures of {}: {reason}; the processors make them", clip.name);
            let remedy = "set look.precision to \"baked\" where the look is an exact view, or leave device out";
            Some(Finding::warning("PX-DEVICE", "device", message, remedy))
        }
        (_, None, Some(view)) if view.precision == ViewPrecision::Exact => {
            let message = format!(
                "the exact view {} of {} is computed by OpenColorIO on the processors, which takes most of the time of a \
                 frame",
                view.view, view.display
            );
            let remedy = "name a GPU, device = \"cuda:0\", for OpenColorIO's shader, which is within 1e-3 of it, or set \
                          look.precision to \"baked\"";
            Some(Finding { remedy: remedy.to_owned(), ..Finding::note("PX-DEVICE", "look.precision", message) })
        }
        _ => None,
    }
}

/// Refuses pictures that would be made otherwise than it was planned; plans from before there were paths say nothing.
pub(super) fn check_path(planned: Option<LookPath>, found: Option<LookPath>) -> Result<(), EngineError> {
    let told = |path: Option<LookPath>| path.map_or("copied codes".to_owned(), |path| path.to_string());
    if planned.is_none() || planned == found {
        return Ok(());
    }
    let reason = format!("it was planned as {} and would run as {}; submit the job again", told(planned), told(found));
    Err(EngineError::Colour { field: "look".to_owned(), reason })
}

#[cfg(test)]
mod tests {
    use super::super::colour::PlannedView;
    use super::*;
    use crate::ProxyPlan;
    use crate::proxy::assembly::tests::plan;
    use std::path::Path;

    #[test]
    fn plans_from_before_there_were_paths_are_read_and_stay_what_they_were() {
        let mut plan = plan(Path::new("/out"));
        let former = serde_json::to_value(&plan).unwrap();
        assert_eq!(former["clips"][0]["look"].get("path"), None);
        assert_eq!(serde_json::from_value::<ProxyPlan>(former).unwrap(), plan);
        plan.clips[0].look.path = Some(LookPath::Shader);
        let today = serde_json::to_value(&plan).unwrap();
        assert_eq!(today["clips"][0]["look"]["path"], "shader");
        assert_eq!(serde_json::from_value::<ProxyPlan>(today).unwrap(), plan);
    }

    #[test]
    fn only_what_a_submitter_can_change_is_found() {
        let mut clip = plan(Path::new("/out")).clips.remove(0);
        let (cpu, gpu) = (Some(DeviceChoice::Cpu), Some(DeviceChoice::Cuda(2)));
        for path in [None, Some(LookPath::Program), Some(LookPath::Baked), Some(LookPath::Shader)] {
            clip.look.path = path;
            assert_eq!([None, cpu, gpu].map(|device| finding(&clip, device, None)), [None, None, None]);
        }
        clip.look.path = Some(LookPath::Processors);
        assert_eq!(finding(&clip, None, Some("its grade is no program of the kernels")), None);
        let (display, view) = ("Rec.709".to_owned(), "SDR".to_owned());
        clip.look.view = Some(PlannedView { display, view, precision: ViewPrecision::Exact });
        let note = finding(&clip, None, None).unwrap().to_string();
        for part in ["note PX-DEVICE look.precision: ", "SDR of Rec.709", "device = \"cuda:0\"", "1e-3", "\"baked\""] {
            assert!(note.contains(part), "{part}: {note}");
        }
        let warning = finding(&clip, gpu, Some("because")).unwrap().to_string();
        for part in ["warning PX-DEVICE device: cuda:2", &clip.name, "because", "\"baked\""] {
            assert!(warning.contains(part), "{part}: {warning}");
        }
    }

    #[test]
    fn a_picture_is_made_as_it_was_planned() {
        let (shader, program) = (Some(LookPath::Shader), Some(LookPath::Program));
        assert!(check_path(shader, shader).is_ok() && check_path(None, program).is_ok());
        let told = check_path(shader, Some(LookPath::Processors)).unwrap_err().to_string();
        for part in ["OpenColorIO's shader on CUDA", "OpenColorIO on the processors", "submit the job again"] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
}
