//! Relink reports.

use super::{count, findings};
use interneg_proto::v1;
use interneg_proto::v1::application_relink::{self, Application as WireApplication};
use interneg_proto::v1::relink_report;
use interneg_qc::check::{ApplicationVerdict, Candidate, Counts, Nearest, Outcome, ProxyReport, RelinkReport, Verdict};
use interneg_qc::rules::Application;

pub(in super::super) fn relink_report(report: RelinkReport) -> v1::RelinkReport {
    let verdict = match report.verdict {
        Verdict::Good => relink_report::Verdict::Good,
        Verdict::Bad => relink_report::Verdict::Bad,
    };
    v1::RelinkReport {
        verdict: verdict.into(),
        counts: Some(counts(report.counts)),
        proxies: report.proxies.into_iter().map(proxy).collect(),
        ocf_without_proxy: report.ocf_without_proxy,
        proxies_without_ocf: report.proxies_without_ocf,
        findings: findings(&report.findings),
    }
}

fn counts(counts: Counts) -> v1::RelinkCounts {
    v1::RelinkCounts {
        proxies: count(counts.proxies),
        ocf: count(counts.ocf),
        relinking: count(counts.relinking),
        unmatched: count(counts.unmatched),
        ambiguous: count(counts.ambiguous),
        errors: count(counts.errors),
        warnings: count(counts.warnings),
    }
}

fn proxy(proxy: ProxyReport) -> v1::ProxyRelink {
    v1::ProxyRelink {
        findings: findings(&proxy.findings),
        proxy: proxy.proxy,
        ocf: proxy.ocf.unwrap_or_default(),
        applications: proxy.applications.into_iter().map(application).collect(),
    }
}

fn application(verdict: ApplicationVerdict) -> v1::ApplicationRelink {
    let application = match verdict.application {
        Application::MediaComposer => WireApplication::MediaComposer,
        Application::Resolve => WireApplication::Resolve,
        Application::Premiere => WireApplication::Premiere,
        Application::ContentHub => WireApplication::ContentHub,
    };
    let outcome = match verdict.outcome {
        Outcome::Matched { rule, confirmed, ocf } => {
            application_relink::Outcome::Matched(v1::RelinkMatch { rule, confirmed, ocf })
        }
        Outcome::Ambiguous { count: all, candidates } => {
            let candidates = candidates.into_iter().map(candidate).collect();
            application_relink::Outcome::Ambiguous(v1::RelinkAmbiguity { count: count(all), candidates })
        }
        Outcome::None { nearest } => {
            application_relink::Outcome::Missed(v1::RelinkMiss { nearest: nearest.map(original) })
        }
    };
    v1::ApplicationRelink { application: application.into(), outcome: Some(outcome) }
}

fn candidate(candidate: Candidate) -> v1::RelinkCandidate {
    v1::RelinkCandidate { ocf: candidate.ocf, rule: candidate.rule, reason: candidate.reason }
}

fn original(nearest: Nearest) -> v1::NearestOriginal {
    v1::NearestOriginal { ocf: nearest.ocf, rule: nearest.rule, differences: nearest.differences }
}
