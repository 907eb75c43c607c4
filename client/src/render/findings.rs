//! Findings, one a line.

use crate::output::printable;
use interneg_spec::{Finding, Level};
use std::io::IsTerminal;

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    is_coloured: bool,
}

impl Style {
    /// No colour.
    pub const PLAIN: Self = Self { is_coloured: false };
    /// Colour by level; never the only carrier of a fact.
    pub const COLOURED: Self = Self { is_coloured: true };

    fn paint(self, level: Level, text: &str) -> String {
        let colour = match level {
            Level::Error => "31",
            Level::Warning => "33",
            Level::Note => "36",
        };
        if self.is_coloured { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Colour where standard output is a terminal that can show it and `NO_COLOR` is unset or empty (no-color.org).
pub fn style() -> Style {
    let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if std::io::stdout().is_terminal() && !is_refused && !is_dumb { Style::COLOURED } else { Style::PLAIN }
}

/// Findings, worst first as they come, one a line.
pub fn findings(findings: &[Finding], style: Style) -> String {
    let line = |finding: &Finding| format!("  {}\n", style.paint(finding.level, &printable(&finding.to_string())));
    findings.iter().map(line).collect()
}
