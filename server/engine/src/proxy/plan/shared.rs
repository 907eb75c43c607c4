//! What all clips of a job share.

use super::colour::{self, PlannedView};
use super::documents::LookDocuments;
use super::framing::Framer;
use crate::PlanEnvironment;
use crate::plan::open_config;
use interneg_colour::Config;
use interneg_spec::Finding;
use interneg_spec::proxy::{LookChoice, ProxyJob, ViewLook};

/// Configuration of looks that name none: ACES 1.3.
const DEFAULT_CONFIG: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";
/// Display of editorial, and its views without a grade: of ACES 2.0 and of ACES 1.3.
const REC709: &str = "Rec.1886 Rec.709 - Display";
const REC709_VIEWS: [&str; 2] = ["ACES 2.0 - SDR 100 nits (Rec.709)", "ACES 1.0 - SDR Video"];

/// Configuration, documents of looks, the view and the framing of a job.
pub(super) struct Shared {
    pub reference: String,
    pub config: Config,
    pub documents: LookDocuments,
    pub view: Option<PlannedView>,
    pub framer: Framer,
}

impl Shared {
    /// Faults become findings and `None`.
    pub fn of(job: &ProxyJob, environment: &PlanEnvironment, findings: &mut Vec<Finding>) -> Option<Self> {
        let look = match &job.look {
            LookChoice::None => None,
            LookChoice::View(look) => Some(look),
        };
        let documents = look.map(|look| LookDocuments::read(look, environment, findings)).unwrap_or_default();
        let of_documents = documents.config(findings);
        let wanted = look.and_then(|look| look.config.as_deref());
        if let (Some(wanted), Some(needed)) = (wanted, of_documents)
            && wanted != needed
        {
            let message = format!("the AMFs are of another ACES: they need {needed}");
            findings.push(Finding::error("PX-09", "look.config", message, "leave look.config out, or name that one"));
        }
        let name = wanted.or(of_documents).unwrap_or(DEFAULT_CONFIG);
        let opened = open_config(name, "look.config", environment).map_err(|finding| findings.push(finding)).ok();
        let framer = Framer::new(&job.framing, environment, findings);
        let (reference, config) = opened?;
        let view = match look {
            None => None,
            Some(look) => Some(view_of(look, &config, findings)?),
        };
        Some(Self { reference, config, documents, view, framer: framer? })
    }
}

/// The view of a look; one that no movie can be tagged for is refused.
fn view_of(look: &ViewLook, config: &Config, findings: &mut Vec<Finding>) -> Option<PlannedView> {
    let display = look.display.clone().unwrap_or_else(|| REC709.to_owned());
    if colour::tags_of(&display).is_none() {
        let known: Vec<&str> = colour::displays().collect();
        let message = format!("no tags of a movie say what pictures for {display:?} are");
        let remedy = format!("choose one of: {}", known.join(", "));
        findings.push(Finding::error("PX-11", "look.display", message, remedy));
        return None;
    }
    let has = |view: &str| config.has_view(&display, view);
    let view = match &look.view {
        Some(view) => Some(view.clone()).filter(|view| has(view)),
        None => REC709_VIEWS.into_iter().find(|view| has(view)).map(str::to_owned),
    };
    if view.is_none() {
        let message = match &look.view {
            Some(view) => format!("the configuration has no view {view:?} of {display:?}"),
            None => format!("the configuration has none of the ACES views of {display:?}"),
        };
        // Those that scenes can be brought to: what a job may name.
        let named = config.views().into_iter().filter(|(of, name)| *of == display && has(name));
        let known: Vec<String> = named.map(|(_, name)| format!("{name:?}")).collect();
        let remedy = match known.as_slice() {
            [] => "name a configuration with views of this display in look.config, or another display in look.display"
                .to_owned(),
            known => format!("set look.view to one of: {}", known.join(", ")),
        };
        findings.push(Finding::error("PX-09", "look.view", message, remedy));
    }
    Some(PlannedView { display, view: view?, precision: look.precision })
}
