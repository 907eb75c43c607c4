//! What a plan has to say about a job before a pixel is rendered.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Worth knowing; nothing has to be done.
    Note,
    /// The delivery may be questioned; the job runs.
    Warning,
    /// The delivery would be rejected or cannot be made; the job does not run.
    Error,
}

/// One observation on a job: which rule, where in the job, what is wrong and what would settle it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable id of the rule, for example `NAM-06` or `SRC-RANGE`.
    pub rule: String,
    /// Weight of the finding.
    pub level: Level,
    /// Path of the field in the job, for example `clips[2].colour_space`; empty for the job as a whole.
    pub field: String,
    /// What is wrong, lower case, without a final period.
    pub message: String,
    /// What would settle it; empty where nothing has to be done.
    pub remedy: String,
}

impl Finding {
    /// A finding that stops the job.
    pub fn error(rule: &str, field: impl Into<String>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(rule, Level::Error, field, message, remedy)
    }

    /// A finding that the submitter should look at.
    pub fn warning(
        rule: &str,
        field: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::new(rule, Level::Warning, field, message, remedy)
    }

    /// A finding for the record.
    pub fn note(rule: &str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(rule, Level::Note, field, message, "")
    }

    fn new(
        rule: &str,
        level: Level,
        field: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { rule: rule.to_owned(), level, field: field.into(), message: message.into(), remedy: remedy.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let level = match self.level {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        write!(f, "{level} {}", self.rule)?;
        if !self.field.is_empty() {
            write!(f, " {}", self.field)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}
