//! What a relink check found.

use crate::rules::Application;
use interneg_spec::{Finding, Level};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The judgement on a set of proxies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelinkReport {
    /// Good: there are proxies, each finds its original in every application, and no finding is an error.
    pub verdict: Verdict,
    /// Numbers.
    pub counts: Counts,
    /// Each proxy, in order of paths.
    pub proxies: Vec<ProxyReport>,
    /// Originals that no proxy is of, in order of paths.
    pub ocf_without_proxy: Vec<String>,
    /// Proxies of no original, in order of paths.
    pub proxies_without_ocf: Vec<String>,
    /// What concerns more than one proxy.
    pub findings: Vec<Finding>,
}

/// Good or bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every proxy relinks everywhere.
    Good,
    /// At least one does not, or is not what its original is.
    Bad,
}

/// Numbers of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Proxies looked at.
    pub proxies: usize,
    /// Originals looked at.
    pub ocf: usize,
    /// Proxies that find their original in every application.
    pub relinking: usize,
    /// Proxies that find none in at least one application.
    pub unmatched: usize,
    /// Proxies that find several in at least one application.
    pub ambiguous: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
}

/// The judgement on one proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyReport {
    /// Path of the proxy.
    pub proxy: String,
    /// Path of the original that it was compared with: the one that it matches, or else the nearest.
    pub ocf: Option<String>,
    /// What each application does with it.
    pub applications: Vec<ApplicationVerdict>,
    /// In which ways it is not what its original is; `field` is the fact.
    pub findings: Vec<Finding>,
}

/// What one application does with a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationVerdict {
    /// The application.
    pub application: Application,
    /// What it finds.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What an application finds for a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// One original.
    Matched {
        /// Id of the rule.
        rule: String,
        /// The rule was seen in a text of the maker or the client.
        confirmed: bool,
        /// Path of the original.
        ocf: String,
    },
    /// Several: a failure, since the application may take the wrong one without a word.
    Ambiguous {
        /// How many there are.
        count: usize,
        /// The first of them, each with the rule that leads to it.
        candidates: Vec<Candidate>,
    },
    /// None.
    None {
        /// The original that it is nearest to, where there is one.
        nearest: Option<Nearest>,
    },
}

/// One of several originals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Path of the original.
    pub ocf: String,
    /// Id of the rule.
    pub rule: String,
    /// Why it is one.
    pub reason: String,
}

/// An original that almost matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nearest {
    /// Path of the original.
    pub ocf: String,
    /// Id of the rule of which the least is missing.
    pub rule: String,
    /// What is missing.
    pub differences: Vec<String>,
}

impl ProxyReport {
    /// Whether every application finds one original.
    pub fn relinks(&self) -> bool {
        self.applications.iter().all(|verdict| matches!(verdict.outcome, Outcome::Matched { .. }))
    }

    /// What one application does with the proxy.
    pub fn application(&self, application: Application) -> Option<&Outcome> {
        self.applications.iter().find(|verdict| verdict.application == application).map(|verdict| &verdict.outcome)
    }
}

impl RelinkReport {
    /// The same report with more findings, judged anew.
    pub(super) fn with_findings(mut self, findings: impl Iterator<Item = Finding>) -> Self {
        self.findings.extend(findings);
        let ocf = self.counts.ocf;
        self.judged(ocf)
    }

    /// Counts, and judges by the counts.
    pub(super) fn judged(mut self, ocf: usize) -> Self {
        let having = |test: fn(&Outcome) -> bool| {
            let is_so = |proxy: &&ProxyReport| proxy.applications.iter().any(|verdict| test(&verdict.outcome));
            self.proxies.iter().filter(is_so).count()
        };
        let findings = || self.proxies.iter().flat_map(|proxy| &proxy.findings).chain(&self.findings);
        let at = |level: Level| findings().filter(|finding| finding.level == level).count();
        self.counts = Counts {
            proxies: self.proxies.len(),
            ocf,
            relinking: self.proxies.iter().filter(|proxy| proxy.relinks()).count(),
            unmatched: having(|outcome| matches!(outcome, Outcome::None { .. })),
            ambiguous: having(|outcome| matches!(outcome, Outcome::Ambiguous { .. })),
            errors: at(Level::Error),
            warnings: at(Level::Warning),
        };
        // Nothing was proven where there is no proxy.
        let is_good =
            self.counts.proxies > 0 && self.counts.relinking == self.counts.proxies && self.counts.errors == 0;
        self.verdict = if is_good { Verdict::Good } else { Verdict::Bad };
        self
    }
}

/// Names in a row, the first few of many.
pub(super) fn list(names: &[&str]) -> String {
    const SHOWN: usize = 4;
    match names.split_at_checked(SHOWN) {
        Some((shown, rest)) if !rest.is_empty() => format!("{} and {} more", shown.join(", "), rest.len()),
        _ => names.join(", "),
    }
}

impl fmt::Display for RelinkReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for proxy in &self.proxies {
            writeln!(f, "{proxy}")?;
        }
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        for path in &self.proxies_without_ocf {
            writeln!(f, "proxy of no original: {path}")?;
        }
        for path in &self.ocf_without_proxy {
            writeln!(f, "original without a proxy: {path}")?;
        }
        let (verdict, counts) = (self.verdict, self.counts);
        write!(
            f,
            "relink {verdict}: {} of {} proxies find their original of {} in every application; {} find none, {} find \
             several; {} errors, {} warnings",
            counts.relinking,
            counts.proxies,
            counts.ocf,
            counts.unmatched,
            counts.ambiguous,
            counts.errors,
            counts.warnings
        )
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Good => "good",
            Self::Bad => "bad",
        })
    }
}

impl fmt::Display for ProxyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ocf {
            Some(ocf) => write!(f, "{} of {ocf}", self.proxy)?,
            None => write!(f, "{} of no original", self.proxy)?,
        }
        for verdict in &self.applications {
            write!(f, "\n  {verdict}")?;
        }
        for finding in &self.findings {
            write!(f, "\n  {finding}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ApplicationVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.application)?;
        match &self.outcome {
            Outcome::Matched { rule, confirmed, ocf } => {
                let note = if *confirmed { "" } else { " (unconfirmed)" };
                write!(f, "{rule}{note} finds {ocf}")
            }
            Outcome::Ambiguous { count, candidates } => {
                write!(f, "ambiguous, {count} originals")?;
                for Candidate { ocf, rule, reason } in candidates {
                    write!(f, "\n    {ocf} by {rule}: {reason}")?;
                }
                Ok(())
            }
            Outcome::None { nearest: None } => write!(f, "nothing, and no original is near"),
            Outcome::None { nearest: Some(Nearest { ocf, rule, differences }) } => {
                write!(f, "nothing; nearest is {ocf} by {rule}, but {}", differences.join(", and "))
            }
        }
    }
}
