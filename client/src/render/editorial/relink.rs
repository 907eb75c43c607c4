//! Whether proxies find their originals.

use super::super::findings::{Style, findings};
use super::{candidates, count};
use crate::output::printable;
use crate::view::{ApplicationView, NearestView, OutcomeView, ProxyRelinkView, RelinkView};

/// Every proxy, those that are good in one line, what concerns several of them, and the verdict in the last line.
pub fn relink(report: &RelinkView, style: Style) -> String {
    let mut text: String = report.proxies.iter().map(|proxy| proxy_text(proxy, style)).collect();
    if !report.findings.is_empty() {
        text.push_str("all proxies\n");
        text.push_str(&findings(&report.findings, style));
    }
    for (label, paths) in [
        ("proxies of no original", &report.proxies_without_ocf),
        ("originals without a proxy", &report.ocf_without_proxy),
    ] {
        if !paths.is_empty() {
            let lines: String = paths.iter().map(|path| format!("  {path}\n")).collect();
            text.push_str(&printable(&format!("{label}\n{lines}")));
        }
    }
    text.push_str(&verdict(report));
    text
}

fn proxy_text(proxy: &ProxyRelinkView, style: Style) -> String {
    let mark = if proxy.is_good() { "good" } else { "bad " };
    let of = proxy.ocf.as_ref().map(|ocf| format!(" of {ocf}")).unwrap_or_else(|| " of no original".to_owned());
    let mut text = printable(&format!("{mark}  {}{of}\n", proxy.proxy));
    if !proxy.is_good() {
        let applications: String = proxy.applications.iter().map(application).collect();
        text.push_str(&printable(&applications));
    }
    text.push_str(&findings(&proxy.findings, style));
    text
}

fn application(verdict: &ApplicationView) -> String {
    let (what, more) = match &verdict.outcome {
        OutcomeView::Matched { rule, confirmed, ocf } => {
            let note = if *confirmed { "" } else { ", a rule that is not confirmed" };
            (format!("finds {ocf} by {rule}{note}"), String::new())
        }
        OutcomeView::Ambiguous { count, candidates: some } => {
            (format!("finds {count} originals and may take any"), candidates(some))
        }
        OutcomeView::None { nearest: None } => ("finds nothing, and no original is near".to_owned(), String::new()),
        OutcomeView::None { nearest: Some(NearestView { ocf, rule, differences }) } => {
            let missing = differences.join(", and ");
            (format!("finds nothing; nearest is {ocf} by {rule}, but {missing}"), String::new())
        }
        OutcomeView::Unknown => ("answers what this client does not know".to_owned(), String::new()),
    };
    format!("  {:<15} {what}\n{more}", verdict.title())
}

fn verdict(report: &RelinkView) -> String {
    let counts = &report.counts;
    let (errors, warnings) = (count(counts.errors.into(), "error"), count(counts.warnings.into(), "warning"));
    if counts.proxies == 0 {
        return format!("relink {}: no proxy was found; {errors}, {warnings}\n", report.verdict);
    }
    format!(
        "relink {}: {} of {} proxies find their original of {} in every application; {} find none, {} find several; {errors}, \
         {warnings}\n",
        report.verdict, counts.relinking, counts.proxies, counts.ocf, counts.unmatched, counts.ambiguous,
    )
}
