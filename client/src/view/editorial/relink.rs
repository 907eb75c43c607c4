//! Whether proxies find their originals.

use super::{findings, text};
use interneg_proto::v1::application_relink::{Application, Outcome};
use interneg_proto::v1::{self, relink_report};
use interneg_spec::{Finding, Level};
use serde::Serialize;

/// The judgement on a set of proxies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelinkView {
    /// `good` or `bad`.
    pub verdict: &'static str,
    /// Numbers.
    pub counts: CountsView,
    /// Each proxy, in order of paths.
    pub proxies: Vec<ProxyRelinkView>,
    /// Originals that no proxy is of.
    pub ocf_without_proxy: Vec<String>,
    /// Proxies of no original.
    pub proxies_without_ocf: Vec<String>,
    /// What concerns more than one proxy, worst first.
    pub findings: Vec<Finding>,
}

/// Numbers of a relink report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CountsView {
    /// Proxies looked at.
    pub proxies: u32,
    /// Originals looked at.
    pub ocf: u32,
    /// Proxies that find their original in every application.
    pub relinking: u32,
    /// Proxies that find none in at least one.
    pub unmatched: u32,
    /// Proxies that find several in at least one.
    pub ambiguous: u32,
    /// Findings that are errors.
    pub errors: u32,
    /// Findings that are warnings.
    pub warnings: u32,
}

/// The judgement on one proxy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProxyRelinkView {
    /// Path of the proxy.
    pub proxy: String,
    /// Path of the original that it was compared with.
    pub ocf: Option<String>,
    /// What each application does with it.
    pub applications: Vec<ApplicationView>,
    /// In which ways it is not what its original is, worst first.
    pub findings: Vec<Finding>,
}

/// What one application does with a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApplicationView {
    /// `media_composer`, `resolve`, `premiere`, `content_hub`.
    pub application: &'static str,
    /// What it finds.
    #[serde(flatten)]
    pub outcome: OutcomeView,
}

/// What an application finds for a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum OutcomeView {
    /// One original.
    Matched {
        /// Id of the rule.
        rule: String,
        /// The rule was seen in a text of the maker or the client.
        confirmed: bool,
        /// Path of the original.
        ocf: String,
    },
    /// Several.
    Ambiguous {
        /// How many.
        count: u32,
        /// The first of them.
        candidates: Vec<CandidateView>,
    },
    /// None.
    None {
        /// The original that it is nearest to.
        nearest: Option<NearestView>,
    },
    /// Something that this client does not know.
    Unknown,
}

/// An original that might be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CandidateView {
    /// Path of the original.
    pub ocf: String,
    /// Id of the rule.
    pub rule: String,
    /// Why it is one, or is not.
    pub reason: String,
}

/// An original that almost matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NearestView {
    /// Path of the original.
    pub ocf: String,
    /// Id of the rule of which the least is missing.
    pub rule: String,
    /// What is missing.
    pub differences: Vec<String>,
}

impl RelinkView {
    /// Whether every proxy relinks everywhere; a verdict that this client does not know is none.
    pub fn is_good(&self) -> bool {
        self.verdict == "good"
    }
}

impl ProxyRelinkView {
    /// Whether every application finds one original, and nothing is an error.
    pub fn is_good(&self) -> bool {
        self.applications.iter().all(|one| matches!(one.outcome, OutcomeView::Matched { .. }))
            && self.findings.iter().all(|finding| finding.level < Level::Error)
    }
}

impl ApplicationView {
    /// Name of the application for people.
    pub fn title(&self) -> &'static str {
        match self.application {
            "media_composer" => "Media Composer",
            "resolve" => "DaVinci Resolve",
            "premiere" => "Premiere Pro",
            "content_hub" => "Content Hub",
            other => other,
        }
    }
}

impl From<&v1::RelinkReport> for RelinkView {
    fn from(wire: &v1::RelinkReport) -> Self {
        Self {
            verdict: match wire.verdict() {
                relink_report::Verdict::Good => "good",
                relink_report::Verdict::Bad => "bad",
                relink_report::Verdict::Unspecified => "unknown",
            },
            counts: wire.counts.as_ref().map(CountsView::from).unwrap_or_default(),
            proxies: wire.proxies.iter().map(ProxyRelinkView::from).collect(),
            ocf_without_proxy: wire.ocf_without_proxy.clone(),
            proxies_without_ocf: wire.proxies_without_ocf.clone(),
            findings: findings(&wire.findings),
        }
    }
}

impl From<&v1::RelinkCounts> for CountsView {
    fn from(wire: &v1::RelinkCounts) -> Self {
        Self {
            proxies: wire.proxies,
            ocf: wire.ocf,
            relinking: wire.relinking,
            unmatched: wire.unmatched,
            ambiguous: wire.ambiguous,
            errors: wire.errors,
            warnings: wire.warnings,
        }
    }
}

impl From<&v1::ProxyRelink> for ProxyRelinkView {
    fn from(wire: &v1::ProxyRelink) -> Self {
        Self {
            proxy: wire.proxy.clone(),
            ocf: text(&wire.ocf),
            applications: wire.applications.iter().map(ApplicationView::from).collect(),
            findings: findings(&wire.findings),
        }
    }
}

impl From<&v1::ApplicationRelink> for ApplicationView {
    fn from(wire: &v1::ApplicationRelink) -> Self {
        let application = match wire.application() {
            Application::MediaComposer => "media_composer",
            Application::Resolve => "resolve",
            Application::Premiere => "premiere",
            Application::ContentHub => "content_hub",
            Application::Unspecified => "unknown",
        };
        let outcome = match &wire.outcome {
            Some(Outcome::Matched(found)) => {
                OutcomeView::Matched { rule: found.rule.clone(), confirmed: found.confirmed, ocf: found.ocf.clone() }
            }
            Some(Outcome::Ambiguous(found)) => {
                let candidate = |one: &v1::RelinkCandidate| CandidateView {
                    ocf: one.ocf.clone(),
                    rule: one.rule.clone(),
                    reason: one.reason.clone(),
                };
                OutcomeView::Ambiguous {
                    count: found.count,
                    candidates: found.candidates.iter().map(candidate).collect(),
                }
            }
            Some(Outcome::Missed(missed)) => {
                OutcomeView::None { nearest: missed.nearest.as_ref().map(NearestView::from) }
            }
            None => OutcomeView::Unknown,
        };
        Self { application, outcome }
    }
}

impl From<&v1::NearestOriginal> for NearestView {
    fn from(wire: &v1::NearestOriginal) -> Self {
        Self { ocf: wire.ocf.clone(), rule: wire.rule.clone(), differences: wire.differences.clone() }
    }
}
