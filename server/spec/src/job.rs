//! A job: what the submitter asks for, in the words of the submitter.
//!
//! The TOML file that `interneg submit` reads, the JSON that travels to a worker and these structs are one shape.
//! Nothing in it is resolved: `auto` stays `auto` until the plan has looked at the sources.

use crate::proxy::ProxyJob;
use crate::{DeviceChoice, Finding, NamJob};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// What can be asked for. The field `kind` says which it is; without one it is a NAM.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Job {
    /// A Non-Graded Archival Master.
    Nam(NamJob),
    /// Editorial proxies.
    Proxies(ProxyJob),
}

/// The one field that tells jobs apart; everything else is left to the job's own type, whose messages name its fields.
#[derive(Deserialize)]
struct Kind {
    #[serde(default)]
    kind: KindWord,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindWord {
    #[default]
    Nam,
    Proxies,
}

/// Why a text is no job.
#[derive(Debug, Error)]
#[error("not a job: {message}")]
pub struct JobParseError {
    /// What is wrong, with line and field as the parser tells them.
    pub message: String,
}

impl From<toml::de::Error> for JobParseError {
    fn from(error: toml::de::Error) -> Self {
        Self { message: error.to_string() }
    }
}

impl From<serde_json::Error> for JobParseError {
    fn from(error: serde_json::Error) -> Self {
        Self { message: error.to_string() }
    }
}

impl Job {
    /// Reads a job from TOML.
    ///
    /// # Errors
    /// The message names line and field.
    pub fn from_toml(text: &str) -> Result<Self, JobParseError> {
        // The kind first, so that the job's own parser tells line and column.
        match toml::from_str::<Kind>(text)?.kind {
            KindWord::Nam => NamJob::from_toml(text).map(Self::Nam),
            KindWord::Proxies => Ok(Self::Proxies(toml::from_str(text)?)),
        }
    }

    /// Reads a job from JSON.
    ///
    /// # Errors
    /// The message names line and field.
    pub fn from_json(text: &str) -> Result<Self, JobParseError> {
        match serde_json::from_str::<Kind>(text)?.kind {
            KindWord::Nam => NamJob::from_json(text).map(Self::Nam),
            KindWord::Proxies => Ok(Self::Proxies(serde_json::from_str(text)?)),
        }
    }

    /// Faults that need no source to be seen.
    pub fn check_shape(&self) -> Vec<Finding> {
        match self {
            Self::Nam(job) => job.check_shape(),
            Self::Proxies(job) => job.check_shape(),
        }
    }

    /// Title or project, by which people tell jobs apart.
    pub fn title(&self) -> &str {
        match self {
            Self::Nam(job) => &job.name.title,
            Self::Proxies(job) => &job.project,
        }
    }

    /// What renders the job; none where that is left to the service.
    pub fn device(&self) -> Option<DeviceChoice> {
        match self {
            Self::Nam(job) => job.device,
            Self::Proxies(job) => job.device,
        }
    }
}

impl<'de> Deserialize<'de> for Job {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A value, because what comes first must not decide: maps are read in any order.
        let value = serde_json::Value::deserialize(deserializer)?;
        let kind = Kind::deserialize(&value).map_err(D::Error::custom)?.kind;
        fn of<T: DeserializeOwned, E: serde::de::Error>(value: serde_json::Value) -> Result<T, E> {
            serde_json::from_value(value).map_err(E::custom)
        }
        match kind {
            KindWord::Nam => of(value).map(Self::Nam),
            KindWord::Proxies => of(value).map(Self::Proxies),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXIES: &str = "kind = \"proxies\"\nproject = \"P\"\noutput = \"out:x\"\nsources = []\nrenditions = []";

    #[test]
    fn the_kind_decides_which_fields_there_are() {
        let proxies = Job::from_toml(PROXIES).unwrap();
        assert!(matches!(proxies, Job::Proxies(_)));
        let again = serde_json::to_string(&proxies).unwrap();
        assert_eq!(Job::from_json(&again).unwrap(), proxies);
        assert_eq!(serde_json::from_str::<Job>(&again).unwrap(), proxies);
        let message = |text: &str| Job::from_toml(text).unwrap_err().to_string();
        assert!(message(&PROXIES.replace("project", "projekt")).contains("projekt"));
        assert!(message(&PROXIES.replace("proxies", "dailies")).contains("expected `nam` or `proxies`"));
        // Without the word it is a NAM, so the fields of proxies are unknown.
        assert!(message(&PROXIES.replace("kind = \"proxies\"", "")).contains("project"));
    }
}
